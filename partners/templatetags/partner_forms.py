"""Asking a form for a question by its name."""

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField

register = template.Library()


@register.filter
def question(form: BaseForm, name: str) -> BoundField | None:
    """The question of that name, where the form has it."""
    return form[name] if name in form.fields else None

"""`{% load markdown %}{{ text|markdown }}`: limited Markdown of city staff as safe HTML."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from tomoni import markdown as limited

register = template.Library()


@register.filter
def markdown(source: str) -> SafeString:
    """Members' texts are plain: use `linebreaks` for them."""
    return mark_safe(limited.html(source or ""))  # noqa: S308 – cleaned by nh3

"""The box beside a form that says what the text speaks of and whom it is near to."""

import json
from typing import Any

from django import template
from django.template import RequestContext
from django.urls import reverse

from matching.reading.hints import Writing, WritingForm, hints, side_of, writing_of
from partners.models import Listing

register = template.Library()


@register.inclusion_tag("matching/_hints_rail.html", takes_context=True)
def writing_hints(context: RequestContext, form: WritingForm) -> dict[str, Any]:
    """The place of the box; htmx fills it.

    With ``?hints`` in the address, where who has no JavaScript is led, it comes with the page.
    """
    request, writing = context["request"], writing_of(form)
    is_shown = writing.is_short or "hints" in request.GET
    return {
        "url": reverse("matching:hints", args=[side_of(writing.subject)]),
        "names": json.dumps(_names(writing)),
        "hints": hints(writing, request) if is_shown else None,
    }


def _names(writing: Writing) -> dict[str, Any]:
    """For whom it is written, where the form itself does not ask."""
    if isinstance(writing.subject, Listing):
        return {"partner": writing.subject.partner.slug}
    if "municipality" in writing.form.fields:
        return {}
    return {"municipality": writing.subject.municipality_id}

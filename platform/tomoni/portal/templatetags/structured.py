"""Data for search engines in the head of a public page."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from challenges.models import Challenge
from partners.models import Agreement, Listing, Partner, Project
from tomoni.linked_data import linked_data_element
from tomoni.portal import structured

register = template.Library()


@register.simple_tag
def structured_data(row: Any, others: Iterable[Any] = ()) -> SafeString | str:
    """The row as schema.org data, with who takes part in a project or has agreed; nothing where not
    everybody may see it.
    """
    data = _described(row, others)
    return linked_data_element(data) if data else ""


def _described(row: Any, others: Iterable[Any]) -> dict[str, Any] | None:
    if isinstance(row, Project):
        return structured.project(row, others)
    if isinstance(row, Agreement):
        return structured.agreement(row, others)
    if isinstance(row, Partner):
        return structured.partner(row)
    if isinstance(row, Listing):
        return structured.listing(row)
    return structured.challenge(row) if isinstance(row, Challenge) else None

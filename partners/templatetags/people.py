"""What a row of an intermediary's list asks for."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def of(rows: dict[Any, list[Any]], key: Any) -> list[Any]:
    """The rows kept under the key."""
    return rows.get(key, [])


@register.filter
def may_act(partner: Any) -> bool:
    """Whether the federation of the list may do something for this row of it."""
    return bool(partner.may_edit or partner.may_write)

"""What a row of an intermediary's list asks for."""

from typing import Any

from django import template

from tomoni.forms import EXTENSION

register = template.Library()


@register.filter
def of(rows: dict[Any, list[Any]], key: Any) -> list[Any]:
    """The rows kept under the key."""
    return rows.get(key, [])


@register.filter
def may_act(partner: Any) -> bool:
    """Whether the federation of the list may do something for this row of it."""
    return bool(partner.may_edit or partner.may_write)


@register.filter
def dialled(phone: str) -> str:
    """A stored telephone number as a link dials it: the extension after a pause (RFC 3966)."""
    number, _space, extension = phone.partition(f" {EXTENSION}")
    plain = number.replace(" ", "")
    return f"{plain};ext={extension}" if extension else plain

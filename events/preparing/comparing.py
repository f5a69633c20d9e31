"""Two texts of one meeting side by side, when two people have edited it at the same time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Manager, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import pgettext

from events.models import Event
from events.preparing.forms import EventForm

_FORMS = dict(Event.Form.choices)
_NOT_KEPT = ("new_series",)


@dataclass(frozen=True)
class Part:
    """A question with the answer that is saved now and the one that is not."""

    label: str | Promise
    theirs: str
    yours: str


def compare(event: Event, yours: EventForm) -> list[Part]:
    """The questions of the valid form to which the answers differ."""
    saved = Event.objects.get(pk=event.pk)
    parts = [
        Part(
            field.label,
            _words(field.name, getattr(saved, field.name)),
            _words(field.name, yours.cleaned_data.get(field.name)),
        )
        for section in yours.sections
        for field in section.fields
        if field.name not in _NOT_KEPT
    ]
    return [part for part in parts if part.theirs != part.yours]


def _words(name: str, value: Any) -> str:
    if isinstance(value, Manager):
        value = value.all()
    if isinstance(value, QuerySet):
        return _listed(value)
    if isinstance(value, bool):
        return pgettext("answer", "yes") if value else pgettext("answer", "no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if name == "form":
        return str(_FORMS.get(value, ""))
    return "" if value is None else str(value)


def _listed(rows: Iterable[Any]) -> str:
    return "\n".join(sorted(str(row) for row in rows))

"""Two texts of one challenge side by side, when two people have edited it at the same time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise

from challenges.forms.call import CallForm
from challenges.forms.challenge import ChallengeForm
from challenges.models import Challenge

_ROWS = ("sub_themes", "contacts")
_CHOICES: dict[str, dict[Any, Any]] = {
    "call_type": dict(Challenge.CallType.choices),
    "mode": dict(Challenge.Mode.choices),
}


@dataclass(frozen=True)
class Part:
    """A question with the answer that is saved now and the one that is not."""

    label: str | Promise
    theirs: str
    yours: str


def compare(challenge: Challenge, yours: ChallengeForm | CallForm) -> list[Part]:
    """The questions of the valid form to which the answers differ."""
    theirs = Challenge.objects.get(pk=challenge.pk)
    parts = (
        Part(field.label, saved_words(theirs, field.name), _typed(yours.cleaned_data, field.name))
        for section in yours.sections
        for field in section.fields
    )
    return [part for part in parts if part.theirs != part.yours]


def saved_words(challenge: Challenge, name: str) -> str:
    """A part of a challenge as it is saved, as text."""
    value = getattr(challenge, name)
    if name in _ROWS:
        return _lines(value.values(*_columns(name)))
    return _words(name, value.all() if hasattr(value, "all") else value)


def _typed(answers: Mapping[str, Any], name: str) -> str:
    value = answers.get(name)
    return _lines(value or []) if name in _ROWS else _words(name, value)


def _columns(name: str) -> list[str]:
    field: Any = ChallengeForm.base_fields[name]
    return list(field.row_form.base_fields)


def _lines(rows: Any) -> str:
    return "\n".join(" / ".join(value for value in row.values() if value) for row in rows)


def _words(name: str, value: Any) -> str:
    if isinstance(value, QuerySet | list):
        return "\n".join(str(row) for row in value)
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return str(_CHOICES.get(name, {}).get(value, "" if value is None else value))

"""What an edit has changed, field by field: what stood there beside what stands there now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from partners.models import Change, Listing, News, Partner
from partners.record.questions import QUESTIONS
from tomoni.marking import Piece, marked
from tomoni.models import in_reader_language

# What hangs on a row and is no column of it.
_PARTS = {
    "files": gettext_lazy("Pictures and documents"),
    "targets": gettext_lazy("Targets of the SDGs declaration"),
}
LONG = 160  # characters from which a text is folded


@dataclass(frozen=True)
class FieldChange:
    """One answer before and after, in the reader's words."""

    label: str
    old: str
    new: str

    @property
    def is_long(self) -> bool:
        """Shown when it is asked for."""
        return max(len(self.old), len(self.new)) > LONG

    @cached_property
    def _marked(self) -> tuple[list[Piece], list[Piece]]:
        return marked(self.old, self.new)

    @property
    def before(self) -> list[Piece]:
        """The old answer; what is gone is marked."""
        return self._marked[0]

    @property
    def after(self) -> list[Piece]:
        """The new answer; what has come is marked."""
        return self._marked[1]


def fields_of(change: Change) -> list[FieldChange]:
    """Its answers in the order in which they were kept."""
    model = Listing if change.listing_id else News if change.news_id else Partner
    return list(_fields(model, change.values))


def _fields(model: type[Model], values: dict[str, Any]) -> Iterator[FieldChange]:
    for name, (old, new) in values.items():
        choices = _choices_of(model, name)
        yield FieldChange(label_of(model, name), in_words(old, choices), in_words(new, choices))


def label_of(model: type[Model], name: str) -> str:
    """The name of a field as its readers know it."""
    if model is Partner and name in QUESTIONS:
        return str(QUESTIONS[name])
    if name in _PARTS:
        return str(_PARTS[name])
    try:
        field = model._meta.get_field(name)
    except LookupError:
        return name
    return str(getattr(field, "verbose_name", name))


def in_words(said: Any, choices: dict[Any, Any] | None = None) -> str:
    """An answer as `changes.said` keeps it, in the reader's language; nothing where it is empty."""
    if isinstance(said, dict):
        return in_reader_language(said.get("ja", ""), said.get("en", ""))
    if isinstance(said, list):
        return _(", ").join(in_words(one) for one in said)
    if isinstance(said, bool):
        return pgettext("answer", "yes") if said else pgettext("answer", "no")
    return str((choices or {}).get(said, said))


def of_entries(entries: Iterable[Any]) -> dict[int, list[FieldChange]]:
    """What the edits changed of which the journal tells, by entry; in one query."""
    rows = Change.objects.filter(entry__in=[entry.pk for entry in entries])
    return {row.entry_id: fields_of(row) for row in rows}


def _choices_of(model: type[Model], name: str) -> dict[Any, Any]:
    try:
        return dict(getattr(model._meta.get_field(name), "flatchoices", ()))
    except LookupError:
        return {}

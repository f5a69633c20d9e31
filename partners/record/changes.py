"""What an edit has changed: for the journal, and for setting the chosen words of a row."""

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

from django.db import models
from django.db.models.fields.files import FieldFile

from partners.models import Change, Listing, News, Partner
from tomoni.journal.models import Entry
from tomoni.models import Bilingual

# What was chosen in a form for each many-to-many field of a row.
Chosen = Mapping[str, Iterable[models.Model]]
# What stood there, and what stands there now, of each field that was changed; as JSON takes it.
Differences = dict[str, list[Any]]


def differences(row: models.Model, columns: Iterable[str], chosen: Chosen) -> Differences:
    """The columns and choices that differ from what the database has now, before and after."""
    stored = type(row)._default_manager.get(pk=row.pk)
    found: Differences = {}
    for name in columns:
        if _value(row, name) != _value(stored, name):
            found[name] = [said(getattr(stored, name)), said(getattr(row, name))]
    for name, rows in chosen.items():
        before, after = list(getattr(stored, name).all()), list(rows)
        if {one.pk for one in before} != {one.pk for one in after}:
            found[name] = [said(before), said(after)]
    return found


def said(value: Any) -> Any:
    """An answer as it is kept: text, yes or no, the words of rows in both languages."""
    if isinstance(value, Bilingual):
        return {"ja": value.name_ja, "en": value.name_en}
    if isinstance(value, list | tuple | models.QuerySet):
        return [said(one) for one in value]
    if isinstance(value, FieldFile):
        return PurePath(value.name or "").name
    return value if isinstance(value, bool | int) else str("" if value is None else value)


def keep(changed: Differences, row: Partner | Listing | News, entry: Entry) -> None:
    """Keep what the edit that the entry tells of has changed, in its transaction."""
    if changed:
        Change.objects.create(
            partner=row if isinstance(row, Partner) else row.partner,
            listing=row if isinstance(row, Listing) else None,
            news=row if isinstance(row, News) else None,
            entry=entry,
            version=row.version,
            values=changed,
        )


def choose(row: models.Model, chosen: Chosen) -> None:
    """Set the chosen words of a saved row."""
    for name, rows in chosen.items():
        getattr(row, name).set(rows)


def choose_first(row: models.Model, chosen: Chosen) -> None:
    """Set the chosen words of a row that was made just now: nothing is there to be taken away."""
    for name, rows in chosen.items():
        if found := list(rows):
            getattr(row, name).add(*found)


def _value(row: models.Model, name: str) -> Any:
    field = row._meta.get_field(name)
    return getattr(row, field.attname)  # type: ignore[union-attr]

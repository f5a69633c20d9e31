"""What an edit has changed: for the journal, and for setting the chosen words of a row."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

# What was chosen in a form for each many-to-many field of a row.
Chosen = Mapping[str, Iterable[models.Model]]


def changed_fields(row: models.Model, columns: Iterable[str], chosen: Chosen) -> list[str]:
    """The names of the columns and choices that differ from what the database has now."""
    stored = type(row)._default_manager.get(pk=row.pk)
    names = [name for name in columns if _value(row, name) != _value(stored, name)]
    return names + [name for name, rows in chosen.items() if _ids(stored, name) != _keys(rows)]


def choose(row: models.Model, chosen: Chosen) -> None:
    """Set the chosen words of a saved row."""
    for name, rows in chosen.items():
        getattr(row, name).set(rows)


def _value(row: models.Model, name: str) -> Any:
    field = row._meta.get_field(name)
    return getattr(row, field.attname)  # type: ignore[union-attr]


def _ids(row: models.Model, name: str) -> set[Any]:
    return set(getattr(row, name).values_list("pk", flat=True))


def _keys(rows: Iterable[models.Model]) -> set[Any]:
    return {row.pk for row in rows}

"""What a row has chosen, kept in the row itself, so that one index finds a word and a goal.

A row chooses goals, fields and the like in tables of pairs of their own. `ChosenField` repeats them
in the row as an array of texts, "fields=12", and so some columns of its own or of what it belongs
to, "side=need". An index over the words and the array then finds the rows that have a word *and* a
field, where otherwise all rows with the word had to be read to know their fields.

The database keeps the array by itself, by triggers that a migration makes: whoever writes pairs or
columns, one by one or thousands at once, can neither forget it nor contradict it. What is given for
it is not looked at, so that to write anything there is to have it written anew.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Q

BLOCK = 1024
"""Rows whose keys have the same quotient by this are of one block, `"block=<quotient>"`. The newest
rows with a common word are found by the index too then: those of the last blocks."""
NOT_CHOSEN = ("block=", "day ")
"""So begin the labels by which rows are found in their order; nobody counts by them."""


class ChosenField(ArrayField):
    """`["<name>=<key>"]` of the relations and columns of these names, which are paths as in a
    query; `merged` are names of what several paths lead to, each key of which is there once. `days`
    are columns of moments or dates of which the row keeps the day, as a label (`day_label`). To be
    asked, not read: an instance has the array of when it was loaded.
    """

    def __init__(self, *names: str, days: tuple[str, ...] = (), **merged: tuple[str, ...]) -> None:
        self.paths = {name: (name,) for name in names} | merged
        self.days = days
        super().__init__(models.TextField(), default=list, editable=False)

    def deconstruct(self) -> Any:
        """For a migration, to which it is an array of texts."""
        name, _path, _args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.fields.ArrayField", [], kwargs

    def clone(self) -> Any:
        """As in a migration."""
        return ArrayField(**self.deconstruct()[3])


def kept_name(model: Any, path: str) -> str:
    """The name by which the rows of the model keep what the path leads to; "" where they do not."""
    fields = (field for field in model._meta.fields if isinstance(field, ChosenField))
    kept = (name for field in fields for name, paths in field.paths.items() if path in paths)
    return next(kept, "")


def keeps_blocks(model: Any) -> bool:
    """Whether the rows of the model keep in which block of keys they are."""
    return any(isinstance(field, ChosenField) for field in model._meta.fields)


def keeps_day(model: Any, column: str) -> bool:
    """Whether the rows of the model keep the day of this column."""
    fields = (field for field in model._meta.fields if isinstance(field, ChosenField))
    return any(column in field.days for field in fields)


def day_label(column: str) -> str:
    """The name under which the day of a column is kept, counted since 1970 in UTC: no reader
    chooses it.
    """
    return f"day {column}"


def has_chosen(values: Mapping[str, Iterable[Any]]) -> Q:
    """Rows that have one of the keys of one of the names: `{"fields": [12, 13]}`. The keys are
    numbers or words of ours, in which nothing has to be escaped.
    """
    texts = [f'"{name}={key}"' for name, keys in values.items() for key in keys]
    # An array as PostgreSQL writes it, in one parameter: elements of their own would cost more.
    return Q(chosen__overlap=f"{{{','.join(texts)}}}")


@contextmanager
def kept_later(*tables: list[Any]) -> Iterator[None]:
    """For thousands of new rows, in a transaction: what these lists of rows have chosen is written
    once at the end, instead of again with every table of pairs.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL tomoni.chosen_later = 'yes'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL tomoni.chosen_later = 'no'")
    for rows in filter(None, tables):
        type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows]).update(chosen=[])

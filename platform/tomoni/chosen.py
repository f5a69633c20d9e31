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


class ChosenField(ArrayField):
    """`["<name>=<key>"]` of the relations and columns of these names, which are paths as in a
    query. To be asked, not read: an instance has the array of when it was loaded.
    """

    def __init__(self, *names: str, **kwargs: Any) -> None:
        self.names = names
        kwargs |= {"base_field": models.TextField(), "default": list, "editable": False}
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        """For a migration, to which it is an array of texts."""
        name, _path, _args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.fields.ArrayField", [], kwargs


def keeps(model: Any, name: str) -> bool:
    """Whether the rows of the model keep what they have chosen by this name."""
    fields = (field for field in model._meta.fields if isinstance(field, ChosenField))
    return any(name in field.names for field in fields)


def has_chosen(values: Mapping[str, Iterable[Any]]) -> Q:
    """Rows that have one of the keys of one of the names: `{"fields": [12, 13]}`."""
    return Q(chosen__overlap=[f"{name}={key}" for name, keys in values.items() for key in keys])


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

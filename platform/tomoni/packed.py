"""Short lists that are read along with a row, instead of in a query each.

A page that shows a little of many kinds of rows packs each kind into a column of a row that it
reads anyway, and unpacks it into rows that know what is shown of them and nothing else.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.functions import JSONObject

Row = TypeVar("Row", bound=models.Model)


def packed(rows: models.QuerySet[Any], *columns: str) -> ArraySubquery:
    """These columns of the rows in their order, and the keys; `event__title` is that of what a row
    belongs to, `place` may be annotated.
    """
    paths = dict.fromkeys(["pk", *columns, *_keys_above(columns)])
    return ArraySubquery(rows.values(row=JSONObject(**{path: path for path in paths})))


def unpacked(model: type[Row], rows: Iterable[Mapping[str, Any]] | None) -> list[Row]:
    """The rows of the model that were packed, as `only()` would have read them; none of nothing."""
    return [_row(model, columns) for columns in rows or ()]


def _keys_above(columns: Iterable[str]) -> list[str]:
    """The keys of what these columns lead through: of `draft__partner__name` two."""
    return [f"{each[: end.start()]}__pk" for each in columns for end in re.finditer("__", each)]


def _row(model: type[Row], columns: Mapping[str, Any]) -> Row:
    """One row, what it belongs to, and what was annotated."""
    own: dict[str, Any] = {}
    related: dict[str, dict[str, Any]] = {}
    for path, value in columns.items():
        name, _, rest = path.partition("__")
        if rest:
            related.setdefault(name, {})[rest] = value
        else:
            own[name] = value
    own[model._meta.pk.attname] = own.pop("pk")
    known = [field for field in model._meta.concrete_fields if field.attname in own]
    values = [field.to_python(own.pop(field.attname)) for field in known]
    row = model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in known], values)
    for name, value in own.items():
        setattr(row, name, value)
    for name, theirs in related.items():
        field: Any = model._meta.get_field(name)
        is_there = theirs["pk"] is not None
        field.set_cached_value(row, _row(field.related_model, theirs) if is_there else None)
    return row

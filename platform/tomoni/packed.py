"""Short lists that are read along with a row, instead of in a query each.

A page that shows a little of many kinds of rows packs each kind into a column of a row that it
reads anyway: the column holds rows that know what is shown of them and nothing else.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, Func, JSONField


class Packed(ArraySubquery):
    """The rows in their order, as `only()` would have read them, with these columns: `event__title`
    is that of what a row belongs to, `place` may be annotated.

    Each row is sent without the names of its columns, which are known here: as a JSON object it
    would take the ORM longer to put together.
    """

    def __init__(self, rows: models.QuerySet[Any], *columns: str) -> None:
        self.paths = [*dict.fromkeys(["pk", *columns, *_keys_above(columns)])]
        self.model = rows.model
        row = Func(*map(F, self.paths), function="jsonb_build_array", output_field=JSONField())
        super().__init__(rows.values(row=row), output_field=ArrayField(JSONField()))

    def get_db_converters(self, connection: Any) -> list[Any]:
        """Make rows of what the database has sent."""
        return [*super().get_db_converters(connection), self._rows]

    def _rows(self, found: Iterable[Sequence[Any]] | None, *_context: Any) -> list[Any]:
        return [
            _row(self.model, dict(zip(self.paths, values, strict=True))) for values in found or ()
        ]


def _keys_above(columns: Iterable[str]) -> list[str]:
    """The keys of what these columns lead through: of `draft__partner__name` two."""
    return [f"{each[: end.start()]}__pk" for each in columns for end in re.finditer("__", each)]


def _row(model: Any, columns: Mapping[str, Any]) -> Any:
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

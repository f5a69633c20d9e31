"""The targets of a declaration, read with the row of the partner itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from tomoni.models import in_reader_language


@dataclass(frozen=True)
class Named:
    """A goal or vision as a template reads it."""

    pk: int
    name: str


@dataclass(frozen=True)
class ShownTarget:
    """A target as a template reads it."""

    aim: str
    by_when: str
    measure: str
    goal: Named | None
    vision: Named | None


def target_rows(model: type[models.Model]) -> ArraySubquery:
    """The current targets of each partner of a query, for `shown`."""
    related: Any = model._meta.get_field("targets").related_model
    rows = related.objects.current().filter(partner=OuterRef("pk")).order_by("order", "pk")
    columns = {name: name for name in ("aim", "by_when", "measure")}
    for name in ("goal", "vision"):
        columns[name] = f"{name}_id"
        columns |= {f"{name}_{language}": f"{name}__name_{language}" for language in ("ja", "en")}
    return ArraySubquery(rows.values(row=JSONObject(**columns)))


def shown(rows: Sequence[dict[str, Any]]) -> list[ShownTarget]:
    """The rows of `target_rows`, with names in the reader's language."""
    return [
        ShownTarget(
            row["aim"],
            row["by_when"],
            row["measure"],
            _named(row, "goal"),
            _named(row, "vision"),
        )
        for row in rows
    ]


def _named(row: dict[str, Any], name: str) -> Named | None:
    if row[name] is None:
        return None
    return Named(row[name], in_reader_language(row[f"{name}_ja"], row[f"{name}_en"]))

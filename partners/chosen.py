"""The names of what a row has chosen, e.g. of the municipality's visions, read with the row."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import get_language

Names = list[dict[str, str]]
"""`[{"id": id, "ja": name, "en": name}]`"""


def chosen_names(model: type[models.Model], relation: str) -> ArraySubquery:
    """The `Names` of what each row of a query over the model has chosen."""
    field: Any = model._meta.get_field(relation)
    ids = field.remote_field.through._default_manager.filter(
        **{f"{field.m2m_field_name()}_id": OuterRef(OuterRef("pk"))}
    ).values(field.m2m_reverse_field_name())
    names = JSONObject(id="pk", ja="name_ja", en="name_en")
    rows = field.related_model._default_manager
    return ArraySubquery(rows.filter(pk__in=ids).values(row=names))


def chosen_ids(model: type[models.Model], relation: str) -> Func:
    """The ids of what each row of a query over the model has chosen, smallest first.

    Written out, since every long list asks for it: a subquery of the ORM says the same, but takes
    ten times as long to put together.
    """
    field: Any = model._meta.get_field(relation)
    table, row, target = field.m2m_db_table(), field.m2m_column_name(), field.m2m_reverse_name()
    chosen = f'SELECT "{target}" FROM "{table}" WHERE "{row}" = %(expressions)s ORDER BY 1'  # noqa: S608
    return Func(
        models.F("pk"),
        template=f"ARRAY({chosen})",
        output_field=ArrayField(models.BigIntegerField()),
    )


def hanging_rows(model: type[models.Model], relation: str, *columns: str) -> ArraySubquery:
    """These columns of the rows that hang on each row of a query over the model, in their order."""
    field: Any = model._meta.get_field(relation)
    hanging = field.related_model._default_manager.filter(
        **{field.remote_field.name: OuterRef("pk")}
    )
    return ArraySubquery(hanging.values(row=JSONObject(**{name: name for name in columns})))


def in_readers_language(names: Names) -> list[str]:
    """Each in the language of the page; in Japanese where the other is missing."""
    is_japanese = get_language() == "ja"
    return [row["ja"] if is_japanese else row["en"] or row["ja"] for row in names]


class HasVisions(models.Model):
    """Names of the chosen visions, read with the row itself by `with_detail()`."""

    vision_rows: Names

    class Meta:
        abstract = True

    @property
    def vision_names(self) -> list[str]:
        """In the reader's language."""
        return in_readers_language(self.vision_rows)

    @property
    def vision_links(self) -> list[tuple[str, str]]:
        """(id, name) of each, for a list narrowed to it."""
        ids = [row["id"] for row in self.vision_rows]
        return list(zip(ids, self.vision_names, strict=True))

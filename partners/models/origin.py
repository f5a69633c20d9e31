"""What came out of what: a meeting led to a proposal, that to a project, and so on.

A row keeps the kind and number of the row it came out of, which may be one of an app above. So one
chain answers which project came out of which challenge.
"""

from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models

from tomoni.accounts.models import User

_LONGEST = 5  # rows of a chain


class Originated(models.Model):
    """A row that may have come out of another."""

    origin_type = models.CharField(max_length=60, blank=True, editable=False)
    origin_id = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def came_from(self) -> models.Model | None:
        """The row it came out of, whoever may see that."""
        if self.origin_id is None:
            return None
        model = apps.get_model(self.origin_type)
        return model._default_manager.filter(pk=self.origin_id).first()

    def origins_for(self, reader: User | AnonymousUser) -> list[models.Model]:
        """The rows it came out of, the earliest first: those that the reader may see."""
        chain: list[Any] = []
        row: Any = self.came_from
        while row is not None and len(chain) < _LONGEST:
            chain.append(row)
            row = getattr(row, "came_from", None)
        return [row for row in reversed(chain) if _is_visible(row, reader)]


def origin_index(name: str) -> models.Index:
    """By which what came out of a row is found."""
    return models.Index(
        fields=["origin_type", "origin_id"],
        condition=models.Q(origin_id__isnull=False),
        name=name,
    )


def origin_of(row: models.Model) -> dict[str, Any]:
    """The columns that say that something came out of the row."""
    return {"origin_type": row._meta.label_lower, "origin_id": row.pk}


def _is_visible(row: models.Model, reader: User | AnonymousUser) -> bool:
    rows: Any = type(row)._default_manager.filter(pk=row.pk)
    seen: bool = rows.visible_to(reader).exists()
    return seen

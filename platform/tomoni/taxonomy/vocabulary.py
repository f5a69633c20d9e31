"""Filling the vocabulary of a new installation; what operators change stays as they left it."""

from threading import Lock
from typing import Any

from cachetools import TTLCache
from django.apps.registry import Apps
from django.apps.registry import apps as installed_apps
from django.db import models

from tomoni.taxonomy import reference
from tomoni.taxonomy.models import Field, Goal

_ROWS = {
    "Field": reference.FIELDS,
    "PartnerType": reference.PARTNER_TYPES,
    "ResourceKind": reference.RESOURCE_KINDS,
    "Sector": reference.SECTORS,
    "Category": reference.CATEGORIES,
}


def all_goals() -> list[Goal]:
    """The seventeen goals, without asking the database: they are fixed."""
    return [Goal(**_goal(*row)) for row in reference.GOALS]


def fields_by_id() -> dict[int, Field]:
    """All administrative fields; they are kept for a minute in each process."""
    with _lock:
        known = _kept.get(Field)
    if known is None:
        known = {field.pk: field for field in Field.objects.all()}
        with _lock:
            _kept[Field] = known
    return known


_kept: TTLCache[Any, dict[int, Field]] = TTLCache(maxsize=1, ttl=60)
_lock = Lock()


def forget() -> None:
    """Read the words anew."""
    with _lock:
        _kept.clear()


def fill_empty(using: str, apps: Apps = installed_apps, **kwargs: Any) -> None:
    """Write the rows of every vocabulary table that has none (receiver of `post_migrate`).

    A flush sends the signal too, without `apps`.
    """
    try:
        goal_model = apps.get_model("taxonomy", "Goal")
    except LookupError:  # migrated back to nothing
        return
    _fill(goal_model, using, [_goal(*row) for row in reference.GOALS])
    for name, rows in _ROWS.items():
        _fill(
            apps.get_model("taxonomy", name), using, [_row(i, *row) for i, row in enumerate(rows)]
        )


def _fill(model: type[models.Model], using: str, rows: list[dict[str, Any]]) -> None:
    manager = model._default_manager.using(using)
    if not manager.exists():
        manager.bulk_create(model(**row) for row in rows)


def _goal(number: int, ja: str, en: str, colour: str) -> dict[str, Any]:
    return {"number": number, "name_ja": ja, "name_en": en, "colour": colour}


def _row(index: int, slug: str, ja: str, en: str) -> dict[str, Any]:
    return {"slug": slug, "name_ja": ja, "name_en": en, "order": (index + 1) * 10}

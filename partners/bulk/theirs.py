"""What a list says otherwise of a partner that belongs to its members now: told, never written."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from partners.bulk.differences import CHOICES, POINTERS, SIDES, listing_of
from partners.bulk.problems import DoubtError, Problem, problem
from partners.models import Listing, Partner
from tomoni.municipalities.models import Vision
from tomoni.taxonomy.models import Field, Goal, PartnerType, Sector

_LONGEST = 100  # characters of a value that are told
_NOTHING = "–"
_ROWS: dict[str, type[Model]] = {
    "type": PartnerType,
    "sector": Sector,
    "primary_goals": Goal,
    "related_goals": Goal,
    "fields": Field,
    "visions": Vision,
}
_CELLS = {
    "primary_goals": ("primary_goals", "goals"),
    "related_goals": ("related_goals", "goals"),
    "need": ("need_body", "need_title"),
    "seed": ("seed_body", "seed_title"),
}
"""Under which headers a value may stand, where they are called otherwise."""


def told_of(
    partner: Partner,
    values: dict[str, Any],
    differing: Iterable[str],
    cell_of: Callable[[str], str],
) -> list[Problem]:
    """For each field that differs, where it stands, what the list says and what its members do."""
    return [
        _told(partner, name, values, cell_of)
        for name in differing
        if name not in ("state", "contact")
    ]


def _told(
    partner: Partner, name: str, values: dict[str, Any], cell_of: Callable[[str], str]
) -> Problem:
    words = _("Your list says “%(list)s”. Its members have written “%(own)s”, and that stays.")
    params = {
        "list": _short(_of_list(name, values)),
        "own": _short(_of_partner(partner, name, values)),
    }
    return problem(_cell(name, cell_of), DoubtError(words, value=None, params=params))


def _cell(name: str, cell_of: Callable[[str], str]) -> str:
    found = [cell for key in _CELLS.get(name, (name,)) if (cell := cell_of(key))]
    return found[0] if found else ""


def _of_list(name: str, values: dict[str, Any]) -> str:
    value = values.get(name)
    if name in _ROWS:
        return _names(_ROWS[name], value if isinstance(value, list) else [value])
    if isinstance(value, Mapping):
        return _of_listing(value["title"], value["body"])
    return str(value or "")


def _of_partner(partner: Partner, name: str, values: dict[str, Any]) -> str:
    if name in CHOICES:
        return "、".join(row.name_ja for row in getattr(partner, name).all())
    if name in POINTERS:
        row = getattr(partner, name)
        return row.name_ja if row else ""
    for side, key in SIDES.items():
        if key == name:
            listing = listing_of(partner, Listing.Side(side), values[name]["title"])
            return _of_listing(listing.title, listing.body) if listing else ""
    return str(getattr(partner, name))


def _of_listing(title: str, body: str) -> str:
    return title if title == body else f"{title}：{body}"


def _names(model: type[Model], pks: list[Any]) -> str:
    rows: Any = model._default_manager.filter(pk__in=[pk for pk in pks if pk])
    return "、".join(row.name_ja for row in rows.order_by("pk"))


def _short(words: str) -> str:
    plain = " ".join(words.split()) or _NOTHING
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"

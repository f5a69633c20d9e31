"""How far two municipalities are from each other, in plain words."""

from typing import NamedTuple

from django.core.cache import cache
from django.utils.translation import pgettext

from challenges.models import Challenge
from matching.engine.geography import are_neighbours, kilometres
from partners.models import Listing, Partner
from tomoni.municipalities.models import Municipality

KEPT = 60  # seconds
STEP = 5
"""From ten kilometres on distances are told in steps of so many: they are between offices."""

Point = tuple[float, float]


class Place(NamedTuple):
    """Where a municipality is; without a point where nobody has entered it."""

    prefecture: str
    point: Point | None


def places() -> dict[int, Place]:
    """All municipalities by their keys; the database is asked for them once in a while."""
    found: dict[int, Place] = cache.get_or_set("matching.places", _places, KEPT) or {}
    return found


def _places() -> dict[int, Place]:
    rows = Municipality.objects.order_by().values_list("pk", "prefecture", "latitude", "longitude")
    return {pk: Place(prefecture, _point(north, east)) for pk, prefecture, north, east in rows}


def _point(north: float | None, east: float | None) -> Point | None:
    return None if north is None or east is None else (north, east)


def municipality_of(row: Listing | Challenge | Partner) -> int:
    """With which municipality it is registered, or which one asks."""
    return row.partner.municipality_id if isinstance(row, Listing) else row.municipality_id


def distance_words(one: int, other: int, known: dict[int, Place]) -> str:
    """How far the one municipality is from the other; empty where that is not known."""
    if one == other:
        return pgettext("distance", "same municipality")
    here, there = known.get(one), known.get(other)
    if here is None or there is None:
        return ""
    if here.point and there.point:
        return _near(here, there) % {"km": rounded(kilometres(here.point, there.point))}
    return _without_point(here, there)


def rounded(way: float) -> int:
    """In whole kilometres, from ten on in steps of STEP; never none."""
    return max(1, round(way)) if way < 10 else STEP * round(way / STEP)


def _near(here: Place, there: Place) -> str:
    if here.prefecture == there.prefecture:
        return pgettext("distance", "same prefecture, about %(km)d km away")
    if are_neighbours(here.prefecture, there.prefecture):
        return pgettext("distance", "neighbouring prefecture, about %(km)d km away")
    return pgettext("distance", "about %(km)d km away")


def _without_point(here: Place, there: Place) -> str:
    if here.prefecture == there.prefecture:
        return pgettext("distance", "same prefecture")
    if are_neighbours(here.prefecture, there.prefecture):
        return pgettext("distance", "neighbouring prefecture")
    return pgettext("distance", "another part of the country")

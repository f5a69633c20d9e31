"""What the lists in the database say at this moment, in the engine's keys."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q

from matching.engine import ENGINE_VERSION
from matching.keys import pks
from matching.models import Suggestion
from matching.ranking import LENGTH, Place

_SUBJECT = ("subject_listing", "subject_challenge")
_CANDIDATE = ("candidate_listing", "candidate_challenge", "candidate_partner")
_EQUAL_PLACES = 2
"""Scores equal in these decimal places have the same reasons, with shares nobody could tell apart.

Were they compared to the last digit, each change anywhere would have every list written again.
"""


class Outline(NamedTuple):
    """A place of a list without its reasons."""

    candidate: str
    via: str
    rank: int
    score: float
    level: int
    engine_version: str

    @classmethod
    def of(cls, place: Place) -> "Outline":
        match = place.match
        score = round(match.score, _EQUAL_PLACES)
        return cls(place.candidate, place.via, place.rank, score, match.level, ENGINE_VERSION)


def subjects_in(keys: Iterable[str]) -> Q:
    """The rows that make up the lists of these subjects."""
    keys = list(keys)
    return Q(subject_listing__in=pks(keys, "listing")) | Q(
        subject_challenge__in=pks(keys, "challenge")
    )


def holders(keys: Iterable[str]) -> set[str]:
    """Subjects in whose lists one of these stands, by itself or as the seed behind a partner."""
    keys = list(keys)
    listings = pks(keys, "listing")
    rows = Suggestion.objects.filter(
        Q(candidate_listing__in=listings)
        | Q(candidate_challenge__in=pks(keys, "challenge"))
        | Q(via__in=listings)
    )
    return {_key(_SUBJECT, row) for row in rows.values_list(*_SUBJECT)}


def last_scores() -> dict[tuple[str, str], float]:
    """The least score of every full list, by subject and kind of candidate."""
    rows = Suggestion.objects.filter(candidate_partner=None).order_by()
    grouped = rows.values(*_SUBJECT, is_listing=Q(candidate_challenge=None))
    full = grouped.annotate(places=Count("pk"), least=Min("score")).filter(places__gte=LENGTH)
    return {
        (
            _key(_SUBJECT, (row["subject_listing"], row["subject_challenge"])),
            "listing" if row["is_listing"] else "challenge",
        ): row["least"]
        for row in full
    }


def outlines() -> dict[str, set[Outline]]:
    """Every stored list."""
    lists: dict[str, set[Outline]] = {}
    columns = (*_SUBJECT, *_CANDIDATE, "via", "rank", "score", "level", "engine_version")
    for row in Suggestion.objects.order_by().values_list(*columns):
        via, rank, score, level, version = row[5:]
        outline = Outline(
            _key(_CANDIDATE, row[2:5]),
            f"listing:{via}" if via else "",
            rank,
            round(score, _EQUAL_PLACES),
            level,
            version,
        )
        lists.setdefault(_key(_SUBJECT, row[:2]), set()).add(outline)
    return lists


def _key(columns: tuple[str, ...], values: tuple[Any, ...]) -> str:
    """The key behind the one column of these that is filled."""
    filled = ((column, value) for column, value in zip(columns, values, strict=True) if value)
    column, value = next(filled)
    return f"{column.partition('_')[2]}:{value}"

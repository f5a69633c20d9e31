"""Which partners fit a meeting: by what the matcher finds near its words, goals and fields."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from django.http import HttpRequest
from django.utils import timezone

from challenges.models import Challenge
from events.models import Event, Table
from matching.engine import Document, analyse
from matching.engine.documents import Side
from matching.policies import policy_for
from matching.reading.cards import Suggestion, cards
from matching.reading.found import Found, best_of, live
from matching.reading.lists import best_first, visible
from matching.reading.words import Reason
from matching.storing.keys import key_of
from partners.models import Listing, Partner

MOST = 40
"""Partners that are suggested at a time."""
_READ = 200  # listings that are looked at for them
_SIDES: tuple[Side, ...] = ("seed", "need")


class Fitting(NamedTuple):
    """A partner, its need or seed that is near the meeting, and why."""

    partner: Partner
    listing: Listing
    reasons: list[Reason]


def fitting(event: Event, request: HttpRequest) -> list[Fitting]:
    """The partners of the city with the nearest needs and seeds, the nearest first.

    Empty before the matcher has looked at anything.
    """
    subject = Challenge(pk=0, slug="meeting", title=event.title, municipality=event.municipality)
    document = analyse(_document(event, subject, list(event.tables.all())))
    lists = [each for side in _SIDES if (each := live(document, side))]
    best = _first_of_each(_suggestions(subject, lists, request), event.municipality_id)
    worded = cards(best)
    found = []
    for suggestion, card in zip(best, worded, strict=True):
        listing = suggestion.candidate
        assert isinstance(listing, Listing)  # noqa: S101 – the sides that were asked for
        found.append(Fitting(listing.partner, listing, card["reasons"]))
    return found


def _suggestions(
    subject: Challenge, lists: Sequence[Found], request: HttpRequest
) -> list[Suggestion]:
    faces = visible(lists, request)
    ranked = best_of([each.only(faces) for each in lists], _READ, policy_for(subject))
    matches = (match for match in chain.from_iterable(ranked) if match.score > 0)
    suggestions = [Suggestion(subject, faces[match.candidate], match) for match in matches]
    return sorted(suggestions, key=best_first)


def _first_of_each(suggestions: Sequence[Suggestion], municipality: int) -> list[Suggestion]:
    """The nearest listing of each partner of the city."""
    best: dict[int, Suggestion] = {}
    for each in suggestions:
        listing = each.candidate
        if isinstance(listing, Listing) and listing.partner.municipality_id == municipality:
            best.setdefault(listing.partner_id, each)
    return list(best.values())[:MOST]


def _document(event: Event, subject: Challenge, tables: list[Table]) -> Document:
    """The meeting as the engine would see it; each table is a theme of its own."""
    rows: list[Event | Table] = [event, *tables]
    goals = {goal.number for row in rows for goal in row.goals.all()}
    fields = {field.slug for row in rows for field in row.fields.all()}
    town = event.municipality
    return Document(
        key=key_of(subject),
        side="challenge",
        title=event.title,
        body=event.summary,
        parts=tuple(table.theme for table in tables),
        goals=frozenset(goals),
        fields=frozenset(fields),
        owner=key_of(town),
        owner_type="administration",
        prefecture=town.prefecture,
        municipality=str(town.pk),
        posted_on=timezone.localdate(),
    )

"""What another policy would do to real lists of a municipality, before anybody saves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpRequest

from challenges.models import Challenge
from matching.engine.policy import Policy
from matching.reading.cards import Face, Suggestion, face
from matching.reading.found import best_of, found
from matching.reading.lists import FEW, suggested, visible
from matching.reading.words import level_words
from matching.storing.documents import participating_challenges, participating_listings
from matching.storing.keys import key_of
from matching.storing.tables import SIDES
from partners.models import Listing
from tomoni.municipalities.models import Municipality

LISTS = 12
"""So many lists are compared."""


class Entry(NamedTuple):
    """A candidate in its place. ``move`` is "up" or "down" by so many places, "in", "out" or ""."""

    face: Face
    closeness: str
    move: str = ""
    by: int = 0


@dataclass(frozen=True)
class Comparison:
    """The first places of a list as they are, and as they would be."""

    subject: Face
    now: list[Entry]
    then: list[Entry]

    @property
    def is_changed(self) -> bool:
        """Whether anybody moves, comes or goes."""
        return any(entry.move for entry in [*self.now, *self.then])

    @property
    def has_another_first(self) -> bool:
        """Whether somebody else would stand on top."""
        return self.now[0].face != self.then[0].face


@dataclass(frozen=True)
class Preview:
    """The lists that were compared, changed or not."""

    comparisons: list[Comparison]

    @property
    def changed(self) -> int:
        """So many lists would be others."""
        return sum(comparison.is_changed for comparison in self.comparisons)

    @property
    def others_first(self) -> int:
        """So many of them would begin with somebody else."""
        return sum(comparison.has_another_first for comparison in self.comparisons)


def preview(municipality: Municipality, request: HttpRequest, now: Policy, then: Policy) -> Preview:
    """The lists of some of its subjects under two policies, with candidates the reader may see.

    A subject for which there is nobody is left out.
    """
    subjects = {key_of(row): row for row in _subjects(municipality, request)}
    lists = found(subjects, SIDES)
    faces = visible(lists, request)
    lists = [each.only(faces) for each in lists]
    before = suggested(subjects, best_of(lists, FEW, now), faces)
    after = before if now == then else suggested(subjects, best_of(lists, FEW, then), faces)
    return Preview(
        [
            _compared(row, before[key][:FEW], after[key][:FEW])
            for key, row in subjects.items()
            if before[key]
        ]
    )


def _subjects(municipality: Municipality, request: HttpRequest) -> list[Listing | Challenge]:
    """Its open challenges, then its newest needs and seeds, as far as the reader may see them."""
    challenges = participating_challenges().filter(municipality=municipality)
    challenges = challenges.select_related("municipality").order_by("-opened_at", "-pk")
    shown = Listing.objects.visible_to(request.user).values("pk")
    listings = participating_listings().filter(partner__municipality=municipality, pk__in=shown)
    listings = listings.select_related("partner").order_by("-published_at", "-pk")
    rows: list[Listing | Challenge] = list(challenges[:LISTS])
    return rows + list(listings[: LISTS - len(rows)])


def _compared(
    subject: Listing | Challenge, now: Sequence[Suggestion], then: Sequence[Suggestion]
) -> Comparison:
    before = {each.match.candidate: place for place, each in enumerate(now)}
    after = {each.match.candidate: place for place, each in enumerate(then)}
    left = [_entry(each, "" if each.match.candidate in after else "out") for each in now]
    moved = []
    for place, each in enumerate(then):
        by = before.get(each.match.candidate, 0) - place
        is_new = each.match.candidate not in before
        move = "in" if is_new else "up" if by > 0 else "down" if by < 0 else ""
        moved.append(_entry(each, move, abs(by)))
    return Comparison(face(subject), left, moved)


def _entry(suggestion: Suggestion, move: str, by: int = 0) -> Entry:
    closeness = level_words(suggestion.match.level)
    return Entry(face(suggestion.candidate), closeness, move, by)

"""A suggestion as the component `match_card.html` shows it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, TypedDict

from challenges.models import Challenge
from matching.models import Suggestion
from matching.words import Names, Reason, level_words, reasons
from partners.models import Listing, Partner


class Card(TypedDict):
    """Two rows facing each other, how close they are, and why. Left is whose page it is."""

    title_left: str
    url_left: str
    side_left: str
    who_left: str
    title_right: str
    url_right: str
    side_right: str
    who_right: str
    level: int
    level_words: str
    reasons: list[Reason]
    computed_at: datetime


class Face(NamedTuple):
    """How a row looks on a card; `side` is "need", "seed", "challenge" or "partner"."""

    title: str
    url: str
    side: str
    who: str


def cards(suggestions: Sequence[Suggestion]) -> list[Card]:
    """The cards in the given order, in one query at most.

    The suggestions come with `sub_themes`, the titles of their challenge's in the engine's order.
    """
    names = Names.of(addend for suggestion in suggestions for addend in suggestion.addends)
    return [_card(suggestion, names) for suggestion in suggestions]


def _card(suggestion: Suggestion, names: Names) -> Card:
    left = face(suggestion.subject)
    right = face(suggestion.candidate, via=suggestion.via)
    return {
        "title_left": left.title,
        "url_left": left.url,
        "side_left": left.side,
        "who_left": left.who,
        "title_right": right.title,
        "url_right": right.url,
        "side_right": right.side,
        "who_right": right.who,
        "level": suggestion.level,
        "level_words": level_words(suggestion.level),
        "reasons": reasons(suggestion.addends, names, suggestion.sub_themes),
        "computed_at": suggestion.computed_at,
    }


def face(row: Listing | Challenge | Partner, via: Listing | None = None) -> Face:
    """A listing with its partner, a challenge with its city, a partner with its seed."""
    if isinstance(row, Listing):
        return Face(row.title, row.get_absolute_url(), row.side, row.partner.name)
    if isinstance(row, Challenge):
        return Face(row.title, row.get_absolute_url(), "challenge", row.municipality.name)
    return Face(row.name, row.get_absolute_url(), "partner", via.title if via else "")

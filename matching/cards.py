"""A suggestion as the component `match_card.html` shows it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypedDict

from challenges.models import Challenge, SubTheme
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
    """The cards in the given order, in two queries at most."""
    names = Names.of(addend for suggestion in suggestions for addend in suggestion.addends)
    sub_themes = _sub_themes(suggestions)
    return [_card(suggestion, names, sub_themes) for suggestion in suggestions]


def _card(suggestion: Suggestion, names: Names, sub_themes: Mapping[int, list[str]]) -> Card:
    left = face(suggestion.subject)
    right = face(suggestion.candidate, via=suggestion.via)
    titles = sub_themes.get(_challenge_of(suggestion) or 0, [])
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
        "reasons": reasons(suggestion.addends, names, titles),
        "computed_at": suggestion.computed_at,
    }


def face(row: Listing | Challenge | Partner, via: Listing | None = None) -> Face:
    """A listing with its partner, a challenge with its city, a partner with its seed."""
    if isinstance(row, Listing):
        return Face(row.title, row.get_absolute_url(), row.side, row.partner.name)
    if isinstance(row, Challenge):
        return Face(row.title, row.get_absolute_url(), "challenge", row.municipality.name)
    return Face(row.name, row.get_absolute_url(), "partner", via.title if via else "")


def _challenge_of(suggestion: Suggestion) -> int | None:
    return suggestion.subject_challenge_id or suggestion.candidate_challenge_id


def _sub_themes(suggestions: Sequence[Suggestion]) -> dict[int, list[str]]:
    """The sub-themes of those challenges that were matched through one, in the engine's order."""
    wanted = {
        _challenge_of(suggestion)
        for suggestion in suggestions
        if any(addend["part"] is not None for addend in suggestion.addends)
    }
    titles: dict[int, list[str]] = {}
    if wanted:
        rows = SubTheme.objects.filter(challenge__in=wanted).order_by("challenge", "order", "pk")
        for challenge, title in rows.values_list("challenge", "title"):
            titles.setdefault(challenge, []).append(title)
    return titles

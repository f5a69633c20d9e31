"""A suggestion as the component `match_card.html` shows it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypedDict

from django.urls import reverse

from challenges.models import Challenge, SubTheme
from matching.engine import Match
from matching.reading.distance import Place, distance_words, municipality_of, places
from matching.reading.words import Names, Reason, level_words, reasons
from matching.storing.keys import slug_of
from partners.models import Listing, Partner

Row = Listing | Challenge | Partner


class Card(TypedDict):
    """Two rows facing each other, how close they are, and why. Left is whose page it is.

    `url_compare` leads to both texts side by side; empty where the reader may not go there.
    `url_alliance` leads to the offer to ask together; empty unless both are needs. `url_answer`
    takes what the reader's side thinks of it, empty where the reader may not say; `verdict` is
    what it has said. `url_talk` leads to asking for an introduction.
    """

    key: str

    title_left: str
    url_left: str
    side_left: str
    who_left: str
    title_right: str
    url_right: str
    side_right: str
    who_right: str
    distance: str
    level: int
    level_words: str
    reasons: list[Reason]
    url_compare: str
    url_alliance: str
    url_answer: str
    url_talk: str
    verdict: str


class Suggestion(NamedTuple):
    """A counterpart for a subject, with the engine's match. `via` is the seed behind a partner.

    `verdict` is what the subject's side has said of it; `may_answer` is about the reader.
    """

    subject: Listing | Challenge
    candidate: Listing | Challenge | Partner
    match: Match
    via: Listing | None = None
    verdict: str = ""
    may_answer: bool = False


class Face(NamedTuple):
    """How a row looks on a card; `side` is "need", "seed", "challenge" or "partner"."""

    title: str
    url: str
    side: str
    who: str


def cards(suggestions: Iterable[Suggestion]) -> list[Card]:
    """The cards in the given order, in two queries at most."""
    suggestions = list(suggestions)
    names = Names.of(addend for each in suggestions for addend in each.match.addends)
    themes, known = _sub_themes(suggestions), places() if suggestions else {}
    return [_card(each, names, themes.get(_challenge_of(each), ()), known) for each in suggestions]


def _challenge_of(suggestion: Suggestion) -> Challenge | None:
    rows = (row for row in suggestion[:2] if isinstance(row, Challenge))
    return next(rows, None)


def _sub_themes(suggestions: Iterable[Suggestion]) -> dict[Challenge | None, list[str]]:
    """The titles of the sub-themes that an addend counts, in the engine's order.

    A challenge may bring them along as `sub_theme_titles`; the others are asked for.
    """
    titles: dict[Challenge | None, list[str]] = {
        _challenge_of(each): []
        for each in suggestions
        if any(addend.part is not None for addend in each.match.addends)
    }
    wanted = {row.pk: row for row in titles if row and not hasattr(row, "sub_theme_titles")}
    for row in titles.keys() - {*wanted.values()}:
        titles[row] = getattr(row, "sub_theme_titles", [])
    if wanted:
        rows = SubTheme.objects.filter(challenge__in=wanted).order_by("order", "pk")
        for challenge, title in rows.values_list("challenge", "title"):
            titles[wanted[challenge]].append(title)
    return titles


def _card(
    suggestion: Suggestion, names: Names, sub_themes: Sequence[str], known: dict[int, Place]
) -> Card:
    left = face(suggestion.subject)
    right = face(suggestion.candidate, via=suggestion.via)
    here, there = municipality_of(suggestion.subject), municipality_of(suggestion.candidate)
    key = suggestion.match.candidate
    return {
        "key": key,
        "title_left": left.title,
        "url_left": left.url,
        "side_left": left.side,
        "who_left": left.who,
        "title_right": right.title,
        "url_right": right.url,
        "side_right": right.side,
        "who_right": right.who,
        "distance": distance_words(here, there, known),
        "level": suggestion.match.level,
        "level_words": level_words(suggestion.match.level),
        "reasons": reasons(
            suggestion.match.addends,
            names,
            sub_themes,
            is_mutual=suggestion.match.is_mutual,
            both_seek=left.side == right.side == "need",
        ),
        "url_compare": comparison_url(suggestion.subject, key),
        "url_alliance": alliance_url(suggestion.subject, suggestion.candidate),
        "url_answer": feedback_url(suggestion.subject, key) if suggestion.may_answer else "",
        "url_talk": talk_url(suggestion.subject, suggestion.candidate)
        if suggestion.may_answer
        else "",
        "verdict": suggestion.verdict,
    }


def comparison_url(subject: Listing | Challenge, candidate: str) -> str:
    """The page with the texts of the two side by side; the candidate by its key."""
    if isinstance(subject, Challenge):
        args = [subject.slug, slug_of(candidate)]
        return reverse("matching:challenge_comparison", args=args)
    return reverse("matching:listing_comparison", args=[subject.pk, slug_of(candidate)])


def feedback_url(subject: Listing | Challenge, candidate: str) -> str:
    """Where the side of the subject says what it thinks of a candidate, by its key."""
    if isinstance(subject, Challenge):
        args = [subject.slug, slug_of(candidate)]
        return reverse("matching:challenge_feedback", args=args)
    return reverse("matching:listing_feedback", args=[subject.pk, slug_of(candidate)])


def talk_url(subject: Row, candidate: Row) -> str:
    """Where an introduction is asked for: between a need and a seed of two partners."""
    if not (isinstance(subject, Listing) and isinstance(candidate, Listing)):
        return ""
    if subject.side == candidate.side or subject.partner_id == candidate.partner_id:
        return ""
    return reverse("matching:introduction_ask", args=[subject.pk, candidate.pk])


def alliance_url(own: Row, other: Row) -> str:
    """Where the partner of one need offers that of another to ask together."""
    if not (isinstance(own, Listing) and isinstance(other, Listing)):
        return ""
    are_needs = own.is_need and other.is_need
    return reverse("partners:alliance_offer", args=[own.pk, other.pk]) if are_needs else ""


def face(row: Listing | Challenge | Partner, via: Listing | None = None) -> Face:
    """A listing with its partner, a challenge with its city, a partner with its seed."""
    if isinstance(row, Listing):
        return Face(row.title, row.get_absolute_url(), row.side, row.partner.name)
    if isinstance(row, Challenge):
        return Face(row.title, row.get_absolute_url(), "challenge", row.municipality.name)
    return Face(row.name, row.get_absolute_url(), "partner", via.title if via else "")

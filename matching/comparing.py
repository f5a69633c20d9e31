"""Two texts facing each other: their shared words, every addend of their score, what is missing."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple, TypedDict

from django.http import HttpRequest

from challenges.models import Challenge, SubTheme
from matching.access import may_see_suggestions
from matching.cards import Face, face
from matching.documents import CHALLENGE_TEXTS, documents
from matching.engine import Document, Match
from matching.engine.documents import COUNTERPARTS
from matching.engine.highlights import Common, Piece, common_terms, pieces
from matching.engine.levels import LEVELS
from matching.engine.policy import may_meet
from matching.engine.shares import PLACES, shares, zero_line
from matching.engine.shortfalls import Ticks, shortfalls
from matching.found import Pair, pair
from matching.keys import key_of, kind_of, names_document, pk_of
from matching.reading import suggestions_url
from matching.words import Names, addend_words, level_words, mutual_words, shortfall_words
from partners.models import Listing

_PARAGRAPHS = re.compile(r"\n[ \t\r\u3000]*\n")
_LABELS = {"goal": "goals", "field": "fields", "resource": "resources"}


class Part(NamedTuple):
    """A part of a text under its heading, if it has one; paragraphs in pieces."""

    heading: str
    paragraphs: list[list[Piece]]


class Text(NamedTuple):
    """One side: how it looks on a card, its title in pieces, and what it says."""

    face: Face
    title: list[Piece]
    parts: list[Part]


class Line(NamedTuple):
    """An addend in words; its number as text, its bar in hundredths of the width."""

    words: str
    is_rare: bool
    number: str
    begin: str
    width: str
    adds: bool


class Table(TypedDict):
    """The score taken apart. ``steps`` says from which sum on a match is how close."""

    lines: list[Line]
    zero: str
    total: str
    level: int
    level_words: str
    steps: list[tuple[str, str]]
    mutual: str
    shortfalls: list[str]


class Comparison(TypedDict):
    """What the page shows; no table while the matcher has not looked at both.

    `is_unwanted` says that one of them wants to meet others than the other is.
    """

    subject: Listing | Challenge
    url: str
    left: Text
    right: Text
    has_common: bool
    has_rare: bool
    is_unwanted: bool
    table: Table | None


def comparison(
    subject: Listing | Challenge, candidate_key: str, request: HttpRequest
) -> Comparison | None:
    """The two as they stand now; None for who may not see them, and where one takes no part."""
    candidate = _candidate(candidate_key, request)
    if candidate is None or not may_see_suggestions(request, subject):
        return None
    found = {document.key: document for document in documents([key_of(subject), candidate_key])}
    if len(found) < 2 or not _may_match(one := found[key_of(subject)], found[candidate_key]):
        return None
    other, both = found[candidate_key], _pair(one, found[candidate_key])
    is_unwanted = not may_meet(replace(one.facts, owner=""), other.facts)
    common = common_terms(both.found.subject.profile, both.candidate) if both else Common()
    return {
        "subject": subject,
        "url": suggestions_url(subject),
        "left": _text(subject, one, common),
        "right": _text(candidate, other, common),
        "has_common": bool(common.terms),
        "has_rare": bool(common.rare),
        "is_unwanted": is_unwanted,
        "table": _table(both, one, other, is_unwanted=is_unwanted) if both else None,
    }


def _candidate(key: str, request: HttpRequest) -> Listing | Challenge | None:
    if not names_document(key):
        return None
    if kind_of(key) == "challenge":
        challenges = Challenge.objects.open().of_cities().visible_to(request.user)
        return challenges.select_related("municipality").filter(pk=pk_of(key)).first()
    listings = Listing.objects.live().visible_to(request.user)
    return listings.select_related("partner").filter(pk=pk_of(key)).first()


def _may_match(one: Document, other: Document) -> bool:
    """Whether the one may stand on the page of the other: a counterpart, or a need beside it."""
    return other.side in COUNTERPARTS[one.side] or one.side == other.side == "need" != one.key


def _pair(one: Document, other: Document) -> Pair | None:
    """The two; None while the matcher has not looked at both."""
    try:
        return pair(one.key, other.key)
    except KeyError:
        return None


def _text(row: Listing | Challenge, document: Document, common: Common) -> Text:
    parts = [_part(heading, text, common) for heading, text in _headed(row, document) if text]
    return Text(face(row), pieces(document.title, common), parts)


def _headed(row: Listing | Challenge, document: Document) -> Iterable[tuple[str, str]]:
    if isinstance(row, Listing):
        return [("", row.body)]
    names = {field.name: str(field.verbose_name) for field in Challenge._meta.concrete_fields}
    texts = [(names[name], str(getattr(row, name))) for name in CHALLENGE_TEXTS]
    return [*texts, (str(SubTheme._meta.verbose_name_plural), "\n".join(document.parts))]


def _part(heading: str, text: str, common: Common) -> Part:
    paragraphs = (each.strip("\r\n") for each in _PARAGRAPHS.split(text.replace("\r\n", "\n")))
    return Part(heading, [pieces(each, common) for each in paragraphs if each.strip()])


def _table(both: Pair, one: Document, other: Document, *, is_unwanted: bool) -> Table:
    match, subject = both.match, both.found.subject
    ticks = _ticks(one), _ticks(other)
    lacks = shortfalls(match, subject.profile, both.candidate, ticks, subject.policy)
    return {
        "lines": _lines(match, one.parts or other.parts),
        "zero": f"{zero_line([addend.value for addend in match.addends]):.2f}",
        "total": signed(round(match.score * PLACES)),
        "level": match.level,
        "level_words": level_words(match.level),
        "steps": [(level_words(level), f"{LEVELS[level - 1]:.2f}") for level in (5, 4, 3, 2)],
        "mutual": mutual_words() if match.is_mutual and not is_unwanted else "",
        "shortfalls": [shortfall_words(each) for each in lacks],
    }


def _lines(match: Match, sub_themes: tuple[str, ...]) -> list[Line]:
    names = Names.of(match.addends)
    bars = shares([addend.value for addend in match.addends])
    return [
        Line(
            addend_words(addend, names, sub_themes),
            addend.rare,
            signed(bar.thousandths),
            f"{bar.begin:.2f}",
            f"{bar.width:.2f}",
            addend.value >= 0,
        )
        for addend, bar in zip(match.addends, bars, strict=True)
    ]


def signed(thousandths: int) -> str:
    """0.115, and −0.040 with a real minus."""
    return f"{'−' if thousandths < 0 else ''}{abs(thousandths) / PLACES:.3f}"


def _ticks(document: Document) -> Ticks:
    return {kind: len(getattr(document, name)) for kind, name in _LABELS.items()}

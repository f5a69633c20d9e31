"""Two texts facing each other: their shared words, every addend of their score, what is missing."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple, TypedDict

from django.http import HttpRequest

from challenges.models import Challenge, SubTheme
from matching.engine import Document, Match
from matching.engine.documents import COUNTERPARTS
from matching.engine.highlights import Common, Piece, common_terms, pieces
from matching.engine.levels import LEVELS
from matching.engine.policy import may_meet
from matching.engine.shares import PLACES, shares, zero_line
from matching.engine.shortfalls import Ticks, shortfalls
from matching.models import Trace
from matching.reading.access import may_answer, may_see_suggestions
from matching.reading.cards import Face, face, feedback_url, talk_url
from matching.reading.distance import distance_words, municipality_of, places
from matching.reading.found import Pair, pair
from matching.reading.gains import Gains, gains, side_of
from matching.reading.lists import suggestions_url
from matching.reading.shared import CommonWord, common_words
from matching.reading.words import Names, addend_words, level_words, mutual_words, shortfall_words
from matching.storing.documents import CHALLENGE_TEXTS, OFFERED_SLUGS, documents
from matching.storing.keys import key_of, kind_of, names_document, pk_of
from matching.storing.traces import note_opened
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


class Answer(NamedTuple):
    """What the form of a card asks and shows; ``said`` is the verdict in words."""

    url_answer: str
    url_talk: str
    title_right: str
    who_right: str
    side_right: str
    verdict: str
    said: str


class Comparison(TypedDict):
    """What the page shows; no table while the matcher has not looked at both.

    `is_unwanted` says that one of them wants to meet others than the other is. `answer` is what the
    form asks that takes what the reader's side thinks of it, None where the reader may not say.
    """

    subject: Listing | Challenge
    url: str
    answer: Answer | None
    distance: str
    words: list[CommonWord]
    gains: Gains
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
        "answer": _answer(subject, candidate, both) if may_answer(request, subject) else None,
        "distance": distance_words(municipality_of(subject), municipality_of(candidate), places()),
        "words": common_words(both, _texts(subject, one), _texts(candidate, other)) if both else [],
        "gains": gains(side_of(subject, one), side_of(candidate, other)),
        "left": _text(subject, one, common),
        "right": _text(candidate, other, common),
        "has_common": bool(common.terms),
        "has_rare": bool(common.rare),
        "is_unwanted": is_unwanted,
        "table": _table(both, one, other, is_unwanted=is_unwanted) if both else None,
    }


def _answer(
    subject: Listing | Challenge, candidate: Listing | Challenge, both: Pair | None
) -> Answer | None:
    """What was said so far; whoever may answer has both open now. None between one's own, and
    while the matcher has not looked at both.
    """
    if both is None or _owner(candidate) == _owner(subject):
        return None
    if not both.is_opened:
        note_opened([(key_of(subject), key_of(candidate))])
    shown = face(candidate)
    return Answer(
        feedback_url(subject, key_of(candidate)),
        talk_url(subject, candidate),
        shown.title,
        shown.who,
        shown.side,
        both.verdict,
        str(Trace.Verdict(both.verdict).label) if both.verdict else "",
    )


def counterpart(
    subject: Listing | Challenge, key: str, request: HttpRequest
) -> Listing | Challenge | None:
    """Who may stand in a list of the subject, by its key, as far as the person may see it now."""
    candidate = _candidate(key, request)
    if candidate is None or _owner(candidate) == _owner(subject):
        return None
    here, there = face(subject).side, face(candidate).side
    is_of_other_side = there in COUNTERPARTS.get(here, ())  # type: ignore[call-overload]
    return candidate if is_of_other_side or here == there == "need" else None


def _owner(row: Listing | Challenge) -> tuple[str, int]:
    if isinstance(row, Listing):
        return "partner", row.partner_id
    return "municipality", row.municipality_id


def _candidate(key: str, request: HttpRequest) -> Listing | Challenge | None:
    if not names_document(key):
        return None
    if kind_of(key) == "challenge":
        challenges = Challenge.objects.open().of_cities().visible_to(request.user)
        challenges = challenges.annotate(offered_slugs=OFFERED_SLUGS)
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


def _texts(row: Listing | Challenge, document: Document) -> list[str]:
    return [document.title, *(text for _heading, text in _headed(row, document))]


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

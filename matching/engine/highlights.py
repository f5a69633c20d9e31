"""Where two texts use the same words, found in the texts as they were written.

The engine reads a text normalised (full and half width, one spelling, one form of each word); a
reader wants to see the very characters. So every character of the normalised text remembers
which characters of the original it came from.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise
from re import Match as Found
from re import Pattern
from typing import Literal, Self

from matching.engine.bilingual import found_in
from matching.engine.neighbours import joined_form, neighbours
from matching.engine.profiles import Profile
from matching.engine.ranking import best_texts
from matching.engine.shared_words import SharedWord
from matching.engine.spellings import STEPS
from matching.engine.terms import carriers, is_sign, is_topic
from matching.engine.text import (
    CONTROL,
    MAX_CHARACTERS,
    SENTENCE,
    Token,
    normalise,
    tokens,
)
from matching.engine.topics import topics_of
from matching.engine.vectors import shared

Mark = Literal["", "shared", "rare"]
_MARKS: tuple[Mark, ...] = ("", "shared", "rare")
_Places = list[tuple[int, int, str]]
REACH = 24
"""So many characters before and after a word are its context."""
_HALF_WIDTH_SIGNS = "ﾞﾟ"  # they join the sign before them and are no combining characters


@dataclass(frozen=True, slots=True)
class Common:
    """The terms that two documents share in the texts through which they were matched."""

    terms: frozenset[str] = frozenset()
    rare: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, and whether the other text has its words too."""

    text: str
    mark: Mark


def common_terms(one: Profile, other: Profile) -> Common:
    """What the text's part of their score is made of, as far as a reader finds it.

    Signs are left out, and topics of which a shared word speaks.
    """
    at, there = best_texts(one.texts, other.texts)
    mine, theirs = one.texts[at], other.texts[there]
    both = shared(mine.weights, theirs.weights)
    carried = carriers(both)
    terms = frozenset(term for term in both if not is_sign(term) and term not in carried)
    rare = (term for term in mine.rare | theirs.rare if not is_topic(term))
    return Common(terms, terms & frozenset(rare))


def pieces(text: str, common: Common) -> list[Piece]:
    """The text in stretches; joined they are the text again, character for character."""
    found = spans(text, common.terms)
    return _marked(text, 0, [(begin, end, 1 + (term in common.rare)) for begin, end, term in found])


def _marked(text: str, start: int, found: Iterable[tuple[int, int, int]]) -> list[Piece]:
    """The text, which begins at ``start`` of a longer one in which the stretches are counted."""
    marks = [0] * len(text)
    for begin, end, level in found:
        first, last = max(0, begin - start), max(0, end - start)
        marks[first:last] = [max(level, known) for known in marks[first:last]]
    ends = groupby(zip(text, marks, strict=True), key=lambda row: row[1])
    return [Piece("".join(sign for sign, _level in run), _MARKS[level]) for level, run in ends]


def spans(text: str, terms: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Begin and end in the text of each of these terms wherever it is found there, and the term."""
    if not terms:
        return
    aligned = Aligned.of(text)
    for sentence in SENTENCE.finditer(aligned.text):
        for begin, end, term in _found(sentence[0], terms):
            first, last = sentence.start() + begin, sentence.start() + end - 1
            yield aligned.begins[first], aligned.ends[last], term


Excerpt = tuple[Piece, ...]


def excerpts(texts: Sequence[str], wanted: Sequence[SharedWord]) -> list[Excerpt]:
    """For each of the words the stretch in which it first stands; empty where it is not found.

    The texts are gone through in their order, each once whatever is looked for.
    """
    terms = frozenset(chain.from_iterable(word.terms for word in wanted))
    found = [(text, list(spans(text, terms))) for text in texts]
    return [_excerpt(found, word) for word in wanted]


def _excerpt(found: Sequence[tuple[str, _Places]], word: SharedWord) -> Excerpt:
    for text, places in found:
        own = [(begin, end) for begin, end, term in places if term in word.terms]
        if own:
            return _around(text, min(own), own, 2 if word.is_rare else 1)
    return ()


def _around(
    text: str, first: tuple[int, int], own: Iterable[tuple[int, int]], level: int
) -> Excerpt:
    """The first place with REACH characters on each side of it, within its line."""
    line = text.rfind("\n", 0, first[0]) + 1
    line_end = text.find("\n", first[1])
    begin = max(line, first[0] - REACH)
    end = min(len(text) if line_end < 0 else line_end, first[1] + REACH)
    marked = _marked(text[begin:end], begin, [(*place, level) for place in own])
    before = [Piece("…", "")] if begin > line else []
    return (*before, *marked, *([Piece("…", "")] if text[end : end + 1].strip() else []))


def _found(line: str, terms: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Where the terms are in a line, written themselves or behind other words."""
    words = tokens(line)
    for form, stretches in chain(_words(words), _pairs(line, words), _bridged(line, words)):
        for term in (form, *topics_of(form)):
            if term in terms:
                yield from ((begin, end, term) for begin, end in stretches)


_Stretches = tuple[tuple[int, int], ...]


def _words(words: Iterable[Token]) -> Iterator[tuple[str, _Stretches]]:
    return ((word.form, ((word.begin, word.end),)) for word in words if word.role == "word")


def _pairs(line: str, words: list[Token]) -> Iterator[tuple[str, _Stretches]]:
    """A pair with a particle between is two stretches."""
    for first, second in neighbours(line, words):
        whole = not line[first.end : second.begin].strip()
        both = (first.begin, first.end), (second.begin, second.end)
        yield joined_form(first, second), ((first.begin, second.end),) if whole else both


def _bridged(line: str, words: list[Token]) -> Iterator[tuple[str, _Stretches]]:
    for terms, begin, end in found_in(line, words):
        yield from ((term, ((begin, end),)) for term in terms)


@dataclass(frozen=True, slots=True)
class Aligned:
    """A normalised text; its character n stands for ``begins[n]`` to ``ends[n]`` of the original.

    ``text`` is what `normalise` makes of the original, or empty where that cannot be followed.
    """

    text: str
    begins: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, original: str) -> Self:
        """The steps of `normalise` one by one."""
        aligned = cls._composed(original[:MAX_CHARACTERS])
        aligned = cls._replaced(aligned, CONTROL, lambda found: " ")
        for pattern, by in STEPS:
            aligned = cls._replaced(aligned, pattern, by)
        same = aligned.text[:MAX_CHARACTERS] == normalise(original)
        return aligned if same else cls("", (), ())

    @classmethod
    def _composed(cls, original: str) -> Self:
        """NFKC, one sign with what joins it at a time; tabs end a line."""
        text, begins, ends = [], [], []
        for begin, end in _clusters(original):
            made = unicodedata.normalize("NFKC", original[begin:end]).replace("\t", "\n")
            text.append(made)
            begins += [begin] * len(made)
            ends += [end] * len(made)
        return cls("".join(text), tuple(begins), tuple(ends))

    @classmethod
    def _replaced(cls, before: Self, what: Pattern[str], by: Callable[[Found[str]], str]) -> Self:
        text: list[str] = []
        begins: list[int] = []
        ends: list[int] = []
        done = 0
        for found in what.finditer(before.text):
            begin, end = found.span()
            made = by(found)
            text += [before.text[done:begin], made]
            begins += [*before.begins[done:begin], *[before.begins[begin]] * len(made)]
            ends += [*before.ends[done:begin], *[before.ends[end - 1]] * len(made)]
            done = end
        return cls(
            "".join([*text, before.text[done:]]),
            (*begins, *before.begins[done:]),
            (*ends, *before.ends[done:]),
        )


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each sign with the marks that join it."""
    starts = [at for at, sign in enumerate(text) if not at or not _joins(sign)]
    yield from pairwise([*starts, len(text)])


def _joins(sign: str) -> bool:
    """Whether normalising may melt the sign into the one before it."""
    is_hangul_part = "\u1160" <= sign <= "\u11ff"
    return bool(unicodedata.combining(sign)) or sign in _HALF_WIDTH_SIGNS or is_hangul_part

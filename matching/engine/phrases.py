"""Words read as others: English as Japanese, and the topics that words belong to."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import Generic, TypeVar

from matching.engine import bilingual, topics
from matching.engine.english import base_forms
from matching.engine.text import LATIN, Token, lines, tokeniser_name, tokens

GAP = re.compile(r"[A-Za-z' -]*|[のなるした・]{0,2}")
"""Between the tokens of one phrase: stop words that were left out, joints, never a comma."""

Key = tuple[str, ...]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class PhraseTable(Generic[Value]):
    """Phrases by the forms of their tokens; ``lengths`` has those that begin with a form."""

    rows: dict[Key, Value]
    lengths: dict[str, list[int]]

    @classmethod
    def of(cls, rows: dict[Key, Value]) -> "PhraseTable[Value]":
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for key in rows:
            lengths[key[0]].add(len(key))
        return cls(rows, {form: sorted(sizes, reverse=True) for form, sizes in lengths.items()})

    def longest(self, line: str, words: list[Token], at: int) -> tuple[int, Value] | None:
        """Length and value of the longest phrase that begins at a token."""
        for length in self.lengths.get(words[at].form, ()):
            phrase = words[at : at + length]
            value = self.rows.get(tuple(word.form for word in phrase))
            if value is not None and is_joined(line, phrase):
                return length, value
        return None


def is_joined(line: str, phrase: list[Token]) -> bool:
    places = zip(phrase, phrase[1:], strict=False)
    return all(GAP.fullmatch(line[first.end : second.begin]) for first, second in places)


def words_of(line: str) -> list[Token]:
    """The tokens of a line, English and a few odd words replaced by what they are read as.

    The tokens put in a phrase's place have the phrase as written for a surface, and all its place.
    """
    words = tokens(line)
    read: list[Token] = []
    at = 0
    while at < len(words):
        length, kept = read_as(line, words, at)
        phrase = words[at : at + length]
        read += [at_place(token, line, phrase) for token in kept] or phrase
        at += length
    return read


def read_as(line: str, words: list[Token], at: int) -> tuple[int, tuple[Token, ...]]:
    """How many tokens from here are one phrase, and its tokens; (1, ()) for a word as it is."""
    found = equivalents().longest(line, words, at)
    if found and found[0] > 1:
        return found
    if exact := english_word(words[at].surface):
        return 1, exact
    return found or (1, ())


def english_word(surface: str) -> tuple[Token, ...]:
    """A single English word with its own ending first: *training* is not *train*."""
    if not surface.isascii():
        return ()
    table = english_words()
    return next((table[word] for word in base_forms(surface.casefold()) if word in table), ())


def at_place(token: Token, line: str, phrase: list[Token]) -> Token:
    begin, end = phrase[0].begin, phrase[-1].end
    return replace(token, surface=line[begin:end], begin=begin, end=end)


def topics_of(line: str, words: list[Token]) -> Iterator[tuple[str, str]]:
    """The topics named in a line as (term, surface). The terms end in a space."""
    table = topic_names()
    for at, word in enumerate(words):
        if found := table.longest(line, words, at):
            yield from ((f"{name} ", surface_of(name, word)) for name in found[1])


def surface_of(name: str, word: Token) -> str:
    """Japanese readers see the topic; who wrote in English sees the own words."""
    return word.surface if word.surface.isascii() else name


def equivalents() -> PhraseTable[tuple[Token, ...]]:
    """Phrase → tokens it is read as; English words under their stems."""
    return _equivalents(tokeniser_name())


@cache
def _equivalents(_tokeniser: str) -> PhraseTable[tuple[Token, ...]]:
    rows: dict[Key, tuple[Token, ...]] = {}
    unclear = set()
    for phrase, kept in chain(topics.same_rows(), bilingual.rows()):
        key, value = forms(tokens(phrase)), tuple(cut(kept))
        if rows.setdefault(key, value) != value:
            unclear.add(key)
    return PhraseTable.of({key: value for key, value in rows.items() if key not in unclear})


def english_words() -> dict[str, tuple[Token, ...]]:
    """Single English words as written."""
    return _english_words(tokeniser_name())


@cache
def _english_words(_tokeniser: str) -> dict[str, tuple[Token, ...]]:
    return {word: tuple(cut(kept)) for word, kept in bilingual.rows() if LATIN.fullmatch(word)}


def topic_names() -> PhraseTable[tuple[str, ...]]:
    """Phrase → names of its topics."""
    return _topic_names(tokeniser_name())


@cache
def _topic_names(_tokeniser: str) -> PhraseTable[tuple[str, ...]]:
    names: dict[Key, tuple[str, ...]] = {}
    for name, word in topics.topic_rows():
        key = forms(words_of(word))
        names[key] = (*names.get(key, ()), name)
    return PhraseTable.of(names)


def cut(text: str) -> list[Token]:
    return [token for line in lines(text) for token in tokens(line)]


def forms(words: list[Token]) -> Key:
    return tuple(word.form for word in words)

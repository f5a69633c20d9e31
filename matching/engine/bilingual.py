"""From English to Japanese: the words by which a need in one language finds a seed in the other.

An English word or phrase also counts as the Japanese word for it, but less than a word that was
really written: a translation is a guess. Phrases come first: "food waste" is 食品ロス and not 食品.
The words stand in ``vocabulary/bilingual.txt`` and in the lexicon of goals and fields.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

from matching.engine.lexicon import ideas
from matching.engine.neighbours import terms_of
from matching.engine.text import LATIN, Token, lines, tokeniser_name, tokens
from matching.engine.vocabulary import rows

BRIDGED = 0.5
"""A bridged word counts as half an occurrence; halves add up to the same in any order."""

BETWEEN = re.compile(r"[\s\-’'/]{0,3}|\s(?:of|for|the|and|in|to|from|with)\s(?:the\s)?")
"""What may stand between two words of a phrase: prevention of disasters."""

Key = tuple[str, ...]
"""The stems of a word or phrase."""


def bridged(line: str, words: list[Token]) -> Iterator[tuple[str, str]]:
    """The Japanese terms of a line's English as (term, surface)."""
    for terms, begin, end in found_in(line, words):
        for term in terms:
            yield term, line[begin:end]


def found_in(line: str, words: list[Token]) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Japanese terms with begin and end of the English they stand for.

    The longest phrase wins, and its words stand for nothing else.
    """
    latin = [word for word in words if word.surface.isascii() and is_english(word.surface)]
    at = 0
    while at < len(latin):
        found = longest_at(line, latin, at) if latin[at].form in beginnings() else 0
        if found:
            begin, end = latin[at].begin, latin[at + found - 1].end
            yield japanese_of(key_of(latin[at : at + found])), begin, end
        at += max(1, found)


@lru_cache(maxsize=16_384)
def is_english(surface: str) -> bool:
    """Whether it is a word in Latin letters, as the bridge counts them."""
    return LATIN.fullmatch(surface.casefold()) is not None


def longest_at(line: str, latin: list[Token], at: int) -> int:
    """How many words the longest known phrase from here has, 0 for none."""
    most = beginnings()[latin[at].form]
    for size in range(min(most, len(latin) - at), 0, -1):
        words = latin[at : at + size]
        if key_of(words) in bridge(tokeniser_name()) and is_joined(line, words):
            return size
    return 0


def key_of(words: list[Token]) -> Key:
    """What the bridge looks words up by: their forms, in their order."""
    return tuple(word.form for word in words)


def is_joined(line: str, words: list[Token]) -> bool:
    """Whether nothing parts the words that would part a phrase."""
    return all(BETWEEN.fullmatch(line, a.end, b.begin) for a, b in pairwise(words))


def japanese_of(key: Key) -> tuple[str, ...]:
    """The terms of the Japanese word, its pairs too; empty for a word the bridge does not know."""
    return bridge(tokeniser_name()).get(key, ())


def beginnings() -> dict[str, int]:
    """First stem → words of the longest phrase that begins with it."""
    return _beginnings(tokeniser_name())


@cache
def _beginnings(tokeniser: str) -> dict[str, int]:
    longest = defaultdict[str, int](int)
    for key in bridge(tokeniser):
        longest[key[0]] = max(longest[key[0]], len(key))
    return dict(longest)


@cache
def bridge(tokeniser: str) -> dict[Key, tuple[str, ...]]:
    """Stems → Japanese terms; none for a word that Japanese writes the same (AI, DX).

    What stands in the table goes before what the lexicon has.
    """
    found: dict[Key, tuple[str, ...]] = {}
    for japanese, english in entries():
        if key := english_key(english):
            found.setdefault(key, tuple(term for term in terms_of(japanese) if term not in key))
    return {key: terms for key, terms in found.items() if terms}


def entries() -> Iterator[tuple[str, str]]:
    """Japanese and English expressions, the more certain ones first."""
    for japanese, english in rows("bilingual"):
        yield from ((japanese, each) for each in english.split("|"))
    for idea in ideas():
        if idea.japanese:
            yield from ((idea.japanese[0], each.replace("!", "")) for each in idea.english)


def english_key(expression: str) -> Key:
    """The stems of an English expression, stop words left out; empty if all are."""
    words = [token for line in lines(expression) for token in tokens(line)]
    return key_of([word for word in words if is_english(word.surface)])

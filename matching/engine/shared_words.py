"""The words that two documents share one by one: as each of them writes it, and what it counts."""

from collections.abc import Sequence
from math import fsum
from typing import NamedTuple

from matching.engine.profiles import Profile
from matching.engine.ranking import best_texts
from matching.engine.reasons import MOST_WORDS, group_terms, heads_of, phrases_of
from matching.engine.terms import is_sign
from matching.engine.vectors import shared


class SharedWord(NamedTuple):
    """A word of both; ``here`` and ``there`` are two where they write it differently.

    ``terms`` are what to look for in a text: a word, and not what else speaks of its topic, unless
    the topic is all they share. ``counted`` are those by which it is told in how many
    texts the word is: a phrase is in no more than each of its pairs.
    """

    here: str
    there: str
    terms: frozenset[str]
    counted: tuple[str, ...]
    value: float
    is_rare: bool


def shared_words(one: Profile, other: Profile) -> list[SharedWord]:
    """What the text's part of their score is made of, rare ones first, then the heaviest.

    At most MOST_WORDS; a word that is read within another of them is left out.
    """
    at, there = best_texts(one.texts, other.texts)
    mine, theirs = one.texts[at], other.texts[there]
    both = shared(mine.weights, theirs.weights)
    rare = mine.rare | theirs.rare
    found = [
        SharedWord(
            mine.written(head),
            theirs.written(head),
            frozenset({head, *(term for term in terms if not term.endswith(" "))}),
            heads_of(head) or (head,),
            fsum(both[term] for term in terms),
            not rare.isdisjoint(heads_of(head)),
        )
        for head, terms in group_terms(both, phrases_of(both, mine, theirs)).items()
        if head and not is_sign(head)
    ]
    found.sort(key=lambda word: (not word.is_rare, -word.value, word.here))
    return _each_once(found)[:MOST_WORDS]


def _each_once(found: Sequence[SharedWord]) -> list[SharedWord]:
    longer = {word.here for word in found}
    return [
        word
        for word in found
        if not any(word.here in other and word.here != other for other in longer)
    ]

"""Broader topics over related words, so that two texts about one subject meet in other words.

A text with 介護 and one with シニア share no word, but both speak of old age. A topic is a weak
term: it counts less than a word, and as many texts have it, it is hardly ever rare.
"""

from collections import defaultdict
from functools import cache

from matching.engine.neighbours import term_of
from matching.engine.text import tokeniser_name
from matching.engine.vocabulary import rows


def topics_of(term: str) -> tuple[str, ...]:
    """The topics of a word or of a pair of words, as terms; most words have none."""
    return _table(tokeniser_name()).get(term, ())


def topic_of(name: str) -> str:
    """The term of a topic: no word has a space at its end."""
    return f"{name} "


@cache
def _table(tokeniser: str) -> dict[str, tuple[str, ...]]:
    """Term → topics, for one way of cutting. The fallback leaves out what it cuts in three."""
    found = defaultdict[str, list[str]](list)
    for name, words in rows("topics"):
        for term in dict.fromkeys(filter(None, map(term_of, words.split()))):
            found[term].append(topic_of(name))
    return {term: tuple(topics) for term, topics in found.items()}

"""Documents as vectors of unit length, so that a product of two is their cosine."""

from collections.abc import Mapping
from math import fsum, log, sqrt
from typing import Any, TypeVar

from matching.engine.analysis import AnalysedDocument, AnalysedText
from matching.engine.statistics import Statistics

Vector = dict[str, float]
"""Term → weight, in the order of the terms."""

K = TypeVar("K", bound=Any)

# Prototype figures, see docs/matching.md.
HEAVIEST = 64
"""Terms kept of a text. All terms gain under 1 % of the mean reciprocal rank, 32 lose 3 %."""
PAIR_WEIGHT = 0.4
"""A pair of neighbours beside its two words: prefers 自然エネルギー to 自然 … エネルギー."""
SHORTEST_PART = 0.5
"""A sub-theme counts as at least half as heavy as its whole text: one word is not a theme."""


def text_vectors(document: AnalysedDocument, statistics: Statistics) -> list[Vector]:
    """The whole text first, then each sub-theme; lengths 1 or less, empty for no known word."""
    whole = heaviest(document.text, statistics)
    parts = [heaviest(part, statistics) for part in document.parts]
    floor = SHORTEST_PART * length(whole)
    return [scaled(whole, length(whole))] + [
        scaled(part, max(floor, length(part))) for part in parts
    ]


def heaviest(text: AnalysedText, statistics: Statistics) -> Vector:
    """The HEAVIEST terms by (1 + ln tf) · rarity, equal ones in the order of the terms."""
    weighed = [(term, weight(term, count, statistics)) for term, count in text.counts]
    kept = sorted((row for row in weighed if row[1]), key=lambda row: (-row[1], row[0]))
    return dict(sorted(kept[:HEAVIEST]))


def weight(term: str, count: int, statistics: Statistics) -> float:
    factor = PAIR_WEIGHT if " " in term else 1.0
    return factor * (1 + log(count)) * statistics.term_weight(term)


def length(vector: Mapping[K, float]) -> float:
    return sqrt(fsum(value * value for value in vector.values()))


def scaled(vector: Mapping[K, float], divisor: float) -> dict[K, float]:
    return {key: value / divisor for key, value in vector.items()}


def shared(a: Mapping[K, float], b: Mapping[K, float]) -> dict[K, float]:
    """The products of what both have, in the order of ``a``; they sum to the cosine."""
    return {key: value * b[key] for key, value in a.items() if key in b}

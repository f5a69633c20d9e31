"""Documents as vectors of unit length, so that a product of two is their cosine."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import fsum, sqrt
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.engine.analysis import AnalysedText
from matching.engine.hashes import term_hash
from matching.engine.statistics import Statistics
from matching.engine.terms import Kind, kind_of

Vector = dict[str, float]
"""Term → weight, in the order of the terms."""

K = TypeVar("K", bound=Any)

# Prototype figures, see docs/matching.md.
HEAVIEST = 64
"""Terms kept of a text. All terms gain under 1 % of the mean reciprocal rank, 32 lose 3 %."""
FACTORS: dict[Kind, float] = {"word": 1.0, "pair": 0.4, "sign": 0.4, "topic": 0.5}
"""A pair of neighbours beside its two words: prefers 自然エネルギー to 自然 … エネルギー. Signs and
topics are guesses, so they count as little."""
SHORTEST_PART = 0.2
"""A sub-theme counts as at least a fifth as heavy as its whole text: a single word of a title is
not yet as good as half of what is said of the challenge."""


def scaled_texts(vectors: Sequence[Vector]) -> list[Vector]:
    """The whole text to length 1, the sub-themes to that or less."""
    whole, *parts = vectors
    floor = SHORTEST_PART * length(whole)
    return [scaled(whole, length(whole))] + [
        scaled(part, max(floor, length(part))) for part in parts
    ]


def heaviest(texts: Sequence[AnalysedText], statistics: Statistics) -> list[Vector]:
    """Of each text the HEAVIEST terms by (1 + ln tf) · rarity, equal ones in the order of terms."""
    terms = [term for text in texts for term, _count in text.counts]
    hashes = np.fromiter(map(term_hash, terms), np.int64, len(terms))
    weights = strengths(texts) * statistics.term_weights(hashes)
    owners = np.repeat(np.arange(len(texts)), [len(text.counts) for text in texts])
    kept = _heaviest(owners, weights)
    names = [terms[at] for at in kept.tolist()]
    rows = list(zip(names, weights[kept].tolist(), strict=True))
    ends = np.searchsorted(owners[kept], np.arange(len(texts) + 1))
    return [dict(rows[begin:end]) for begin, end in pairwise(ends.tolist())]


def _heaviest(owners: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """The places of the HEAVIEST of each owner, ascending; owners ascend."""
    order = np.lexsort((-weights, owners))
    ranks = np.arange(len(owners)) - np.searchsorted(owners, owners)
    return np.sort(order[(ranks < HEAVIEST) & (weights[order] > 0)])


def strengths(texts: Sequence[AnalysedText]) -> NDArray[np.float64]:
    """What of each term's weight is its text's own, shape (terms of all texts,)."""
    rows = [(FACTORS[kind_of(term)], count) for text in texts for term, count in text.counts]
    factors, counts = np.array(rows, dtype=np.float64).reshape(-1, 2).T
    return factors * damped(counts)


def damped(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 + ln of how often; below one occurrence, which a bridged word may be, just as much."""
    return np.where(counts > 1, 1 + np.log(np.maximum(counts, 1)), counts)


def length(vector: Mapping[K, float]) -> float:
    return sqrt(fsum(value * value for value in vector.values()))


def scaled(vector: Mapping[K, float], divisor: float) -> dict[K, float]:
    return {key: value / divisor for key, value in vector.items()}


def shared(a: Mapping[K, float], b: Mapping[K, float]) -> dict[K, float]:
    """The products of what both have, in the order of ``a``; they sum to the cosine."""
    return {key: value * b[key] for key, value in a.items() if key in b}

"""Texts as vectors of unit length, so that a product of two is their cosine."""

from collections.abc import Mapping, Sequence
from math import fsum, sqrt
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.engine.counts import CountedText, Hashes, Weights
from matching.engine.statistics import Statistics

Vector = dict[str, float]
"""Term → weight, in the order of the terms."""

K = TypeVar("K", bound=Any)
Indexes = NDArray[np.int64]

# Where each comes from: docs/matching.md.
HEAVIEST = 64
"""Terms kept of a text. All terms gain under 1 % of the mean reciprocal rank, 32 lose 3 %."""
LEAST_TERMS = 24
"""Terms (about eight content words, the pairs they make and what stands behind them) below which a
text is too thin to be close on a word alone: it counts as if it had so many, as heavy as its own.

A word that somebody writes alone is level 1 to 3. Hardly any labelled text has as few terms."""
SHORTEST_PART = 0.2
"""A sub-theme counts as at least a fifth as heavy as its whole text: a single word of a title is
not yet as good as half of what is said of the challenge."""


class Kept(NamedTuple):
    """The kept terms of many texts, text after text and in the order of the terms; shapes (n,).

    ``owners`` are places among the texts, ``places`` those of the terms in their text.
    """

    owners: Indexes
    places: Indexes
    hashes: Hashes
    weights: Weights


def heaviest(texts: Sequence[CountedText], wholes: Indexes, statistics: Statistics) -> Kept:
    """Of each text the HEAVIEST terms by strength · rarity, equal ones in the order of terms.

    A whole text has length 1, with fewer terms than LEAST_TERMS √(terms / LEAST_TERMS); a sub-theme
    1 or less. ``wholes`` names for each text the whole it belongs to, itself or the one before it.
    """
    sizes = [len(text.hashes) for text in texts]
    owners, starts = np.repeat(np.arange(len(texts)), sizes), np.cumsum([0, *sizes])
    hashes = np.concatenate([np.empty(0, np.int64), *(text.hashes for text in texts)])
    own = np.concatenate([np.empty(0), *(text.strengths for text in texts)])
    weights = own * statistics.term_weights(hashes)
    kept = _heaviest(owners, weights)
    owners, weights = owners[kept], weights[kept]
    weights /= _divisors(owners, weights, wholes)[owners]
    return Kept(owners, kept - starts[owners], hashes[kept], weights)


def _heaviest(owners: Indexes, weights: Weights) -> Indexes:
    """The places of the HEAVIEST of each owner, ascending; owners ascend."""
    order = np.lexsort((-weights, owners))
    ranks = np.arange(len(owners)) - np.searchsorted(owners, owners)
    return np.sort(order[(ranks < HEAVIEST) & (weights[order] > 0)])


def _divisors(owners: Indexes, weights: Weights, wholes: Indexes) -> Weights:
    """What brings each text to its length, shape (texts,)."""
    lengths = np.sqrt(np.bincount(owners, weights * weights, minlength=len(wholes)))
    terms = np.maximum(np.bincount(owners, minlength=len(wholes)), 1)
    thinness = np.sqrt(np.maximum(LEAST_TERMS / terms, 1))
    is_whole = wholes == np.arange(len(wholes))
    parts = np.maximum(lengths, SHORTEST_PART * lengths[wholes])
    return np.where(is_whole, lengths * thinness, parts)


def length(vector: Mapping[K, float]) -> float:
    """The Euclidean length."""
    return sqrt(fsum(value * value for value in vector.values()))


def shared(a: Mapping[K, float], b: Mapping[K, float]) -> dict[K, float]:
    """The products of what both have, in the order of ``a``; they sum to the cosine."""
    return {key: value * b[key] for key, value in a.items() if key in b}

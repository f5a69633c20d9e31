"""Analysed documents as numbers, so that many can be counted and weighed at a time.

The hash of a term, and what of its weight is the text's own, depend on nothing but the text. Both
are worked out once, when it is cut into words, and stored beside its terms.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from matching.engine.analysis import (
    AnalysedDocument,
    AnalysedText,
    StaleAnalysisError,
    analysis_version,
)
from matching.engine.documents import Facts, Side
from matching.engine.hashes import hash_of, term_hash
from matching.engine.meaning import MEANING
from matching.engine.terms import Kind, kind_of

Hashes = NDArray[np.int64]
Weights = NDArray[np.float64]

FACTORS: dict[Kind, float] = {"word": 1.0, "pair": 0.4, "sign": 0.4, "topic": 0.5}
"""A pair of neighbours beside its two words: prefers 自然エネルギー to 自然 … エネルギー. Signs and
topics are guesses, so they count as little. docs/matching.md tells whence."""
PRIMARY = 2.0
"""A primary goal counts like two related ones, as a title counts like two sentences."""


class CountedText(NamedTuple):
    """The terms of a text in their order, with their hashes and strengths, shapes (n,).

    A strength is the term's factor times 1 + ln of how often it occurs. ``surfaces`` and ``runs``
    are those of `AnalysedText`.
    """

    terms: Sequence[str]
    hashes: Hashes
    strengths: Weights
    surfaces: Mapping[str, str]
    runs: Mapping[str, str]

    @classmethod
    def of(cls, text: AnalysedText) -> Self:
        """The text in numbers."""
        terms = [term for term, _count in text.counts]
        hashes = np.fromiter(map(term_hash, terms), np.int64, len(terms))
        return cls(terms, hashes, strengths(text.counts), text.surfaces, text.runs)


class Ticks(NamedTuple):
    """What a document ticked of a kind: names, and how much more each counts than others of it.

    Of a meaning the names are the dimensions, and the emphases their weights.
    """

    kind: str
    names: tuple[str, ...]
    emphases: tuple[float, ...]


class Counted(NamedTuple):
    """A document in numbers: the whole text first, then its sub-themes; what was ticked."""

    key: str
    side: Side
    facts: Facts
    texts: tuple[CountedText, ...]
    ticks: tuple[Ticks, ...]

    @classmethod
    def of(cls, document: AnalysedDocument) -> Self:
        """The document in numbers."""
        texts = tuple(map(CountedText.of, document.texts))
        ticked = {kind: getattr(document, names) for kind, names in _TICKED.items()}
        ticks = ticks_of(ticked, document.primary_goals, document.meaning)
        return cls(document.key, document.side, document.facts, texts, ticks)

    @classmethod
    def from_stored(cls, numbers: bytes, data: Mapping[str, Any]) -> Self:
        """The document from `numbers_of` and `AnalysedDocument.to_json`.

        Raises StaleAnalysisError for another version.
        """
        if data.get("version") != analysis_version():
            raise StaleAnalysisError(f"{data.get('key')}: analysed by {data.get('version')}")
        stored = [data["text"], *data["parts"]]
        sizes = [len(counts) for _terms, counts, _surfaces, _runs in stored]
        hashes, own = _hashes_and_strengths(numbers, sizes)
        texts = (
            CountedText(terms.split("\n") if counts else [], h, s, surfaces, runs)
            for (terms, counts, surfaces, runs), h, s in zip(stored, hashes, own, strict=True)
        )
        ticked = {kind: data[names] for kind, names in _TICKED.items()}
        ticks = ticks_of(ticked, data["primary_goals"], data["meaning"])
        facts = Facts.from_json(data["facts"])
        return cls(data["key"], data["side"], facts, tuple(texts), ticks)


_TICKED = {"field": "fields", "goal": "goals", "resource": "resources"}


def ticks_of(
    ticked: Mapping[str, Iterable[Any]], primary: Iterable[int] = (), meaning: Sequence[float] = ()
) -> tuple[Ticks, ...]:
    """What was ticked of each kind, by kind and name; what the text means comes last."""
    main = frozenset(primary)
    groups = [_group(kind, tuple(names), main) for kind, names in ticked.items() if names]
    if meaning:
        groups.append(Ticks(MEANING, tuple(map(str, range(len(meaning)))), tuple(meaning)))
    return tuple(groups)


@lru_cache(maxsize=16_384)
def _group(kind: str, names: tuple[Any, ...], main: frozenset[int]) -> Ticks:
    ordered = sorted(names, key=str)
    emphases = [PRIMARY if kind == "goal" and name in main else 1.0 for name in ordered]
    return Ticks(kind, tuple(map(str, ordered)), tuple(emphases))


def strengths(counts: Sequence[tuple[str, float]]) -> Weights:
    """What of each term's weight is the text's own, shape (terms,)."""
    factors = np.array([FACTORS[kind_of(term)] for term, _count in counts])
    return factors * damped(np.array([count for _term, count in counts], dtype=np.float64))


def damped(counts: Weights) -> Weights:
    """1 + ln of how often; below one occurrence, which a bridged word may be, just as much."""
    return np.where(counts > 1, 1 + np.log(np.maximum(counts, 1)), counts)


def numbers_of(document: Counted) -> bytes:
    """How many hashes are counted; these, of the whole text and its labels; the others'; strengths.

    Little-endian and eight bytes each.
    """
    whole, *parts = document.texts
    ticked = (ticks for ticks in document.ticks if ticks.kind != MEANING)
    labels = [hash_of(ticks.kind, name) for ticks in ticked for name in ticks.names]
    counted = [*whole.hashes.tolist(), *labels]
    others = [part.hashes for part in parts]
    hashes = np.concatenate([np.array([len(counted), *counted], "<i8"), *others])
    own = np.concatenate([text.strengths for text in document.texts])
    return hashes.astype("<i8").tobytes() + own.astype("<f8").tobytes()


def counted_hashes(numbers: bytes) -> Hashes:
    """The terms of the whole text and the labels, each once."""
    (count,) = np.frombuffer(numbers, "<i8", 1)
    return np.frombuffer(numbers, "<i8", int(count), 8)


def _hashes_and_strengths(
    numbers: bytes, sizes: Sequence[int]
) -> tuple[Sequence[Hashes], Sequence[Weights]]:
    """Of each text its hashes and strengths."""
    total = sum(sizes)
    own = np.frombuffer(numbers, "<f8", total, len(numbers) - 8 * total)
    whole = np.frombuffer(numbers, "<i8", sizes[0], 8)
    if len(sizes) == 1:
        return [whole], [own]
    rest = total - sizes[0]
    others = np.frombuffer(numbers, "<i8", rest, len(numbers) - 8 * total - 8 * rest)
    ends = np.cumsum(sizes)[:-1]
    return [whole, *np.split(others, np.cumsum(sizes[1:])[:-1])], np.split(own, ends)

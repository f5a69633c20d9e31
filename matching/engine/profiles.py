"""A document as the engine compares it: its heaviest terms and its labels, with their weights.

A profile belongs to the statistics it was weighed by. It is what is stored of a document, and all
that scores and reasons need.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress, islice
from typing import NamedTuple

import numpy as np
import orjson

from matching.engine.analysis import AnalysedDocument, AnalysedText
from matching.engine.documents import Facts, Side
from matching.engine.hashes import term_hash
from matching.engine.scoring import label_vector, silence
from matching.engine.statistics import Label, Statistics, labels_of
from matching.engine.vectors import Vector, heaviest, scaled_texts


@dataclass(frozen=True, slots=True)
class TextProfile:
    """The kept terms of one text, and how readers find them written there.

    ``weights`` has unit length or less. ``surfaces`` and ``runs`` are those of `AnalysedText`, as
    far as their terms are kept. ``rare`` are those terms that few documents have.
    """

    weights: Vector
    surfaces: tuple[tuple[str, str], ...] = ()
    runs: tuple[tuple[str, str], ...] = ()
    rare: frozenset[str] = frozenset()


class Content(NamedTuple):
    """What a document says: the whole text first, then its sub-themes; labels as one vector.

    The product of two label vectors is the labels' part of a score, that of two texts the text's.
    """

    texts: tuple[TextProfile, ...]
    labels: dict[Label, float]
    rare_labels: frozenset[Label] = frozenset()


@dataclass(frozen=True)
class Profile:
    """A document weighed. Of a stored one the content is read only where somebody asks for it."""

    key: str
    side: Side
    facts: Facts
    packed: Content | str

    @cached_property
    def content(self) -> Content:
        """Texts and labels."""
        return _unpacked(self.packed) if isinstance(self.packed, str) else self.packed

    @property
    def texts(self) -> tuple[TextProfile, ...]:
        """The whole text, then the sub-themes."""
        return self.content.texts

    @property
    def labels(self) -> dict[Label, float]:
        """What was ticked."""
        return self.content.labels

    @property
    def rare_labels(self) -> frozenset[Label]:
        """Those of them that few documents have."""
        return self.content.rare_labels

    def to_json(self) -> str:
        """The content, the same for the same profile."""
        data = {
            "texts": [
                [text.weights, text.surfaces, text.runs, sorted(text.rare)] for text in self.texts
            ],
            "labels": {f"{kind}:{name}": value for (kind, name), value in self.labels.items()},
            "rare": sorted(f"{kind}:{name}" for kind, name in self.rare_labels),
        }
        return orjson.dumps(data).decode()


def _unpacked(packed: str) -> Content:
    data = orjson.loads(packed)
    return Content(
        tuple(
            TextProfile(weights, _pairs(surfaces), _pairs(runs), frozenset(rare))
            for weights, surfaces, runs, rare in data["texts"]
        ),
        {_label(name): value for name, value in data["labels"].items()},
        frozenset(map(_label, data["rare"])),
    )


def profile_of(document: AnalysedDocument, statistics: Statistics) -> Profile:
    """Weigh a document by these statistics."""
    [profile] = profiles_of([document], statistics)
    return profile


def profiles_of(documents: Sequence[AnalysedDocument], statistics: Statistics) -> Iterator[Profile]:
    """Weigh documents by these statistics, many at a time as that is quicker."""
    vectors = iter(heaviest([text for each in documents for text in each.texts], statistics))
    for document in documents:
        own = scaled_texts(list(islice(vectors, len(document.texts))))
        pairs = zip(document.texts, own, strict=True)
        texts = tuple(_text_profile(text, vector, statistics) for text, vector in pairs)
        labels = label_vector(document, statistics)
        rare = frozenset(filter(statistics.label_is_rare, labels_of(document)))
        content = Content(texts, labels, rare)
        facts = replace(document.facts, silence=silence(own[0], labels))
        yield Profile(document.key, document.side, facts, content)


def _text_profile(text: AnalysedText, weights: Vector, statistics: Statistics) -> TextProfile:
    surfaces = tuple(row for row in text.surfaces if row[0] in weights)
    runs = tuple(row for row in text.runs if _is_kept(row[0], weights))
    hashes = np.fromiter(map(term_hash, weights), np.int64, len(weights))
    rare = frozenset(compress(weights, statistics.are_rare(hashes).tolist()))
    return TextProfile(weights, surfaces, runs, rare)


def _is_kept(run: str, weights: Vector) -> bool:
    """A row of three words is of use where both its pairs are kept."""
    first, second, third = run.split(" ")
    return f"{first} {second}" in weights and f"{second} {third}" in weights


def _label(name: str) -> Label:
    kind, _, key = name.partition(":")
    return kind, key


def _pairs(rows: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in rows)

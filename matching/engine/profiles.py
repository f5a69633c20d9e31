"""A document as the engine compares it: its heaviest terms and its labels, with their weights.

A profile belongs to the statistics it was weighed by. It is what is stored of a document, and all
that scores and reasons need.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from matching.engine.analysis import AnalysedDocument, AnalysedText
from matching.engine.documents import Facts, Side
from matching.engine.scoring import label_vector
from matching.engine.statistics import Label, Statistics
from matching.engine.vectors import Vector, text_vectors


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


@dataclass(frozen=True, slots=True)
class Profile:
    """A document weighed: the whole text first, then its sub-themes; labels as one vector.

    The product of two label vectors is the labels' part of a score, that of two texts the text's.
    """

    key: str
    side: Side
    texts: tuple[TextProfile, ...]
    labels: dict[Label, float]
    facts: Facts
    rare_labels: frozenset[Label] = frozenset()

    def to_json(self) -> dict[str, Any]:
        """Lists, strings and numbers only, the same for the same profile."""
        return {
            "texts": [
                [text.weights, text.surfaces, text.runs, sorted(text.rare)] for text in self.texts
            ],
            "labels": {f"{kind}:{name}": value for (kind, name), value in self.labels.items()},
            "rare": sorted(f"{kind}:{name}" for kind, name in self.rare_labels),
            "facts": self.facts.to_json(),
        }

    @classmethod
    def from_json(cls, key: str, side: Side, data: dict[str, Any]) -> Self:
        """The profile back from ``to_json``."""
        return cls(
            key,
            side,
            tuple(
                TextProfile(dict(weights), _pairs(surfaces), _pairs(runs), frozenset(rare))
                for weights, surfaces, runs, rare in data["texts"]
            ),
            {_label(name): value for name, value in data["labels"].items()},
            Facts.from_json(data["facts"]),
            frozenset(map(_label, data["rare"])),
        )


def profile_of(document: AnalysedDocument, statistics: Statistics) -> Profile:
    """Weigh a document by these statistics."""
    vectors = text_vectors(document, statistics)
    pairs = zip(document.texts, vectors, strict=True)
    texts = tuple(_text_profile(text, vector, statistics) for text, vector in pairs)
    labels = label_vector(document, statistics)
    rare = frozenset(label for label in labels if statistics.label_is_rare(label))
    return Profile(document.key, document.side, texts, labels, document.facts, rare)


def _text_profile(text: AnalysedText, weights: Vector, statistics: Statistics) -> TextProfile:
    surfaces = tuple(row for row in text.surfaces if row[0] in weights)
    runs = tuple(row for row in text.runs if _is_kept(row[0], weights))
    rare = frozenset(term for term in weights if statistics.term_is_rare(term))
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

"""All documents of one side as matrices, so that one product scores a subject against each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matching.engine.analysis import AnalysedDocument
from matching.engine.scoring import (
    LEAST_BASE,
    OTHER_SECTOR,
    SAME_PREFECTURE,
    label_vector,
)
from matching.engine.statistics import Label, Statistics
from matching.engine.vectors import (
    Vector,
    columns_of,
    dense_of,
    matrix_of,
    text_vectors,
)

Scores = NDArray[np.float64]

EQUAL_PLACES = 9
"""Scores equal in these decimal places are a tie, which goes to the smaller key."""


@dataclass(frozen=True, slots=True)
class Features:
    """A document as vectors: its texts (whole, then sub-themes) and its labels."""

    document: AnalysedDocument
    texts: list[Vector]
    labels: dict[Label, float]

    @classmethod
    def of(cls, document: AnalysedDocument, statistics: Statistics) -> "Features":
        texts, labels = text_vectors(document, statistics), label_vector(document, statistics)
        return cls(document, texts, labels)


class SideIndex:
    """Documents of one side in the order of their keys; arrays have one entry per document."""

    def __init__(self, features: Sequence[Features]) -> None:
        self.features = features
        texts = [vector for each in features for vector in each.texts]
        self.vocabulary = columns_of(texts)
        self.texts: csr_array = matrix_of(texts, self.vocabulary)
        self.starts = np.cumsum([0] + [len(each.texts) for each in features])[:-1]
        self.label_columns = columns_of([each.labels for each in features])
        self.labels: csr_array = matrix_of([each.labels for each in features], self.label_columns)
        self.keys = self.column("key")
        self.owners = self.column("owner")
        self.sectors = self.column("sector")
        self.prefectures = self.column("prefecture")

    def column(self, name: str) -> NDArray[np.str_]:
        return np.array([getattr(each.document, name) for each in self.features], dtype=np.str_)

    def best(self, subject: Features, limit: int) -> list[Features]:
        """The ``limit`` best candidates, best first; fewer where nothing speaks for the others."""
        if not self.features:
            return []
        base = self.base(subject)
        allowed = np.flatnonzero((base >= LEAST_BASE) & self.may_meet(subject.document))
        score = np.round((base + self.bonus(subject.document))[allowed], EQUAL_PLACES)
        order = np.argsort(-score, kind="stable")[:limit]
        return [self.features[index] for index in allowed[order]]

    def base(self, subject: Features) -> Scores:
        """Text plus labels; of text the best of all (sub-theme, sub-theme) combinations."""
        by_row = (self.texts @ dense_of(subject.texts, self.vocabulary)).max(axis=1)
        text = np.maximum.reduceat(by_row, self.starts)
        labels = (self.labels @ dense_of([subject.labels], self.label_columns))[:, 0]
        return np.asarray(text + labels, dtype=float)

    def bonus(self, subject: AnalysedDocument) -> Scores:
        bonus = np.zeros(len(self.features))
        if subject.sector:
            others = (self.sectors != "") & (self.sectors != subject.sector)
            bonus += OTHER_SECTOR * others
        if subject.prefecture:
            bonus += SAME_PREFECTURE * (self.prefectures == subject.prefecture)
        return bonus

    def may_meet(self, subject: AnalysedDocument) -> NDArray[np.bool_]:
        """Nobody is suggested to itself or to its own organisation."""
        stranger = self.owners != subject.owner if subject.owner else True
        return np.asarray((self.keys != subject.key) & stranger)

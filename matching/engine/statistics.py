"""How rare each term and each label is among the documents that take part."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.analysis import AnalysedDocument
from matching.engine.documents import Document
from matching.engine.hashes import term_hash
from matching.engine.words import COMMON_WORDS

# Where each comes from: docs/matching.md.
TOO_FREQUENT = 0.20
"""A term in more than this share of the documents is dropped; it tells nobody apart."""
NEVER_TOO_FREQUENT = 10
"""Up to this many documents a term is kept all the same: a fifth of five listings is one."""

IMAGINED_DOCUMENTS = 50
"""Added to every corpus so that rarity means something among five listings and fades out later."""
COMMON_RATE = 0.5
"""Share of the imagined documents that hold each of the words every platform is full of."""

IMAGINED_TICKS = 10
"""Documents imagined for labels, each ticking the usual number of goals, fields and kinds."""
USUAL_RATE = 0.18
"""Three goals of seventeen; as many fields and kinds are usual."""

RARE_TERM, RARE_LABEL = 0.02, 0.08
"""At most this share of the documents has it: worth telling the reader ("めずらしい一致")."""
RARE_NEEDS = 20
"""Below this many documents nothing is called rare."""

Hashes = NDArray[np.int64]
Weights = NDArray[np.float64]

Label = tuple[str, str]
"""Kind and key: ("goal", "11"), ("field", "kankyo"), ("resource", "jinzai")."""

OFFERED = {"goal": 17, "field": 24, "resource": 8}
"""How many of a kind a form offers to tick; a corpus that shows more is believed."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Document frequencies of one corpus; the same whatever the order of its documents.

    ``terms`` holds them by the hash of the term. One that is missing is in one document: a word
    nobody else has, or one that came after these were counted.
    """

    size: int
    terms: Mapping[int, int]
    labels: Mapping[Label, int]
    offered: Mapping[str, int]
    _cache: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, documents: Iterable[AnalysedDocument]) -> "Statistics":
        """The statistics of these documents, counted in their whole texts."""
        terms: Counter[int] = Counter()
        labels: Counter[Label] = Counter()
        size = 0
        for document in documents:
            size += 1
            terms.update(term_hash(term) for term, _ in document.text.counts)
            labels.update(labels_of(document))
        return cls(size, terms, labels, offered(labels))

    def frequencies(self, hashes: Hashes) -> Hashes:
        """In how many documents each of these terms is, at least one; shape (n,)."""
        known, counts = self._sorted()
        if not len(known):
            return np.ones(len(hashes), np.int64)
        places = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
        return np.where(known[places] == hashes, counts[places], 1)

    def _sorted(self) -> tuple[Hashes, Hashes]:
        if "sorted" not in self._cache:
            known = np.fromiter(self.terms, np.int64, len(self.terms))
            counts = np.fromiter(self.terms.values(), np.int64, len(self.terms))
            order = np.argsort(known)
            self._cache["sorted"] = known[order], counts[order]
        found: tuple[Hashes, Hashes] = self._cache["sorted"]
        return found

    def term_weights(self, hashes: Hashes) -> Weights:
        """1 + ln((1 + N) / (1 + df)) with the imagined documents counted in, 0 for a dropped term.

        Shape (n,). A term nobody has weighs most, so that an unknown word makes a text less alike
        to all.
        """
        known, weights = self._table()
        places = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
        return np.where(known[places] == hashes, weights[places], self._weights_of(np.array(1)))

    def _table(self) -> tuple[Hashes, Weights]:
        """The weight of each term that is counted or common, by its hash."""
        if "table" not in self._cache:
            known = np.union1d(self._sorted()[0], _COMMON)
            imagined = IMAGINED_DOCUMENTS * COMMON_RATE * np.isin(known, _COMMON)
            self._cache["table"] = known, self._weights_of(self.frequencies(known), imagined)
        found: tuple[Hashes, Weights] = self._cache["table"]
        return found

    def _weights_of(self, documents: Hashes, imagined: NDArray[Any] | float = 0.0) -> Weights:
        rarity = (1 + self.size + IMAGINED_DOCUMENTS) / (1 + documents + imagined)
        most = max(TOO_FREQUENT * self.size, NEVER_TOO_FREQUENT)
        return np.where(documents > most, 0.0, 1 + np.log(rarity))

    def are_rare(self, hashes: Hashes) -> NDArray[np.bool_]:
        """Which of these terms are worth telling the reader; shape (n,)."""
        most = max(2, RARE_TERM * self.size) if self.size >= RARE_NEEDS else 0
        return self.frequencies(hashes) <= most

    def label_weight(self, label: Label) -> float:
        """Information in a tick, -ln of its smoothed share; towards 0 for what everyone ticks."""
        ticked = self.labels.get(label, 0) + IMAGINED_TICKS * USUAL_RATE
        return log((self.size + IMAGINED_TICKS) / ticked)

    def label_is_rare(self, label: Label) -> bool:
        """Whether it is worth telling the reader, one that nobody has ticked included."""
        ticked = self.labels.get(label, 0)
        return self.size >= RARE_NEEDS and ticked <= max(2, RARE_LABEL * self.size)


_COMMON = np.array([term_hash(word) for word in sorted(COMMON_WORDS)])


def labels_of(document: Document | AnalysedDocument) -> Iterator[Label]:
    """Everything ticked, in a fixed order."""
    yield from (("goal", str(goal)) for goal in sorted(document.goals))
    yield from (("field", slug) for slug in sorted(document.fields))
    yield from (("resource", slug) for slug in sorted(document.resources))


def offered(labels: Iterable[Label]) -> dict[str, int]:
    """How many of each kind can be ticked: what forms offer, or as many as the corpus shows."""
    seen = Counter(kind for kind, _ in labels)
    return {kind: max(usual, seen[kind]) for kind, usual in OFFERED.items()}

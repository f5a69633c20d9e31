"""How rare each term and each label is among the documents that take part."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import log

from matching.engine.analysis import AnalysedDocument
from matching.engine.documents import Document
from matching.engine.hashes import term_hash
from matching.engine.words import COMMON_WORDS

# Prototype figures, see docs/matching.md.
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
    _weights: dict[tuple[int, bool], float] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, documents: Iterable[AnalysedDocument]) -> "Statistics":
        terms: Counter[int] = Counter()
        labels: Counter[Label] = Counter()
        size = 0
        for document in documents:
            size += 1
            terms.update(term_hash(term) for term, _ in document.text.counts)
            labels.update(labels_of(document))
        return cls(size, terms, labels, offered(labels))

    def frequency(self, term: str) -> int:
        """In how many documents the term is, at least one."""
        return max(1, self.terms.get(term_hash(term), 1))

    def term_weight(self, term: str) -> float:
        """1 + ln((1 + N) / (1 + df)) with the imagined documents counted in; 0 for a dropped term.

        A term nobody has weighs most, so that an unknown word makes a text less alike to all.
        """
        key = self.frequency(term), term in COMMON_WORDS
        weight = self._weights.get(key)
        if weight is None:
            weight = self._weights[key] = self._weight_of(*key)
        return weight

    def _weight_of(self, df: int, is_common: bool) -> float:
        if df > max(TOO_FREQUENT * self.size, NEVER_TOO_FREQUENT):
            return 0.0
        imagined = IMAGINED_DOCUMENTS * COMMON_RATE if is_common else 0.0
        return 1 + log((1 + self.size + IMAGINED_DOCUMENTS) / (1 + df + imagined))

    def label_weight(self, label: Label) -> float:
        """Information in a tick, -ln of its smoothed share; towards 0 for what everyone ticks."""
        ticked = self.labels.get(label, 0) + IMAGINED_TICKS * USUAL_RATE
        return log((self.size + IMAGINED_TICKS) / ticked)

    def term_is_rare(self, term: str) -> bool:
        return self.size >= RARE_NEEDS and self.frequency(term) <= max(2, RARE_TERM * self.size)

    def label_is_rare(self, label: Label) -> bool:
        ticked = self.labels.get(label, 0)
        return self.size >= RARE_NEEDS and ticked <= max(2, RARE_LABEL * self.size)


def labels_of(document: Document | AnalysedDocument) -> Iterator[Label]:
    """Everything ticked, in a fixed order."""
    yield from (("goal", str(goal)) for goal in sorted(document.goals))
    yield from (("field", slug) for slug in sorted(document.fields))
    yield from (("resource", slug) for slug in sorted(document.resources))


def offered(labels: Iterable[Label]) -> dict[str, int]:
    seen = Counter(kind for kind, _ in labels)
    return {kind: max(usual, seen[kind]) for kind, usual in OFFERED.items()}

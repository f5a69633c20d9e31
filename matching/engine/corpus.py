"""The matcher: all documents that take part, and the questions one may ask of them."""

from collections.abc import Iterable
from itertools import chain, pairwise, product
from math import fsum
from typing import Self

from matching.engine.analysis import AnalysedDocument, analyse
from matching.engine.documents import Addend, Document, Match, Side
from matching.engine.index import EQUAL_PLACES, Features, SideIndex
from matching.engine.levels import level_of
from matching.engine.reasons import bonus_addends, in_order, label_addends, text_addends
from matching.engine.scoring import bonuses
from matching.engine.statistics import Statistics
from matching.engine.vectors import Vector, shared

AnyDocument = Document | AnalysedDocument

OPPOSITE: dict[Side, Side] = {"need": "seed", "seed": "need"}


class Corpus:
    """Statistics and vectors of all documents that take part.

    The order in which documents are given makes no difference. Raises ValueError where two of
    them have the same key. Building costs the analysis of the texts; ``from_analysed`` saves it.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        self._build(map(analyse, documents))

    @classmethod
    def from_analysed(cls, documents: Iterable[AnalysedDocument]) -> Self:
        """The same corpus from analyses made earlier (``analyse``, ``from_json``)."""
        corpus = cls.__new__(cls)
        corpus._build(documents)
        return corpus

    def _build(self, documents: Iterable[AnalysedDocument]) -> None:
        self._documents = by_key(documents)
        self.statistics = Statistics.of(self._documents.values())
        features = [Features.of(each, self.statistics) for each in self._documents.values()]
        self._sides = {
            side: SideIndex([each for each in features if each.document.side == side])
            for side in OPPOSITE
        }

    def __len__(self) -> int:
        return len(self._documents)

    def __getitem__(self, key: str) -> AnalysedDocument:
        """The analysed document with this key, as cheap a subject as there is. Raises KeyError."""
        return self._documents[key]

    def suggest(self, subject: AnyDocument, *, limit: int = 20) -> tuple[Match, ...]:
        """The best documents of the other side, best first, equal ones by key.

        The subject may be unsaved. Left out are its own organisation's documents and all that
        nothing but a bonus speaks for.
        """
        features = self._features(subject)
        return self._matches(features, OPPOSITE[features.document.side], limit)

    def alike(self, subject: AnyDocument, *, limit: int = 20) -> tuple[Match, ...]:
        """The best documents of the same side: needs that could be met together."""
        features = self._features(subject)
        return self._matches(features, features.document.side, limit)

    def explain(self, a: AnyDocument, b: AnyDocument) -> Match:
        """Score and reasons of any two documents, members of the corpus or not."""
        return self._match(self._features(a), self._features(b))

    def _matches(self, subject: Features, side: Side, limit: int) -> tuple[Match, ...]:
        best = self._sides[side].best(subject, limit)
        matches = (self._match(subject, candidate) for candidate in best)
        return tuple(sorted(matches, key=lambda m: (-round(m.score, EQUAL_PLACES), m.candidate)))

    def _features(self, document: AnyDocument) -> Features:
        analysed = analyse(document) if isinstance(document, Document) else document
        return Features.of(analysed, self.statistics)

    def _match(self, subject: Features, candidate: Features) -> Match:
        a, b = subject.document, candidate.document
        addends = in_order(
            chain(
                self._text_addends(subject, candidate),
                label_addends(shared(subject.labels, candidate.labels), self.statistics),
                bonus_addends(bonuses(a, b)),
            )
        )
        score = fsum(addend.value for addend in addends)
        return Match(a.key, b.key, score, level_of(score), addends)

    def _text_addends(self, subject: Features, candidate: Features) -> list[Addend]:
        at, other = best_texts(subject.texts, candidate.texts)
        terms = shared(subject.texts[at], candidate.texts[other])
        texts = subject.document.texts[at], candidate.document.texts[other]
        return text_addends(terms, *texts, self.statistics, part=part_of(at, other))


def by_key(documents: Iterable[AnalysedDocument]) -> dict[str, AnalysedDocument]:
    ordered = sorted(documents, key=lambda document: document.key)
    for first, second in pairwise(ordered):
        if first.key == second.key:
            raise ValueError(f"two documents have the key {first.key!r}")
    return {document.key: document for document in ordered}


def best_texts(subject: list[Vector], candidate: list[Vector]) -> tuple[int, int]:
    """Which texts of the two are closest (0 the whole, 1 … the sub-themes); ties to the whole."""
    combinations = product(range(len(subject)), range(len(candidate)))
    return max(combinations, key=lambda pair: cosine(subject[pair[0]], candidate[pair[1]]))


def cosine(a: Vector, b: Vector) -> float:
    return round(fsum(shared(a, b).values()), EQUAL_PLACES)


def part_of(subject_text: int, candidate_text: int) -> int | None:
    """The subject's sub-theme if the match came through one, else the candidate's, else None."""
    text = subject_text or candidate_text
    return text - 1 if text else None

"""How well the engine ranks labelled documents: nDCG@10, mean reciprocal rank and recall."""

import gzip
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log2
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

from matching.engine.corpus import Corpus
from matching.engine.documents import Document

DEPTH, FAR_DEPTH = 10, 20
RESAMPLES = 1_000
"""Draws of as many queries, with replacement, from which the 95 % interval is read."""

Grades = Mapping[str, Mapping[str, int]]
"""Subject → candidate → 0 for no answer, 1 for a useful one, 2 for the answer."""
Lists = Mapping[str, Sequence[str]]
"""Subject → candidates, best first."""


def read_lines(file: Path) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file, packed with gzip or not. Raises OSError or ValueError."""
    data = file.read_bytes()
    text = (gzip.decompress(data) if file.suffix == ".gz" else data).decode("utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def document_of(row: Mapping[str, Any]) -> Document:
    """A labelled row: id, side, body, and what else it has. Raises KeyError or TypeError."""
    return Document(
        key=row["id"],
        side=row["side"],
        title=row.get("title", ""),
        body=row["body"],
        goals=frozenset(row.get("goals", ())),
        fields=frozenset(map(str, row.get("field_indexes", row.get("fields", ())))),
        sector=str(row.get("sector", "")),
        prefecture=row.get("prefecture", ""),
    )


def grades_of(rows: Iterable[Mapping[str, Any]]) -> Grades:
    """Rows of need, seed and grade, by need."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        grades[row["need"]][row["seed"]] = int(row["grade"])
    return grades


def mates(rows: Iterable[Mapping[str, Any]]) -> Grades:
    """Rows that name their pair: each side is the one answer to the other."""
    by_pair: dict[Any, list[str]] = defaultdict(list)
    for row in rows:
        by_pair[row["pair"]].append(row["id"])
    both = (pair for pair in by_pair.values() if len(pair) == 2)
    return {one: {other: 2} for a, b in both for one, other in ((a, b), (b, a))}


def text_only(document: Document) -> Document:
    """The same document with nothing ticked, to measure what words alone find."""
    return Document(document.key, document.side, document.title, document.body)


def labels_only(document: Document) -> Document:
    """The same document without a word, to measure what ticks alone find."""
    return replace(document, title="", body="", parts=())


VIEWS: Mapping[str, Callable[[Document], Document]] = {
    "engine": lambda document: document,
    "text_only": text_only,
    "tags_only": labels_only,
}
"""What the engine is told of each document."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The figures of each query, in the order of the queries."""

    ndcg: Sequence[float]
    reciprocal_ranks: Sequence[float]
    recall: Sequence[float]
    far_recall: Sequence[float]

    def to_json(self) -> dict[str, Any]:
        """Means to four places, and the interval of nDCG."""
        return {
            "queries": len(self.ndcg),
            "ndcg_at_10": _mean(self.ndcg),
            "ndcg_at_10_interval": [round(end, 4) for end in interval(self.ndcg)],
            "mrr": _mean(self.reciprocal_ranks),
            "recall_at_10": _mean(self.recall),
            "recall_at_20": _mean(self.far_recall),
        }


def _mean(values: Sequence[float]) -> float:
    return round(fmean(values), 4)


def quality(documents: Iterable[Document], grades: Grades) -> Quality:
    """The figures of the engine over these documents, for those of them that have answers.

    Raises ValueError where none has.
    """
    by_key = {document.key: document for document in documents}
    asked = [key for key in sorted(by_key) if any(grades.get(key, {}).values())]
    if not asked:
        raise ValueError("no document has an answer")
    corpus = Corpus(by_key.values())
    lists = {key: [match.candidate for match in corpus.suggest(corpus[key])] for key in asked}
    return quality_of(lists, grades)


def quality_of(lists: Lists, grades: Grades) -> Quality:
    """The figures of lists that somebody has made."""
    rows = [(found, grades[key]) for key, found in lists.items()]
    return Quality(
        [ndcg(found, wanted) for found, wanted in rows],
        [reciprocal_rank(found, wanted) for found, wanted in rows],
        [recall(found, wanted, DEPTH) for found, wanted in rows],
        [recall(found, wanted, FAR_DEPTH) for found, wanted in rows],
    )


def ndcg(found: Sequence[str], grades: Mapping[str, int]) -> float:
    """Gain 2^grade - 1 over log2(1 + place), as a share of the best order's."""
    best = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(key, 0) for key in found]) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    places = enumerate(grades[:DEPTH], start=1)
    return sum((2.0**grade - 1) / log2(place + 1) for place, grade in places)


def reciprocal_rank(found: Sequence[str], grades: Mapping[str, int]) -> float:
    """1 / the place of the first answer, 0 where none is among the first ten."""
    places = enumerate(found[:DEPTH], start=1)
    return next((1 / place for place, key in places if grades.get(key)), 0.0)


def recall(found: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Share of the answers that are among the first ``depth``; 0 where there are none."""
    wanted = {key for key, grade in grades.items() if grade}
    return len(wanted & set(found[:depth])) / len(wanted) if wanted else 0.0


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Between which means 95 of 100 samples of the queries lie; the same for the same values."""
    rng = Random(0)  # noqa: S311 – a sample, no secret
    means = sorted(fmean(rng.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return means[RESAMPLES // 40], means[-RESAMPLES // 40 - 1]


def by_view(documents: Sequence[Document], grades: Grades) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each view's name with its figures."""
    for name, view in VIEWS.items():
        yield name, quality(map(view, documents), grades).to_json()

"""A document as the engine compares it: its heaviest terms and its labels, with their weights.

A profile belongs to the statistics it was weighed by. It is what is stored of a document, and all
that scores and reasons need.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache, partial
from itertools import compress, islice, pairwise
from typing import NamedTuple

import numpy as np
import orjson

from matching.engine.analysis import AnalysedDocument, default_surface
from matching.engine.counts import Counted, CountedText
from matching.engine.documents import Facts, Side
from matching.engine.hashes import hash_of, term_hash
from matching.engine.meaning import MEANING
from matching.engine.rows import Row, packed, unpacked, weights_of
from matching.engine.scoring import label_weights, silence
from matching.engine.statistics import Label, Statistics
from matching.engine.vectors import Kept, Vector, heaviest


@dataclass(frozen=True, slots=True)
class TextProfile:
    """The kept terms of one text, and how readers find them written there.

    ``weights`` has unit length or less. ``surfaces`` and ``runs`` are those of `AnalysedText`, as
    far as their terms are kept. ``rare`` are those terms that few documents have.
    """

    weights: Vector
    surfaces: Mapping[str, str] = field(default_factory=dict)
    runs: Mapping[str, str] = field(default_factory=dict)
    rare: frozenset[str] = frozenset()

    def written(self, head: str) -> str:
        """How a term or a row of three words is found in the text."""
        return self.surfaces.get(head) or self.runs.get(head) or default_surface(head)


class Content(NamedTuple):
    """What a document says: the whole text first, then its sub-themes; labels as one vector.

    The product of two label vectors is the labels' part of a score, that of two texts the text's.
    """

    texts: tuple[TextProfile, ...]
    labels: dict[Label, float]
    rare_labels: frozenset[Label] = frozenset()


class Packed(NamedTuple):
    """A content as it is stored: its rows, and what their entries are called (JSON)."""

    rows: bytes
    words: str | bytes


@dataclass(frozen=True)
class Profile:
    """A document weighed. Of a stored one the content is read only where somebody asks for it."""

    key: str
    side: Side
    facts: Facts
    packed: Content | Packed

    @cached_property
    def content(self) -> Content:
        """Texts and labels."""
        return _unpacked(self.packed) if isinstance(self.packed, Packed) else self.packed

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


def packed_content(content: Content, rows: Sequence[Row]) -> Packed:
    """The content as it is stored, the same for the same; the rows are its own."""
    data = {
        "texts": [
            [list(text.weights), text.surfaces, text.runs, sorted(text.rare)]
            for text in content.texts
        ],
        "labels": [f"{kind}:{name}" for kind, name in content.labels],
        "rare": sorted(f"{kind}:{name}" for kind, name in content.rare_labels),
    }
    return Packed(packed(rows), orjson.dumps(data))


def _unpacked(stored: Packed) -> Content:
    data = orjson.loads(stored.words)
    labels = list(map(_label, data["labels"]))
    weights = weights_of(stored.rows)
    texts = tuple(
        TextProfile(dict(zip(terms, own, strict=False)), surfaces, runs, frozenset(rare))
        for own, (terms, surfaces, runs, rare) in zip(weights, data["texts"], strict=True)
    )
    ticked = weights[0][len(weights[0]) - len(labels) :]
    rare_labels = frozenset(map(_label, data["rare"]))
    return Content(texts, dict(zip(labels, ticked, strict=True)), rare_labels)


def rows_of(profile: Profile) -> list[Row]:
    """A row for each text of the profile: its terms in their order, then the labels in theirs."""
    if isinstance(profile.packed, Packed):
        return unpacked(profile.packed.rows)
    hashes, values = _hashes(profile.labels), [*profile.labels.values()]
    return [
        Row(
            np.array([*map(term_hash, text.weights), *hashes], np.int64),
            np.array([*text.weights.values(), *values], np.float64),
        )
        for text in profile.texts
    ]


def _hashes(labels: Iterable[Label]) -> list[int]:
    return [hash_of(kind, name) for kind, name in labels]


class Weighed(NamedTuple):
    """A profile with its rows, which `rows_of` would make of it one by one."""

    profile: Profile
    rows: Sequence[Row]


def profile_of(document: AnalysedDocument, statistics: Statistics) -> Profile:
    """Weigh a document by these statistics."""
    [(profile, _rows)] = weighed([Counted.of(document)], statistics)
    return profile


def weighed(documents: Sequence[Counted], statistics: Statistics) -> Iterator[Weighed]:
    """Weigh documents by these statistics, many at a time as that is quicker."""
    sizes = [len(document.texts) for document in documents]
    ends = np.cumsum([0, *sizes])
    documents_of = np.repeat(np.arange(len(documents)), sizes)
    texts = [text for document in documents for text in document.texts]
    kept = heaviest(texts, ends[documents_of], statistics)
    weigh = cache(partial(label_weights, statistics=statistics))
    ticks = [dict(_chained(map(weigh, document.ticks))) for document in documents]
    rows = _rows_of_all(kept, [ticks[at] for at in documents_of.tolist()])
    profiles = _text_profiles(texts, kept, statistics)
    for document, labels in zip(documents, ticks, strict=True):
        own = tuple(islice(profiles, len(document.texts)))
        content = Content(own, labels, _rare(labels, statistics))
        facts = replace(document.facts, silence=silence(own[0].weights, labels))
        profile = Profile(document.key, document.side, facts, content)
        yield Weighed(profile, list(islice(rows, len(own))))


def _chained(groups: Iterable[Mapping[Label, float]]) -> Iterator[tuple[Label, float]]:
    return (row for group in groups for row in group.items())


def _rare(labels: Iterable[Label], statistics: Statistics) -> frozenset[Label]:
    told = (label for label in labels if label[0] != MEANING)
    return frozenset(filter(statistics.label_is_rare, told))


def _text_profiles(
    texts: Sequence[CountedText], kept: Kept, statistics: Statistics
) -> Iterator[TextProfile]:
    ends = np.searchsorted(kept.owners, np.arange(len(texts) + 1)).tolist()
    places, weights = kept.places.tolist(), kept.weights.tolist()
    rare = statistics.are_rare(kept.hashes).tolist()
    for text, (begin, end) in zip(texts, pairwise(ends), strict=True):
        terms = [text.terms[place] for place in places[begin:end]]
        own = dict(zip(terms, weights[begin:end], strict=True))
        yield TextProfile(
            own,
            {term: surface for term, surface in text.surfaces.items() if term in own},
            {run: surface for run, surface in text.runs.items() if _is_kept(run, own)},
            frozenset(compress(terms, rare[begin:end])),
        )


def _rows_of_all(kept: Kept, ticks: Sequence[Mapping[Label, float]]) -> Iterator[Row]:
    """What `rows_of` gives, for each text; ``ticks`` are those of the text's document."""
    sizes = [len(each) for each in ticks]
    labels = [hash_of(*label) for each in ticks for label in each]
    values = [value for each in ticks for value in each.values()]
    owners = np.concatenate([kept.owners, np.repeat(np.arange(len(ticks)), sizes)])
    order = np.argsort(owners, kind="stable")
    hashes = np.concatenate([kept.hashes, np.array(labels, np.int64)])[order]
    weights = np.concatenate([kept.weights, np.array(values, np.float64)])[order]
    ends = np.searchsorted(owners[order], np.arange(len(ticks) + 1)).tolist()
    return (Row(hashes[begin:end], weights[begin:end]) for begin, end in pairwise(ends))


def _is_kept(run: str, weights: Vector) -> bool:
    """A row of three words is of use where both its pairs are kept."""
    first, second, third = run.split(" ")
    return f"{first} {second}" in weights and f"{second} {third}" in weights


@lru_cache(maxsize=4_096)
def _label(name: str) -> Label:
    kind, _, key = name.partition(":")
    return kind, key

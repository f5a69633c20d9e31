"""All documents of one side as a matrix, so that one product scores a subject against each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from matching.engine.documents import Facts
from matching.engine.hashes import hash_of
from matching.engine.policy import may_meet
from matching.engine.product import Product, Top
from matching.engine.profiles import Profile, rows_of
from matching.engine.rows import Hashes, Row, Weights, columns_of, matrix_of
from matching.engine.scoring import LEAST_BASE

EQUAL_PLACES = 9
"""Bases and scores are rounded to these decimal places; equal ones go to the smaller key."""
KEPT = 80
"""Candidates kept of a list. A quarter is reserve, so that a few may leave before a refill."""
LOOKED_AT = 128
"""Rows taken from the product of all; some of them belong to one's own organisation, say."""
CHUNK = 2_000
"""Subjects made into a matrix at a time."""

Indexes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Member:
    """As much of a profile as it takes to compare it."""

    key: str
    rows: Sequence[Row]
    facts: Facts

    @classmethod
    def of(cls, profile: Profile) -> "Member":
        """The profile as a member of a pool."""
        return cls(profile.key, rows_of(profile), profile.facts)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The best candidates of a subject, best first; no other one has a base above ``floor``.

    ``floor`` is 0 where all that speak for anything are here.
    """

    subject: str
    candidates: tuple[str, ...]
    bases: tuple[float, ...]
    floor: float


class Best(NamedTuple):
    """The same as places in a pool, shape (n,), with their bases, shape (n,)."""

    places: Indexes
    bases: Weights
    floor: float


class Columns(NamedTuple):
    """Texts as a matrix, float64: ``matrix`` has a row for each text, a column for each hash.

    ``hashes`` ascend. ``rows_of`` says for each text the place of its document; it ascends too.
    """

    hashes: Hashes
    matrix: csc_matrix
    rows_of: Indexes


class Pool:
    """Documents of one side in the order of their keys, one matrix row for each of their texts."""

    def __init__(self, members: Iterable[Member]) -> None:
        ordered = sorted(members, key=lambda member: member.key)
        rows = [row for member in ordered for row in member.rows]
        hashes = columns_of(rows)
        rows_of = np.repeat(np.arange(len(ordered)), [len(member.rows) for member in ordered])
        self._set(
            [member.key for member in ordered],
            [member.facts for member in ordered],
            Columns(hashes, matrix_of(rows, hashes).tocsc(), rows_of),
        )

    @classmethod
    def of_columns(cls, keys: list[str], facts: Sequence[Facts], columns: Columns) -> Self:
        """A pool whose matrix is known; the keys ascend."""
        pool = cls.__new__(cls)
        pool._set(keys, facts, columns)
        return pool

    def _set(self, keys: list[str], facts: Sequence[Facts], columns: Columns) -> None:
        self.keys, self.facts = keys, facts
        self.columns, self.matrix, self.rows_of = columns
        self.places = {key: at for at, key in enumerate(keys)}
        self.starts = np.flatnonzero(np.diff(self.rows_of, prepend=-1))
        self.is_simple = len(self.rows_of) == len(keys)
        self.owners = np.array([_number_of(each.owner) for each in facts], int)
        self.is_choosy = np.array([_is_choosy(each) for each in facts], bool)

    def __len__(self) -> int:
        return len(self.keys)

    def bases(self, subject: Member) -> Weights:
        """Text plus labels against each document, shape (documents,); the best of its texts."""
        by_row = np.zeros(self.matrix.shape[0])
        for row in subject.rows:
            np.maximum(by_row, self._products(row), out=by_row)
        bases = by_row if self.is_simple else np.maximum.reduceat(by_row, self.starts)
        return np.asarray(np.round(bases, EQUAL_PLACES), dtype=np.float64)

    def _products(self, row: Row) -> Weights:
        entries = matrix_of([row], self.columns)
        return np.asarray(self.matrix[:, entries.indices] @ entries.data)

    def nearest(self, subject: Member, keep: int = KEPT) -> Neighbours:
        """The best candidates the subject may meet, exactly."""
        return self._neighbours(subject, self._best(subject, keep))

    def nearest_of_all(self, subjects: Sequence[Member], keep: int = KEPT) -> Iterator[Neighbours]:
        """What `nearest` gives for each subject, in their order, by one product per chunk."""
        return map(self._neighbours, subjects, self.best_of_all(subjects, keep))

    def _neighbours(self, subject: Member, best: Best) -> Neighbours:
        keys = tuple(map(self.keys.__getitem__, best.places.tolist()))
        return Neighbours(subject.key, keys, tuple(best.bases.tolist()), best.floor)

    def best_of_all(self, subjects: Sequence[Member], keep: int = KEPT) -> Iterator[Best]:
        """What `nearest_of_all` gives, as places."""
        for begin in range(0, len(subjects), CHUNK):
            chunk = subjects[begin : begin + CHUNK]
            yield from self._chunk(chunk, keep) if self.keys else (_NOBODY for _ in chunk)

    def _best(self, subject: Member, keep: int) -> Best:
        if not self.keys:
            return _NOBODY
        bases = self.bases(subject)
        able = np.flatnonzero(bases >= LEAST_BASE)
        return self._chosen(subject, able, bases[able], keep)

    @cached_property
    def _product(self) -> Product:
        return Product(self.matrix)

    def _chunk(self, subjects: Sequence[Member], keep: int) -> Iterator[Best]:
        left = matrix_of([row for each in subjects for row in each.rows], self.columns)
        tops = self._product.tops(left, LOOKED_AT, LEAST_BASE / 2)
        for subject in subjects:
            quick = self._quick(subject, [next(tops) for _row in subject.rows], keep)
            yield quick or self._best(subject, keep)

    def _quick(self, subject: Member, tops: Sequence[Top], keep: int) -> Best | None:
        """The best as the product has them, None where it may have cut off one of them."""
        found = self._chosen(subject, *self._best_text(tops), keep)
        cut = max((top.cut for top in tops), default=0.0)
        return found if not cut or found.floor > cut else None

    def _best_text(self, tops: Sequence[Top]) -> tuple[Indexes, Weights]:
        """From matrix rows to documents, each with the best of its values."""
        rows = np.concatenate([np.empty(0, np.int64), *(top.columns for top in tops)])
        values = np.concatenate([np.empty(0), *(top.values for top in tops)])
        able, bases = self.rows_of[rows], np.round(values, EQUAL_PLACES)
        if len(tops) > 1 or not self.is_simple:
            order = np.lexsort((-bases, able))
            first = np.diff(able[order], prepend=-1) > 0
            able, bases = able[order][first], bases[order][first]
        reached = bases >= LEAST_BASE
        return able[reached], bases[reached]

    def _chosen(self, subject: Member, able: Indexes, bases: Weights, keep: int) -> Best:
        """The best of these that subject and candidate both agree to meet."""
        allowed = self._may_meet(subject, able)
        able, bases = able[allowed], bases[allowed]
        if len(able) > keep:  # sort only those that may be among them
            reached = bases >= np.partition(bases, -keep)[-keep]
            able, bases = able[reached], bases[reached]
        order = np.lexsort((able, -bases))[:keep]
        floor = float(bases[order[-1]]) if len(order) == keep else 0.0
        return Best(able[order], bases[order], floor)

    def _may_meet(self, subject: Member, able: Indexes) -> NDArray[np.bool_]:
        """Which of these may meet the subject; conditions are looked at where there are any."""
        allowed = np.ones(len(able), bool)
        if subject.facts.owner:
            allowed &= self.owners[able] != _number_of(subject.facts.owner)
        asked = np.ones(len(able), bool) if _is_choosy(subject.facts) else self.is_choosy[able]
        for place in np.flatnonzero(asked & allowed):
            allowed[place] = may_meet(subject.facts, self.facts[able[place]])
        if subject.key in self.places:
            allowed &= able != self.places[subject.key]
        return allowed


_NOBODY = Best(np.empty(0, np.int64), np.empty(0), 0.0)


def _number_of(owner: str) -> int:
    return hash_of("owner", owner)


def _is_choosy(facts: Facts) -> bool:
    return bool(facts.accepts or facts.reach)


def without(found: Neighbours, key: str) -> Neighbours:
    """The list after a candidate has left it. ``floor`` stays: nobody else came closer."""
    rows = [row for row in zip(found.candidates, found.bases, strict=True) if row[0] != key]
    return _list_of(found.subject, rows, found.floor)


def with_candidate(found: Neighbours, key: str, base: float) -> Neighbours | None:
    """The list after a candidate has come, who is not in it.

    None where the list cannot tell its place, as others with the very base of the floor may be
    missing: it has to be looked up anew.
    """
    if base < max(LEAST_BASE, found.floor):
        return found
    if base == found.floor:
        return None
    rows = [*zip(found.candidates, found.bases, strict=True), (key, base)]
    rows.sort(key=lambda row: (-row[1], row[0]))
    floor = rows[KEPT - 1][1] if len(rows) >= KEPT else found.floor
    return _list_of(found.subject, rows[:KEPT], floor)


def _list_of(subject: str, rows: Sequence[tuple[str, float]], floor: float) -> Neighbours:
    keys, bases = tuple(row[0] for row in rows), tuple(row[1] for row in rows)
    return Neighbours(subject, keys, bases, floor)

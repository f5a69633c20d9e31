"""The problem in numbers, so that a whole round is weighed at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.engine.seating.problem import Bar, Pair, Person, Pin, Place, Post, Problem

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

Name = TypeVar("Name")

NOWHERE = -1
"""Instead of a table: the person does not sit there. Instead of a sector: it is not known."""


@dataclass(frozen=True, eq=False)
class Arrays:
    """People are rows, tables and themes columns, rounds counted from 0.

    ``people`` are in an order drawn by lot, so that where two are equal neither the alphabet nor
    the order of registration decides. Shapes by letter: n people, t tables, r rounds, h themes.
    """

    problem: Problem
    people: tuple[Person, ...]

    @classmethod
    def of(cls, problem: Problem, seed: int) -> "Arrays":
        """Whatever order people come in, the same seed puts them into the same."""
        people = sorted(problem.people, key=lambda each: each.key)
        order = np.random.default_rng(seed).permutation(len(people))
        return cls(problem, tuple(people[at] for at in order))

    @property
    def rounds(self) -> range:
        return range(self.problem.rounds)

    @cached_property
    def tables(self) -> int:
        return len(self.problem.tables)

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Key of a person → row."""
        return {each.key: row for row, each in enumerate(self.people)}

    @cached_property
    def table_of(self) -> dict[str, int]:
        """Key of a table → column."""
        return {each.key: column for column, each in enumerate(self.problem.tables)}

    @cached_property
    def themes(self) -> dict[str, int]:
        """Theme → column."""
        return _numbered(each.theme for each in self.problem.tables)

    @cached_property
    def theme_of(self) -> Ints:
        """(t,)"""
        return np.array([self.themes[each.theme] for each in self.problem.tables], dtype=np.int64)

    @cached_property
    def least(self) -> Ints:
        """(t,)"""
        return np.array([each.least for each in self.problem.tables], dtype=np.int64)

    @cached_property
    def most(self) -> Ints:
        """(t,)"""
        return np.array([each.most for each in self.problem.tables], dtype=np.int64)

    @cached_property
    def posted(self) -> Ints:
        """(n, r): the table a person leads, or NOWHERE."""
        return self._ruled(self.problem.posts)

    @cached_property
    def guest(self) -> Flags:
        """(n, r): takes a seat, on which nothing is decided yet unless pinned."""
        away = [[at + 1 in each.absent for at in self.rounds] for each in self.people]
        return ~np.array(away, dtype=bool).reshape(self._sitting) & (self.posted == NOWHERE)

    @cached_property
    def pinned(self) -> Ints:
        """(n, r): the table staff want a guest at, or NOWHERE."""
        return np.where(self.guest, self._ruled(self.problem.pins), NOWHERE)

    @cached_property
    def barred(self) -> Flags:
        """(n, t, r): who may sit anywhere but there."""
        found = np.zeros((len(self.people), self.tables, len(self.rounds)), dtype=bool)
        for bar in self.problem.bars:
            for at in self.problem.rounds_of(bar):
                row = self.row_of[bar.person]
                found[row, self.table_of[bar.table], at - 1] = self.pinned[row, at - 1] == NOWHERE
        return found

    @cached_property
    def allowed(self) -> Flags:
        """(n, t, r): where guests may sit: one table for who is pinned, none for who is away."""
        pinned = self.pinned[:, None, :]
        here = pinned == np.arange(self.tables)[None, :, None]
        return self.guest[:, None, :] & ~self.barred & (here | (pinned == NOWHERE))

    @cached_property
    def fewest(self) -> Ints:
        """(t, r): so many guests at the least: as many as wanted there, or as are pinned there."""
        shape = (self.tables, len(self.rounds))
        pinned = np.zeros(shape, dtype=np.int64)
        for at in self.rounds:
            of_round = self.pinned[:, at]
            pinned[:, at] = np.bincount(of_round[of_round != NOWHERE], minlength=self.tables)
        return np.maximum(self.least[:, None], pinned)

    @cached_property
    def group_of(self) -> Ints:
        """(t,): tables of one theme that are barred to the same people are one group."""
        keys = [(int(h), self.barred[:, t].tobytes()) for t, h in enumerate(self.theme_of)]
        numbers = _numbered(keys)
        return np.array([numbers[key] for key in keys], dtype=np.int64)

    @cached_property
    def previous(self) -> Ints:
        """(n, r): the table of the seating to be changed as little as possible, or NOWHERE."""
        return self.tables_of(self.problem.previous)

    @cached_property
    def worth(self) -> Floats:
        """(n, h): what a theme is worth to a person, 0 where it is not wished for."""
        found = np.zeros((len(self.people), len(self.themes)))
        scale = self.problem.weights.wishes
        for row, each in enumerate(self.people):
            for rank, theme in enumerate(dict.fromkeys(each.wishes)):
                if theme in self.themes:
                    found[row, self.themes[theme]] = scale[min(rank, len(scale) - 1)]
        return found

    @cached_property
    def colleagues(self) -> Flags:
        """(n, n)"""
        numbers = self._labels(each.organisation for each in self.people)
        found = _alike(numbers)
        np.fill_diagonal(found, val=False)
        return found

    @cached_property
    def sectors(self) -> Ints:
        """(n,)"""
        return self._labels(each.sector for each in self.people)

    @cached_property
    def newcomers(self) -> Flags:
        """(n,)"""
        return np.array([each.is_newcomer for each in self.people], dtype=bool)

    @cached_property
    def answers(self) -> Floats:
        """(n, n): how well the row answers what the column needs."""
        found = np.zeros((len(self.people), len(self.people)))
        for pair, one, other in self._rows(self.problem.matches):
            found[one, other] = self.problem.matches[pair]
        return found

    @cached_property
    def strength(self) -> Floats:
        """(n, n): how well two answer each other, by the better of the two directions."""
        return np.maximum(self.answers, self.answers.T)

    @cached_property
    def met(self) -> Flags:
        """(n, n): at an earlier meeting."""
        found = np.zeros((len(self.people), len(self.people)), dtype=bool)
        for _pair, one, other in self._rows(self.problem.met):
            found[one, other] = found[other, one] = True
        return found

    def tables_of(self, places: Mapping[Place, str]) -> Ints:
        """(n, r): the places of those who take part, NOWHERE where there is none."""
        found = self._nowhere()
        for (person, at), table in places.items():
            if person in self.row_of and table in self.table_of and at - 1 in self.rounds:
                found[self.row_of[person], at - 1] = self.table_of[table]
        return found

    @property
    def _sitting(self) -> tuple[int, int]:
        return len(self.people), len(self.rounds)

    def _nowhere(self) -> Ints:
        return np.full(self._sitting, NOWHERE, dtype=np.int64)

    def _ruled(self, rules: Iterable[Post | Pin | Bar]) -> Ints:
        found = self._nowhere()
        for rule in rules:
            for at in self.problem.rounds_of(rule):
                found[self.row_of[rule.person], at - 1] = self.table_of[rule.table]
        return found

    def _labels(self, names: Iterable[str]) -> Ints:
        """A number for each name, NOWHERE for an empty one."""
        known = list(names)
        numbers = _numbered(filter(None, known)) | {"": NOWHERE}
        return np.array([numbers[name] for name in known], dtype=np.int64)

    def _rows(self, pairs: Iterable[Pair]) -> Iterator[tuple[Pair, int, int]]:
        """The pairs of whom both take part and are two."""
        for pair in pairs:
            one, other = self.row_of.get(pair[0]), self.row_of.get(pair[1])
            if one is not None and other is not None and one != other:
                yield pair, one, other


def _numbered(names: Iterable[Name]) -> dict[Name, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _alike(labels: Ints) -> Flags:
    """(n, n): two with the same known label."""
    return (labels[:, None] == labels[None, :]) & (labels != NOWHERE)[:, None]

"""The first stage: at which theme everybody sits in which round, so that wishes are honoured.

First, which themes a person has at all: a flow of people to themes, whose optimum is exact. Then,
in which round: a flow for each, in which the themes of the first step come first. Where all rounds
are alike that loses nothing: such a plan can always be spread evenly (de Werra 1971).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.engine.seating.arrays import NOWHERE, Arrays, Flags, Floats, Ints
from matching.engine.seating.fallback import round_by_round
from matching.engine.seating.programme import Programme, UnsolvedError
from matching.engine.seating.wishes import EVEN, one_more

PLANNED = 200.0
"""More than any wish or seat that is kept: a theme that the plan gives to the person."""
DUE = 500.0
"""More than that: a theme has its even share of guests in every round."""
LOT = 0.001
"""Drawn by lot between equals, so that people with the same wishes do not go round together."""


@dataclass(frozen=True, eq=False)
class ThemePlan:
    """Who sits in which group of tables, (n, r), NOWHERE for who is no guest.

    ``is_exact`` says that a solver planned it; else it was made round by round.
    """

    groups: Ints
    is_exact: bool


@dataclass(frozen=True, eq=False)
class Groups:
    """Tables that are alike for everybody, seen as one. Shapes by letter: g groups."""

    arrays: Arrays

    @property
    def count(self) -> int:
        return int(self.arrays.group_of.max()) + 1

    @cached_property
    def theme_of(self) -> Ints:
        """(g,)"""
        found = np.zeros(self.count, dtype=np.int64)
        found[self.arrays.group_of] = self.arrays.theme_of
        return found

    def summed(self, of_tables: Ints) -> Ints:
        """(g, …) from (t, …)."""
        found = np.zeros((self.count, *of_tables.shape[1:]), dtype=np.int64)
        np.add.at(found, self.arrays.group_of, of_tables)
        return found

    @cached_property
    def allowed(self) -> Flags:
        """(n, g, r)"""
        allowed = self.arrays.allowed
        of_group = [allowed[:, self.arrays.group_of == g].any(axis=1) for g in range(self.count)]
        return np.stack(of_group, axis=1)

    def of(self, tables: Ints) -> Flags:
        """(n, g, r): where the tables of (n, r) are."""
        groups = np.where(tables == NOWHERE, NOWHERE, self.arrays.group_of[tables])
        return groups[:, None, :] == np.arange(self.count)[None, :, None]


def theme_plan(arrays: Arrays, lot: np.random.Generator) -> ThemePlan:
    """By the solver, or round by round where it has no answer."""
    try:
        return ThemePlan(spread(arrays, shares(arrays), lot), is_exact=True)
    except UnsolvedError:
        return ThemePlan(round_by_round(arrays), is_exact=False)


def shares(arrays: Arrays, *, is_free: bool = False) -> Ints:
    """(n, g): how many rounds each person has in each group, best for the wishes of all together.

    With ``is_free`` neither kept seats nor even tables count: what wishes could have at the most.
    """
    groups, weights, programme = Groups(arrays), arrays.problem.weights, Programme()
    allowed, pinned = groups.allowed, groups.of(arrays.pinned)
    again = np.full(allowed.shape[:2], -weights.theme_again)
    rounds = programme.numbers(again, allowed.sum(axis=2), pinned.sum(axis=2))
    attended = arrays.guest.sum(axis=1)
    programme.add(programme.rows(len(attended), attended, attended)[:, None], rounds)
    _add_wishes(programme, groups, rounds)
    _add_seats(programme, groups, rounds, arrays.fewest, is_even=not is_free)
    if not is_free and arrays.problem.previous:
        _add_kept(programme, groups, rounds)
    return programme.solved()[rounds]


def _add_wishes(programme: Programme, groups: Groups, rounds: Ints) -> None:
    """A theme counts once; the first wish that is granted counts more."""
    arrays, weights = groups.arrays, groups.arrays.problem.weights
    had = programme.numbers(arrays.worth + weights.theme_again, 1)
    rows = programme.rows(had.size, 0, np.inf).reshape(had.shape)
    programme.add(rows, had, -1)
    programme.add(rows[:, groups.theme_of], rounds)
    any_wish = programme.numbers(np.full(len(had), weights.any_wish), 1)
    rows = programme.rows(len(had), 0, np.inf)
    programme.add(rows, any_wish, -1)
    people, themes = np.nonzero(arrays.worth)
    programme.add(rows[people], had[people, themes])


def _add_seats(
    programme: Programme, groups: Groups, guests: Ints, fewest: Ints, *, is_even: bool
) -> None:
    """As many guests as seats taken; the k-th seat of a table costs more than the one before.

    ``fewest`` is (t, …), of the rounds that the guests are counted over.
    """
    arrays = groups.arrays
    seats = np.arange(1, int(arrays.most.max(initial=0)) + 1)
    most = groups.summed((arrays.most[:, None] >= seats) * fewest.shape[1])
    full = groups.summed((fewest[:, None, :] >= seats[None, :, None]).sum(axis=2))
    costs = np.broadcast_to(EVEN * (2 * seats - 1) * is_even, most.shape)
    taken = programme.numbers(-costs, most, full)
    rows = programme.rows(groups.count, 0, 0)
    programme.add(rows[:, None], taken, -1)
    programme.add(rows[None, :], guests)


def _add_kept(programme: Programme, groups: Groups, rounds: Ints) -> None:
    """Whoever keeps a seat of the previous seating is worth a lot."""
    most = (groups.of(groups.arrays.previous) & groups.allowed).sum(axis=2)
    gain = np.full(rounds.shape, groups.arrays.problem.weights.stay)
    kept = programme.numbers(gain, most)
    rows = programme.rows(rounds.size, 0, np.inf).reshape(rounds.shape)
    programme.add(rows, kept, -1)
    programme.add(rows, rounds)


def spread(arrays: Arrays, planned: Ints, lot: np.random.Generator) -> Ints:
    """(n, r): the group of everybody in every round, from how many rounds they have in each."""
    groups = Groups(arrays)
    pinned, previous = groups.of(arrays.pinned), groups.of(arrays.previous)
    left = planned - pinned.sum(axis=2)
    visited = np.zeros(arrays.worth.shape, dtype=np.int64)
    found = np.full(arrays.guest.shape, NOWHERE, dtype=np.int64)
    for at in arrays.rounds:
        gain = PLANNED * (left > 0) + one_more(arrays, visited)[:, groups.theme_of]
        gain += arrays.problem.weights.stay * previous[:, :, at] + LOT * lot.random(left.shape)
        rows, chosen = _round(groups, gain, _even_shares(groups, left, pinned, at), at)
        found[rows, at] = chosen
        visited[rows, groups.theme_of[chosen]] += 1
        left[rows, chosen] -= ~pinned[rows, chosen, at]
        left = np.maximum(left, 0)
    return found


def _even_shares(groups: Groups, left: Ints, pinned: Flags, at: int) -> tuple[Ints, Ints]:
    """(g,) and (g,): an even share of who is still to sit there, and the same rounded up.

    With fewer now the later rounds might have too few seats for the others, with more, too few
    guests for the tables.
    """
    rounds = len(groups.arrays.rounds) - at
    wanted = left.sum(axis=0) + pinned[:, :, at:].sum(axis=(0, 2))
    return wanted // rounds, -(-wanted // rounds)


def _round(groups: Groups, gain: Floats, shares: tuple[Ints, Ints], at: int) -> tuple[Ints, Ints]:
    """The guests of a round and the group of each."""
    arrays, programme = groups.arrays, Programme()
    sits = programme.numbers(gain, groups.allowed[:, :, at])
    guests = arrays.guest[:, at].astype(np.int64)
    programme.add(programme.rows(len(guests), guests, guests)[:, None], sits)
    _add_seats(programme, groups, sits, arrays.fewest[:, [at]], is_even=True)
    least, most = shares
    enough = programme.numbers(np.full(groups.count, DUE), least)
    rows = programme.rows(groups.count, 0, np.inf)
    programme.add(rows, enough, -1)
    programme.add(rows[None, :], sits)
    beyond = programme.numbers(np.full(groups.count, -DUE), len(guests))
    rows = programme.rows(groups.count, -np.inf, most)
    programme.add(rows, beyond, -1)
    programme.add(rows[None, :], sits)
    rows, chosen = np.nonzero(programme.solved()[sits])
    return rows.astype(np.int64), chosen.astype(np.int64)

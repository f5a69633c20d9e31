"""One round as a state that swaps change: what each swap would gain, all of them at once."""

from dataclasses import dataclass

import numpy as np

from matching.engine.seating.arrays import NOWHERE, Arrays, Flags, Floats, Ints
from matching.engine.seating.wishes import one_more, visits

NO = -np.inf
"""The gain of what is not allowed."""


@dataclass(eq=False)
class Round:
    """The tables of a round, (n,), and what follows from them, kept up with every change.

    ``pairs`` is (n, n): what two are worth at one table; ``alone`` is (n, t): what a seat is worth
    to a person whoever else sits there, NO where the person may not sit.
    """

    arrays: Arrays
    tables: Ints
    movable: Ints
    guests: Flags
    pairs: Floats
    alone: Floats
    fewest: Ints

    def __post_init__(self) -> None:
        here = self.tables[:, None] == np.arange(self.arrays.tables)[None, :]
        self.company = self.pairs @ here
        self.sizes = (here & self.guests[:, None]).sum(axis=0)
        self.mixed = self.guests & (self.arrays.sectors != NOWHERE)
        """Whose sector counts."""
        self.sectors = np.zeros((self.arrays.tables, self.arrays.sectors.max(initial=0) + 1), int)
        rows = self.mixed & (self.tables != NOWHERE)
        np.add.at(self.sectors, (self.tables[rows], self.arrays.sectors[rows]), 1)
        self._both_ways = 2 * self.pairs[np.ix_(self.movable, self.movable)]
        labels = self.arrays.sectors[self.movable]
        self._spaces = np.empty((2, *self._both_ways.shape))
        self._same_sector = labels[:, None] == labels[None, :]

    def value(self) -> float:
        """What the round is worth; only differences mean anything."""
        (rows,) = np.nonzero(self.tables != NOWHERE)
        pairs = self.company[rows, self.tables[rows]].sum() / 2
        alone = self.alone[self.movable, self.tables[self.movable]].sum()
        sectors = self.arrays.problem.weights.sector * (self.sectors > 0).sum()
        return float(pairs + alone + sectors)

    def moves(self) -> Floats:
        """(m, t): what it gains if a movable person goes to a table, whatever its size."""
        rows, here = self.movable, self.tables[self.movable]
        at = np.arange(len(rows))
        alone = self.alone[rows]
        gain = alone - alone[at, here][:, None]
        gain += self.company[rows] - self.company[rows, here][:, None]
        gain += self._new_sectors() - self._only_ones()[:, None]
        gain[at, here] = NO
        return gain

    def swaps(self, moves: Floats) -> Floats:
        """(m, m): what it gains if two movable people take each other's seats.

        Good until it is asked again: the space is kept, as getting it would take as long.
        """
        one_way, gain = self._spaces
        np.take(moves, self.tables[self.movable], axis=1, out=one_way, mode="clip")
        np.add(one_way, one_way.T, out=gain)
        gain -= self._both_ways
        only = self._only_ones()
        gain += np.multiply(self._same_sector, only + only[:, None], out=one_way)
        return gain

    def _new_sectors(self) -> Floats:
        """(m, t): what the person's sector is worth where nobody has it."""
        rows = self.movable
        is_new = self.sectors[:, self.arrays.sectors[rows]].T == 0
        weight = self.arrays.problem.weights.sector
        return weight * (is_new & self.mixed[rows][:, None])

    def _only_ones(self) -> Floats:
        """(m,): what the table loses if it loses the person's sector."""
        rows = self.movable
        is_only = self.sectors[self.tables[rows], self.arrays.sectors[rows]] == 1
        return self.arrays.problem.weights.sector * (is_only & self.mixed[rows])

    def may_move(self) -> Flags:
        """(m, t): moves that leave tables within their numbers and groups as even as they are."""
        group, sizes = self.arrays.group_of, self.sizes
        has_seat, can_spare = sizes < self.arrays.most, sizes > self.fewest
        count = int(group.max()) + 1
        smallest, largest = np.full(count, 10**6), np.full(count, -1)
        np.minimum.at(smallest, group[has_seat], sizes[has_seat])
        np.maximum.at(largest, group[can_spare], sizes[can_spare])
        takes = has_seat & (sizes == smallest[group])
        gives = can_spare & (sizes == largest[group])
        here = self.tables[self.movable]
        is_within = group[here][:, None] == group[None, :]
        is_even = ~is_within | (sizes[None, :] < sizes[here][:, None])
        return gives[here][:, None] & takes[None, :] & is_even

    def seat(self, person: int, table: int) -> None:
        """The person leaves one table for another."""
        left = self.tables[person]
        column = self.pairs[:, person]
        self.company[:, left] -= column
        self.company[:, table] += column
        self.tables[person] = table
        self.sizes[left] -= 1
        self.sizes[table] += 1
        if self.mixed[person]:
            self.sectors[left, self.arrays.sectors[person]] -= 1
            self.sectors[table, self.arrays.sectors[person]] += 1

    def swap(self, one: int, other: int) -> None:
        """Two people take each other's seats."""
        table = int(self.tables[one])
        self.seat(one, int(self.tables[other]))
        self.seat(other, table)


def round_of(arrays: Arrays, tables: Ints, at: int, *, has_wishes: bool = True) -> Round:
    """The round ``at`` of a seating, (n, r), as the other rounds make it worth."""
    others = np.where(np.arange(tables.shape[1]) == at, NOWHERE, tables)
    weights, guests = arrays.problem.weights, arrays.guest[:, at]
    movable = guests & (arrays.pinned[:, at] == NOWHERE)
    wishes = one_more(arrays, visits(arrays, others))[:, arrays.theme_of]
    kept = weights.stay * (arrays.previous[:, at][:, None] == np.arange(arrays.tables)[None, :])
    alone = np.where(arrays.allowed[:, :, at], wishes * has_wishes + kept, NO)
    return Round(
        arrays,
        tables[:, at].copy(),
        np.nonzero(movable)[0],
        guests,
        _pairs(arrays, others, guests),
        alone,
        arrays.fewest[:, at],
    )


def _pairs(arrays: Arrays, others: Ints, guests: Flags) -> Floats:
    """(n, n): what two people are worth at one table, as they meet in the other rounds."""
    weights = arrays.problem.weights
    met = arrays.met | meetings(others).astype(bool)
    newcomers = arrays.newcomers & guests
    found: Floats = np.where(met, -weights.met, weights.match * arrays.strength)
    found -= weights.colleagues * arrays.colleagues
    found -= weights.newcomers * (newcomers[:, None] & newcomers[None, :])
    np.fill_diagonal(found, 0)
    return found


def meetings(tables: Ints) -> Ints:
    """(n, n): in how many rounds two sit at one table."""
    found = np.zeros((len(tables),) * 2, dtype=np.int64)
    for column in tables.T:
        found += (column[:, None] == column[None, :]) & (column != NOWHERE)[:, None]
    np.fill_diagonal(found, 0)
    return found

"""Themes without the solver of linear programmes: the best of one round after the other.

Each round by itself is exact (Jonker and Volgenant 1987, in SciPy); what it takes from later rounds
it does not see.
"""

import numpy as np
from scipy.optimize import linear_sum_assignment

from matching.engine.seating.arrays import NOWHERE, Arrays, Floats, Ints
from matching.engine.seating.wishes import EVEN, one_more

WANTED = 1e4
"""More than all else: a seat that must not stay empty."""
NEVER = -1e9


def round_by_round(arrays: Arrays) -> Ints:
    """(n, r): the group of tables of everybody, NOWHERE for who is no guest."""
    found = np.full(arrays.guest.shape, NOWHERE, dtype=np.int64)
    visited = np.zeros(arrays.worth.shape, dtype=np.int64)
    for at in arrays.rounds:
        gain = one_more(arrays, visited)[:, arrays.theme_of]
        gain += arrays.problem.weights.stay * (
            arrays.previous[:, [at]] == np.arange(arrays.tables)[None, :]
        )
        (guests,) = np.nonzero(arrays.guest[:, at])
        allowed = arrays.allowed[guests, :, at]
        tables = _assigned(arrays, np.where(allowed, gain[guests], NEVER), at)
        found[guests, at] = arrays.group_of[tables]
        visited[guests, arrays.theme_of[tables]] += 1
    return found


def _assigned(arrays: Arrays, gain: Floats, at: int) -> Ints:
    """The table of each row: the columns are single seats, those that must be taken first."""
    table = np.repeat(np.arange(arrays.tables), arrays.most)
    seat = np.concatenate([np.arange(most) for most in arrays.most])
    bonus = WANTED * (seat < arrays.fewest[table, at]) - EVEN * (2 * seat + 1)
    _rows, seats = linear_sum_assignment(gain[:, table] + bonus, maximize=True)
    tables: Ints = table[seats]
    return tables

"""The second stage: people swap seats while that gains anything, then after shakes drawn by lot.

All swaps of a round are weighed at once. Those that gain most are made together if no two of them
touch the same table: they cannot disturb each other.
"""

import numpy as np

from matching.engine.seating.arrays import Arrays, Floats, Ints
from matching.engine.seating.rounds import Round, round_of
from matching.engine.seating.trades import trade

SWEEPS = 4
"""So often every round is gone through, each time as the other rounds are by then."""
SHAKES = 30
"""So many attempts per round and sweep to get out of what no single swap betters."""
PATIENCE = 12
"""After so many attempts in vain the round is left."""
SHAKEN = 8
"""Swaps per shake."""
SHAKE = 1.0
"""What lot adds to the gain of each swap, in the mean: enough to give up a sector, never a wish."""
LEAST_GAIN = 1e-6
"""Sums that are kept in step are off by far less, so nothing goes round in circles."""
LOOKED_AT = 400
"""So many of the best swaps are tried for those that do not touch."""


def improve(arrays: Arrays, tables: Ints, lot: np.random.Generator) -> Ints:
    """(n, r): a seating worth as much as the one given, or more."""
    found = tables.copy()
    for _sweep in range(SWEEPS):
        for at in arrays.rounds:
            found[:, at] = _settled(round_of(arrays, found, at), lot)
        found = trade(arrays, found)
    return found


def _settled(state: Round, lot: np.random.Generator) -> Ints:
    descend(state)
    best, worth = state.tables.copy(), state.value()
    vain = 0
    for _attempt in range(SHAKES):
        _shake(state, lot)
        descend(state)
        vain += 1
        if state.value() > worth + LEAST_GAIN:
            best, worth, vain = state.tables.copy(), state.value(), 0
        else:
            _put_back(state, best)
        if vain == PATIENCE:
            break
    return best


def descend(state: Round) -> None:
    """Swap and move until nothing gains."""
    while len(state.movable):
        moves = state.moves()
        allowed = np.where(state.may_move(), moves, -np.inf)
        if not _change(state, state.swaps(moves), allowed):
            return


def _change(state: Round, swaps: Floats, moves: Floats) -> bool:
    """The best move if it gains more than the best swap, else swaps that do not touch."""
    person, table = np.unravel_index(np.argmax(moves), moves.shape)
    best = moves[person, table]
    if best > LEAST_GAIN and best >= swaps.max(initial=-np.inf):
        state.seat(int(state.movable[person]), int(table))
        return True
    return _swap_apart(state, swaps, len(state.sizes))


def _swap_apart(state: Round, gains: Floats, most: int) -> bool:
    """Up to so many of the swaps that gain, the best first, no two at one table."""
    ones, others = np.nonzero(gains > LEAST_GAIN)
    once = ones < others
    ones, others = ones[once], others[once]
    first = np.argsort(-gains[ones, others], kind="stable")[:LOOKED_AT]
    touched: set[int] = set()
    for one, other in zip(ones[first], others[first], strict=True):
        a, b = int(state.movable[one]), int(state.movable[other])
        places = {int(state.tables[a]), int(state.tables[b])}
        if touched.isdisjoint(places) and len(touched) < 2 * most:
            state.swap(a, b)
            touched |= places
    return bool(touched)


def _shake(state: Round, lot: np.random.Generator) -> None:
    """A few swaps of those that cost least, by lot."""
    swaps = state.swaps(state.moves())
    _swap_apart(
        state, swaps + SHAKE * lot.standard_exponential(swaps.shape, dtype=np.float32), SHAKEN
    )


def _put_back(state: Round, tables: Ints) -> None:
    for person in np.nonzero(state.tables != tables)[0]:
        state.seat(int(person), int(tables[person]))

"""Two people trade two rounds: who has one theme first and another later, and who has them last.

No swap within a round comes there without taking a wish from both. Trades part those who would go
round together, and wishes are worth what they were.
"""

from itertools import combinations

import numpy as np

from matching.engine.seating.arrays import NOWHERE, Arrays, Flags, Floats, Ints
from matching.engine.seating.rounds import NO, round_of

LEAST_GAIN = 1e-9
TRIED = 400
"""So many of the trades that promise most are tried before all are weighed anew."""
TURNS = 6
"""So often at the most for two rounds."""

Two = tuple[int, int]
"""Two people, or two rounds."""


def trade(arrays: Arrays, tables: Ints) -> Ints:
    """(n, r): the seating after all trades that gain."""
    found = tables.copy()
    for rounds in combinations(arrays.rounds, 2):
        for _turn in range(TURNS):
            if not _traded(arrays, found, rounds):
                break
    return found


def _traded(arrays: Arrays, tables: Ints, rounds: Two) -> bool:
    """Make the trades that gain; whether there were any."""
    is_any = False
    for one, other in _promising(arrays, tables, rounds):
        people = one, other
        if not _may_trade(arrays, tables[[one, other]], rounds, people):
            continue
        before = standing(arrays, tables, people)
        _exchange(tables, people, rounds)
        if standing(arrays, tables, people) > before + LEAST_GAIN:
            is_any = True
        else:
            _exchange(tables, people, rounds)
    return is_any


def _exchange(tables: Ints, people: Two, rounds: Two) -> None:
    tables[np.ix_(people, rounds)] = tables[np.ix_(people[::-1], rounds)]


def _promising(arrays: Arrays, tables: Ints, rounds: Two) -> list[Two]:
    """Trades by what the two swaps they are made of would gain each by itself, the best first."""
    gains = sum(_swaps(arrays, tables, at) for at in rounds)
    gains = np.where(np.triu(_crossing(arrays, tables, rounds)), gains, NO)
    ones, others = np.nonzero(gains > LEAST_GAIN)
    first = np.argsort(-gains[ones, others], kind="stable")[:TRIED]
    return list(zip(ones[first].tolist(), others[first].tolist(), strict=True))


def _swaps(arrays: Arrays, tables: Ints, at: int) -> Floats:
    """(n, n): what swaps within a round gain beside wishes."""
    state = round_of(arrays, tables, at, has_wishes=False)
    found = np.full((len(tables),) * 2, NO)
    found[np.ix_(state.movable, state.movable)] = state.swaps(state.moves())
    return found


def _crossing(arrays: Arrays, tables: Ints, rounds: Two) -> Flags:
    """(n, n): one's theme in the first round is the other's in the second, and the reverse."""
    first, second = (arrays.theme_of[tables[:, at]] for at in rounds)
    crosses = first[:, None] == second[None, :]
    sits = (tables[:, rounds] != NOWHERE).all(axis=1)
    return crosses & crosses.T & (first != second)[:, None] & sits[:, None] & sits[None, :]


def _may_trade(arrays: Arrays, tables: Ints, rounds: Two, people: Two) -> bool:
    """Whether it still holds after the trades before; tables is (2, r), of the two."""
    return bool(_crossing(arrays, tables, rounds)[0, 1]) and all(
        arrays.allowed[person, tables[1 - at, of_round], of_round]
        for at, person in enumerate(people)
        for of_round in rounds
    )


def standing(arrays: Arrays, tables: Ints, people: Two) -> float:
    """What depends on the seats of two people, beside their wishes."""
    one, other = people
    pairs = [_pairs(arrays, tables, person) for person in people]
    kept = (arrays.previous[list(people)] == tables[list(people)]) & arrays.guest[list(people)]
    sectors = sum(
        _sectors(arrays, arrays.guest[:, at] & (tables[:, at] == table))
        for at in arrays.rounds
        for table in {int(tables[one, at]), int(tables[other, at])}
    )
    weights = arrays.problem.weights
    return float(
        pairs[0].sum()
        + pairs[1].sum()
        - pairs[0][other]
        + weights.stay * kept.sum()
        + weights.sector * sectors
    )


def _pairs(arrays: Arrays, tables: Ints, person: int) -> Floats:
    """(n,): what the person is worth together with each other, over all rounds."""
    weights = arrays.problem.weights
    together = (tables == tables[person]) & (tables != NOWHERE)
    new = arrays.newcomers[:, None] & arrays.guest
    times = together.sum(axis=1)
    met = arrays.met[person]
    again = np.maximum(times - ~met, 0)
    found: Floats = weights.match * arrays.strength[person] * ((times > 0) & ~met)
    found -= weights.met * again + weights.colleagues * arrays.colleagues[person] * times
    found -= weights.newcomers * (together & new & new[person]).sum(axis=1)
    found[person] = 0
    return found


def _sectors(arrays: Arrays, guests: Flags) -> int:
    return len({*arrays.sectors[guests].tolist()} - {NOWHERE})

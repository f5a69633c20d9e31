"""What no seating can surpass, whoever makes it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate

import numpy as np

from matching.engine.seating.arrays import NOWHERE, Arrays, Ints
from matching.engine.seating.programme import UnsolvedError
from matching.engine.seating.themes import Groups, shares
from matching.engine.seating.wishes import granted


def wishes_at_most(arrays: Arrays) -> float:
    """What the wishes of all are worth in the best plan of themes; pins and bars hold.

    Rounds may be full in that plan one by one: only all together are counted. Where the solver has
    no answer, it is as if there were seats for every wish.
    """
    visited = np.zeros(arrays.worth.shape, dtype=np.int64)
    try:
        planned = shares(arrays, is_free=True)
    except UnsolvedError:
        return _all_granted(arrays)
    for group, theme in enumerate(Groups(arrays).theme_of):
        visited[:, theme] += planned[:, group]
    return float(granted(arrays, visited).sum())


def _all_granted(arrays: Arrays) -> float:
    order = np.argsort(np.argsort(-arrays.worth, axis=1, kind="stable"), axis=1, kind="stable")
    rounds = arrays.guest.sum(axis=1)[:, None]
    return float(granted(arrays, ((order < rounds) & (arrays.worth > 0)).astype(np.int64)).sum())


def sectors_at_most(arrays: Arrays, tables: Ints) -> int:
    """Sectors at all tables together if only people of the same themes changed places."""
    found = 0
    for at in arrays.rounds:
        seated = arrays.guest[:, at] & (tables[:, at] != NOWHERE)
        for theme in range(len(arrays.themes)):
            here = np.nonzero(arrays.theme_of == theme)[0]
            rows = seated & np.isin(tables[:, at], here)
            known = arrays.sectors[rows & (arrays.sectors != NOWHERE)]
            sizes = [int((rows & (tables[:, at] == table)).sum()) for table in here]
            found += most_mixed(Counter(known.tolist()).values(), sizes)
    return found


def most_mixed(counts: Iterable[int], sizes: Sequence[int]) -> int:
    """Different sectors at tables of these sizes, summed, from how many people each sector has.

    The smallest cut of the flow from sectors to tables, one each (Gale 1957, Ryser 1957).
    """
    full = [0, *accumulate(sorted(sizes))]
    counts = list(counts)
    open_tables = range(len(sizes), -1, -1)
    return min(
        taken + sum(min(count, left) for count in counts)
        for taken, left in zip(full, open_tables, strict=True)
    )


def even_pairs(people: int, tables: int) -> int:
    """Pairs at one table if people are spread as evenly as can be."""
    each, rest = divmod(people, max(tables, 1))
    return (tables - rest) * each * (each - 1) // 2 + rest * (each + 1) * each // 2


def colleagues_at_least(arrays: Arrays, tables: Ints) -> int:
    """Pairs of one organisation at one table; more than there are tables cannot all be apart."""
    organisations = np.array([each.organisation for each in arrays.people])
    found = 0
    for at in arrays.rounds:
        seated = organisations[arrays.guest[:, at] & (tables[:, at] != NOWHERE)].tolist()
        crowds = Counter(filter(None, seated)).values()
        found += sum(even_pairs(crowd, arrays.tables) for crowd in crowds)
    return found


def repeats_at_least(arrays: Arrays, tables: Ints) -> int:
    """How often guests meet again: by how many tables there are for those of an earlier table.

    Of the people of one table who are guests in a later round too, some meet again if there are
    more of them than tables then; and no more pairs can meet anew than there are.
    """
    by_round = sum(
        max((_forced(arrays, tables, earlier, later) for earlier in range(later)), default=0)
        for later in arrays.rounds
    )
    seated = arrays.guest & (tables != NOWHERE)
    guests = int(seated.any(axis=1).sum())
    meetings = sum(even_pairs(int(number), arrays.tables) for number in seated.sum(axis=0))
    return max(by_round, meetings - even_pairs(guests, 1))


def _forced(arrays: Arrays, tables: Ints, earlier: int, later: int) -> int:
    both = (arrays.guest & (tables != NOWHERE))[:, [earlier, later]].all(axis=1)
    sizes = even_sizes(int(both.sum()), arrays.tables)
    return sum(even_pairs(size, arrays.tables) for size in sizes)


def even_sizes(people: int, tables: int) -> list[int]:
    """So many at each table if they are spread as evenly as can be."""
    each, rest = divmod(people, max(tables, 1))
    return [each + (at < rest) for at in range(tables)]


def newcomers_at_least(arrays: Arrays) -> int:
    """At the table with the most newcomers, if they are spread evenly."""
    newcomers = (arrays.guest & arrays.newcomers[:, None]).sum(axis=0)
    return int(-(-newcomers.max(initial=0) // max(arrays.tables, 1)))


def matches_at_most(arrays: Arrays, tables: Ints) -> float:
    """Half of what everybody's best counterparts are worth, as many as there are seats beside."""
    company = np.zeros(len(arrays.people), dtype=np.int64)
    for at in arrays.rounds:
        (rows,) = np.nonzero(tables[:, at] != NOWHERE)
        everybody = np.bincount(tables[rows, at], minlength=arrays.tables)
        company[rows] += everybody.max(initial=1) - 1
    best = -np.sort(-arrays.strength, axis=1)
    places = np.arange(best.shape[1])
    return float((best * (places < company[:, None])).sum() / 2)

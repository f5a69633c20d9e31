"""From groups of tables to tables: a first seating, with even tables, that swaps then better."""

import numpy as np

from matching.engine.seating.arrays import NOWHERE, Arrays, Ints


def first_tables(arrays: Arrays, groups: Ints) -> Ints:
    """(n, r): a table for everybody in every round, from the group of tables, (n, r).

    Who is pinned or on post sits there; who kept the group keeps the table if it has a seat left;
    the others go, one sector after the other, to the table with the fewest guests.
    """
    found = np.where(arrays.pinned == NOWHERE, arrays.posted, arrays.pinned)
    for at in arrays.rounds:
        for group in range(int(arrays.group_of.max(initial=-1)) + 1):
            (tables,) = np.nonzero(arrays.group_of == group)
            (rows,) = np.nonzero(groups[:, at] == group)
            _fill(arrays, found, rows, tables, at)
    return found


def _fill(arrays: Arrays, found: Ints, rows: Ints, tables: Ints, at: int) -> None:
    guests = np.bincount(found[rows, at] + 1, minlength=arrays.tables + 1)[1:]
    for row in rows[found[rows, at] == NOWHERE]:
        kept = arrays.previous[row, at]
        if kept in tables and guests[kept] < arrays.most[kept]:
            found[row, at] = kept
            guests[kept] += 1
    free = rows[found[rows, at] == NOWHERE]
    for row in free[np.argsort(arrays.sectors[free], kind="stable")]:
        table = _emptiest(tables, guests, arrays.most)
        found[row, at] = table
        guests[table] += 1
    _fill_up(arrays, found, rows, guests, tables, at)


def _emptiest(tables: Ints, guests: Ints, most: Ints) -> int:
    """The table with the fewest guests of those that have a seat left."""
    open_ones = tables[guests[tables] < most[tables]]
    return int(open_ones[np.argmin(guests[open_ones])])


def _fill_up(arrays: Arrays, found: Ints, rows: Ints, guests: Ints, tables: Ints, at: int) -> None:
    """Tables below their least number get guests from the fullest; only kept seats leave any."""
    fewest = arrays.fewest[:, at]
    for table in tables:
        while guests[table] < fewest[table]:
            giving = tables[guests[tables] > fewest[tables]]
            fullest = giving[np.argmax(guests[giving])]
            is_free = (found[rows, at] == fullest) & (arrays.pinned[rows, at] == NOWHERE)
            found[rows[is_free][-1], at] = table
            guests[fullest] -= 1
            guests[table] += 1

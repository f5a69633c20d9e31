"""Why each person sits where it does: from the facts that the seating is made of."""

from collections.abc import Iterable, Iterator

import numpy as np

from matching.engine.seating.arrays import NOWHERE, Arrays, Floats, Ints
from matching.engine.seating.outcome import Counterpart, Reason, Seat

NAMED = 3
"""So many counterparts are named, those that fit best."""


def seats_of(arrays: Arrays, tables: Ints) -> tuple[Seat, ...]:
    """All seats with their reasons, by round, table and key of the person."""
    order = sorted(
        (at, int(tables[row, at]), each.key, row)
        for row, each in enumerate(arrays.people)
        for at in arrays.rounds
        if tables[row, at] != NOWHERE
    )
    keys = [table.key for table in arrays.problem.tables]
    return tuple(
        Seat(person, keys[table], at + 1, tuple(_reasons(arrays, tables, row, at)))
        for at, table, person, row in order
    )


def _reasons(arrays: Arrays, tables: Ints, row: int, at: int) -> Iterator[Reason]:
    yield from _rules(arrays, int(tables[row, at]), row, at)
    if arrays.guest[row, at]:
        yield from _wish(arrays, tables, row, at)
    yield from _company(arrays, tables, row, at)
    if arrays.guest[row, at]:
        yield from _among_guests(arrays, tables, row, at)


def _rules(arrays: Arrays, table: int, row: int, at: int) -> Iterator[Reason]:
    key = arrays.people[row].key
    for post in arrays.problem.posts:
        if post.person == key and at + 1 in arrays.problem.rounds_of(post):
            yield Reason("post", name=post.role)
    if arrays.pinned[row, at] == table:
        yield Reason("pinned")
    before = int(arrays.previous[row, at])
    if before == table:
        yield Reason("kept")
    elif before != NOWHERE:
        yield Reason("moved", name=arrays.problem.tables[before].key)


def _wish(arrays: Arrays, tables: Ints, row: int, at: int) -> Iterator[Reason]:
    wishes = list(dict.fromkeys(arrays.people[row].wishes))
    theme = arrays.problem.tables[tables[row, at]].theme
    earlier = tables[row, :at][arrays.guest[row, :at] & (tables[row, :at] != NOWHERE)]
    if arrays.themes[theme] in arrays.theme_of[earlier]:
        yield Reason("again")
    elif theme in wishes:
        yield Reason("wish", number=wishes.index(theme) + 1)
    elif wishes:
        yield Reason("no_wish")


def _company(arrays: Arrays, tables: Ints, row: int, at: int) -> Iterator[Reason]:
    here = (tables[:, at] == tables[row, at]) & (np.arange(len(tables)) != row)
    yield from _best(arrays, "answers", arrays.answers[row] * here)
    yield from _best(arrays, "answered_by", arrays.answers[:, row] * here)
    colleagues = arrays.colleagues[row] & (tables[:, at] != NOWHERE)
    if (colleagues & here).any():
        yield Reason("colleague", _keys(arrays, np.nonzero(colleagues & here)[0]))
    elif colleagues.any():
        yield Reason("apart", _keys(arrays, np.nonzero(colleagues)[0]))


def _best(arrays: Arrays, code: Counterpart, values: Floats) -> Iterator[Reason]:
    rows = sorted(np.nonzero(values)[0], key=lambda row: (-values[row], arrays.people[row].key))
    if rows:
        yield Reason(code, tuple(arrays.people[row].key for row in rows[:NAMED]))


def _among_guests(arrays: Arrays, tables: Ints, row: int, at: int) -> Iterator[Reason]:
    others = (tables[:, at] == tables[row, at]) & arrays.guest[:, at]
    others[row] = False
    sector = arrays.people[row].sector
    if sector and others.any() and not (arrays.sectors[others] == arrays.sectors[row]).any():
        yield Reason("sector", name=sector)
    before = (tables[:, :at] == tables[row, :at]) & arrays.guest[:, :at] & arrays.guest[row, :at]
    again = others & (before & (tables[:, :at] != NOWHERE)).any(axis=1)
    if again.any():
        yield Reason("met_again", _keys(arrays, np.nonzero(again)[0]))
    if arrays.newcomers[row]:
        yield Reason("newcomer", number=int((others & arrays.newcomers).sum()) + 1)


def _keys(arrays: Arrays, rows: Iterable[int]) -> tuple[str, ...]:
    return tuple(sorted(arrays.people[row].key for row in rows))

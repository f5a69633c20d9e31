"""Any seating looked at: its figures, beside what could be reached."""

from collections.abc import Iterator

import numpy as np

from matching.engine.seating import bounds
from matching.engine.seating.arrays import NOWHERE, Arrays, Flags, Ints
from matching.engine.seating.outcome import Measure, Quality, TableFigures
from matching.engine.seating.problem import Place
from matching.engine.seating.rounds import meetings
from matching.engine.seating.wishes import granted, visits


def quality_of(arrays: Arrays, tables: Ints) -> Quality:
    """The whole; ``tables`` is (n, r), NOWHERE where a guest has no seat."""
    figures = list(figures_of(arrays, tables))
    wishes = float(granted(arrays, visits(arrays, tables)).sum())
    meets = meetings(tables) > 0
    return Quality(
        wishes=Measure(wishes, bounds.wishes_at_most(arrays)),
        sectors=Measure(
            sum(each.sectors for each in figures), bounds.sectors_at_most(arrays, tables)
        ),
        matches=Measure(
            float((arrays.strength * meets).sum() / 2), bounds.matches_at_most(arrays, tables)
        ),
        colleagues=Measure(
            sum(each.colleagues for each in figures), bounds.colleagues_at_least(arrays, tables)
        ),
        repeats=Measure(
            sum(each.repeats for each in figures), bounds.repeats_at_least(arrays, tables)
        ),
        newcomers=Measure(
            max((each.newcomers for each in figures), default=0), bounds.newcomers_at_least(arrays)
        ),
        ranks=ranks(arrays, tables),
        wishless=wishless(arrays, tables),
        met_before=int(np.triu(arrays.met & meets).sum()),
        sizes=(
            min((each.guests for each in figures), default=0),
            max((each.guests for each in figures), default=0),
        ),
        moved=int(_moved(arrays, tables).sum()),
        unseated=tuple(_unseated(arrays, tables)),
    )


def figures_of(arrays: Arrays, tables: Ints) -> Iterator[TableFigures]:
    """Each table in each round, in their order."""
    colleagues, before = arrays.colleagues, np.zeros(arrays.strength.shape, dtype=np.int64)
    for at in arrays.rounds:
        for number, table in enumerate(arrays.problem.tables):
            here = tables[:, at] == number
            guests = here & arrays.guest[:, at]
            sectors = {*arrays.sectors[guests].tolist()} - {NOWHERE}
            yield TableFigures(
                table.key,
                at + 1,
                guests=int(guests.sum()),
                sectors=len(sectors),
                newcomers=int((guests & arrays.newcomers).sum()),
                colleagues=_pairs(colleagues, here) - _pairs(colleagues, here & ~guests),
                repeats=_pairs(before > 0, guests),
                matched=_pairs(arrays.strength > 0, here),
            )
        before += meetings(np.where(arrays.guest[:, [at]], tables[:, [at]], NOWHERE))


def _pairs(are: Flags, people: Flags) -> int:
    """How many pairs of these people are so."""
    return int(np.triu(are[np.ix_(people, people)], 1).sum())


def ranks(arrays: Arrays, tables: Ints) -> tuple[int, ...]:
    """How many people have a seat with their first wish, with their second …"""
    visited = visits(arrays, tables)
    found = [0] * max((len(each.wishes) for each in arrays.people), default=0)
    for row, each in enumerate(arrays.people):
        for rank, theme in enumerate(dict.fromkeys(each.wishes)):
            found[rank] += bool(visited[row, arrays.themes[theme]]) if theme in arrays.themes else 0
    return tuple(found)


def wishless(arrays: Arrays, tables: Ints) -> tuple[str, ...]:
    """Guests who wished for a theme there is and have none of their wishes."""
    has_wish = ((visits(arrays, tables) > 0) & (arrays.worth > 0)).any(axis=1)
    wished = (arrays.worth > 0).any(axis=1) & arrays.guest.any(axis=1)
    return tuple(sorted(arrays.people[row].key for row in np.nonzero(wished & ~has_wish)[0]))


def _moved(arrays: Arrays, tables: Ints) -> Flags:
    return (arrays.previous != NOWHERE) & (arrays.previous != tables) & (tables != NOWHERE)


def _unseated(arrays: Arrays, tables: Ints) -> Iterator[Place]:
    rows, rounds = np.nonzero(arrays.guest & (tables == NOWHERE))
    places = zip(rows.tolist(), rounds.tolist(), strict=True)
    yield from sorted((arrays.people[row].key, at + 1) for row, at in places)

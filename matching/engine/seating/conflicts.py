"""What makes a seating impossible, told with its facts before anything is computed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from matching.engine.seating.arrays import Arrays, Flags, Ints
from matching.engine.seating.problem import Bar, Pin, Place, Post, Problem

Code = Literal["unknown", "torn", "absent", "seats", "guests", "crowded", "deserted"]
SOURCE, SINK = 0, 1


@dataclass(frozen=True, slots=True)
class Conflict:
    """One reason why nobody can be seated.

    ``code``: "unknown" – a rule names a person, table or round that does not take part; "absent" –
    a rule seats who is absent; "torn" – rules want a person at several tables at once, or where
    another rule bars it; "seats" – more guests than seats; "guests" – fewer guests than the tables
    want at least; "crowded" – these people may sit at no other than these tables, which have too
    few seats for them; "deserted" – these tables want more guests than may sit there.

    ``wanted`` are the seats, or guests, that would be needed, ``available`` those there are.
    """

    code: Code
    round: int
    people: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    wanted: int = 0
    available: int = 0


class InfeasibleSeatingError(Exception):
    """Nobody can be seated as asked; ``conflicts`` say why."""

    def __init__(self, conflicts: Iterable[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__("; ".join(map(str, self.conflicts)))


def require_sense(problem: Problem) -> None:
    """Raise InfeasibleSeatingError if rules name what is not there, or contradict each other."""
    _require_none(unknown(problem))
    _require_none(contradictions(problem))


def require_possible(arrays: Arrays) -> None:
    """Raise InfeasibleSeatingError if no seating keeps all rules, with all that can be told."""
    require_sense(arrays.problem)
    _require_none(too_many(arrays))
    _require_none(unreachable(arrays))


def _require_none(conflicts: Iterable[Conflict]) -> None:
    if found := list(conflicts):
        raise InfeasibleSeatingError(found)


def unknown(problem: Problem) -> Iterator[Conflict]:
    """Rules about who or what does not take part."""
    people = {each.key for each in problem.people}
    tables = {each.key for each in problem.tables}
    rounds = range(1, problem.rounds + 1)
    rules: Iterable[Post | Pin | Bar] = chain(problem.posts, problem.pins, problem.bars)
    for rule in rules:
        if not (rule.person in people and rule.table in tables and rule.round in (None, *rounds)):
            yield Conflict("unknown", rule.round or 1, (rule.person,), (rule.table,))


def contradictions(problem: Problem) -> Iterator[Conflict]:
    """Rules that cannot hold at the same time."""
    absent = {(each.key, at) for each in problem.people for at in each.absent}
    bars = _tables(problem, problem.bars)
    wanted = _tables(problem, (*problem.posts, *problem.pins))
    for place, tables in wanted.items():
        person, at = place
        if place in absent:
            yield Conflict("absent", at, (person,), tuple(tables))
        if len(tables) > 1 or not bars.get(place, {}).keys().isdisjoint(tables):
            yield Conflict("torn", at, (person,), tuple(tables))


def _tables(problem: Problem, rules: Iterable[Post | Pin | Bar]) -> dict[Place, dict[str, None]]:
    found: dict[Place, dict[str, None]] = {}
    for rule in rules:
        for at in problem.rounds_of(rule):
            found.setdefault((rule.person, at), {})[rule.table] = None
    return found


def too_many(arrays: Arrays) -> Iterator[Conflict]:
    """More guests than seats, or fewer than are wanted."""
    seats, least = int(arrays.most.sum()), int(arrays.least.sum())
    for at in arrays.rounds:
        guests = int(arrays.guest[:, at].sum())
        if guests > seats:
            yield Conflict("seats", at + 1, wanted=guests, available=seats)
        if guests < least:
            yield Conflict("guests", at + 1, wanted=least, available=guests)


def unreachable(arrays: Arrays) -> Iterator[Conflict]:
    """Guests for whom pins and bars leave no seat, and tables for which they leave no guests.

    If all guests can have a seat and all tables their guests, both can be at once (Mendelsohn and
    Dulmage 1958).
    """
    people = np.array([each.key for each in arrays.people])
    tables = np.array([each.key for each in arrays.problem.tables])
    for at in arrays.rounds:
        allowed, one_each = arrays.allowed[:, :, at], arrays.guest[:, at].astype(np.int64)
        short, seats = shortage(allowed, one_each, arrays.most)
        if short.any():
            wanted, available = int(short.sum()), int(arrays.most[seats].sum())
            names = _names(people[short]), _names(tables[seats])
            yield Conflict("crowded", at + 1, *names, wanted, available)
        lonely, guests = shortage(allowed.T, arrays.fewest[:, at], one_each)
        if lonely.any():
            wanted = int(arrays.fewest[lonely, at].sum())
            names = _names(people[guests]), _names(tables[lonely])
            yield Conflict("deserted", at + 1, *names, wanted, int(guests.sum()))


def _names(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(map(str, keys)))


def shortage(allowed: Flags, wanted: Ints, offered: Ints) -> tuple[Flags, Flags]:
    """Rows that together want more than all columns allowed to them offer, and these columns.

    Both are empty if every row can have what it wants (Hall 1935); shapes (rows,) and (columns,).
    """
    rows, columns = allowed.shape
    graph = np.zeros((2 + rows + columns,) * 2, dtype=np.int32)
    graph[SOURCE, 2 : 2 + rows] = wanted
    graph[2 : 2 + rows, 2 + rows :] = np.where(allowed, np.minimum.outer(wanted, offered), 0)
    graph[2 + rows :, SINK] = offered
    flow = maximum_flow(csr_array(graph), SOURCE, SINK)
    if flow.flow_value == int(wanted.sum()):
        return np.zeros(rows, dtype=bool), np.zeros(columns, dtype=bool)
    left = csr_array(graph - flow.flow.toarray())
    left.eliminate_zeros()
    reached = np.zeros(len(graph), dtype=bool)
    reached[breadth_first_order(left, SOURCE, return_predecessors=False)] = True
    return reached[2 : 2 + rows], reached[2 + rows :]

"""Rooms with a few people, rooms of every kind, and every seating of a small one."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from matching.engine.seating import Bar, Person, Pin, Post, Problem, Seating, Table
from matching.engine.seating.arrays import NOWHERE, Arrays, Ints
from tests.matching.engine.strategies import fast

Strategy = st.SearchStrategy[Any]
quick = settings(fast, max_examples=30)
THEMES = ("tea", "houses", "care")


def person(key: str, wishes: str = "", **facts: object) -> Person:
    """Somebody who wishes for these themes, in this order, separated by spaces."""
    return Person(key, wishes=tuple(wishes.split()), **facts)  # type: ignore[arg-type]


def room(*people: Person, tables: str = "tea houses", seats: int = 3, **facts: object) -> Problem:
    """A table for each of the themes, named after it; a second one of a theme is "tea2"."""
    named = [Table(key, key.rstrip("0123456789"), most=seats) for key in tables.split()]
    return Problem(people, tuple(named), **facts)  # type: ignore[arg-type]


def places(seating: Seating, at: int = 1) -> dict[str, str]:
    """Who sits where in a round."""
    return {person: table for (person, number), table in seating.places.items() if number == at}


def together(seating: Seating) -> set[tuple[str, str, int]]:
    """All pairs at one table, with the round."""
    seats = seating.seats
    return {
        (a.person, b.person, a.round)
        for a in seats
        for b in seats
        if a.person < b.person and (a.table, a.round) == (b.table, b.round)
    }


def every_seating(problem: Problem) -> Iterator[tuple[Arrays, Ints]]:
    """All that keep seats, pins and bars, by trying each; nobody may be on post."""
    arrays = Arrays.of(problem, 1)
    for columns in product(*(every_round(arrays, at) for at in arrays.rounds)):
        yield arrays, np.array(columns).T.reshape(len(problem.people), problem.rounds)


def every_round(arrays: Arrays, at: int) -> list[tuple[int, ...]]:
    """All ways to seat one round."""
    choices = [
        np.nonzero(row)[0].tolist() if is_guest else [NOWHERE]
        for row, is_guest in zip(arrays.allowed[:, :, at], arrays.guest[:, at], strict=True)
    ]
    return [
        chosen
        for chosen in product(*choices)
        if all(
            arrays.fewest[table, at] <= chosen.count(table) <= arrays.most[table]
            for table in range(arrays.tables)
        )
    ]


def _people(keys: list[str], absences: st.SearchStrategy[frozenset[int]]) -> Strategy:
    return st.tuples(
        *(
            st.builds(
                Person,
                key=st.just(key),
                organisation=st.sampled_from(["", "", "acme", "bees"]),
                sector=st.sampled_from(["", "farm", "shop", "school"]),
                is_newcomer=st.booleans(),
                wishes=st.lists(st.sampled_from([*THEMES, "closed"]), max_size=3).map(tuple),
                absent=absences,
            )
            for key in keys
        )
    )


def _rules(people: list[str], tables: list[str], rounds: int) -> Strategy:
    """Somebody on post, somebody pinned, and bars: seldom about the same person."""
    places = st.tuples(
        st.sampled_from(people), st.sampled_from(tables), st.none() | st.integers(1, rounds)
    )
    return st.fixed_dictionaries(
        {
            "posts": st.lists(places, max_size=1).map(
                lambda rules: tuple(Post(who, table, "adviser", at) for who, table, at in rules)
            ),
            "pins": st.lists(places, max_size=1).map(lambda rules: tuple(Pin(*r) for r in rules)),
            "bars": st.lists(places, max_size=3).map(lambda rules: tuple(Bar(*r) for r in rules)),
        }
    )


@st.composite
def rooms(
    draw: st.DrawFn,
    *,
    least_people: int = 1,
    most_people: int = 10,
    least_tables: int = 1,
    most_rounds: int = 3,
    is_plain: bool = False,
    is_roomy: bool = True,
) -> Problem:
    """Rooms of every kind. A roomy one has a table for all, so that most have a seating; a plain
    one has no rules, and nobody is absent."""
    rounds = draw(st.integers(1, most_rounds))
    people = [f"p{number}" for number in range(draw(st.integers(least_people, most_people)))]
    table = st.tuples(st.sampled_from(THEMES), st.integers(0, 1 if is_roomy else 2))
    least = draw(st.lists(table, min_size=least_tables, max_size=4))
    more = [len(people) * is_roomy, *draw(st.lists(st.integers(1, 4), min_size=3, max_size=3))]
    tables = tuple(
        Table(f"t{number}", theme, least, least + free)
        for number, ((theme, least), free) in enumerate(zip(least, more, strict=False))
    )
    absences = st.frozensets(st.integers(1, rounds), max_size=0 if is_plain else 1)
    rules = {} if is_plain else draw(_rules(people, [each.key for each in tables], rounds))
    pair = st.tuples(st.sampled_from(people), st.sampled_from(people))
    return Problem(
        draw(_people(people, absences)),
        tables,
        rounds,
        matches=draw(st.dictionaries(pair, st.floats(0, 1), max_size=5)),
        met=draw(st.frozensets(pair, max_size=3)),
        **rules,
    )

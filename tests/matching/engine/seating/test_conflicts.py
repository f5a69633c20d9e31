"""Why nobody can be seated: the facts, all that can be told at once."""

from dataclasses import replace

import numpy as np
import pytest

from matching.engine.seating import (
    Bar,
    Conflict,
    InfeasibleSeatingError,
    Pin,
    Post,
    Problem,
    Table,
    judge,
    seat,
)
from matching.engine.seating.conflicts import shortage
from tests.matching.engine.seating.rooms import person, room

ANN, BEN, COL = (person(name) for name in ("ann", "ben", "col"))


def conflicts(problem: Problem) -> tuple[Conflict, ...]:
    with pytest.raises(InfeasibleSeatingError) as caught:
        seat(problem)
    return caught.value.conflicts


def test_more_people_than_seats() -> None:
    problem = room(ANN, BEN, COL, seats=1, rounds=2)
    assert conflicts(problem) == tuple(
        Conflict("seats", at, wanted=3, available=2) for at in (1, 2)
    )


def test_fewer_guests_than_tables_want() -> None:
    problem = Problem((ANN,), (Table("t", least=2, most=3),))
    assert conflicts(problem) == (Conflict("guests", 1, wanted=2, available=1),)


def test_pinned_to_two_tables() -> None:
    pins = Pin("ann", "tea"), Pin("ann", "houses", 2)
    assert conflicts(room(ANN, rounds=2, pins=pins)) == (
        Conflict("torn", 2, ("ann",), ("tea", "houses")),
    )


def test_pinned_where_barred() -> None:
    problem = room(ANN, pins=(Pin("ann", "tea"),), bars=(Bar("ann", "tea", 1),))
    assert conflicts(problem) == (Conflict("torn", 1, ("ann",), ("tea",)),)


def test_on_post_and_pinned_elsewhere() -> None:
    problem = room(ANN, posts=(Post("ann", "tea", "adviser"),), pins=(Pin("ann", "houses"),))
    assert conflicts(problem) == (Conflict("torn", 1, ("ann",), ("tea", "houses")),)


def test_on_post_and_pinned_to_the_same_table_is_no_conflict() -> None:
    problem = room(ANN, posts=(Post("ann", "tea", "adviser"),), pins=(Pin("ann", "tea"),))
    assert seat(problem).places == {("ann", 1): "tea"}


def test_pinned_while_absent() -> None:
    late = person("ann", absent=frozenset({1}))
    problem = room(late, rounds=2, pins=(Pin("ann", "tea"),))
    assert conflicts(problem) == (Conflict("absent", 1, ("ann",), ("tea",)),)


def test_rules_about_nobody() -> None:
    rules = Pin("zoe", "tea"), Pin("ann", "attic"), Pin("ann", "tea", 9)
    found = conflicts(room(ANN, pins=rules))
    assert [(each.code, each.people, each.tables) for each in found] == [
        ("unknown", ("zoe",), ("tea",)),
        ("unknown", ("ann",), ("attic",)),
        ("unknown", ("ann",), ("tea",)),
    ]


def test_more_pinned_than_a_table_has_seats() -> None:
    pins = tuple(Pin(name, "tea") for name in ("ann", "ben"))
    problem = room(ANN, BEN, COL, seats=1, tables="tea houses care", pins=pins)
    assert conflicts(problem) == (Conflict("crowded", 1, ("ann", "ben"), ("tea",), 2, 1),)


def test_barred_from_every_table() -> None:
    bars = Bar("ann", "tea"), Bar("ann", "houses")
    assert conflicts(room(ANN, BEN, bars=bars)) == (Conflict("crowded", 1, ("ann",), (), 1, 0),)


def test_a_table_whose_guests_are_all_barred() -> None:
    problem = room(ANN, BEN, bars=tuple(Bar(name, "tea") for name in ("ann", "ben")))
    wanting = replace(problem, tables=(Table("tea", least=1), Table("houses")))
    assert conflicts(wanting) == (Conflict("deserted", 1, (), ("tea",), 1, 0),)


def test_a_hand_made_seating_is_judged_however_full() -> None:
    problem = room(ANN, BEN, COL, seats=1)
    assert judge(problem, {}).quality.unseated == (("ann", 1), ("ben", 1), ("col", 1))


def test_shortage_by_hand() -> None:
    """The first two share a column for one; the third has one of its own."""
    allowed = np.array([[True, False], [True, False], [False, True]])
    rows, columns = shortage(allowed, np.ones(3, dtype=np.int64), np.ones(2, dtype=np.int64))
    assert (rows.tolist(), columns.tolist()) == ([True, True, False], [True, False])


def test_keys_are_unique_and_numbers_make_sense() -> None:
    with pytest.raises(ValueError, match="same key"):
        room(ANN, ANN)
    with pytest.raises(ValueError, match="at least"):
        Problem((), (Table("t", least=3, most=2),))
    with pytest.raises(ValueError, match="no rounds"):
        room(ANN, rounds=0)

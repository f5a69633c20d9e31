"""Seating again around what staff and guests have changed."""

from dataclasses import replace

from matching.engine.seating import Pin, Problem, Seating, Table, judge, seat
from tests.matching.engine.seating.rooms import person, places, room


def hall() -> Problem:
    """Twelve people at four full tables of one theme."""
    people = tuple(
        person(f"p{n:02}", organisation=f"o{n % 8}", sector=f"s{n % 4}") for n in range(12)
    )
    return Problem(people, tuple(Table(f"t{n}", most=3) for n in range(4)), rounds=2)


def changed(before: Seating, after: Seating) -> set[tuple[str, int]]:
    return {place for place, table in before.places.items() if after.places.get(place) != table}


def test_a_pin_takes_one_seat_from_another() -> None:
    before = seat(hall())
    table = "t0" if before.places["p00", 1] != "t0" else "t1"
    after = seat(replace(hall(), pins=(Pin("p00", table, 1),), previous=before.places))
    moved = changed(before, after)
    assert after.places["p00", 1] == table
    assert len(moved) == 2
    assert ("p00", 1) in moved
    assert after.quality.moved == 2


def test_who_cancels_moves_nobody() -> None:
    before = seat(hall())
    problem = replace(hall(), people=hall().people[1:], previous=before.places)
    assert changed(before, seat(problem)) == {("p00", 1), ("p00", 2)}


def test_who_comes_late_gets_the_free_seat() -> None:
    problem = hall()
    first = replace(problem, people=problem.people[1:])
    before = seat(first)
    after = seat(replace(problem, previous=before.places))
    assert changed(before, after) == set()
    assert ("p00", 1) in after.places


def test_a_table_that_is_gone_moves_its_guests_only() -> None:
    four = hall()
    five = replace(four, tables=(*four.tables, Table("t4", most=3)))
    before = seat(five)
    after = seat(replace(four, previous=before.places))
    gone = {place for place, table in before.places.items() if table == "t4"}
    assert changed(before, after) == gone


def test_without_the_weight_all_are_seated_anew_for_their_wishes() -> None:
    problem = room(person("ann", "tea"), person("ben", "houses"), seats=1)
    wrong = {("ann", 1): "houses", ("ben", 1): "tea"}
    kept = replace(problem, previous=wrong)
    assert places(seat(kept)) == {"ann": "houses", "ben": "tea"}
    free = replace(kept, weights=replace(kept.weights, stay=0))
    assert places(seat(free)) == {"ann": "tea", "ben": "houses"}


def test_places_made_by_hand_are_judged_as_they_are() -> None:
    """Too many at one table, somebody without a seat, and who no longer takes part."""
    problem = room(*(person(name, "tea") for name in ("ann", "ben", "col")), seats=1)
    by_hand = {("ann", 1): "tea", ("ben", 1): "tea", ("zoe", 1): "tea", ("ann", 2): "tea"}
    judged = judge(problem, by_hand)
    assert places(judged) == {"ann": "tea", "ben": "tea"}
    assert [table.guests for table in judged.tables] == [2, 0]
    assert judged.quality.unseated == (("col", 1),)
    assert (judged.quality.ranks, judged.quality.wishless) == ((2,), ("col",))
    assert judged.method == "given"

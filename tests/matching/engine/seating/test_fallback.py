"""Without an answer of the solver, themes are given round by round."""

import pytest
from scipy.optimize import OptimizeResult

from matching.engine.seating import programme, seat
from tests.matching.engine.seating.rooms import person, room


@pytest.fixture
def no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver runs out of time."""
    answer = OptimizeResult(status=1, message="time limit", x=None)
    monkeypatch.setattr(programme, "milp", lambda *args, **options: answer)


@pytest.mark.usefixtures("no_solver")
def test_everybody_has_a_seat_and_it_is_told() -> None:
    people = [person(f"p{n}", "tea houses care") for n in range(6)]
    seating = seat(room(*people, tables="tea houses care", seats=2, rounds=2))
    assert seating.method == "rounds"
    assert len(seating.places) == 12
    assert {table.guests for table in seating.tables} == {2}


@pytest.mark.usefixtures("no_solver")
def test_bound_is_then_what_wishes_could_have_at_the_most() -> None:
    """Two want the only seat at tea."""
    seating = seat(room(person("ann", "tea"), person("ben", "tea"), seats=1))
    assert (seating.quality.wishes.reached, seating.quality.wishes.bound) == (15, 30)


def test_the_solver_is_told_as_well() -> None:
    assert seat(room(person("ann", "tea"))).method == "solver"

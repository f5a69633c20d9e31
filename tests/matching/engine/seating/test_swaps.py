"""What a change is said to gain is what it gains."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matching.engine.seating import InfeasibleSeatingError, Problem, seat
from matching.engine.seating.arrays import Arrays, Ints
from matching.engine.seating.judging import figures_of
from matching.engine.seating.rounds import Round, round_of
from matching.engine.seating.trades import standing, trade
from matching.engine.seating.wishes import visits
from tests.matching.engine.seating.rooms import person, quick, room, rooms


def seated(problem: Problem) -> tuple[Arrays, Ints]:
    try:
        places = seat(problem).places
    except InfeasibleSeatingError:
        assume(False)
        raise
    arrays = Arrays.of(problem, 1)
    return arrays, arrays.tables_of(places)


def two_at_different_tables(state: Round, data: st.DataObject) -> tuple[int, int]:
    here = state.tables[state.movable]
    pairs = np.argwhere((here[:, None] != here[None, :]) & np.isfinite(state.swaps(state.moves())))
    assume(len(pairs))
    one, other = data.draw(st.sampled_from(pairs.tolist()))
    return one, other


@quick
@given(rooms(least_people=4, least_tables=2), st.data())
def test_a_swap_gains_what_it_was_said_to(problem: Problem, data: st.DataObject) -> None:
    arrays, tables = seated(problem)
    state = round_of(arrays, tables, data.draw(st.sampled_from(list(arrays.rounds))))
    one, other = two_at_different_tables(state, data)
    gain, before = state.swaps(state.moves())[one, other], state.value()
    state.swap(int(state.movable[one]), int(state.movable[other]))
    assert state.value() - before == pytest.approx(gain)


@quick
@given(rooms(least_people=4, least_tables=2), st.data())
def test_a_move_gains_what_it_was_said_to(problem: Problem, data: st.DataObject) -> None:
    arrays, tables = seated(problem)
    state = round_of(arrays, tables, data.draw(st.sampled_from(list(arrays.rounds))))
    places = np.argwhere(np.isfinite(state.moves()))
    assume(len(places))
    one, table = data.draw(st.sampled_from(places.tolist()))
    gain, before = state.moves()[one, table], state.value()
    state.seat(int(state.movable[one]), table)
    assert state.value() - before == pytest.approx(gain)


@quick
@given(rooms(least_people=4, least_tables=2), st.data())
def test_a_round_that_was_changed_is_a_round_made_anew(
    problem: Problem, data: st.DataObject
) -> None:
    arrays, tables = seated(problem)
    at = data.draw(st.sampled_from(list(arrays.rounds)))
    state = round_of(arrays, tables, at)
    one, other = two_at_different_tables(state, data)
    state.swap(int(state.movable[one]), int(state.movable[other]))
    tables[:, at] = state.tables
    anew = round_of(arrays, tables, at)
    assert np.allclose(state.company, anew.company)
    assert (state.sectors == anew.sectors).all()
    assert (state.sizes == anew.sizes).all()


@quick
@given(rooms(least_people=4, least_tables=2), st.data())
def test_what_two_are_worth_changes_as_their_round_does(
    problem: Problem, data: st.DataObject
) -> None:
    """Trades weigh two people over all rounds: for a swap in one that is the gain beside wishes."""
    arrays, tables = seated(problem)
    at = data.draw(st.sampled_from(list(arrays.rounds)))
    state = round_of(arrays, tables, at, has_wishes=False)
    one, other = two_at_different_tables(state, data)
    gain = state.swaps(state.moves())[one, other]
    people = int(state.movable[one]), int(state.movable[other])
    before = standing(arrays, tables, people)
    tables[list(people), at] = tables[list(people[::-1]), at]
    assert standing(arrays, tables, people) - before == pytest.approx(gain)


def test_trades_part_those_who_go_round_together() -> None:
    """Two couples with the first two themes crosswise, and each with a third of its own."""
    themes = "tea houses care food"
    people = [person(f"p{number}", themes) for number in range(4)]
    arrays = Arrays.of(room(*people, tables=themes, seats=2, rounds=3), 1)
    tables = np.array([[0, 1, 2], [0, 1, 2], [1, 0, 3], [1, 0, 3]])
    traded = trade(arrays, tables)
    assert (repeats(arrays, tables), repeats(arrays, traded)) == (4, 2)
    assert (visits(arrays, traded) == visits(arrays, tables)).all()


def repeats(arrays: Arrays, tables: Ints) -> int:
    return sum(each.repeats for each in figures_of(arrays, tables))

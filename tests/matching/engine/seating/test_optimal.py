"""Beside every seating there is, in rooms small enough to try them all."""

from dataclasses import replace
from itertools import islice

import numpy as np
from hypothesis import assume, example, given

from matching.engine.seating import InfeasibleSeatingError, Person, Problem, Table
from matching.engine.seating.arrays import Arrays, Ints
from matching.engine.seating.bounds import repeats_at_least, sectors_at_most, wishes_at_most
from matching.engine.seating.conflicts import require_possible
from matching.engine.seating.fallback import round_by_round
from matching.engine.seating.judging import figures_of
from matching.engine.seating.tables import first_tables
from matching.engine.seating.themes import theme_plan
from matching.engine.seating.wishes import granted, visits
from tests.matching.engine.seating.rooms import every_seating, quick, rooms


def possible(problem: Problem) -> Arrays:
    """A room without a seating is no example; nobody is on post."""
    arrays = Arrays.of(replace(problem, posts=()), 1)
    try:
        require_possible(arrays)
    except InfeasibleSeatingError:
        assume(False)
    assume(arrays.guest.any())
    return arrays


def worth(arrays: Arrays, tables: Ints) -> float:
    """What all granted wishes are worth."""
    return float(granted(arrays, visits(arrays, tables)).sum())


def best(problem: Problem) -> float:
    """What wishes are worth in the best of all seatings."""
    return max(worth(arrays, tables) for arrays, tables in every_seating(problem))


WANTING = Problem(
    (Person("ann"), Person("ben")),
    (Table("t0", "tea", most=2), Table("t1", "houses", most=1), Table("t2", "houses", 1, 2)),
    rounds=2,
)
"""Each has both themes, and one of them must wait for the second round with houses."""
ONLY_WISH = Problem(
    (Person("ann", wishes=("tea", "houses")), Person("ben", wishes=(*"abcd", "tea"))),
    (Table("t0", "tea", most=1), Table("t1", "houses")),
)
"""Tea is the first wish of the one and the only wish left to the other."""


@quick
@example(WANTING)
@given(rooms(most_people=3, most_rounds=2, is_plain=True))
def test_wishes_are_optimal_where_rounds_are_alike(problem: Problem) -> None:
    arrays = possible(problem)
    plan = theme_plan(arrays, np.random.default_rng(1))
    reached = worth(arrays, first_tables(arrays, plan.groups))
    assert plan.is_exact
    assert reached == wishes_at_most(arrays) == best(arrays.problem)


@quick
@example(ONLY_WISH)
@given(rooms(most_people=4, most_rounds=1))
def test_wishes_are_optimal_in_a_single_round_whatever_the_rules(problem: Problem) -> None:
    arrays = possible(problem)
    plan = theme_plan(arrays, np.random.default_rng(1))
    reached = worth(arrays, first_tables(arrays, plan.groups))
    assert reached == wishes_at_most(arrays) == best(arrays.problem)


@quick
@given(rooms(most_people=4, most_rounds=1))
def test_a_single_round_is_optimal_without_the_solver_too(problem: Problem) -> None:
    arrays = possible(problem)
    reached = worth(arrays, first_tables(arrays, round_by_round(arrays)))
    assert reached == best(arrays.problem)


@quick
@given(rooms(most_people=3, most_rounds=2))
def test_no_seating_at_all_surpasses_the_bounds(problem: Problem) -> None:
    room = possible(problem)
    bound = wishes_at_most(room)
    for arrays, tables in islice(every_seating(room.problem), 200):
        assert worth(arrays, tables) <= bound
        sectors = sum(each.sectors for each in figures_of(arrays, tables))
        assert sectors <= sectors_at_most(arrays, tables)
        repeats = sum(each.repeats for each in figures_of(arrays, tables))
        assert repeats >= repeats_at_least(arrays, tables)

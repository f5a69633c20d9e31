"""What holds for every room."""

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from matching.engine.seating import InfeasibleSeatingError, Pin, Problem, Seating, judge, seat
from matching.engine.seating.arrays import Arrays
from matching.engine.seating.conflicts import require_sense
from tests.matching.engine.seating.rooms import every_round, quick, rooms


def seated(problem: Problem, **how: int) -> Seating:
    """The seating; a room that has none is no example."""
    try:
        return seat(problem, **how)
    except InfeasibleSeatingError:
        assume(False)
        raise


@quick
@given(rooms())
def test_everyone_sits_once_in_every_round_that_they_attend(problem: Problem) -> None:
    seating = seated(problem)
    counted = Counter((each.person, each.round) for each in seating.seats)
    attended = {
        (each.key, at)
        for each in problem.people
        for at in range(1, problem.rounds + 1)
        if at not in each.absent
    }
    assert counted == Counter(attended)


@quick
@given(rooms())
def test_tables_keep_their_numbers(problem: Problem) -> None:
    seating = seated(problem)
    hosts = {(post.person, at) for post in problem.posts for at in problem.rounds_of(post)}
    guests = Counter(
        (table, at) for (person, at), table in seating.places.items() if (person, at) not in hosts
    )
    for table in problem.tables:
        for at in range(1, problem.rounds + 1):
            assert table.least <= guests[table.key, at] <= table.most


@quick
@given(rooms())
def test_posts_pins_and_bars_hold(problem: Problem) -> None:
    places = seated(problem).places
    for rule in (*problem.posts, *problem.pins):
        assert {places[rule.person, at] for at in problem.rounds_of(rule)} == {rule.table}
    for bar in problem.bars:
        for at in problem.rounds_of(bar):
            assert places.get((bar.person, at)) != bar.table


@quick
@given(rooms(most_people=4, most_rounds=2, is_roomy=False))
def test_a_room_is_refused_only_if_nothing_fits(problem: Problem) -> None:
    try:
        require_sense(problem)
    except InfeasibleSeatingError:
        assume(False)
    arrays = Arrays.of(problem, 1)
    fits = all(every_round(arrays, at) for at in arrays.rounds)
    try:
        seat(problem)
    except InfeasibleSeatingError as error:
        assert not fits, error
    else:
        assert fits


@quick
@given(rooms(), st.integers(1, 3), st.randoms())
def test_same_seed_same_seating_in_whatever_order_people_come(
    problem: Problem, seed: int, lot: Random
) -> None:
    shuffled = lot.sample(problem.people, len(problem.people))
    again = seated(replace(problem, people=tuple(shuffled)), seed=seed)
    assert again == seated(problem, seed=seed)


@quick
@given(rooms())
def test_nothing_reached_is_better_than_its_bound(problem: Problem) -> None:
    quality = seated(problem).quality
    for more in (quality.wishes, quality.sectors, quality.matches):
        assert more.reached <= more.bound + 1e-6
    for less in (quality.colleagues, quality.repeats, quality.newcomers):
        assert less.reached >= less.bound


@quick
@given(rooms())
def test_a_seating_judged_is_as_good_as_it_was_told(problem: Problem) -> None:
    seating = seated(problem)
    judged = judge(problem, seating.places)
    assert (judged.seats, judged.tables) == (seating.seats, seating.tables)
    assert judged.quality.unseated == ()


@quick
@given(rooms())
def test_seating_again_without_a_change_moves_nobody(problem: Problem) -> None:
    seating = seated(problem)
    assert seated(replace(problem, previous=seating.places), seed=2).places == seating.places


@quick
@given(rooms(most_rounds=2), st.data())
def test_a_pin_moves_the_person_and_few_others(problem: Problem, data: st.DataObject) -> None:
    """Who comes takes somebody's seat, who goes leaves one free: at most one chain of tables."""
    before = seated(problem)
    key = data.draw(st.sampled_from([each.key for each in problem.people]))
    table = data.draw(st.sampled_from([each.key for each in problem.tables]))
    pins = (*problem.pins, Pin(key, table, 1))
    after = seated(replace(problem, pins=pins, previous=before.places))
    assert after.places[key, 1] == table
    assert after.quality.moved <= len(problem.tables)
    assert after.quality.moved == sum(
        after.places[place] != table for place, table in before.places.items()
    )

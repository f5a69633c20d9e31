"""The seating under real threads on PostgreSQL: no change of anybody is lost, nobody sits twice."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection

from events.models import Event, Registration, SeatingPlan
from events.seating import computing, moving, publishing
from events.seating.computing import plan_of, seat_again, seat_event
from tests.events.seating.people import make_meeting, places
from tests.factories import make_municipality, make_staff
from tomoni.accounts.models import User
from tomoni.models import LostUpdateError
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(steps: Sequence[Callable[[], object]]) -> list[Any]:
    """Run all steps in threads that start together; what each returned or raised."""
    start, results = threading.Barrier(len(steps)), [None] * len(steps)

    def run(place: int, step: Callable[[], object]) -> None:
        try:
            start.wait(timeout=20)
            results[place] = step()  # type: ignore[call-overload]
        except Exception as error:
            results[place] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(results)


def _staff() -> User:
    return make_staff(make_municipality())


def _fresh(event: Event) -> Event:
    return Event.objects.select_related("municipality").get(pk=event.pk)


def _assert_everybody_once(event: Event) -> None:
    sitting = Counter(plan_of(event).places.values_list("registration", "round"))
    people = event.registrations.registered().values_list("pk", flat=True)
    assert sitting == {(pk, at): 1 for pk in people for at in range(1, event.rounds + 1)}


def test_four_of_the_staff_seat_everybody_at_once() -> None:
    event, staff = make_meeting(9, 3, rounds=2), _staff()
    results = at_once([lambda: seat_event(_fresh(event), staff)] * 4)
    assert [one for one in results if isinstance(one, Exception)] == []
    assert SeatingPlan.objects.count() == 1
    _assert_everybody_once(event)


@pytest.mark.parametrize("turn", range(3))
def test_a_move_while_everybody_is_seated_again_is_not_lost(turn: int) -> None:
    event, staff = make_meeting(9, 3), _staff()
    plan = seat_event(event, staff)
    row = event.registrations.order_by("pk")[0]
    target = event.tables.exclude(places__registration=row).first()
    assert target is not None

    def move() -> None:
        moving.move(plan_of(_fresh(event)), row, 1, target, by=staff)

    moved, *others = at_once([move, *[lambda: seat_again(_fresh(event), staff)] * 2])
    assert [one for one in others if isinstance(one, Exception)] == []
    # Either the move is there, or who made it was told that it came too late.
    if not isinstance(moved, LostUpdateError):
        assert moved is None
        assert places(event)[row.person_name] == target.number
    _assert_everybody_once(event)
    assert SeatingPlan.objects.get().version > plan.version


def test_a_move_between_computing_and_keeping_makes_it_compute_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    event, staff = make_meeting(6, 2), _staff()
    seat_event(event, staff)
    row = event.registrations.order_by("pk")[0]
    find, turns = computing.work_out, []

    def found(plan: SeatingPlan, asked: computing.Asked) -> computing.Found:
        result = find(plan, asked)
        turns.append(1)
        if len(turns) == 1:
            table = event.tables.get(number=2)
            step = [lambda: moving.move(plan_of(_fresh(event)), row, 1, table, by=staff)]
            assert at_once(step) == [None]
        return result

    monkeypatch.setattr(computing, "work_out", found)
    seat_again(_fresh(event), staff)
    assert (len(turns), places(event)[row.person_name]) == (2, 2)
    _assert_everybody_once(event)


def test_ten_move_the_same_person_at_once() -> None:
    event, staff = make_meeting(6, 3), _staff()
    plan = seat_event(event, staff)
    row = event.registrations.order_by("pk")[0]
    tables = list(event.tables.order_by("number"))

    def move(number: int) -> Callable[[], None]:
        def step() -> None:
            seen = SeatingPlan.objects.select_related("event__municipality").get(pk=plan.pk)
            seen.version = plan.version
            moving.move(seen, row, 1, tables[number % 2 + 1], by=staff)

        return step

    results = at_once([move(number) for number in range(10)])
    assert results.count(None) == 1
    assert sum(isinstance(one, LostUpdateError) for one in results) == 9
    _assert_everybody_once(event)


def test_showing_the_tables_twice_at_once_tells_everybody_once() -> None:
    event, staff = make_meeting(4, 2), _staff()
    seat_event(event, staff)
    at_once([lambda: publishing.publish(plan_of(_fresh(event)), staff)] * 4)
    assert SeatingPlan.objects.get().is_published
    assert Notice.objects.count() == Registration.objects.count() == 4

"""Seats under real threads on PostgreSQL: never one too many, never one lost."""

import threading
from collections.abc import Callable, Sequence
from functools import partial

import pytest
from django.db import connection

from events.hosting.arrivals import check_in
from events.models import Event, Registration
from events.registration import (
    Answers,
    Guest,
    cancel_registration,
    register,
    register_guest,
)
from partners.models import Partner
from tests.factories import make_event, make_partner, make_user
from tomoni.accounts.models import User
from tomoni.journal.models import Job
from tomoni.models import StateError

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(steps: Sequence[Callable[[], object]]) -> list[object]:
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


def _registering(event: Event, user: User, partner: Partner) -> Callable[[], Registration]:
    return lambda: register(event, user, partner, Answers())


def _states(event: Event) -> dict[str, int]:
    states = Registration.objects.filter(event=event).values_list("state", flat=True)
    return {state: list(states).count(state) for state in set(states)}


def _assert_consistent(event: Event) -> None:
    """The counter is the number of seats; no seat is free while somebody waits."""
    event.refresh_from_db()
    registered = event.registrations.registered().count()
    waiting = event.registrations.waiting().count()
    assert event.taken == registered <= event.capacity
    assert not (waiting and event.taken < event.capacity)
    numbers = event.registrations.filter(queue_number__isnull=False)
    assert sorted(numbers.values_list("queue_number", flat=True)) == list(
        range(1, event.queued + 1)
    )


def test_forty_people_on_ten_seats() -> None:
    event, partner = make_event(capacity=10), make_partner()
    people = [make_user() for _ in range(40)]
    results = _at_once([_registering(event, person, partner) for person in people])
    assert all(isinstance(result, Registration) for result in results), results
    assert _states(event) == {"registered": 10, "waiting": 30}
    waiting = event.registrations.waiting().values_list("queue_number", flat=True)
    assert list(waiting) == list(range(1, 31))
    _assert_consistent(event)
    assert Job.objects.filter(kind="journal.mail").count() == 40


def test_the_same_person_twenty_times() -> None:
    event, partner, person = make_event(capacity=5), make_partner(), make_user()
    results = _at_once([_registering(event, person, partner)] * 20)
    assert {getattr(result, "pk", result) for result in results} == {Registration.objects.get().pk}
    event.refresh_from_db()
    assert (event.taken, event.queued) == (1, 0)


def test_the_same_person_twenty_times_on_the_waiting_list() -> None:
    event, partner, person = make_event(capacity=0), make_partner(), make_user()
    _at_once([_registering(event, person, partner)] * 20)
    _assert_consistent(event)
    assert (Registration.objects.count(), event.queued) == (1, 1)


@pytest.mark.parametrize("round_number", range(5))
def test_cancelling_while_others_register(round_number: int) -> None:
    event, partner = make_event(capacity=8), make_partner()
    seated = [register(event, make_user(), partner, Answers()) for _ in range(8)]
    cancelling: list[Callable[[], object]] = [
        lambda row=row: cancel_registration(row, row.user) for row in seated
    ]
    coming = [_registering(event, make_user(), partner) for _ in range(12)]
    mixed = [step for pair in zip(coming, cancelling, strict=False) for step in pair]
    results = _at_once([*mixed, *coming[8:]])
    assert not [result for result in results if isinstance(result, Exception)]
    assert _states(event) == {"cancelled": 8, "registered": 8, "waiting": 4}
    _assert_consistent(event)


def test_the_same_seat_cancelled_ten_times_at_once() -> None:
    event, partner = make_event(capacity=1), make_partner()
    seated = register(event, make_user(), partner, Answers())
    for _ in range(3):
        register(event, make_user(), partner, Answers())

    def cancel() -> None:
        cancel_registration(Registration.objects.get(pk=seated.pk), seated.user)

    results = _at_once([cancel] * 10)
    assert results == [None] * 10
    assert _states(event) == {"cancelled": 1, "registered": 1, "waiting": 2}
    _assert_consistent(event)


def test_two_telephones_register_one_person_once() -> None:
    event, by = make_event(capacity=3), make_user()

    def call() -> Registration:
        return register_guest(event, Guest("例田 とみ", "東町"), Answers(), by=by)

    results = _at_once([call] * 6)
    assert sum(isinstance(result, StateError) for result in results) == 5
    assert _states(event) == {"registered": 1}
    _assert_consistent(event)


def test_who_is_checked_in_while_cancelling_is_never_there_without_a_seat() -> None:
    event, partner, by = make_event(capacity=9), make_partner(), make_user()
    for _ in range(4):
        row = register(event, make_user(), partner, Answers())
        steps = [
            partial(check_in, Registration.objects.get(pk=row.pk), by=by),
            partial(cancel_registration, Registration.objects.get(pk=row.pk), by),
        ]
        results = _at_once(steps)
        assert not [result for result in results if isinstance(result, Exception)]
        row.refresh_from_db()
        assert (row.state, row.is_checked_in) == ("cancelled", False)
    _assert_consistent(event)

"""300 people register in the same minute for 100 seats: real threads, a real PostgreSQL."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from events.models import Event, Registration
from events.registration import Answers, cancel_registration, register
from partners.models import Partner
from tests.factories import make_event, make_partner, make_user
from tomoni.accounts.models import User
from tomoni.journal.models import Job

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE, SEATS, CANCELLING = 300, 100, 30
AT_ONCE = 24
"""Connections at a time, as the workers of a site hold them: PostgreSQL gives away 100 in all."""


@contextmanager
def _a_connection(free: threading.BoundedSemaphore) -> Iterator[None]:
    with free:
        try:
            yield
        finally:
            connection.close()


def _at_once(steps: Iterable[Callable[[], object]]) -> list[BaseException]:
    """Each step in a thread of its own; all start together. What was raised."""
    steps = list(steps)
    start, free = threading.Barrier(len(steps)), threading.BoundedSemaphore(AT_ONCE)
    raised: list[BaseException] = []

    def run(step: Callable[[], object]) -> None:
        start.wait(timeout=60)
        try:
            with _a_connection(free):
                step()
        except Exception as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def _registering(event: Event, person: User, partner: Partner) -> Callable[[], object]:
    return lambda: register(event, person, partner, Answers())


def _cancelling(registration: Registration) -> Callable[[], object]:
    user = registration.user
    assert user
    return lambda: cancel_registration(registration, user)


def test_a_rush_for_the_seats_and_thirty_who_give_theirs_back() -> None:
    event, partner = make_event(capacity=SEATS), make_partner()
    people = [make_user() for _ in range(PEOPLE)]
    assert _at_once(_registering(event, person, partner) for person in people) == []
    event.refresh_from_db()
    assert (event.taken, event.queued) == (SEATS, PEOPLE - SEATS)
    assert event.registrations.registered().count() == SEATS
    waiting = list(event.registrations.waiting())
    assert [row.queue_number for row in waiting] == list(range(1, PEOPLE - SEATS + 1))
    assert event.registrations.values("user").distinct().count() == PEOPLE
    assert Job.objects.filter(kind="journal.mail").count() == PEOPLE

    leaving = event.registrations.registered().select_related("user")[:CANCELLING]
    assert _at_once(_cancelling(row) for row in list(leaving)) == []
    event.refresh_from_db()
    assert event.taken == SEATS
    moved = event.registrations.registered().filter(queue_number__isnull=False)
    in_order = moved.order_by("queue_number").values_list("queue_number", flat=True)
    assert list(in_order) == list(range(1, CANCELLING + 1))
    by_time = moved.order_by("seated_at", "queue_number").values_list("queue_number", flat=True)
    assert list(by_time) == list(range(1, CANCELLING + 1))
    assert event.registrations.waiting().count() == PEOPLE - SEATS - CANCELLING
    told = Job.objects.filter(kind="journal.mail", key__startswith="registration_moved_up")
    assert told.count() == CANCELLING

"""Two receptions at the same moment, under real threads on PostgreSQL."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection

from events.hosting import arrivals
from events.hosting.access import Reception
from events.hosting.arrivals import Guest, Outcome
from events.hosting.sync import sync
from events.models import Event, HelpOffer, ReceptionStep, Registration
from events.pitching import helping, steps
from events.pitching.steps import Answers, PitchesClosedError
from events.registration import Answers as NoAnswers
from events.registration import Guest as SomeGuest
from events.registration import cancel_registration, register_guest
from tests.events.hosting.test_sync import press
from tests.events.pitching.pitches import chosen, make_meeting, make_pitch, now_on, seat
from tests.factories import make_event, make_member, make_partner, make_staff, make_user
from tomoni.models import StateError

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all in threads that start together; what each returned or raised."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=20)
            results[place] = act()
        except Exception as error:
            results[place] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(results)


def test_one_person_at_two_receptions_is_checked_in_once() -> None:
    row = seat(now_on(), make_user())
    receptions = [make_user() for _ in range(6)]
    done = at_once([lambda by=by: arrivals.check_in(row, by=by) for by in receptions])
    assert sorted(each.outcome for each in done) == ["already"] * 5 + ["done"]
    row.refresh_from_db()
    assert {each.registration.checked_in_by for each in done} == {row.checked_in_by}


def test_same_batch_sent_at_once_happens_once() -> None:
    event = now_on()
    editor = make_staff(event.municipality)
    rows = [seat(event, make_user()) for _ in range(3)]
    batch = [press(code=row.code) for row in rows] + [press("walk_in", name="見本 太郎")]
    desk = Reception(event, may_decide=True)
    answers = at_once([lambda: sync(desk, batch, by=editor)] * 5)
    assert [[each["outcome"] for each in answer] for answer in answers] == [["done"] * 4] * 5
    assert ReceptionStep.objects.count() == 4
    assert Registration.objects.filter(way="walk_in").count() == 1
    event.refresh_from_db()
    assert event.taken == event.registrations.registered().count() == 4


def test_walk_ins_at_once_never_take_a_seat_too_many() -> None:
    event, by = now_on(capacity=3), make_user()
    done = at_once([lambda: arrivals.walk_in(event, Guest("見本 太郎"), by=by)] * 8)
    assert sorted(each.outcome for each in done) == ["done"] * 3 + ["full"] * 5
    event.refresh_from_db()
    assert event.taken == event.registrations.registered().count() == 3


def test_who_telephones_is_registered_once_by_two_of_the_office() -> None:
    event, by, guest = make_event(), make_user(), SomeGuest("例田 とみ")
    done = at_once([lambda: register_guest(event, guest, NoAnswers(), by=by)] * 6)
    assert [isinstance(each, StateError) for each in done].count(False) == 1
    event.refresh_from_db()
    assert event.taken == event.registrations.registered().count() == 1


def test_walk_ins_by_decision_grow_the_capacity_by_as_many() -> None:
    event, by = now_on(capacity=1), make_user()
    done = at_once([lambda: arrivals.walk_in(event, Guest("見本", is_over=True), by=by)] * 6)
    assert {each.outcome for each in done} == {Outcome.DONE}
    event.refresh_from_db()
    assert event.taken == event.capacity == event.registrations.registered().count() == 6


@pytest.mark.parametrize("_time", range(3))
def test_cancelling_while_being_checked_in(_time: int) -> None:
    event = make_event()
    person = make_user()
    row = seat(event, person)
    results = at_once(
        [
            lambda: cancel_registration(Registration.objects.get(pk=row.pk), person),
            lambda: arrivals.check_in(row, by=person),
        ]
    )
    assert not [each for each in results if isinstance(each, Exception)], results
    row.refresh_from_db()
    event.refresh_from_db()
    assert (row.state, row.is_checked_in, event.taken) == ("cancelled", False, 0)


def test_who_waits_gets_one_seat_from_two_of_the_office() -> None:
    event, by = now_on(capacity=0), make_user()
    row = seat(event, make_user(), state="waiting")
    done = at_once([lambda: arrivals.seat_waiting(row, by=by, is_over=True)] * 4)
    assert sorted(each.outcome for each in done) == ["already"] * 3 + ["done"]
    event.refresh_from_db()
    assert (event.taken, event.capacity) == (1, 1)


def test_help_pressed_many_times_at_once_is_offered_once() -> None:
    pitch, helper = chosen(now_on()), make_partner()
    person = make_member(helper)
    registration = seat(pitch.event, person, helper)
    results = at_once([lambda: helping.offer_help(pitch, registration, "", by=person)] * 6)
    assert len({each.pk for each in results}) == 1
    assert HelpOffer.objects.count() == 1


def test_partner_hands_in_once_from_two_windows() -> None:
    event, partner = make_meeting(), make_partner()
    person = make_member(partner)
    answers = Answers("題", "お願い", None, "例田", 5)
    results = at_once([lambda: steps.hand_in(event, partner, answers, by=person)] * 4)
    assert sum(isinstance(each, PitchesClosedError) for each in results) == 3
    assert Event.objects.get(pk=event.pk).pitches.count() == 1


def test_two_of_the_office_choose_at_once_and_give_two_places() -> None:
    event, by = make_meeting(), make_user()
    pitches = [make_pitch(event) for _ in range(4)]
    at_once([lambda pitch=pitch: steps.choose(pitch, by=by) for pitch in pitches])
    places = event.pitches.chosen().values_list("position", flat=True)
    assert list(places) == [1, 2, 3, 4]

"""Checking in, walk-ins and seats at the door: once each, and never a seat too many."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.hosting import arrivals, guests
from events.hosting.arrivals import Guest, Outcome
from events.models import Event, Registration
from events.registration import cancel_registration, partner_named
from tests.events.pitching.pitches import now_on, seat
from tests.factories import make_event, make_partner, make_user
from tomoni.journal.models import Entry

pytestmark = pytest.mark.django_db


def test_check_in_keeps_when_and_by_whom() -> None:
    event, by = now_on(), make_user()
    row = seat(event, make_user())
    done = arrivals.check_in(row, by=by)
    row.refresh_from_db()
    assert done.outcome == Outcome.DONE
    assert (row.is_checked_in, row.checked_in_by) == (True, by)
    assert Entry.objects.filter(verb="registration.checked_in", actor=by).count() == 1


def test_second_check_in_changes_nothing_and_tells_of_the_first() -> None:
    event, first, second = now_on(), make_user(), make_user()
    row = seat(event, make_user())
    arrivals.check_in(row, by=first)
    done = arrivals.check_in(row, by=second)
    assert done.outcome == Outcome.ALREADY
    assert done.registration is not None
    assert done.registration.checked_in_by == first


@pytest.mark.parametrize(
    ("state", "outcome"), [("waiting", Outcome.WAITING), ("cancelled", Outcome.CANCELLED)]
)
def test_who_has_no_seat_is_not_checked_in(state: str, outcome: Outcome) -> None:
    row = seat(now_on(), make_user(), state=state)
    assert arrivals.check_in(row, by=make_user()).outcome == outcome
    row.refresh_from_db()
    assert not row.is_checked_in


def test_nobody_is_checked_in_at_a_meeting_called_off_or_long_over() -> None:
    off = make_event(state=Event.State.CANCELLED, cancel_reason="大雪のため")
    begin = timezone.now() - timedelta(days=9)
    over = make_event(
        starts_at=begin, ends_at=begin + timedelta(hours=2), registration_closes_at=begin
    )
    for event in (off, over):
        assert arrivals.check_in(seat(event, make_user()), by=make_user()).outcome == "closed"
        assert arrivals.walk_in(event, Guest("例田"), by=make_user()).outcome == "closed"


def test_undo_takes_back_and_twice_is_once() -> None:
    row, by = seat(now_on(), make_user()), make_user()
    arrivals.check_in(row, by=by)
    assert arrivals.undo(row, by=by).outcome == Outcome.DONE
    assert arrivals.undo(row, by=by).outcome == Outcome.ALREADY
    row.refresh_from_db()
    assert not row.is_checked_in


def test_late_undo_leaves_what_was_checked_in_since() -> None:
    row, by = seat(now_on(), make_user()), make_user()
    pressed = timezone.now()
    arrivals.check_in(row, by=by)
    assert arrivals.undo(row, by=by, at=pressed - timedelta(minutes=1)).outcome == "already"
    row.refresh_from_db()
    assert row.is_checked_in


def test_who_leaves_before_the_beginning_is_not_here_any_more() -> None:
    event = make_event()
    person = make_user()
    row = seat(event, person)
    arrivals.check_in(row, by=make_user())
    cancel_registration(row, person)
    row.refresh_from_db()
    assert (row.state, row.is_checked_in) == ("cancelled", False)


# --- Walk-ins -----------------------------------------------------------------------------------


def test_walk_in_takes_a_free_seat_and_is_here() -> None:
    event, by = now_on(capacity=2), make_user()
    done = arrivals.walk_in(event, Guest("見本 太郎", "例の会", allows_photos=True), by=by)
    row, event = done.registration, Event.objects.get(pk=event.pk)
    assert row is not None
    assert (row.way, row.person_name, row.organisation) == ("walk_in", "見本 太郎", "例の会")
    assert (row.is_checked_in, row.allows_photos) == (True, True)
    assert (event.taken, event.capacity) == (1, 2)


def test_walk_in_beyond_the_capacity_needs_a_decision() -> None:
    event, by = now_on(capacity=1), make_user()
    seat(event, make_user())
    assert arrivals.walk_in(event, Guest("見本 太郎"), by=by).outcome == Outcome.FULL
    assert arrivals.walk_in(event, Guest("見本 太郎", is_over=True), by=by).outcome == Outcome.DONE
    event.refresh_from_db()
    assert (event.taken, event.capacity) == (2, 2)
    assert event.registrations.registered().count() == 2


def test_decision_beyond_the_capacity_takes_a_free_seat_first() -> None:
    event = now_on(capacity=1)
    arrivals.walk_in(event, Guest("見本 太郎", is_over=True), by=make_user())
    event.refresh_from_db()
    assert (event.taken, event.capacity) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "is_known"),
    [("緑茶商店", True), ("  緑茶商店 ", True), ("緑茶", False), ("", False), ("別の店", False)],
)
def test_walk_in_of_a_registered_partner_is_recognised(typed: str, is_known: bool) -> None:
    partner = make_partner("緑茶商店")
    event = now_on(municipality=partner.municipality)
    row = arrivals.walk_in(event, Guest("見本 太郎", typed), by=make_user()).registration
    assert row is not None
    assert (row.partner == partner) is is_known
    assert row.guest_affiliation == ("" if is_known else typed)


def test_partner_of_the_city_goes_before_one_of_the_same_name_elsewhere() -> None:
    here, _there = make_partner("緑茶商店"), make_partner("緑茶商店")
    assert partner_named("緑茶商店", now_on(municipality=here.municipality)) == here
    assert partner_named("緑茶商店", now_on()) is None


def test_who_waits_gets_a_seat_by_decision() -> None:
    event, by = now_on(capacity=1), make_user()
    seat(event, make_user())
    waiting = seat(event, make_user(), state="waiting")
    assert arrivals.seat_waiting(waiting, by=by).outcome == Outcome.FULL
    assert arrivals.seat_waiting(waiting, by=by, is_over=True).outcome == Outcome.DONE
    assert arrivals.seat_waiting(waiting, by=by, is_over=True).outcome == Outcome.ALREADY
    event.refresh_from_db()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.is_checked_in) == ("registered", True)
    assert (event.taken, event.capacity) == (2, 2)


# --- The list -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ["見本", "見本 花子", "見本　花子", "ミホン商店", "みほんしょうてん", "ﾐﾎﾝ", "receipt", "code"],
)
def test_people_are_found_however_one_types(words: str) -> None:
    event = now_on()
    partner = make_partner("ミホン商店", kana="ミホンショウテン")
    row = seat(event, make_user("見本 花子"), partner)
    seat(event, make_user("例田 一郎"), make_partner("別の店", kana="ベツノミセ"))
    typed = {"receipt": row.receipt.lower(), "code": row.code.replace("-", "")}.get(words, words)
    assert [each.pk for each in guests.found(guests.expected(event), typed)] == [row.pk]


def test_browser_is_given_as_little_as_it_needs() -> None:
    event = now_on()
    person = make_user("見本 花子")
    seat(event, person, access_needs="車いすの席", working_on="秘密の計画")
    [row] = guests.expected(event)
    shown = guests.shown(row)
    assert person.email not in str(shown)
    assert "車いす" not in str(shown)
    assert "秘密" not in str(shown)
    assert (shown["name"], shown["at"], shown["waiting"]) == ("見本 花子", None, False)


def test_counts_leave_out_who_cancelled() -> None:
    event, by = now_on(), make_user()
    arrivals.check_in(seat(event, make_user()), by=by)
    seat(event, make_user())
    seat(event, make_user(), state="waiting")
    seat(event, make_user(), state=Registration.State.CANCELLED)
    expected = {"here": 1, "seats": 2, "waiting": 1}
    assert guests.counts(guests.expected(event)) == expected
    assert guests.counted(event) == expected


def test_walk_in_by_mistake_is_taken_away_and_frees_the_seat() -> None:
    event, by = now_on(capacity=1), make_user()
    row = arrivals.walk_in(event, Guest("見本 太郎"), by=by).registration
    assert row is not None
    assert arrivals.remove_walk_in(row, by=by).outcome == Outcome.DONE
    assert arrivals.remove_walk_in(row, by=by).outcome == Outcome.CANCELLED
    row.refresh_from_db()
    event.refresh_from_db()
    assert (row.state, row.checked_in_at, event.taken) == ("cancelled", None, 0)
    assert arrivals.walk_in(event, Guest("例田 花子"), by=by).outcome == Outcome.DONE


def test_who_has_registered_is_no_walk_in_by_mistake() -> None:
    row = seat(now_on(), make_user())
    assert arrivals.remove_walk_in(row, by=make_user()).outcome == Outcome.INVALID
    row.refresh_from_db()
    assert row.has_seat


def test_same_name_is_a_twin_however_it_is_typed() -> None:
    event, by = now_on(), make_user()
    seat(event, make_user("ミホン タロウ"))
    same = arrivals.walk_in(event, Guest("ﾐﾎﾝ ﾀﾛｳ"), by=by).registration
    other = arrivals.walk_in(event, Guest("例田 花子"), by=by).registration
    assert same is not None
    assert other is not None
    assert (arrivals.has_twin(same), arrivals.has_twin(other)) == (True, False)


@pytest.mark.parametrize("has_begun", [True, False])
def test_who_waits_stands_first_once_the_meeting_has_begun(has_begun: bool) -> None:
    event = now_on() if has_begun else make_event()
    waiting = [seat(event, make_user(name), state="waiting") for name in ("ん", "あ")]
    seated = seat(event, make_user("い"))
    rows = guests.expected(event)
    assert rows == ([*waiting, seated] if has_begun else [seated, *waiting])

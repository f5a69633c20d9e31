"""Seating in one step, again around changes, and what happens where it cannot be."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Duty, Event, Place, Registration, SeatingPlan
from events.registration import cancel_registration
from events.seating import computing, moving, publishing, wording
from events.seating.access import own_tables
from events.seating.board import board_of
from events.seating.computing import Asked, seat_again, seat_event
from events.seating.material import material_of
from matching.models import Block
from matching.reading.among import answers_among
from partners.models import Listing, Partner
from tests.events.seating.people import make_meeting, make_seat, places, wish
from tests.factories import (
    make_duty,
    make_event,
    make_municipality,
    make_partner,
    make_staff,
    make_table,
)
from tests.matching.world import drain, make_need, make_seed, settle
from tomoni.accounts.models import User
from tomoni.journal.models import Entry, Job
from tomoni.models import LostUpdateError, StateError

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    return make_staff(make_municipality())


def test_everybody_gets_the_wished_table_with_reasons_and_figures(staff: User) -> None:
    event = make_meeting(6, 2)
    plan = seat_event(event, staff)
    assert places(event) == {f"参加者{n}": n % 2 + 1 for n in range(6)}
    assert (plan.state, plan.method, plan.conflicts) == ("draft", "solver", [])
    assert plan.quality["ranks"] == [6]
    assert (plan.quality["first_named"], plan.quality["first_possible"]) == (6, 6)
    place = plan.places.order_by("pk")[0]
    assert {"code": "wish", "number": 1} in place.reasons
    entry = Entry.objects.get(verb="seating.made")
    assert (entry.actor, entry.data["people"]) == (staff, 6)


def test_only_those_with_a_seat_are_seated(staff: User) -> None:
    event = make_meeting(2, 1)
    make_seat(event, "待つ人", state=Registration.State.WAITING, queue_number=1)
    make_seat(event, "やめた人", state=Registration.State.CANCELLED)
    seat_event(event, staff)
    assert set(places(event)) == {"参加者0", "参加者1"}


def test_colleagues_sit_apart_and_who_leads_sits_at_the_table(staff: User) -> None:
    event = make_event()
    one, two = make_table(event, "茶", seats=2), make_table(event, "海", seats=2)
    partner = make_partner()
    for number in range(2):
        make_seat(event, f"同僚{number}", partner=partner, wishes=[one])
    leader = make_seat(event, "進行役")
    make_duty(event, Duty.Kind.FACILITATOR, table=two, user=leader.user, name="進行役")
    make_seat(event, "ほかの人", wishes=[one])
    seat_event(event, staff)
    sits = places(event)
    assert sits["同僚0"] != sits["同僚1"]
    assert sits["進行役"] == 2
    # Two seats and a leader beside them.
    assert sorted(sits.values()) in ([1, 1, 2, 2], [1, 2, 2, 2])


def test_newcomers_are_those_of_whom_nobody_was_at_an_earlier_meeting(staff: User) -> None:
    city = make_municipality()
    earlier = make_event(
        city,
        starts_at=timezone.now() - timedelta(days=30),
        ends_at=timezone.now() - timedelta(days=29),
        registration_closes_at=timezone.now() - timedelta(days=31),
    )
    elsewhere = make_event(starts_at=timezone.now() - timedelta(days=3))
    known, person, cancelled = make_seat(earlier), make_seat(earlier), make_seat(earlier)
    Registration.objects.filter(pk=cancelled.pk).update(state="cancelled")
    far = make_seat(elsewhere)
    event = make_event(city)
    rows = {
        "colleague": make_seat(event, partner=known.partner),
        "person": make_seat(event, user=person.user, partner=None),
        "cancelled": make_seat(event, user=cancelled.user, partner=cancelled.partner),
        "far": make_seat(event, user=far.user, partner=far.partner),
        "new": make_seat(event),
    }
    found = material_of(computing.plan_of(event)).newcomers
    assert found == {rows[name].pk for name in ("cancelled", "far", "new")}


def test_who_has_met_at_an_earlier_meeting_is_known_once_its_tables_were_shown(
    staff: User,
) -> None:
    city = make_municipality()
    earlier = make_meeting(3, 1, municipality=city)
    Event.objects.filter(pk=earlier.pk).update(starts_at=timezone.now() - timedelta(days=9))
    seat_event(earlier, staff)
    event = make_event(city)
    again = [
        make_seat(event, user=row.user, partner=row.partner)
        for row in earlier.registrations.order_by("pk")[:2]
    ]
    plan = computing.plan_of(event)
    assert material_of(plan).met == frozenset()
    SeatingPlan.objects.filter(event=earlier).update(state="published", published_at=timezone.now())
    assert material_of(plan).met == {(again[0].pk, again[1].pk)}


def test_partners_whose_needs_and_seeds_answer_each_other_sit_together(staff: User) -> None:
    event = make_event()
    for theme in ("茶", "海"):
        make_table(event, theme, seats=2)
    asking, giving = make_partner("求める社"), make_partner("出す社")
    settle(make_need(asking), make_seed(giving), *_others())
    rows = [make_seat(event, "甲", partner=asking), make_seat(event, "乙", partner=giving)]
    for name in ("丙", "丁"):
        make_seat(event, name)
    answers = material_of(computing.plan_of(event)).answers
    assert set(answers) == {(giving.pk, asking.pk)}
    assert 0 < answers[giving.pk, asking.pk] <= 1
    plan = seat_event(event, staff)
    assert places(event)["甲"] == places(event)["乙"]
    reasons = plan.places.get(registration=rows[1]).reasons
    assert {"code": "answers", "people": [str(rows[0].pk)]} in reasons


def _others() -> list[Listing]:
    return [make_seed(title="陶芸の窯", body="陶芸の窯を貸せます。") for _ in range(3)]


def test_blocked_partners_answer_nobody(staff: User) -> None:
    asking, giving = make_partner(), make_partner()
    settle(make_need(asking), make_seed(giving), *_others())
    both = [asking.pk, giving.pk]
    assert answers_among(both)
    Block.objects.create(partner=giving, blocked=asking, by=staff)
    assert answers_among(both) == {}


def test_the_material_costs_the_same_for_two_and_for_twelve(staff: User) -> None:
    def queries(event: Event) -> int:
        plan = computing.plan_of(event)
        with CaptureQueriesContext(connection) as captured:
            material_of(plan)
        return len(captured)

    small, large = make_meeting(2, 2), make_meeting(12, 3)
    settle(*(make_need(partner) for partner in Partner.objects.all()))
    assert (queries(small), queries(large)) == (12, 12)


# --- Again --------------------------------------------------------------------------------------


def test_seating_again_moves_only_who_must(staff: User) -> None:
    event = make_meeting(6, 2)
    seat_event(event, staff)
    before = places(event)
    cancel_registration(event.registrations.order_by("pk")[0], staff)
    make_seat(event, "後から来た人")
    assert board_of(event).is_stale
    seat_again(event, staff)
    after = places(event)
    assert "参加者0" not in after
    assert {name: table for name, table in after.items() if name != "後から来た人"} == {
        name: table for name, table in before.items() if name != "参加者0"
    }
    assert not board_of(event).is_stale


def test_places_of_who_is_not_here_are_freed_until_they_come(staff: User) -> None:
    event = make_meeting(4, 2)
    seat_event(event, staff)
    rows = list(event.registrations.order_by("pk"))
    Registration.objects.filter(pk__in=[rows[0].pk, rows[1].pk, rows[2].pk]).update(
        checked_in_at=timezone.now()
    )
    assert [row.pk for row in board_of(event).absent] == [rows[3].pk]
    plan = seat_again(event, staff, only_present=True)
    assert (set(places(event)), plan.left_out) == ({"参加者0", "参加者1", "参加者2"}, [rows[3].pk])
    assert not board_of(event).is_stale
    seat_again(event, staff)
    assert "参加者3" not in places(event)
    Registration.objects.filter(pk=rows[3].pk).update(checked_in_at=timezone.now())
    assert board_of(event).missing == [rows[3]]
    plan = seat_again(event, staff)
    assert ("参加者3" in places(event), plan.left_out) == (True, [])


def test_while_nobody_is_here_nobody_loses_their_place(staff: User) -> None:
    event = make_meeting(4, 2)
    seat_event(event, staff)
    before = places(event)
    for step in (computing.ask, computing.compute):
        with pytest.raises(StateError):
            step(event, Asked(keeps=True, only_present=True), staff)
    payload = {"keeps": True, "only_present": True, "by": staff.pk}
    computing.work(str(event.seating.pk), payload)()  # asked for while somebody was here
    assert places(event) == before


def _stale(event: Event) -> bool:
    return board_of(Event.objects.get(pk=event.pk)).is_stale


def test_fewer_rounds_make_it_stale_and_their_places_are_shown_to_nobody(staff: User) -> None:
    event = make_meeting(4, 2, rounds=2)
    plan = seat_event(event, staff)
    publishing.publish(plan, staff)
    assert not _stale(event)
    Event.objects.filter(pk=event.pk).update(rounds=1)
    assert _stale(event)
    row = event.registrations.order_by("pk")[0]
    assert row.user is not None
    event.refresh_from_db()
    assert [own.round for own in own_tables(event, row.user)] == [1]
    assert [each.round for each in wording.seated(row.user).get().places.all()] == [1]
    assert set(publishing.tables_of(plan)[row.pk]) == {"1"}
    moving.move(computing.plan_of(event), row, 1, event.tables.get(number=2), by=staff)
    seat_again(event, staff)
    assert not _stale(event)


def test_fewer_seats_make_it_stale(staff: User) -> None:
    event = make_meeting(4, 2)
    seat_event(event, staff)
    event.tables.filter(number=1).update(seats=2)
    assert not _stale(event)
    event.tables.filter(number=1).update(seats=1)
    assert _stale(event)


def test_a_duty_at_another_table_makes_it_stale(staff: User) -> None:
    event = make_meeting(4, 2)
    row = event.registrations.order_by("pk")[0]
    seat_event(event, staff)
    duty = make_duty(event, Duty.Kind.FACILITATOR, table=event.tables.get(number=1), user=row.user)
    assert not _stale(event)
    Duty.objects.filter(pk=duty.pk).update(table=event.tables.get(number=2))
    assert _stale(event)
    seat_again(event, staff)
    assert not _stale(event)


def test_pins_hold_when_everybody_is_seated_anew(staff: User) -> None:
    event = make_meeting(4, 2)
    plan = seat_event(event, staff)
    row = event.registrations.order_by("pk")[0]
    moving.move(plan, row, 1, event.tables.get(number=2), by=staff)
    seat_event(event, staff)
    assert places(event)["参加者0"] == 2
    assert Place.objects.get(registration=row).is_pinned


def test_pinned_before_anybody_is_seated(staff: User) -> None:
    event = make_meeting(4, 2)
    row = event.registrations.order_by("pk")[0]
    moving.pin(computing.plan_of(event), row, 1, event.tables.get(number=2), by=staff)
    assert not board_of(event).plan.is_computed
    seat_event(event, staff)
    assert (places(event)["参加者0"], len(places(event))) == (2, 4)


# --- Where it cannot be -------------------------------------------------------------------------


def test_too_few_seats_are_told_in_numbers_and_the_seating_before_stays(staff: User) -> None:
    event = make_meeting(6, 2)
    seat_event(event, staff)
    before = places(event)
    event.tables.update(seats=2)
    plan = seat_event(event, staff)
    assert plan.conflicts[0]["code"] == "seats"
    [words] = board_of(event).conflicts
    assert all(number in words for number in ("6", "4", "2"))
    assert places(event) == before
    event.tables.update(seats=6)
    assert seat_event(event, staff).conflicts == []


def test_contradicting_duties_are_told_with_the_name(staff: User) -> None:
    event = make_meeting(2, 2)
    row = event.registrations.order_by("pk")[0]
    for table in event.tables.all():
        make_duty(event, Duty.Kind.ADVISER, table=table, user=row.user, name="見本")
    plan = seat_event(event, staff)
    assert plan.conflicts[0]["code"] == "torn"
    assert "参加者0" in board_of(event).conflicts[0]


@pytest.mark.parametrize("state", ["cancelled", "over", "without tables"])
def test_no_seating_of_a_meeting_that_needs_none(staff: User, state: str) -> None:
    event = make_event()
    if state != "without tables":
        make_table(event)
    if state == "cancelled":
        event.state, event.cancel_reason = Event.State.CANCELLED, "台風"
    if state == "over":
        event.ends_at = timezone.now() - timedelta(hours=1)
    with pytest.raises(StateError):
        seat_event(event, staff)


def test_nobody_takes_part_yet(staff: User) -> None:
    event = make_event()
    make_table(event)
    plan = seat_event(event, staff)
    assert (plan.is_computed, plan.places.count()) == (True, 0)


# --- In the background --------------------------------------------------------------------------


def test_a_large_meeting_is_seated_by_a_worker(
    staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(computing, "AT_ONCE", 5)
    event = make_meeting(4, 2)
    plan = computing.ask(event, Asked(), staff)
    assert plan.is_being_computed
    assert not plan.places.exists()
    assert drain(computing.COMPUTE) == 1
    plan.refresh_from_db()
    assert (plan.is_being_computed, plan.places.count()) == (False, 4)
    assert Entry.objects.get(verb="seating.made").actor == staff


def test_a_worker_whose_seating_was_changed_meanwhile_computes_once_more(staff: User) -> None:
    event = make_meeting(4, 2)
    plan = seat_event(event, staff)
    row = event.registrations.order_by("pk")[0]
    payload = {"keeps": False, "only_present": False, "by": staff.pk}
    write = computing.work(str(plan.pk), payload)
    plan.refresh_from_db()
    moving.move(plan, row, 1, event.tables.get(number=2), by=staff)
    write()
    assert places(event)["参加者0"] == 2
    assert Job.objects.filter(kind=computing.COMPUTE).count() == 1


def test_what_was_computed_from_an_older_seating_is_not_kept(staff: User) -> None:
    event = make_meeting(4, 2)
    plan = seat_event(event, staff)
    stale = computing.work_out(computing.plan_of(event), Asked())
    moving.move(
        plan, event.registrations.order_by("pk")[0], 1, event.tables.get(number=2), by=staff
    )
    with pytest.raises(LostUpdateError):
        computing.keep(stale, Asked(), staff)
    assert places(event)["参加者0"] == 2


def test_wishes_of_others_do_not_disturb(staff: User) -> None:
    event, other = make_meeting(2, 1), make_meeting(2, 1)
    wish(other.registrations.order_by("pk")[0])
    seat_event(event, staff)
    assert other.registrations.filter(places__isnull=False).count() == 0

"""Changes by hand: what they do, what they refuse, and that another's change is never lost."""

import pytest

from events.models import Duty, Event, Place, Registration, SeatingBar, SeatingPlan
from events.registration import cancel_registration
from events.seating import moving
from events.seating.computing import plan_of, seat_event
from tests.events.seating.people import make_meeting, make_seat, places
from tests.factories import make_duty, make_municipality, make_partner, make_staff, make_table
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.models import LostUpdateError, StateError

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    return make_staff(make_municipality())


@pytest.fixture
def plan(staff: User) -> SeatingPlan:
    """Four people at two tables: 0 and 2 at the first, 1 and 3 at the second."""
    return seat_event(make_meeting(4, 2), staff)


def _who(plan: SeatingPlan, number: int) -> Registration:
    return plan.event.registrations.order_by("pk")[number]


def _table(plan: SeatingPlan, number: int) -> object:
    return plan.event.tables.get(number=number)


def test_moving_puts_somebody_elsewhere_fixes_the_seat_and_looks_anew(
    plan: SeatingPlan, staff: User
) -> None:
    moving.move(plan, _who(plan, 0), 1, _table(plan, 2), by=staff)  # type: ignore[arg-type]
    place = Place.objects.get(registration=_who(plan, 0))
    assert (place.table.number, place.is_pinned) == (2, True)
    assert {"code": "no_wish"} in place.reasons
    plan.refresh_from_db()
    assert (plan.quality["ranks"], plan.method) == ([3], "given")
    entry = Entry.objects.get(verb="seating.moved")
    assert entry.data == {"registration": _who(plan, 0).pk, "round": 1, "table": 2}


def test_two_change_places(plan: SeatingPlan, staff: User) -> None:
    moving.swap(plan, _who(plan, 0), _who(plan, 1), 1, by=staff)
    assert (places(plan.event)["参加者0"], places(plan.event)["参加者1"]) == (2, 1)
    assert Entry.objects.filter(verb="seating.swapped").count() == 1


def test_who_sit_at_one_table_cannot_change_places(plan: SeatingPlan, staff: User) -> None:
    with pytest.raises(StateError):
        moving.swap(plan, _who(plan, 0), _who(plan, 2), 1, by=staff)


def test_a_full_table_takes_nobody_else(plan: SeatingPlan, staff: User) -> None:
    plan.event.tables.update(seats=2)
    with pytest.raises(StateError, match="テーマ2"):
        moving.move(plan, _who(plan, 0), 1, _table(plan, 2), by=staff)  # type: ignore[arg-type]
    assert places(plan.event)["参加者0"] == 1
    moving.swap(plan, _who(plan, 0), _who(plan, 1), 1, by=staff)


def test_places_whose_reasons_are_not_known_take_seats_too(plan: SeatingPlan, staff: User) -> None:
    plan.event.tables.update(seats=2)
    plan.places.update(reasons=[])
    with pytest.raises(StateError, match="テーマ2"):
        moving.move(plan, _who(plan, 0), 1, _table(plan, 2), by=staff)  # type: ignore[arg-type]


def test_a_seat_of_who_has_cancelled_is_free(plan: SeatingPlan, staff: User) -> None:
    plan.event.tables.update(seats=2)
    cancel_registration(_who(plan, 3), staff)
    moving.move(plan, _who(plan, 0), 1, _table(plan, 2), by=staff)  # type: ignore[arg-type]
    assert places(plan.event)["参加者0"] == 2


def test_who_leads_is_not_moved_and_takes_no_seat(staff: User) -> None:
    event = make_meeting(2, 2)
    leader = make_seat(event, "進行役")
    make_duty(event, Duty.Kind.FACILITATOR, table=event.tables.get(number=1), user=leader.user)
    plan = seat_event(event, staff)
    for step in (moving.move, moving.pin):
        with pytest.raises(StateError):
            step(plan, leader, 1, event.tables.get(number=2), by=staff)
    with pytest.raises(StateError):
        moving.bar(plan_of(event), leader, event.tables.get(number=1), by=staff)
    event.tables.update(seats=2)
    moving.move(
        plan_of(event), _who(plan, 1), 1, event.tables.get(number=1), by=staff
    )  # beside the leader two seats
    assert places(event)["参加者1"] == 1


def test_a_bar_keeps_somebody_away_from_the_next_seating_on(plan: SeatingPlan, staff: User) -> None:
    who, table = _who(plan, 0), plan.event.tables.get(number=1)
    moving.bar(plan, who, table, by=staff)
    moving.bar(plan_of(plan.event), who, table, by=staff)
    assert SeatingBar.objects.count() == Entry.objects.filter(verb="seating.barred").count() == 1
    assert places(plan.event)["参加者0"] == 1
    seat_event(plan.event, staff)
    assert places(plan.event)["参加者0"] == 2
    with pytest.raises(StateError):
        moving.move(plan_of(plan.event), who, 1, table, by=staff)
    moving.unbar(plan_of(plan.event), who, table, by=staff)
    seat_event(plan.event, staff)
    assert places(plan.event)["参加者0"] == 1


def test_nobody_is_kept_from_the_table_at_which_they_are_fixed(
    plan: SeatingPlan, staff: User
) -> None:
    moving.pin(plan, _who(plan, 0), 1, plan.event.tables.get(number=1), by=staff)
    with pytest.raises(StateError):
        moving.bar(plan, _who(plan, 0), plan.event.tables.get(number=1), by=staff)
    moving.unpin(plan_of(plan.event), _who(plan, 0), 1, by=staff)
    moving.bar(plan_of(plan.event), _who(plan, 0), plan.event.tables.get(number=1), by=staff)


def test_a_change_after_another_is_refused(plan: SeatingPlan, staff: User) -> None:
    other = SeatingPlan.objects.select_related("event__municipality").get(pk=plan.pk)
    moving.move(plan, _who(plan, 0), 1, plan.event.tables.get(number=2), by=staff)
    with pytest.raises(LostUpdateError):
        moving.move(other, _who(plan, 0), 1, plan.event.tables.get(number=1), by=staff)
    assert places(plan.event)["参加者0"] == 2


def test_who_takes_part_no_more_is_not_moved(plan: SeatingPlan, staff: User) -> None:
    cancel_registration(_who(plan, 0), staff)
    with pytest.raises(StateError):
        moving.move(plan, _who(plan, 0), 1, plan.event.tables.get(number=2), by=staff)


def test_moving_colleagues_together_is_warned_of(staff: User) -> None:
    event = make_meeting(0, 2)
    partner = make_partner()
    one, two = (make_seat(event, name, partner=partner) for name in ("甲", "乙"))
    plan = seat_event(event, staff)
    at_table = Place.objects.get(registration=one).table
    moving.move(plan, two, 1, at_table, by=staff)
    assert {"code": "colleague", "people": [str(one.pk)]} in Place.objects.get(
        registration=two
    ).reasons
    plan.refresh_from_db()
    assert plan.quality["colleagues"] == {"reached": 1, "bound": 0}


def test_one_round_is_changed_and_the_others_stay(staff: User) -> None:
    event = make_meeting(4, 2, rounds=2)
    make_table(event, "三つ目")
    plan = seat_event(event, staff)
    second = places(event, 2)
    target = event.tables.exclude(places__registration=_who(plan, 0)).first()
    assert target is not None
    moving.move(plan, _who(plan, 0), 1, target, by=staff)
    assert (places(event, 1)["参加者0"], places(event, 2)) == (target.number, second)
    assert Event.objects.get(pk=event.pk).rounds == 2

"""A follow-up from being written down to being done, handed over or let go."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from events.follow_up_states import TRANSITIONS
from events.following import steps
from events.following.steps import Plan
from events.models import FollowUp
from partners.models import Membership, Participation, Project
from partners.models.origin import origin_of
from tests.events.past import make_follow_up, make_past, make_seat
from tests.factories import (
    affiliate,
    make_event,
    make_federation,
    make_member,
    make_partner,
    make_user,
)
from tomoni.journal.models import Entry
from tomoni.models import LostUpdateError, StateError
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db


def _plan(**fields: Any) -> Plan:
    soon = timezone.localdate() + timedelta(days=20)
    return Plan(**{"title": "見学に行く", "due_on": soon, **fields})


def test_written_down_it_knows_its_partner_and_where_it_came_from() -> None:
    event, other = make_past(), make_partner()
    seat = make_seat(event, make_partner())
    made = steps.write_down(event, seat, _plan(counterpart=other), by=seat.user)
    assert (made.partner, made.counterpart, made.owner) == (seat.partner, other, seat.user)
    assert made.came_from == event
    assert Entry.objects.filter(verb="follow_up.made", subject_id=str(made.pk)).exists()


def test_before_the_meeting_nothing_is_written_down() -> None:
    event = make_event()
    seat = make_seat(event, make_partner())
    with pytest.raises(StateError):
        steps.write_down(event, seat, _plan(), by=seat.user)


@pytest.mark.parametrize("state", ["waiting", "cancelled"])
def test_without_a_seat_nothing_is_written_down(state: str) -> None:
    event = make_past()
    seat = make_seat(event, make_partner(), state=state, queue_number=1)
    with pytest.raises(StateError):
        steps.write_down(event, seat, _plan(), by=seat.user)


def test_nobody_writes_down_in_the_name_of_another() -> None:
    event = make_past()
    seat = make_seat(event, make_partner())
    with pytest.raises(StateError):
        steps.write_down(event, seat, _plan(), by=make_user())


def test_ones_own_partner_is_no_counterpart() -> None:
    event = make_past()
    seat = make_seat(event, make_partner())
    with pytest.raises(StateError):
        steps.write_down(event, seat, _plan(counterpart=seat.partner), by=seat.user)


def test_changed_with_an_old_version_is_refused() -> None:
    follow_up = make_follow_up(make_seat(make_past(), make_partner()))
    steps.change(follow_up, _plan(title="電話する"), by=follow_up.owner, seen=1)
    with pytest.raises(LostUpdateError):
        steps.change(follow_up, _plan(title="別のこと"), by=follow_up.owner, seen=1)
    follow_up.refresh_from_db()
    assert follow_up.title == "電話する"


def test_another_day_begins_the_reminders_anew() -> None:
    follow_up = make_follow_up(make_seat(make_past(), make_partner()), reminders=2)
    steps.change(follow_up, _plan(), by=follow_up.owner, seen=1)
    assert follow_up.reminders == 0


def test_handed_over_to_a_colleague_who_is_told() -> None:
    event, partner = make_past(), make_partner()
    seat, colleague = make_seat(event, partner), make_seat(event, partner)
    follow_up = make_follow_up(seat)
    steps.hand_over(follow_up, colleague, by=seat.user)
    follow_up.refresh_from_db()
    assert follow_up.owner == colleague.user
    assert Notice.objects.get(kind="events.follow_up_handed_over").recipient == colleague.user


def test_not_handed_over_to_another_partner() -> None:
    event = make_past()
    seat, other = make_seat(event, make_partner()), make_seat(event, make_partner())
    with pytest.raises(StateError):
        steps.hand_over(make_follow_up(seat), other, by=seat.user)


def test_done_keeps_what_came_of_it() -> None:
    follow_up = make_follow_up(make_seat(make_past(), make_partner()))
    assert steps.finish(follow_up, by=follow_up.owner, outcome="見学できました。") is None
    follow_up.refresh_from_db()
    assert (follow_up.state, follow_up.outcome) == ("done", "見学できました。")
    assert follow_up.ended_at is not None


def test_a_project_begins_and_the_other_is_asked() -> None:
    other = make_partner()
    follow_up = make_follow_up(make_seat(make_past(), make_partner()), counterpart=other)
    project = steps.finish(
        follow_up, by=follow_up.owner, outcome="一緒に始めます。", starts_project=True
    )
    assert project == Project.objects.get(**origin_of(follow_up))
    states = dict(project.participations.values_list("partner", "state"))
    assert states == {follow_up.partner_id: "joined", other.pk: Participation.State.ASKED}
    assert [*project.origins_for(follow_up.owner)] == [follow_up.event, follow_up]


def test_let_go_and_taken_up_again() -> None:
    late = timezone.localdate() - timedelta(days=10)
    follow_up = make_follow_up(make_seat(make_past(), make_partner()), due_on=late, reminders=1)
    steps.let_go(follow_up, by=follow_up.owner)
    assert follow_up.state == FollowUp.State.DROPPED
    steps.take_up(follow_up, by=follow_up.owner)
    follow_up.refresh_from_db()
    assert (follow_up.state, follow_up.reminders, follow_up.ended_at) == ("open", 0, None)
    assert follow_up.due_on > timezone.localdate()


@pytest.mark.parametrize("state", ["done", "dropped"])
def test_what_is_over_is_not_done_again(state: str) -> None:
    seat = make_seat(make_past(), make_partner())
    follow_up = make_follow_up(seat, state=state, ended_at=timezone.now())
    for step in (
        lambda: steps.finish(follow_up, by=follow_up.owner, outcome="x"),
        lambda: steps.let_go(follow_up, by=follow_up.owner),
        lambda: steps.change(follow_up, _plan(), by=follow_up.owner, seen=1),
        lambda: steps.hand_over(follow_up, seat, by=follow_up.owner),
    ):
        with pytest.raises(StateError):
            step()


def test_every_step_is_in_the_table() -> None:
    leads = {step.value: row.target for step, row in TRANSITIONS.items()}
    assert leads == {
        "change": "open",
        "hand_over": "open",
        "finish": "done",
        "let_go": "dropped",
        "lapse": "dropped",
        "take_up": "open",
    }


# --- Who sees it --------------------------------------------------------------------------------


def _sees(follow_up: FollowUp, user: Any) -> bool:
    return FollowUp.objects.visible_to(user).filter(pk=follow_up.pk).exists()


def test_seen_by_owner_other_side_with_a_seat_and_office_alone() -> None:
    from tests.factories import make_member, make_staff

    event, other = make_past(), make_partner()
    seat, there = make_seat(event, make_partner()), make_seat(event, other)
    follow_up = make_follow_up(seat, counterpart=other)
    assert _sees(follow_up, seat.user)
    assert _sees(follow_up, there.user)
    assert _sees(follow_up, make_staff(event.municipality))
    absent = make_member(other)
    stranger = make_seat(event, make_partner()).user
    colleague = make_seat(event, seat.partner).user
    elsewhere = make_staff(make_partner().municipality)
    assert not any(_sees(follow_up, user) for user in (absent, stranger, colleague, elsewhere))


def test_who_left_the_other_partner_sees_it_no_longer() -> None:
    event, other = make_past(), make_partner()
    there = make_seat(event, other)
    follow_up = make_follow_up(make_seat(event, make_partner()), counterpart=other)
    there.user.memberships.all().delete()
    assert not _sees(follow_up, there.user)


# --- Who may, and what others notice ------------------------------------------------------------


def test_every_step_raises_the_version() -> None:
    event, partner = make_past(), make_partner()
    seat, colleague = make_seat(event, partner), make_seat(event, partner)
    follow_up = make_follow_up(seat)
    steps.let_go(follow_up, by=seat.user)
    steps.take_up(follow_up, by=seat.user)
    steps.hand_over(follow_up, colleague, by=seat.user)
    steps.finish(follow_up, by=colleague.user, outcome="済みました。")
    follow_up.refresh_from_db()
    assert follow_up.version == 5


def test_a_form_from_before_it_was_handed_over_and_back_is_refused() -> None:
    event, partner = make_past(), make_partner()
    seat, colleague = make_seat(event, partner), make_seat(event, partner)
    follow_up = make_follow_up(seat)
    steps.hand_over(follow_up, colleague, by=seat.user)
    steps.hand_over(follow_up, seat, by=colleague.user)
    with pytest.raises(LostUpdateError):
        steps.change(follow_up, _plan(), by=seat.user, seen=1)


def test_who_has_handed_it_over_takes_no_step_any_more() -> None:
    event, partner = make_past(), make_partner()
    seat, colleague = make_seat(event, partner), make_seat(event, partner)
    follow_up = make_follow_up(seat)
    stale = FollowUp.objects.get(pk=follow_up.pk)  # as the page of the former owner has it
    steps.hand_over(follow_up, colleague, by=seat.user)
    for step in (
        lambda: steps.finish(stale, by=seat.user, outcome="x"),
        lambda: steps.let_go(stale, by=seat.user),
        lambda: steps.change(stale, _plan(), by=seat.user, seen=2),
        lambda: steps.hand_over(stale, seat, by=seat.user),
    ):
        with pytest.raises(StateError):
            step()
    follow_up.refresh_from_db()
    assert (follow_up.state, follow_up.owner) == ("open", colleague.user)


def test_who_may_not_write_for_the_partner_begins_no_project_with_it() -> None:
    event = make_past()
    viewer = make_seat(event, make_partner(), role=Membership.Role.VIEWER)
    left = make_seat(event, make_partner())
    left.user.memberships.all().delete()
    # A federation may act for it still; the project would be read by its own people alone.
    claimed = make_seat(event, make_partner())
    make_member(claimed.partner)
    claimed.user.memberships.all().delete()
    federation = make_federation()
    affiliate(federation, claimed.partner, edits=True, writes=True)
    federation.memberships.create(user=claimed.user, role=Membership.Role.OWNER)
    assert steps.acts_in(make_follow_up(claimed), claimed.user)
    for seat in (viewer, left, claimed):
        follow_up = make_follow_up(seat)
        with pytest.raises(StateError):
            steps.finish(follow_up, by=seat.user, outcome="始めます。", starts_project=True)
        follow_up.refresh_from_db()
        assert follow_up.is_open
        steps.finish(follow_up, by=seat.user, outcome="済みました。")
    assert not Project.objects.exists()

"""What is asked and reminded of after a meeting, and that it is never more than promised."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from events.following import clocks, questionnaire, steps
from events.models import Answer, FollowUp
from tests.events.past import make_follow_up, make_past, make_seat
from tests.factories import make_partner
from tomoni.journal import ledger
from tomoni.journal.models import Job
from tomoni.notices.models import Notice
from tomoni.notices.wording import worded

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 10, 3, tzinfo=UTC)


def _run_day() -> None:
    """What the beat asks for, done by the worker."""
    today = timezone.localdate()
    for pk in clocks.due_follow_ups(today):
        clocks.look_at(pk)
    for pk in clocks.due_questionnaires(today):
        clocks.ask(pk)


def _told(kind: str) -> int:
    return Notice.objects.filter(kind=f"events.{kind}").count()


def test_a_follow_up_is_reminded_of_twice_then_silence_then_let_go() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        follow_up = make_follow_up(make_seat(make_past(days=40), make_partner()))
        follow_up.due_on = timezone.localdate() + timedelta(days=3)
        follow_up.save()
        told: dict[int, list[str]] = {}
        for day in range(120):
            clock.move_to(NOON + timedelta(days=day))
            before = set(Notice.objects.values_list("pk", flat=True))
            _run_day()
            new = Notice.objects.exclude(pk__in=before).order_by("pk")
            if new:
                told[day] = [notice.kind for notice in new]
    follow_up.refresh_from_db()
    assert told == {
        3: ["events.follow_up_reminder"],
        24: ["events.follow_up_reminder"],
        64: ["events.follow_up_lapsed"],
    }
    assert follow_up.state == FollowUp.State.DROPPED


def test_looking_again_on_the_same_day_tells_nothing_new() -> None:
    follow_up = make_follow_up(make_seat(make_past(), make_partner()), due_on=timezone.localdate())
    for _ in range(3):
        clocks.look_at(follow_up.pk)
    assert _told("follow_up_reminder") == 1


def test_after_nights_without_a_look_only_the_latest_reminder_goes_out() -> None:
    late = timezone.localdate() - timedelta(days=30)
    follow_up = make_follow_up(make_seat(make_past(days=70), make_partner()), due_on=late)
    clocks.look_at(follow_up.pk)
    assert _told("follow_up_reminder") == 1
    follow_up.refresh_from_db()
    assert follow_up.reminders == 2


def test_a_reminder_is_not_true_any_more_once_it_is_done() -> None:
    follow_up = make_follow_up(make_seat(make_past(), make_partner()), due_on=timezone.localdate())
    clocks.look_at(follow_up.pk)
    assert len(worded(Notice.objects.all())) == 1
    steps.finish(follow_up, by=follow_up.owner, outcome="済みました。")
    assert worded(Notice.objects.all()) == []


def test_what_was_handed_over_is_reminded_of_at_its_new_place() -> None:
    event, partner = make_past(), make_partner()
    seat, colleague = make_seat(event, partner), make_seat(event, partner)
    follow_up = make_follow_up(seat, due_on=timezone.localdate())
    steps.hand_over(follow_up, colleague, by=seat.user)
    clocks.look_at(follow_up.pk)
    reminder = Notice.objects.get(kind="events.follow_up_reminder")
    assert reminder.recipient == colleague.user


# --- The questionnaire --------------------------------------------------------------------------


def _answers(**fields: object) -> dict[str, object]:
    return {"satisfaction": 4, "new_contacts": 3, "continuing": "yes", **fields}


def test_asked_the_day_after_reminded_after_a_week_never_more() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        event = make_past(days=0, ends_at=timezone.now() - timedelta(hours=1))
        seat, silent = make_seat(event, make_partner()), make_seat(event, make_partner())
        told: dict[int, int] = {}
        for day in range(40):
            clock.move_to(NOON + timedelta(days=day))
            before = _told("questionnaire")
            _run_day()
            if new := _told("questionnaire") - before:
                told[day] = new
            if day == 3:
                questionnaire.answer(seat, _answers())
    assert told == {1: 2, 8: 1}
    latest = Notice.objects.filter(kind="events.questionnaire").latest("pk")
    assert latest.recipient == silent.user


def test_who_was_checked_in_is_asked_where_anybody_was() -> None:
    event = make_past(days=1)
    there = make_seat(event, make_partner(), checked_in_at=timezone.now())
    make_seat(event, make_partner())
    clocks.ask(event.pk)
    assert [notice.recipient for notice in Notice.objects.all()] == [there.user]


def test_the_waiting_and_the_cancelled_are_not_asked() -> None:
    event = make_past(days=1)
    make_seat(event, make_partner(), state="waiting", queue_number=1)
    make_seat(event, make_partner(), state="cancelled")
    clocks.ask(event.pk)
    assert not Notice.objects.exists()


def test_a_meeting_that_was_called_off_asks_nobody() -> None:
    event = make_past(days=1, state="cancelled", cancel_reason="台風のため。")
    make_seat(event, make_partner())
    assert clocks.due_questionnaires(timezone.localdate()) == []
    clocks.ask(event.pk)
    assert not Notice.objects.exists()


def test_a_person_who_has_answered_reads_no_question_any_more() -> None:
    event = make_past(days=1)
    seat = make_seat(event, make_partner())
    clocks.ask(event.pk)
    questionnaire.answer(seat, _answers())
    assert Answer.objects.count() == 1
    assert worded(Notice.objects.all()) == []


# --- The day ------------------------------------------------------------------------------------


@time_machine.travel(NOON, tick=False)
def test_the_day_is_asked_for_once_and_leads_to_one_row_each() -> None:
    make_follow_up(make_seat(make_past(), make_partner()), due_on=timezone.localdate())
    for _ in range(3):
        clocks.ask_for_looks()
    [day] = Job.objects.filter(kind=clocks.DAY)
    assert ledger.run(day.pk) == ledger.Outcome.DONE
    assert Job.objects.filter(kind=clocks.FOLLOW_UP).count() == 1


@time_machine.travel(datetime(2026, 5, 9, 18, tzinfo=UTC), tick=False)
def test_nobody_is_asked_at_night() -> None:
    clocks.ask_for_looks()
    assert not Job.objects.exists()


def test_who_is_asked_for_the_first_time_after_a_week_is_not_reminded() -> None:
    event = make_past(days=9)
    make_seat(event, make_partner())
    clocks.ask(event.pk)
    [said] = worded(Notice.objects.all())
    assert "もう一度" not in said.subject
    assert Notice.objects.get().data == {"number": 2, "is_reminder": False}

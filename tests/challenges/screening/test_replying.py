"""Reminders of replies: before the day and after it, once each, none after the reply."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail as outgoing
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from challenges.lifecycle import cancel_challenge
from challenges.models import Proposal
from challenges.proposing.steps import accept_proposal, withdraw_proposal
from challenges.screening import replying
from challenges.screening.assigning import assign
from challenges.tasks import remind_of_replies
from tests.factories import make_challenge, make_proposal, make_staff
from tomoni.journal import ledger
from tomoni.journal.models import Job
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db


def due_in(city: Municipality, days: int, **fields: object) -> Proposal:
    """A proposal of some weeks ago whose reply is due in so many days."""
    now, today = timezone.now(), timezone.localdate()
    challenge = city.challenges.first() or make_challenge(city, created_by=make_staff(city))
    defaults = {
        "submitted_at": now - timedelta(days=20),
        "reply_due_on": today + timedelta(days=days),
    }
    return make_proposal(challenge, **{**defaults, **fields})


def a_day_passes() -> list[str]:
    """What beat, the relay and the workers do on a day; whom they have written to."""
    before = len(outgoing.outbox)
    for _time in range(2):  # beat asks more than once a day
        remind_of_replies()
    while waiting := list(Job.objects.open().order_by("pk")):
        Job.objects.open().update(due_at=Now())  # the database has not travelled
        assert {ledger.run(job.pk) for job in waiting} == {ledger.Outcome.DONE}
    return [message.subject for message in outgoing.outbox[before:]]


def test_nobody_is_reminded_of_what_a_cancelled_challenge_had_promised(city: Municipality) -> None:
    proposal = due_in(city, -1)
    assert proposal.challenge
    cancel_challenge(proposal.challenge, by=proposal.challenge.created_by, reason="予算")
    outgoing.outbox.clear()
    Job.objects.all().delete()
    assert a_day_passes() == []


def days_of(city: Municipality, days: int) -> list[list[str]]:
    """What is written on so many days in a row, from seven in the morning of today on."""
    start = timezone.localtime().replace(hour=7)
    told = []
    for number in range(days):
        with time_machine.travel(start + timedelta(days=number), tick=True):
            told.append(a_day_passes())
    return told


BEFORE, OVER = "提案への回答期限が近づいています：", "提案への回答期限を過ぎています："


def test_the_office_is_reminded_before_the_day_and_after_it_and_never_twice(
    city: Municipality,
) -> None:
    proposal = due_in(city, 9)
    told = days_of(city, 15)
    assert told[2] == [BEFORE + proposal.title]
    assert told[10] == [OVER + proposal.title]
    assert [subject for day in told for subject in day] == [
        BEFORE + proposal.title,
        OVER + proposal.title,
    ]


def test_what_is_overdue_when_it_is_first_seen_is_told_as_that(city: Municipality) -> None:
    proposal = due_in(city, -3)
    assert [subject for day in days_of(city, 5) for subject in day] == [OVER + proposal.title]


def test_after_the_reply_nothing_is_written(city: Municipality) -> None:
    proposal, withdrawn = due_in(city, 2), due_in(city, 2)
    days_of(city, 1)
    accept_proposal(proposal, by=make_staff(city), text="進めましょう。")
    withdraw_proposal(withdrawn, by=withdrawn.submitted_by)
    assert [s for told in days_of(city, 6) for s in told if s.startswith(OVER)] == []


def test_a_reply_between_asking_for_the_mail_and_sending_it_stops_it(city: Municipality) -> None:
    proposal = due_in(city, 2)
    replying.look_at(proposal.pk)
    job = Job.objects.get(kind="journal.mail")
    accept_proposal(proposal, by=make_staff(city), text="進めましょう。")
    assert ledger.run(job.pk) == ledger.Outcome.DONE
    assert outgoing.outbox == []


def test_on_the_day_it_came_in_nobody_is_reminded(city: Municipality) -> None:
    proposal = due_in(city, 3, submitted_at=timezone.now())
    told = days_of(city, 2)
    assert told == [[], [BEFORE + proposal.title]]


def test_who_is_in_charge_is_reminded_and_not_the_others(city: Municipality) -> None:
    proposal, person = due_in(city, 2), make_staff(city)
    assign(proposal, to=person, by=person)
    replying.look_at(proposal.pk)
    assert Job.objects.get(kind="journal.mail").payload["to"] == person.pk


def test_where_who_is_in_charge_has_left_the_office_is_reminded(city: Municipality) -> None:
    proposal, person = due_in(city, 2), make_staff(city)
    assign(proposal, to=person, by=person)
    StaffRole.objects.filter(user=person).delete()
    make_staff(city, StaffRole.Role.VIEWER)
    replying.look_at(proposal.pk)
    assert Job.objects.get(kind="journal.mail").payload["to"] == city.staff.first().user_id


def test_at_night_nobody_is_written_to(city: Municipality) -> None:
    due_in(city, 2)
    with time_machine.travel(timezone.localtime().replace(hour=4), tick=True):
        with transaction.atomic():
            replying.ask_for_reminders()
        assert not Job.objects.exists()

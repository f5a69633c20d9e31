"""The digest: one mail with what waits, on the person's day, without what was read or is over."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail as outgoing
from django.utils import timezone

from challenges.models import Challenge
from tests.factories import make_challenge
from tests.notices.told import ABOUT, DAILY, PLAIN, WEEKLY, Tell, jobs, run_jobs
from tests.smtp import Server, running_server, unknown, welcome
from tomoni.accounts.models import User
from tomoni.journal.models import Job
from tomoni.notices import bounces, choosing, mailing, reading, tasks
from tomoni.notices.kinds import Pace
from tomoni.notices.models import Notice, Weekday

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")
THURSDAY, FRIDAY, MONDAY = 26, 27, 30  # of November 2026


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=TOKYO)


@pytest.fixture
def clock() -> Iterator[Any]:
    """Thursday noon; the ledger's own times are the database's, so its rows are due at once."""
    with time_machine.travel(at(THURSDAY, 12), tick=False) as clock:
        yield clock


def morning(clock: Any, day: int) -> None:
    """Beat calls at six and again a quarter of an hour later."""
    for minute in (0, 15):
        clock.move_to(at(day, 6, minute))
        tasks.ask_for_digests()
        run_jobs()


def mail_states(*notices: Notice) -> list[str]:
    for notice in notices:
        notice.refresh_from_db()
    return [notice.mail for notice in notices]


def test_digest_is_asked_for_from_six_and_once_a_day(alice: User, told: Tell, clock: Any) -> None:
    told(alice, kind=DAILY)
    clock.move_to(at(FRIDAY, 5, 59))
    tasks.ask_for_digests()
    assert jobs() == []
    clock.move_to(at(FRIDAY, 6))
    tasks.ask_for_digests()
    tasks.ask_for_digests()
    assert jobs() == [("notices.day", "2026-11-27")]
    run_jobs()
    clock.move_to(at(FRIDAY, 23))
    tasks.ask_for_digests()
    assert run_jobs() == []
    assert len(outgoing.outbox) == 1


def test_one_mail_has_all_that_waits_kind_by_kind(alice: User, told: Tell, clock: Any) -> None:
    choosing.choose_paces(alice, {PLAIN.name: Pace.DAILY})
    first = told(alice, "a", DAILY, number=1)
    second = told(alice, "b", PLAIN, number=2)
    third = told(alice, "c", DAILY, number=3)
    morning(clock, FRIDAY)
    (message,) = outgoing.outbox
    assert message.subject == "未読の通知が3件あります"
    body = message.body
    order = ["毎日の通知", "daily 1", "daily 3", "普通の通知", "plain 2"]
    assert sorted(order, key=body.index) == order
    assert f"/my/notices/{second.pk}/" in body
    assert "/notices/stop/" in message.extra_headers["List-Unsubscribe"]
    assert mail_states(first, second, third) == [Notice.Mail.SENT] * 3
    morning(clock, FRIDAY + 1)
    assert len(outgoing.outbox) == 1


def test_each_person_gets_their_own(alice: User, bob: User, told: Tell, clock: Any) -> None:
    told(alice, "a", DAILY, number=1)
    told(bob, "a", DAILY, number=2)
    morning(clock, FRIDAY)
    said = {message.to[0]: message.body for message in outgoing.outbox}
    assert "daily 1" in said[alice.email]
    assert "daily 2" in said[bob.email]
    assert "daily 1" not in said[bob.email]


@pytest.mark.parametrize(("weekday", "day"), [(None, MONDAY), (Weekday.FRIDAY, FRIDAY)])
def test_weekly_kinds_come_on_the_day_of_the_person(
    weekday: Weekday | None, day: int, alice: User, told: Tell, clock: Any
) -> None:
    if weekday is not None:
        choosing.choose_weekday(alice, weekday)
    notice = told(alice, kind=WEEKLY)
    mailed_on = None
    for morning_of in (FRIDAY, 28, 29, MONDAY):
        morning(clock, morning_of)
        if outgoing.outbox and mailed_on is None:
            mailed_on = morning_of
    assert mailed_on == day
    assert mail_states(notice) == [Notice.Mail.SENT]
    assert len(outgoing.outbox) == 1


def test_missed_day_is_made_up_for(alice: User, told: Tell, clock: Any) -> None:
    told(alice, kind=WEEKLY)
    Notice.objects.update(created_at=at(18, 12))  # a week and a day ago; Monday had no beat
    morning(clock, THURSDAY + 1)
    assert len(outgoing.outbox) == 1


def test_what_was_read_by_then_is_left_out(alice: User, told: Tell, clock: Any) -> None:
    read, unread = told(alice, "a", DAILY, number=1), told(alice, "b", DAILY, number=2)
    reading.mark_read(alice, [read.pk])
    morning(clock, FRIDAY)
    assert "daily 1" not in outgoing.outbox[0].body
    assert mail_states(read, unread) == [Notice.Mail.LEFT_OUT, Notice.Mail.SENT]


def test_who_has_read_everything_gets_none(alice: User, told: Tell, clock: Any) -> None:
    told(alice, kind=DAILY)
    reading.mark_read(alice)
    morning(clock, FRIDAY)
    assert not outgoing.outbox


def test_what_is_over_by_then_is_left_out(
    alice: User, challenge: Challenge, told: Tell, clock: Any
) -> None:
    over = told(alice, kind=DAILY)
    challenge.state, challenge.closed_at = Challenge.State.CLOSED, timezone.now()
    challenge.save()
    morning(clock, FRIDAY)
    assert not outgoing.outbox
    assert mail_states(over) == [Notice.Mail.LEFT_OUT]


def test_mail_that_could_not_be_sent_at_once_comes_with_the_next_digest(
    alice: User, told: Tell, clock: Any
) -> None:
    clock.move_to(at(FRIDAY, 4))
    notice = told(alice)
    Job.objects.update(due_at=at(30, 23))  # its own tries are over, or far away
    morning(clock, FRIDAY)
    assert not outgoing.outbox, "it is still being tried by itself"
    morning(clock, 28)
    assert len(outgoing.outbox) == 1
    Job.objects.open().update(due_at=at(1, 1))
    run_jobs()
    assert mail_states(notice) == [Notice.Mail.SENT]
    assert len(outgoing.outbox) == 1


def test_address_that_came_back_waits_until_its_owner_says_it_is_right(
    alice: User, told: Tell, clock: Any, settings: Any
) -> None:
    with running_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        server.answer = unknown
        notice = told(alice, kind=DAILY)
        morning(clock, FRIDAY)
        assert bounces.bounce_of(alice)
        _nothing_more_goes_out(server, clock)
        bounces.lift(alice)
        morning(clock, 29)
        assert mail_states(notice) == [Notice.Mail.SENT]
        assert len(server.taken) == 1


def _nothing_more_goes_out(server: Server, clock: Any) -> None:
    server.answer = welcome
    morning(clock, 28)
    assert server.taken == []


def test_digest_is_bounded(
    alice: User, told: Tell, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "MOST", 2)
    notices = [told(alice, f"k{n}", DAILY, number=n) for n in range(3)]
    morning(clock, FRIDAY)
    assert "ほか1件" in outgoing.outbox[0].body
    assert "3件" in outgoing.outbox[0].subject
    assert mail_states(*notices) == [Notice.Mail.SENT] * 3


def test_title_of_another_challenge_is_not_in_it(alice: User, told: Tell, clock: Any) -> None:
    other = make_challenge(title="別の募集")
    told(alice, kind=DAILY)
    morning(clock, FRIDAY)
    assert ABOUT in outgoing.outbox[0].body
    assert other.title not in outgoing.outbox[0].body

"""Reminders two days and two hours before: once each, and only what is still true."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from events.attending import reminders
from events.attending.links import cancel_path
from events.hosting import arrivals
from events.lifecycle import cancel_event
from events.models import Event, Place, Registration, SeatingPlan
from events.registration import Answers, cancel_registration, register, register_guest
from events.registration import Guest as SomeGuest
from events.tasks import remind
from tests.factories import make_event, make_partner, make_table, make_user
from tomoni.journal import ledger
from tomoni.journal.models import Job

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2027-03-01T10:00:00+09:00")
ROOM = "https://example.jp/room"
At = Callable[[timedelta], None]


@pytest.fixture
def event() -> Event:
    """In ten days, online too."""
    starts = NOW + timedelta(days=10)
    return make_event(
        title="空き家の会",
        form="hybrid",
        online_link=ROOM,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        registration_closes_at=starts,
    )


@pytest.fixture(autouse=True)
def before(monkeypatch: pytest.MonkeyPatch) -> At:
    """So long before the meeting it is now; at first ten days."""

    def move(span: timedelta) -> None:
        monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=10) - span)

    move(timedelta(days=10))
    return move


def _register(event: Event, **more: Any) -> Registration:
    return register(event, make_user(), make_partner(), Answers(**more))


def _work() -> list[str]:
    """Beat strikes, the worker does what is due; the subjects of the reminders so far."""
    remind()
    for kind in (reminders.PASS, "journal.mail"):
        for job in Job.objects.open().filter(kind=kind).order_by("pk"):
            assert ledger.run(job.pk) == ledger.Outcome.DONE
    return [message.subject for message in mail.outbox if "申込" not in message.subject]


def _reminders() -> list[str]:
    marks = ("あさって", "2時間後")
    return [subject.split("：")[0] for subject in _work() if subject.startswith(marks)]


def test_two_days_and_two_hours_before_once_each(event: Event, before: At) -> None:
    registration = _register(event)
    before(timedelta(days=2, minutes=1))
    assert _reminders() == []
    before(timedelta(days=2))
    for _ in range(3):
        assert _reminders() == ["あさって開催です"]
    before(timedelta(hours=30))
    assert _reminders() == ["あさって開催です"]
    before(timedelta(hours=2))
    for _ in range(3):
        assert _reminders() == ["あさって開催です", "2時間後に始まります"]
    body = mail.outbox[-1].body
    for words in ("2027年3月11日 10:00", "市民会館", ROOM, registration.receipt):
        assert words in body
    assert cancel_path(registration) in body


def test_who_was_checked_in_at_a_rehearsal_is_reminded(event: Event, before: At) -> None:
    registration, by = _register(event), make_user()
    arrivals.check_in(registration, by=by)
    before(timedelta(days=2))
    assert _reminders() == ["あさって開催です"]


def test_only_who_has_a_seat(event: Event, before: At) -> None:
    Event.objects.update(capacity=1)
    _register(event)
    _register(event)
    guest = SomeGuest("例田 とみ")
    register_guest(event, guest, Answers(), by=make_user())
    before(timedelta(days=2))
    assert len(_reminders()) == 1


def test_who_comes_within_the_two_days_hears_two_hours_before(event: Event, before: At) -> None:
    before(timedelta(days=1))
    _register(event)
    assert _reminders() == []
    before(timedelta(hours=2))
    assert _reminders() == ["2時間後に始まります"]


def test_who_comes_within_the_two_hours_hears_nothing(event: Event, before: At) -> None:
    before(timedelta(hours=1))
    _register(event)
    assert _reminders() == []


def test_who_moves_up_within_the_two_days_hears_two_hours_before(event: Event, before: At) -> None:
    Event.objects.update(capacity=1)
    first, second = _register(event), _register(event)
    before(timedelta(days=1))
    cancel_registration(first, first.user)  # type: ignore[arg-type]
    second.refresh_from_db()
    assert second.has_seat
    assert _reminders() == []
    before(timedelta(hours=2))
    assert _reminders() == ["2時間後に始まります"]


def test_a_seat_given_back_between_asking_and_sending(event: Event, before: At) -> None:
    registration = _register(event)
    before(timedelta(days=2))
    remind()
    for job in Job.objects.open().filter(kind=reminders.PASS):
        ledger.run(job.pk)
    cancel_registration(registration, registration.user)  # type: ignore[arg-type]
    assert _reminders() == []


def test_nothing_of_what_is_called_off(event: Event, before: At) -> None:
    _register(event)
    cancel_event(event, make_user(), "大雪のため")
    before(timedelta(days=2))
    assert _reminders() == []


def test_a_meeting_that_is_moved_away_is_reminded_of_at_its_new_hour(
    event: Event, before: At
) -> None:
    _register(event)
    before(timedelta(days=2))
    remind()
    later = event.starts_at + timedelta(days=7)
    Event.objects.update(starts_at=later, ends_at=later + timedelta(hours=2))
    assert _reminders() == []
    before(timedelta(days=-5))
    assert _reminders() == ["あさって開催です"]


def test_who_was_told_of_another_date_within_the_two_days_is_spared(
    event: Event, before: At
) -> None:
    _register(event)
    before(timedelta(days=1))
    Event.objects.update(moved_at=timezone.now())
    assert _reminders() == []
    before(timedelta(hours=2))
    assert _reminders() == ["2時間後に始まります"]


def test_after_a_night_without_beat_the_late_mark_alone(event: Event, before: At) -> None:
    _register(event)
    before(timedelta(days=2))
    remind()
    before(timedelta(hours=1))
    assert _reminders() == ["2時間後に始まります"]


def test_nothing_once_it_has_begun(event: Event, before: At) -> None:
    _register(event)
    before(timedelta(hours=2))
    remind()
    before(timedelta(0))
    assert _reminders() == []


def test_the_table_is_told_once_the_seating_is_shown(event: Event, before: At) -> None:
    table = make_table(event, "移住")
    registration = _register(event, access_needs="車いすの席")
    plan = SeatingPlan.objects.create(event=event)
    Place.objects.create(plan=plan, round=1, registration=registration, table=table)
    before(timedelta(days=2))
    _work()
    assert "移住" not in mail.outbox[-1].body
    assert "車いすの席" in mail.outbox[-1].body
    plan.state, plan.published_at = SeatingPlan.State.PUBLISHED, timezone.now()
    plan.save()
    before(timedelta(hours=2))
    _work()
    assert "ラウンド1のテーブル: 1. 移住" in mail.outbox[-1].body.replace("：", ": ")

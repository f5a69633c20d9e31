"""What participants are written, in their language."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from events.lifecycle import cancel_event
from events.models import Event
from events.registration import Answers, cancel_registration, register
from tests.factories import make_event, make_partner, make_user
from tomoni.journal import ledger
from tomoni.journal.models import Job

pytestmark = pytest.mark.django_db

START = datetime(2027, 3, 6, 4, 30, tzinfo=UTC)  # 13:30 in Japan


def _event(**fields: object) -> Event:
    end = START + timedelta(hours=3)
    times = {"starts_at": START, "ends_at": end, "registration_closes_at": START}
    return make_event(title="茶と空き家の会", **{**times, **fields})


def _deliver() -> list[tuple[str, str]]:
    for job in Job.objects.open().filter(kind="journal.mail").order_by("pk"):
        assert ledger.run(job.pk) == ledger.Outcome.DONE
    return [(message.subject, str(message.body)) for message in mail.outbox]


def test_confirmation_tells_when_where_and_the_receipt() -> None:
    event = _event(venue="市民会館", form="hybrid", online_link="https://example.jp/room")
    person = make_user("見本 花子")
    registration = register(event, person, make_partner("緑茶商店"), Answers())
    [(subject, body)] = _deliver()
    assert subject == f"参加が確定しました：茶と空き家の会（{registration.receipt}）"
    for words in (
        "見本 花子 様",
        "2027年3月6日 13:30 – 16:30",
        "市民会館",
        "https://example.jp/room",
        "緑茶商店",
        reverse("events:event_registered", args=[event.slug]),
    ):
        assert words in body


def test_waiting_tells_the_place_and_not_the_link() -> None:
    event = _event(capacity=0, form="online", online_link="https://example.jp/room")
    for _ in range(2):
        register(event, make_user(), make_partner(), Answers())
    subject, body = _deliver()[1]
    assert "キャンセル待ち" in subject
    assert "キャンセル待ちの2番目" in body
    assert "https://example.jp/room" not in body


def test_each_reads_the_own_language() -> None:
    event = _event()
    register(event, make_user("Ann Example", language="en"), make_partner(), Answers())
    [(subject, body)] = _deliver()
    assert subject.startswith("You have a seat: ")
    assert "Dear Ann Example," in body


def test_moving_up_and_cancelling_are_written_once_each() -> None:
    event = _event(capacity=1)
    seated, _waiting = (register(event, make_user(), make_partner(), Answers()) for _ in range(2))
    _deliver()
    cancel_registration(seated, seated.user)
    subjects = [subject for subject, _body in _deliver()]
    assert [subject.split("：")[0] for subject in subjects] == [
        "参加が確定しました",
        "キャンセル待ちで受け付けました",
        "参加申込を取り消しました",
        "席が空き、参加が確定しました",
    ]


def test_nobody_reads_of_a_seat_that_was_given_back_meanwhile() -> None:
    event = _event(capacity=1)
    seated, _waiting = (register(event, make_user(), make_partner(), Answers()) for _ in range(2))
    cancel_registration(seated, seated.user)
    subjects = [subject.split("：")[0] for subject, _body in _deliver()]
    assert subjects == ["参加申込を取り消しました", "席が空き、参加が確定しました"]


def test_who_registered_just_before_it_was_called_off_reads_of_that_alone() -> None:
    event = _event()
    register(event, make_user(), make_partner(), Answers())
    cancel_event(event, make_user(), "大雪のため")
    [(subject, _body)] = _deliver()
    assert subject.startswith("中止のお知らせ：")


def test_a_receipt_says_where_it_is_when_it_goes_out() -> None:
    event = _event(venue="市民会館")
    register(event, make_user(), make_partner(), Answers())
    Event.objects.update(venue="みほん会館")
    [(_subject, body)] = _deliver()
    assert ("みほん会館" in body, "市民会館" in body) == (True, False)


def test_calling_off_tells_why() -> None:
    event = _event()
    register(event, make_user(), make_partner(), Answers())
    cancel_event(event, make_user(), "大雪 & 停電のため")
    subject, body = _deliver()[-1]
    assert subject.startswith("中止のお知らせ：")
    assert "大雪 & 停電のため" in body


def test_a_title_on_two_lines_cannot_break_the_header() -> None:
    event = _event()
    Event.objects.update(title="一行目\nBcc: all@example.jp")
    event.refresh_from_db()
    register(event, make_user(), make_partner(), Answers())
    [(subject, _body)] = _deliver()
    assert "\n" not in subject

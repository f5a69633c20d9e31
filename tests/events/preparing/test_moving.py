"""All who have registered are told of another time or place, once, and of nothing else."""

from datetime import timedelta
from typing import Any

import pytest

from events.lifecycle import cancel_event
from events.models import Event
from events.preparing.forms import answers_of
from events.preparing.moving import MOVED
from events.preparing.writing import rewrite_event
from events.registration import Answers, cancel_registration, register
from tests.factories import make_event, make_partner, make_user
from tomoni.accounts.models import User
from tomoni.notices.models import Notice
from tomoni.notices.wording import Worded, worded

pytestmark = pytest.mark.django_db

ROOM = "https://example.jp/room"


@pytest.fixture
def event() -> Event:
    """A meeting with one seat."""
    return make_event(capacity=1, form="hybrid", online_link=ROOM, address="見本町1")


def _said(notice: Notice) -> Worded | None:
    """The notice in words, if it is still true."""
    return next(iter(worded([notice])), None)


def _register(event: Event) -> User:
    person = make_user()
    register(event, person, make_partner(), Answers())
    return person


def _change(event: Event, **more: Any) -> int:
    event.refresh_from_db()
    answers = {**answers_of(event), "series": None, "challenge": None, "goals": [], "fields": []}
    return rewrite_event(event, {**answers, **more}, by=make_user(), seen=event.version)


def _told(person: User) -> Any:
    return _said(Notice.objects.filter(recipient=person, kind=MOVED).latest("pk"))


def test_another_time_is_told_to_all_who_registered(event: Event) -> None:
    seated, waiting, gone = (_register(event) for _ in range(3))
    row = event.registrations.get(user=gone)
    cancel_registration(row, gone)
    later = event.starts_at + timedelta(hours=1)
    assert _change(event, starts_at=later, ends_at=later + timedelta(hours=2)) == 2
    assert not Notice.objects.filter(recipient=gone).exists()
    message = _told(seated)
    assert "日時が変わりました" in message.subject
    assert ROOM in message.text
    assert f"/events/{event.slug}/calendar.ics" in message.text
    assert ROOM not in _told(waiting).text


def test_another_place_is_told(event: Event) -> None:
    person = _register(event)
    assert _change(event, venue="みほん会館") == 1
    message = _told(person)
    assert "会場が変わりました" in message.subject
    assert "みほん会館" in message.text


def test_another_link_is_told_to_those_with_a_seat(event: Event) -> None:
    seated, waiting = _register(event), _register(event)
    assert _change(event, online_link="https://example.jp/other") == 1
    assert "https://example.jp/other" in _told(seated).text
    assert not Notice.objects.filter(recipient=waiting).exists()
    event.refresh_from_db()
    assert event.moved_at is None


@pytest.mark.parametrize("more", [{"title": "別の題"}, {"summary": "別の文"}, {"capacity": 9}])
def test_other_changes_are_told_nobody(event: Event, more: dict[str, Any]) -> None:
    _register(event)
    assert _change(event, **more) == 0
    assert not Notice.objects.filter(kind=MOVED).exists()


def test_a_draft_is_moved_in_silence() -> None:
    event = make_event(state="draft")
    assert _change(event, venue="みほん会館") == 0


def test_what_has_changed_again_is_not_sent(event: Event) -> None:
    person = _register(event)
    _change(event, venue="みほん会館")
    first = Notice.objects.get(recipient=person)
    _change(event, venue="れいだ会館")
    assert _said(first) is None
    assert "れいだ会館" in _told(person).text


def test_nothing_is_sent_of_what_was_called_off(event: Event) -> None:
    person = _register(event)
    _change(event, venue="みほん会館")
    event.refresh_from_db()
    cancel_event(event, make_user(), "大雪のため")
    assert _told(person) is None

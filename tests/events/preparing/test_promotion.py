"""Poster, calendars, the feed and JSON-LD: what everybody may see, and never the online room."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from events.lifecycle import cancel_event
from events.models import Event
from events.registration import Answers, cancel_registration, register
from tests.factories import make_event, make_member, make_partner, make_table, make_user
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db

ROOM = "https://example.jp/secret-room"


def _meeting(**fields: Any) -> Event:
    said = {"form": "hybrid", "online_link": ROOM, "address": "見本町1", **fields}
    return make_event(title="空き家の会", **said)


def _url(name: str, event: Event) -> str:
    return reverse(f"events:{name}", args=[event.slug])


def _entry(client: Client, event: Event) -> Any:
    response = client.get(_url("event_calendar", event))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    (entry,) = calendar.walk("VEVENT")
    return entry


def _member(client: Client, event: Event) -> Any:
    person = make_member(make_partner())
    client.force_login(person)
    return register(event, person, person.partners.get(), Answers())


# --- Calendars --------------------------------------------------------------------------------


def test_a_meeting_goes_into_a_calendar(client: Client) -> None:
    event = _meeting()
    entry = _entry(client, event)
    assert entry["summary"] == "空き家の会"
    assert entry["dtstart"].dt == event.starts_at.replace(microsecond=0)
    assert "市民会館" in entry["location"]
    assert entry["url"].endswith(event.get_absolute_url())
    assert entry["status"] == "CONFIRMED"


def test_a_change_takes_the_place_of_the_old_entry(client: Client) -> None:
    event = _meeting()
    before = _entry(client, event)
    Event.objects.update(version=5, starts_at=event.starts_at + timedelta(hours=1))
    after = _entry(client, event)
    assert before["uid"] == after["uid"]
    assert int(after["sequence"]) > int(before["sequence"])


def test_a_meeting_that_is_called_off_is_taken_out(client: Client) -> None:
    event = _meeting()
    before = _entry(client, event)
    cancel_event(event, make_user(), "大雪のため")
    entry = _entry(client, event)
    assert (entry["status"], int(entry["sequence"])) == ("CANCELLED", int(before["sequence"]) + 1)
    assert b"METHOD:CANCEL" in client.get(_url("event_calendar", event)).content


def test_the_room_is_in_the_calendar_of_who_has_a_seat(client: Client) -> None:
    event = _meeting(capacity=1)
    registration = _member(client, event)
    assert ROOM in _entry(client, event)["description"]
    cancel_registration(registration, registration.user)
    assert ROOM not in str(_entry(client, event))


def test_who_waits_does_not_find_the_room(client: Client) -> None:
    event = _meeting(capacity=0)
    assert _member(client, event).is_waiting
    assert ROOM not in str(_entry(client, event))


def test_drafts_are_not_found(client: Client) -> None:
    event = _meeting(state="draft")
    for name in ("event_calendar", "event_poster"):
        assert client.get(_url(name, event)).status_code == 404


def test_the_calendar_of_all_has_those_to_come(client: Client) -> None:
    _meeting()
    make_event(title="よその会")
    make_event(title="下書きの会", state="draft")
    past = make_event(title="過ぎた会")
    gone = past.starts_at - timedelta(days=60)
    times = {"starts_at": gone, "ends_at": gone + timedelta(hours=1)}
    Event.objects.filter(pk=past.pk).update(registration_closes_at=gone, **times)
    content = client.get("/events/calendar.ics").content
    titles = {str(entry["summary"]) for entry in Calendar.from_ical(content).walk("VEVENT")}
    assert titles == {"空き家の会", "よその会"}
    assert ROOM.encode() not in content


def test_the_calendar_of_all_is_narrowed_as_the_list_is(client: Client) -> None:
    event = _meeting()
    event.goals.set([11])
    make_event(title="よその会")
    content = client.get("/events/calendar.ics?goal=11").content
    titles = [str(entry["summary"]) for entry in Calendar.from_ical(content).walk("VEVENT")]
    assert titles == ["空き家の会"]
    assert client.get("/events/calendar.ics?goal=💥&sort=x").status_code == 200


def test_the_calendar_of_all_asks_as_often_for_many(client: Client) -> None:
    assert_constant_queries(client, "/events/calendar.ics", make_event, at_most=6)


def test_the_feed_of_meetings_has_them_without_the_room(client: Client) -> None:
    event = _meeting()
    feed = client.get(reverse("portal:search_feed", args=["events"])).content.decode()
    assert "空き家の会" in feed
    assert event.get_absolute_url() in feed
    assert ROOM not in feed


# --- JSON-LD ----------------------------------------------------------------------------------


def _data(page: str) -> dict[str, Any]:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    (block,) = blocks
    return dict(json.loads(block))


def test_the_page_says_what_search_engines_read(client: Client) -> None:
    event = _meeting()
    page = client.get(event.get_absolute_url()).content.decode()
    data = _data(page)
    assert (data["@type"], data["name"]) == ("Event", "空き家の会")
    assert data["startDate"] == event.starts_at.isoformat()
    assert data["eventAttendanceMode"].endswith("/MixedEventAttendanceMode")
    assert [place["@type"] for place in data["location"]] == ["Place", "VirtualLocation"]
    assert ROOM not in page


def test_a_title_cannot_end_the_block(client: Client) -> None:
    event = make_event(title="</script><b>&太い")
    page = client.get(event.get_absolute_url()).content.decode()
    assert _data(page)["name"] == "</script><b>&太い"
    assert "</script><b>" not in page


def test_a_meeting_that_is_called_off_says_so(client: Client) -> None:
    event = _meeting()
    cancel_event(event, make_user(), "大雪のため")
    data = _data(client.get(event.get_absolute_url()).content.decode())
    assert data["eventStatus"].endswith("/EventCancelled")


# --- The poster -------------------------------------------------------------------------------


def test_the_poster_says_everything_one_needs(client: Client) -> None:
    event = _meeting(is_open_to_citizens=True)
    event.programme.create(position=1, minutes=20, title="開会のあいさつ")
    make_table(event, "移住", adviser="例田 一郎")
    page = client.get(_url("event_poster", event)).content.decode()
    for words in ("空き家の会", "市民会館", "開会のあいさつ", "移住", "例田 一郎", "<svg"):
        assert words in page
    assert f"http://localhost:8000{event.get_absolute_url()}" in page or event.slug in page
    assert ROOM not in page


def test_the_hours_of_a_meeting_past_midnight_break_on_a_phone(client: Client) -> None:
    begins = timezone.now().replace(hour=13, minute=0) + timedelta(days=20)  # 22:00 here
    event = make_event(starts_at=begins, ends_at=begins + timedelta(hours=1))
    kept = '<span class="nowrap">22:00'
    assert kept in client.get(_url("event_poster", event)).content.decode()
    Event.objects.filter(pk=event.pk).update(ends_at=begins + timedelta(hours=3))
    assert kept not in client.get(_url("event_poster", event)).content.decode()


def test_the_poster_asks_as_often_for_many_tables(client: Client) -> None:
    event = _meeting()
    assert_constant_queries(
        client, _url("event_poster", event), lambda: make_table(event), at_most=8
    )

"""Feeds and calendars per goal, field and municipality, and the pages that name them."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from challenges.models import Challenge
from events.models import Event
from events.reporting import steps
from tests.events.past import make_past
from tests.factories import make_challenge, make_event, make_municipality, make_user
from tomoni.journal.models import Entry
from tomoni.taxonomy.models import Field, Goal

pytestmark = pytest.mark.django_db


def entries(url: str) -> list[Any]:
    response = Client().get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def summaries(url: str) -> set[str]:
    return {str(entry["summary"]) for entry in entries(url)}


def narrowed(row: Any) -> Any:
    row.goals.set(Goal.objects.filter(number=11))
    row.fields.set(Field.objects.filter(slug="housing"))
    return row


def test_meetings_by_goal_field_and_city_and_no_draft() -> None:
    city = make_municipality(slug="ikeda")
    narrowed(make_event(city, title="空き家の会"))
    make_event(title="ほかの会")
    make_event(city, title="下書きの会", state=Event.State.DRAFT)
    make_past(title="終わった会")
    assert summaries("/feeds/events.ics") == {"空き家の会", "ほかの会"}
    for query in ("goal=11", "field=housing", "municipality=ikeda"):
        assert summaries(f"/feeds/events.ics?{query}") == {"空き家の会"}
    assert summaries("/feeds/events.ics?goal=3") == set()


def test_deadlines_by_goal_and_none_of_what_is_over_or_not_public() -> None:
    shown = make_challenge(title="空き家の募集")
    shown.primary_goals.set(Goal.objects.filter(number=11))
    make_challenge(title="下書きの募集", state=Challenge.State.DRAFT)
    past = {"closes_at": timezone.now() - timedelta(days=1)}
    make_challenge(title="終わった募集", state=Challenge.State.CLOSED, **past)
    [only] = entries("/feeds/deadlines.ics?goal=11")
    assert "空き家の募集" in only["summary"]
    assert {str(e["uid"]) for e in entries("/feeds/deadlines.ics")} == {str(only["uid"])}


def test_a_meeting_that_is_called_off_is_struck_out() -> None:
    off = make_event(state=Event.State.CANCELLED, cancel_reason="台風のため")
    make_past(state=Event.State.CANCELLED, cancel_reason="台風のため")
    for address in ("/feeds/events.ics", "/events/calendar.ics"):
        [entry] = entries(address)
        assert (str(entry["summary"]), str(entry["status"])) == (off.title, "CANCELLED")


def test_a_later_deadline_takes_the_place_of_the_old_one() -> None:
    shown = make_challenge()
    [before] = entries("/feeds/deadlines.ics")
    shown.closes_at += timedelta(days=7)
    shown.version += 1
    shown.save()
    [after] = entries("/feeds/deadlines.ics")
    assert before["uid"] == after["uid"]
    assert int(after["sequence"]) > int(before["sequence"])


def test_what_has_not_changed_is_not_sent_again() -> None:
    make_event()
    for address in ("/feeds/events.ics", "/feeds/challenges.ics", "/feeds/news/"):  # empty, too
        first = Client().get(address)
        with time_machine.travel(timezone.now() + timedelta(minutes=1)):
            again = Client().get(address, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304, address


def test_who_reads_feeds_too_often_waits(settings: Any) -> None:
    settings.RATE_LIMITS, settings.FEED_REQUESTS_PER_MINUTE = True, 2
    addresses = ("/feeds/search/", "/feeds/events.ics", "/feeds/challenges.ics")
    answers = [Client().get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60


def test_a_meeting_is_as_old_as_its_announcement() -> None:
    now = timezone.now()
    early, late = make_event(title="先に作った会"), make_event(title="後で作った会")
    for event, days in ((early, 1), (late, 3)):
        Event.objects.filter(pk=event.pk).update(created_at=now - timedelta(days=30 + days))
        about = {"subject_type": "events.event", "subject_id": str(event.pk)}
        Entry.objects.create(verb="event.announced", at=now - timedelta(days=days), **about)
    feed = Client().get("/feeds/events/").content.decode()
    assert feed.index("先に作った会") < feed.index("後で作った会")
    assert f"{now - timedelta(days=1):%Y-%m-%d}" in feed


def test_the_calendar_of_all_challenges_is_still_there() -> None:
    make_challenge()
    assert len(entries("/feeds/challenges.ics")) == 1
    assert Client().get("/feeds/nonsense.ics").status_code == 404


def test_reports_by_the_goal_and_field_of_their_meeting() -> None:
    for title, goals in (("空き家の報告", [11]), ("ほかの報告", [])):
        event = make_past(title=title)
        event.goals.set(Goal.objects.filter(number__in=goals))
        report = steps.begin(event, by=make_user())
        told = {"title": title, "text": "話しました。", "tags": []}
        steps.write(report, told, by=make_user(), seen=1)
        steps.publish(report, by=make_user())
    every = Client().get("/feeds/reports/").content.decode()
    assert "空き家の報告" in every
    assert "ほかの報告" in every
    some = Client().get("/feeds/reports/?goal=11").content.decode()
    assert "空き家の報告" in some
    assert "ほかの報告" not in some


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("/goals/11/", "?goal=11"),
        ("/fields/housing/", "?field=housing"),
        ("/m/ikeda/", "?municipality=ikeda"),
    ],
)
def test_pages_of_goals_fields_and_cities_name_their_feeds(page: str, query: str) -> None:
    make_municipality(slug="ikeda")
    head, _, body = Client().get(page).content.decode().partition("</head>")
    for place in ("challenges/", "projects/", "events/", "reports/", "events.ics", "deadlines.ics"):
        address = f"/feeds/{place}{query}"
        assert f'href="{address}"' in head
        assert f'<a href="{address}"' in body
        assert Client().get(address).status_code == 200


@pytest.mark.parametrize(
    ("page", "calendar"), [("/events/", "events.ics"), ("/challenges/", "deadlines.ics")]
)
def test_lists_lead_to_their_calendar_as_they_are_narrowed(page: str, calendar: str) -> None:
    narrowed(make_event())
    make_challenge(goals=(11,))
    for query in ("", "?goal=11"):
        assert f'<a href="/feeds/{calendar}{query}"' in Client().get(page + query).content.decode()

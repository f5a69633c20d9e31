"""Deadlines as calendars: what everybody may subscribe to, and what is one's own."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from challenges import asking, deadlines
from challenges.calendars.deadlines import calendar_token
from challenges.models import Challenge
from tests.challenges.proposing import post
from tests.factories import PASSWORD, make_call, make_challenge, make_user
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.secret_paths import masked

pytestmark = pytest.mark.django_db
URL = "/feeds/challenges.ics"


def entries(client: Client, url: str = URL) -> list[Any]:
    response = client.get(url)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"\r\n" in response.content
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_every_open_deadline_is_an_entry(client: Client) -> None:
    challenge, call = make_challenge(title="空き家, 茶; 畑\\道"), make_call()
    make_challenge(state="draft")
    make_challenge(state="closed")
    make_challenge(closes_at=timezone.now() - timedelta(minutes=1))
    found = {str(entry["summary"]): entry for entry in entries(client)}
    assert set(found) == {"提案の締切：空き家, 茶; 畑\\道", f"名乗りの締切：{call.title}"}
    entry = found["提案の締切：空き家, 茶; 畑\\道"]
    assert entry["dtstart"].dt == challenge.closes_at.replace(microsecond=0)
    assert str(entry["url"]).endswith(challenge.get_absolute_url())


def test_a_later_deadline_takes_the_place_of_the_old_one(client: Client) -> None:
    challenge = make_challenge()
    [before] = entries(client)
    until = challenge.closes_at + timedelta(days=3)
    deadlines.extend_deadline(challenge, until=until, by=challenge.created_by)
    [after] = entries(client)
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstart"].dt == until.replace(microsecond=0)


def test_it_is_narrowed_as_the_list_is(client: Client) -> None:
    make_challenge(goals=(11,))
    other = make_challenge(goals=(3,))
    [entry] = entries(client, f"{URL}?goal=3")
    assert other.title in str(entry["summary"])
    assert len(entries(client, f"{URL}?kind=theme")) == 2
    assert entries(client, f"{URL}?kind=reverse") == []


def test_ones_own_has_what_one_follows_or_writes_for(client: Client, person: User) -> None:
    followed, begun, _other = make_challenge(), make_challenge(), make_challenge()
    asking.follow(followed, by=person)
    post(client, begun, title="書きかけ", plan="")
    page = client.get("/my/calendar/").content.decode()
    url = f"/feeds/followed/{calendar_token(person)}.ics"
    assert url in page
    client.logout()
    titles = {str(entry["summary"]).partition("：")[2] for entry in entries(client, url)}
    assert titles == {followed.title, begun.title}


def test_its_address_stays_the_same(person: User) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        before = calendar_token(person)
    with time_machine.travel(now + timedelta(days=3), tick=False):
        assert calendar_token(person) == before


def test_its_address_is_good_for_nobody_after_another_password(client: Client) -> None:
    person = make_user()
    url = f"/feeds/followed/{calendar_token(person)}.ics"
    assert client.get(url).status_code == 200
    assert client.get(url.replace(".ics", "x.ics")).status_code == 404
    person.set_password(PASSWORD + "!")
    person.save()
    assert client.get(url).status_code == 404


def test_its_address_is_written_into_no_log() -> None:
    token = calendar_token(make_user())
    assert token not in masked(f"GET /feeds/followed/{token}.ics")


def test_ones_own_is_kept_by_nobody_on_the_way(client: Client, person: User) -> None:
    response = client.get(f"/feeds/followed/{calendar_token(person)}.ics")
    assert response["Cache-Control"] == "private, no-store"
    assert client.get(URL)["Cache-Control"] == "public, max-age=300"


def test_the_atom_feed_of_open_challenges(client: Client) -> None:
    still_open, over = make_challenge(), make_challenge(state="closed")
    feed = client.get("/feeds/challenges/?state=open").content.decode()
    assert still_open.title in feed
    assert over.title not in feed


def test_it_costs_the_same_with_more_rows(client: Client) -> None:
    assert_constant_queries(client, URL, make_challenge, at_most=3)
    assert Challenge.objects.count() == 3

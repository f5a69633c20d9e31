"""What was pressed without a connection arrives once, however often it is sent."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.hosting import arrivals
from events.models import Duty, Event, ReceptionStep, Registration
from events.registration import cancel_registration
from tests.events.pitching.pitches import now_on, seat
from tests.factories import make_duty, make_event, make_staff, make_user
from tomoni.accounts.models import User

pytestmark = pytest.mark.django_db


def press(kind: str = "check_in", **facts: Any) -> dict[str, Any]:
    """A press as the page keeps it."""
    now = int(timezone.now().timestamp() * 1000)
    return {"key": str(uuid4()), "kind": kind, "pressed": now, **facts}


def sent(client: Client, event: Event, *presses: Any) -> list[dict[str, Any]]:
    """The answers to a batch."""
    response = client.post(
        reverse("events:reception_sync", args=[event.slug]),
        json.dumps({"presses": presses}),
        content_type="application/json",
    )
    assert response.status_code == 200
    answers: list[dict[str, Any]] = response.json()["answers"]
    return answers


@pytest.fixture
def event() -> Event:
    """A meeting that is on, with ten seats."""
    return now_on()


@pytest.fixture
def editor(event: Event, client: Client) -> User:
    """Somebody of the office at the reception."""
    person = make_staff(event.municipality, name="手本 まとめ")
    client.force_login(person)
    return person


def test_batch_is_done_in_order(client: Client, event: Event, editor: User) -> None:
    row = seat(event, make_user())
    answers = sent(
        client,
        event,
        press(code=row.code),
        press("undo", code=row.code),
        press(code=row.code),
        press("walk_in", name="見本 太郎", affiliation="例の会", allows_photos=True),
    )
    assert [answer["outcome"] for answer in answers] == ["done"] * 4
    row.refresh_from_db()
    assert row.is_checked_in
    walked_in = Registration.objects.get(way="walk_in")
    assert (walked_in.person_name, walked_in.allows_photos) == ("見本 太郎", True)


def test_what_is_sent_again_is_answered_like_the_first(
    client: Client, event: Event, editor: User
) -> None:
    row = seat(event, make_user())
    batch = [press(code=row.code), press("walk_in", name="見本 太郎")]
    first, second = sent(client, event, *batch), sent(client, event, *batch, *batch)
    assert [answer["outcome"] for answer in [*first, *second]] == ["done"] * 6
    assert Registration.objects.filter(way="walk_in").count() == 1
    assert ReceptionStep.objects.count() == 2
    event.refresh_from_db()
    assert event.taken == 2


def test_repeat_of_a_check_in_does_not_undo_what_came_since(
    client: Client, event: Event, editor: User
) -> None:
    row = seat(event, make_user())
    arrived = press(code=row.code)
    sent(client, event, arrived, press("undo", code=row.code))
    sent(client, event, arrived)
    row.refresh_from_db()
    assert not row.is_checked_in


def test_conflict_is_told(client: Client, event: Event, editor: User) -> None:
    other = make_user("例田 一郎")
    here, gone = seat(event, make_user()), seat(event, make_user())
    waiting = seat(event, make_user(), state="waiting")
    arrivals.check_in(here, by=other)
    Registration.objects.filter(pk=gone.pk).update(state="cancelled")
    answers = sent(client, event, *(press(code=row.code) for row in (here, gone, waiting)))
    assert [answer["outcome"] for answer in answers] == ["already", "cancelled", "waiting"]
    assert answers[0]["by"] == "例田 一郎"


def test_own_earlier_check_in_by_another_key_is_told(
    client: Client, event: Event, editor: User
) -> None:
    row = seat(event, make_user())
    answers = sent(client, event, press(code=row.code), press(code=row.code))
    assert [answer["outcome"] for answer in answers] == ["done", "already"]


def test_time_of_the_press_is_kept_within_reason(
    client: Client, event: Event, editor: User
) -> None:
    rows = [seat(event, make_user()) for _ in range(3)]
    now = timezone.now()
    early = int(now.timestamp() * 1000) - 20 * 60_000
    sent(
        client,
        event,
        press(code=rows[0].code, pressed=early),
        press(code=rows[1].code, pressed=int(now.timestamp() * 1000) + 86_400_000),
        press(code=rows[2].code, pressed="gestern"),
    )
    first, second, third = (Registration.objects.get(pk=row.pk).checked_in_at for row in rows)
    assert first is not None
    assert second is not None
    assert third is not None
    assert int(first.timestamp() * 1000) == early
    assert now <= second <= timezone.now()
    assert now <= third <= timezone.now()


def test_full_meeting_leaves_the_decision_to_the_office(client: Client) -> None:
    event = now_on(capacity=0)
    on_duty, editor = make_user(), make_staff(event.municipality)
    make_duty(event, Duty.Kind.RECEPTION, user=on_duty)
    over = {"name": "見本 太郎", "is_over": True}
    client.force_login(on_duty)
    assert [each["outcome"] for each in sent(client, event, press("walk_in", **over))] == ["full"]
    client.force_login(editor)
    assert [each["outcome"] for each in sent(client, event, press("walk_in", **over))] == ["done"]
    event.refresh_from_db()
    assert (event.taken, event.capacity) == (1, 1)


@pytest.mark.parametrize(
    "broken",
    [
        {},
        [],
        "text",
        None,
        7,
        {"key": "no key", "kind": "check_in"},
        {"key": 12, "kind": "check_in"},
        {"key": None},
        {"key": str(uuid4()), "kind": "explode"},
        {"key": str(uuid4()), "kind": ["check_in"]},
        {"key": str(uuid4()), "kind": "check_in"},
        {"key": str(uuid4()), "kind": "check_in", "code": "前\x00後"},
        {"key": str(uuid4()), "kind": "check_in", "code": {"$gt": ""}},
        {"key": str(uuid4()), "kind": "check_in", "code": "E-0000-0000", "pressed": 1e300},
        {"key": str(uuid4()), "kind": "walk_in"},
        {"key": str(uuid4()), "kind": "walk_in", "name": "\u0000\ud800 "},
        {"key": str(uuid4()), "kind": "walk_in", "name": "🍵" * 10_000},
        {"key": str(uuid4()), "kind": "walk_in", "name": ["見本"] * 50},
    ],
)
def test_nonsense_is_answered_and_stops_nothing(
    client: Client, event: Event, editor: User, broken: Any
) -> None:
    row = seat(event, make_user())
    answers = sent(client, event, broken, press(code=row.code))
    assert answers[0]["outcome"] in {"invalid", "unknown"}
    assert answers[1]["outcome"] == "done"
    assert not Registration.objects.filter(way="walk_in").exists()


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"presses": 1}', "\x00", "[" * 100_000, '{"presses": null}']
)
def test_what_is_no_batch_is_refused(client: Client, event: Event, editor: User, body: str) -> None:
    url = reverse("events:reception_sync", args=[event.slug])
    assert client.post(url, body, content_type="application/json").status_code == 400


def test_key_of_another_person_or_meeting_is_refused(
    client: Client, event: Event, editor: User
) -> None:
    row = seat(event, make_user())
    pressed = press(code=row.code)
    sent(client, event, pressed)
    client.force_login(make_staff(event.municipality))
    assert sent(client, event, pressed)[0]["outcome"] == "invalid"


def test_person_of_another_meeting_is_unknown(client: Client, event: Event, editor: User) -> None:
    elsewhere = seat(now_on(), make_user())
    assert sent(client, event, press(code=elsewhere.code))[0]["outcome"] == "unknown"
    elsewhere.refresh_from_db()
    assert not elsewhere.is_checked_in


def test_answer_carries_the_list_as_it_is_then(client: Client, event: Event, editor: User) -> None:
    row = seat(event, make_user("見本 花子"))
    response = client.post(
        reverse("events:reception_sync", args=[event.slug]),
        {"presses": [press(code=row.code)]},
        content_type="application/json",
    )
    data = response.json()
    assert [(guest["name"], bool(guest["at"])) for guest in data["guests"]] == [("見本 花子", True)]
    assert data["token"]
    assert "no-store" in response["Cache-Control"]


def test_sync_needs_the_token_of_the_form(event: Event) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_staff(event.municipality))
    url = reverse("events:reception_sync", args=[event.slug])
    body = json.dumps({"presses": []})
    assert client.post(url, body, content_type="application/json").status_code == 403
    token = client.get(reverse("events:reception_list", args=[event.slug])).json()["token"]
    headers = {"X-CSRFToken": token}
    assert (
        client.post(url, body, content_type="application/json", headers=headers).status_code == 200
    )


def test_cancelled_meanwhile_after_a_rehearsal(client: Client) -> None:
    event = make_event()
    client.force_login(make_staff(event.municipality))
    person = make_user()
    row = seat(event, person)
    sent(client, event, press(code=row.code))
    cancel_registration(row, person)
    assert sent(client, event, press(code=row.code))[0]["outcome"] == "cancelled"


def test_duty_sends_no_walk_in_before_the_day(client: Client) -> None:
    coming, person = make_event(), make_user()
    make_duty(coming, Duty.Kind.RECEPTION, user=person)
    client.force_login(person)
    [answer] = sent(client, coming, press("walk_in", name="見本 太郎"))
    assert answer["outcome"] == "closed"
    assert not coming.registrations.exists()


def test_list_says_until_when_presses_are_taken(client: Client, event: Event, editor: User) -> None:
    data = client.get(reverse("events:reception_list", args=[event.slug])).json()
    assert data["closes"] - data["until"] == (7 * 24 - 12) * 3600 * 1000

"""Meetings as the office sees them."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Event
from events.registration import Answers, register
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    make_event,
    make_member,
    make_municipality,
    make_partner,
    make_staff,
    make_table,
    make_user,
)
from tests.queries import assert_constant_queries
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db


QUEUE = "/desk/events/"
Role = StaffRole.Role


def _url(name: str, event: Event) -> str:
    return reverse(f"events:{name}", args=[event.slug])


def _post(client: Client, name: str, event: Event, **data: str) -> str:
    key = {"idempotency_key": str(uuid4())}
    response = client.post(_url(name, event), {**key, **data}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


# --- The queue --------------------------------------------------------------------------------


def test_queue_shows_the_own_meetings_with_drafts(client: Client) -> None:
    event = make_event(title="わたしたちの会", state="draft")
    make_event(title="よその会")
    client.force_login(make_staff(event.municipality, Role.VIEWER))
    page = client.get(QUEUE).content.decode()
    assert ("わたしたちの会" in page, "よその会" in page) == (True, False)


def test_queue_counts_seats_and_those_who_wait(client: Client) -> None:
    event = make_event(capacity=2)
    for _ in range(5):
        register(event, make_user(), make_partner(), Answers())
    client.force_login(make_staff(event.municipality))
    page = client.get(QUEUE).content.decode()
    assert '<td data-label="申込済みの席" class="number">2 / 2</td>' in page
    assert '<td data-label="キャンセル待ち" class="number">3</td>' in page
    assert client.get(QUEUE).context["found"].total == 1


def test_queue_filters_by_state(client: Client) -> None:
    event = make_event(title="告知した会")
    make_event(event.municipality, title="下書きの会", state="draft")
    client.force_login(make_staff(event.municipality))
    page = client.get(f"{QUEUE}?state=draft").content.decode()
    assert ("告知した会" in page, "下書きの会" in page) == (False, True)
    fragment = client.get(QUEUE, headers={"HX-Request": "true", "HX-Target": "queue-rows"})
    assert fragment.content.decode().lstrip().startswith('<div id="queue-rows"')
    assert client.get(f"{QUEUE}?state=💥&page=99").status_code == 200


def test_queue_is_for_staff(client: Client) -> None:
    assert client.get(QUEUE).status_code == 302
    for person in (make_user(), make_member(make_partner())):
        client.force_login(person)
        assert client.get(QUEUE).status_code == 404


def test_queue_without_meetings_says_so(client: Client) -> None:
    client.force_login(make_staff(make_municipality()))
    assert 'class="empty"' in client.get(QUEUE).content.decode()


def test_queue_asks_the_database_as_often_for_many(client: Client) -> None:
    city = make_municipality()
    client.force_login(make_staff(city))

    def add() -> None:
        register(make_event(city), make_user(), make_partner(), Answers())

    assert_constant_queries(client, QUEUE, add, at_most=12)


# --- Participants -----------------------------------------------------------------------------


def test_participants_shows_who_takes_part_who_waits_and_wishes(client: Client) -> None:
    event = make_event(capacity=1)
    tea, houses = make_table(event, "お茶"), make_table(event, "空き家")
    answers = Answers(working_on="蔵の改修", access_needs="車いす", tables=[houses, tea])
    register(event, make_user("見本 花子"), make_partner("蔵の会"), answers)
    register(event, make_user("例田 一郎"), make_partner(), Answers(tables=[tea]))
    client.force_login(make_staff(event.municipality, Role.VIEWER))
    page = client.get(_url("event_participants", event)).content.decode()
    waiting_list = page.index('id="waiting"')
    assert page.index("見本 花子") < waiting_list < page.index("例田 一郎")
    for words in ("蔵の会", "蔵の改修", "車いす"):
        assert words in page
    context = client.get(_url("event_participants", event)).context
    assert [(t.theme, t.first_wishes, t.all_wishes) for t in context["tables"]] == [
        ("お茶", 0, 1),
        ("空き家", 1, 1),
    ]


def test_participants_escapes_what_was_typed(client: Client) -> None:
    event = make_event()
    answers = Answers(working_on="<script>alert(1)</script>")
    register(event, make_user("<b>太字</b>"), make_partner(), answers)
    client.force_login(make_staff(event.municipality))
    page = client.get(_url("event_participants", event)).content.decode()
    assert ("<script>alert" in page, "<b>太字" in page) == (False, False)


NAMES = ["event_participants", "event_announce", "event_cancel"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("visitor", {"event_participants": 302, "event_announce": 302, "event_cancel": 302}),
        ("stranger", {"event_participants": 404, "event_announce": 404, "event_cancel": 404}),
        ("member", {"event_participants": 404, "event_announce": 404, "event_cancel": 404}),
        ("other city", {"event_participants": 404, "event_announce": 404, "event_cancel": 404}),
        ("viewer", {"event_participants": 405, "event_announce": 403, "event_cancel": 403}),
        ("editor", {"event_participants": 405, "event_announce": 302, "event_cancel": 302}),
        ("manager", {"event_participants": 405, "event_announce": 302, "event_cancel": 302}),
    ],
)
def test_who_may_post_on_the_desk(
    client: Client, name: str, who: str, statuses: dict[str, int]
) -> None:
    event = make_event(state="draft" if name == "event_announce" else "announced")
    people = {
        "stranger": make_user,
        "member": lambda: make_member(make_partner(municipality=event.municipality)),
        "other city": lambda: make_staff(make_municipality(), Role.MANAGER),
        "viewer": lambda: make_staff(event.municipality, Role.VIEWER),
        "editor": lambda: make_staff(event.municipality, Role.EDITOR),
        "manager": lambda: make_staff(event.municipality, Role.MANAGER),
    }
    if who in people:
        client.force_login(people[who]())
    data = {"idempotency_key": str(uuid4()), "reason": "台風のため"}
    expected = statuses[name]
    if name == "event_participants" and who in {"stranger", "member", "other city"}:
        assert client.get(_url(name, event)).status_code == 404
    else:
        assert client.post(_url(name, event), data).status_code == expected
    changed = Event.objects.get().state != event.state
    assert changed == (expected == 302 and who != "visitor")


def test_participants_asks_the_database_as_often_for_many(client: Client) -> None:
    event = make_event()
    client.force_login(make_staff(event.municipality))

    def add() -> None:
        table = make_table(event)
        register(event, make_user(), make_partner(), Answers(tables=[table]))

    assert_constant_queries(client, _url("event_participants", event), add, at_most=12)


# --- Announcing and calling off ---------------------------------------------------------------


def test_announce_says_what_happens_next(client: Client) -> None:
    event = make_event(state="draft")
    client.force_login(make_staff(event.municipality))
    assert (
        _url("event_announce", event)
        in client.get(_url("event_participants", event)).content.decode()
    )
    assert "告知しました" in _post(client, "event_announce", event)
    assert Event.objects.get().state == "announced"


def test_announce_twice_says_why_not(client: Client) -> None:
    event = make_event()
    client.force_login(make_staff(event.municipality))
    assert "下書きの交流会だけ" in _post(client, "event_announce", event)


def test_viewer_sees_no_buttons(client: Client) -> None:
    event = make_event(state="draft")
    client.force_login(make_staff(event.municipality, Role.VIEWER))
    page = client.get(_url("event_participants", event)).content.decode()
    assert _url("event_announce", event) not in page


def test_cancel_asks_for_the_reason(client: Client) -> None:
    event = make_event()
    client.force_login(make_staff(event.municipality))
    assert client.get(_url("event_cancel", event)).status_code == 200
    assert 'id="id_reason_error"' in _post(client, "event_cancel", event, reason=" ")
    assert Event.objects.get().state == "announced"
    assert "中止にしました" in _post(client, "event_cancel", event, reason="大雪のため")
    assert Event.objects.get().cancel_reason == "大雪のため"


@pytest.mark.parametrize("kind", TYPEABLE)
def test_every_reason_is_taken_or_refused_in_words(client: Client, kind: str) -> None:
    event = make_event()
    client.force_login(make_staff(event.municipality))
    page = _post(client, "event_cancel", event, reason=TYPEABLE[kind])
    assert ("中止にしました" in page) != ('id="id_reason_error"' in page)
    assert "<script>alert" not in page


def test_cancel_of_a_draft_says_why_not(client: Client) -> None:
    event = make_event(state="draft")
    client.force_login(make_staff(event.municipality))
    assert "告知済みの交流会だけ" in _post(client, "event_cancel", event, reason="雪")

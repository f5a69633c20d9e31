"""The page of a table's notes: with scripts, without them, and with what people really send."""

import uuid
from typing import Any

import pytest
from django.test import Client

from events.models import FollowUp, NoteEntry, Table
from events.noting.agreeing import marker
from tests.bad_inputs import TYPEABLE
from tests.events.noting.tables import Part, make_evening, person, write
from tests.factories import make_staff
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "note-entries"}


@pytest.fixture
def table() -> Table:
    return make_evening(3)


@pytest.fixture
def client(table: Table) -> Client:
    client = Client()
    client.force_login(person(table))
    return client


def _url(table: Table, more: str = "") -> str:
    return f"/events/{table.event.slug}/tables/{table.number}/notes/{more}"


def _of(entry: NoteEntry, more: str) -> str:
    return f"/events/{entry.table.event.slug}/notes/{entry.pk}/{more}/"


def _data(**fields: Any) -> dict[str, Any]:
    said = {"text": "縁側の改修", "part": "common", "round": "1", "is_shareable": "on"}
    return {**said, "idempotency_key": str(uuid.uuid4()), **fields}


def test_writing_without_scripts_leads_back_to_the_page(client: Client, table: Table) -> None:
    response = client.post(_url(table, "write/"), _data())
    assert response["Location"] == _url(table) + "?round=1"
    page = client.get(response["Location"]).content.decode()
    assert "縁側の改修" in page
    assert "参加者0" in page


def test_writing_with_scripts_answers_with_the_entries_alone(client: Client, table: Table) -> None:
    data = _data()
    for _turn in range(2):  # the phone had not heard the first answer
        response = client.post(_url(table, "write/"), data, headers=HTMX)
        assert response.status_code == 200
        body = response.content.decode()
        assert body.startswith('<div id="note-entries"') or '<div id="note-entries"' in body
        assert "<html" not in body
    assert NoteEntry.objects.get().key == uuid.UUID(data["idempotency_key"])


def test_asking_again_is_answered_with_nothing_where_nothing_has_changed(
    client: Client, table: Table
) -> None:
    write(table, "一つ目", 1)
    url = _url(table) + f"?round=1&since={marker(table)}"
    response = client.get(url, headers=HTMX)
    assert (response.status_code, response.content) == (204, b"")
    write(table, "二つ目", 2)
    response = client.get(url, headers=HTMX)
    assert response.status_code == 200
    assert "二つ目" in response.content.decode()
    assert client.get(url).status_code == 200  # the page itself is never empty


@pytest.mark.parametrize("kind", TYPEABLE)
def test_whatever_is_typed_is_taken_or_refused_in_words(
    client: Client, table: Table, kind: str
) -> None:
    for headers in ({}, HTMX):
        response = client.post(_url(table, "write/"), _data(text=TYPEABLE[kind]), headers=headers)
        assert response.status_code in {200, 302, 422}
        if response.status_code == 422:
            assert response.content.decode().strip()
    shown = client.get(_url(table)).content.decode()
    assert "<script>alert" not in shown


@pytest.mark.parametrize(
    "fields",
    [{"part": "x"}, {"part": ""}, {"round": "9"}, {"round": "x\x00"}, {"text": "🍵" * 10_000}],
)
def test_nonsense_is_refused_and_nothing_is_lost(
    client: Client, table: Table, fields: dict[str, str]
) -> None:
    response = client.post(_url(table, "write/"), _data(**fields))
    assert response.status_code == 200
    assert _data(**fields)["text"][:50] in response.content.decode()
    assert client.post(_url(table, "write/"), _data(**fields), headers=HTMX).status_code == 422
    assert not NoteEntry.objects.exists()


def test_a_key_is_needed(client: Client, table: Table) -> None:
    for key in ("", "x", "1" * 40):
        response = client.post(_url(table, "write/"), _data(idempotency_key=key), headers=HTMX)
        assert response.status_code == 400


def test_two_devices_of_one_person_both_see_both_texts(client: Client, table: Table) -> None:
    entry = write(table, "縁側")
    url = _of(entry, "edit")
    for text in ("縁側と庭", "縁側と畑"):
        response = client.post(url, {**_data(text=text), "version": "1"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "縁側と庭" in page
    assert "縁側と畑" in page
    assert 'name="version" value="2"' in page
    assert client.post(url, {**_data(text="縁側と畑"), "version": "2"}).status_code == 302
    assert NoteEntry.objects.get().text == "縁側と畑"


@pytest.mark.parametrize("version", ["", "x", "0", "-1", str(2**63), "1\x00"])
def test_a_version_that_is_none_loses_nothing(client: Client, table: Table, version: str) -> None:
    entry = write(table, "縁側")
    response = client.post(_of(entry, "edit"), {**_data(text="庭"), "version": version})
    assert response.status_code == 200
    assert "庭" in response.content.decode()
    assert NoteEntry.objects.get().text == "縁側"


def test_the_steps_of_an_entry(client: Client, table: Table) -> None:
    entry = write(table, "芽", part=Part.SPROUT)

    def step(name: str, **headers: str) -> Any:
        data = {"step": name, "idempotency_key": str(uuid.uuid4())}
        return client.post(_of(entry, "step"), data, headers=headers)

    assert step("sprout").status_code == 302
    assert FollowUp.objects.get().owner == person(table)
    answer = step("object", **HTMX).content.decode()
    assert f'id="withdraw-{entry.pk}"' in answer
    assert f'id="object-{entry.pk}"' in step("withdraw", **HTMX).content.decode()
    assert f'id="restore-{entry.pk}"' in step("delete", **HTMX).content.decode()
    assert f'id="delete-{entry.pk}"' in step("restore", **HTMX).content.decode()
    assert step("nonsense").status_code == 302


def test_an_entry_that_was_taken_out_is_seen_by_its_writer_alone(
    client: Client, table: Table
) -> None:
    entry = write(table, "やっぱりやめた")
    data = {"step": "delete", "idempotency_key": str(uuid.uuid4())}
    client.post(_of(entry, "step"), data)
    assert "やっぱりやめた" in client.get(_url(table)).content.decode()
    other = Client()
    other.force_login(person(table, 1))
    assert "やっぱりやめた" not in other.get(_url(table)).content.decode()
    data = {"step": "object", "idempotency_key": str(uuid.uuid4())}
    assert other.post(_of(entry, "step"), data).status_code == 404


def test_agreeing_by_the_page(table: Table) -> None:
    write(table, "縁側")
    client = Client()
    client.force_login(make_staff(table.event.municipality))
    page = client.get(_url(table)).content.decode()
    assert 'id="agree"' in page
    data = {"step": "agree", "round": "1", "seen": "old", "idempotency_key": str(uuid.uuid4())}
    client.post(_url(table, "agree/"), data)
    assert not NoteEntry.objects.published().exists()
    data |= {"seen": marker(table), "idempotency_key": str(uuid.uuid4())}
    client.post(_url(table, "agree/"), data)
    assert NoteEntry.objects.published().exists()
    shown = Client().get(f"/events/{table.event.slug}/notes/").content.decode()
    assert "縁側" in shown
    link = f'href="/events/{table.event.slug}/notes/"'
    assert link in Client().get(f"/events/{table.event.slug}/").content.decode()


def test_the_page_asks_as_often_for_three_entries_as_for_one(client: Client, table: Table) -> None:
    def add() -> None:
        from events.noting.sprouting import sprout
        from tests.events.noting.tables import reader

        sprout(write(table, "芽", 1, part=Part.SPROUT), reader(table, 1))

    assert_constant_queries(client, _url(table), add, at_most=20)


@pytest.mark.parametrize("number", ["0", "99", "99999999999999"])
def test_a_table_that_is_not_there(client: Client, table: Table, number: str) -> None:
    url = f"/events/{table.event.slug}/tables/{number}/notes/"
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("at", ["0", "9", "x", "１"])
def test_a_round_that_is_none_is_the_first(client: Client, table: Table, at: str) -> None:
    assert client.get(_url(table) + f"?round={at}").status_code == 200

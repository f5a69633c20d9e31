"""Programme, tables and duties, as the office writes them."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Duty, Event, Place, SeatingPlan, Table, timed
from events.preparing.parts import remove_table
from events.registration import Answers, register
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    make_duty,
    make_event,
    make_municipality,
    make_partner,
    make_staff,
    make_table,
    make_user,
)
from tests.queries import assert_constant_queries
from tests.responses import page_or_address
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(client: Client) -> Event:
    """A meeting whose city has just logged in."""
    event = make_event(make_municipality())
    client.force_login(make_staff(event.municipality, StaffRole.Role.EDITOR))
    return event


def _url(name: str, event: Event, *more: Any) -> str:
    return reverse(f"events:{name}", args=[event.slug, *more])


def _post(client: Client, url: str, **answers: Any) -> str:
    key = {"idempotency_key": str(uuid4())}
    return page_or_address(client.post(url, {"version": 1, **key, **answers}))


def _rows(prefix: str, *rows: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{prefix}-{place}-{name}": value
        for place, row in enumerate(rows)
        for name, value in row.items()
    }


def _item(position: object, minutes: object, title: str) -> dict[str, Any]:
    return {"position": position, "minutes": minutes, "title": title, "note": ""}


# --- The programme ----------------------------------------------------------------------------


def test_lines_stand_in_the_order_of_their_numbers(client: Client, event: Event) -> None:
    lines = _rows("items", _item(30, 20, "閉会"), _item(10, 15, "開会"), _item("", 5, "余り"))
    assert _post(client, _url("programme_edit", event), **lines) == _url("programme_edit", event)
    items = list(event.programme.all())
    assert [(item.position, item.title) for item in items] == [
        (1, "開会"),
        (2, "閉会"),
        (3, "余り"),
    ]
    starts = [item.starts_at - event.starts_at for item in timed(items, event.starts_at)]  # type: ignore[attr-defined]
    assert [span.total_seconds() / 60 for span in starts] == [0, 15, 35]


def test_the_page_shows_the_times_as_they_follow(client: Client, event: Event) -> None:
    event.programme.create(position=1, minutes=30, title="開会")
    event.programme.create(position=2, minutes=10, title="対話")
    form = client.get(_url("programme_edit", event)).context["form"]
    begun = [line.starts_at for line in form.lines]
    assert (begun[1] - begun[0]).total_seconds() == 1800
    assert begun[2:] == [None] * (len(begun) - 2)
    assert form.runs_over is None


def test_a_programme_that_runs_over_says_so(client: Client, event: Event) -> None:
    event.programme.create(position=1, minutes=150, title="長い話")
    assert client.get(_url("programme_edit", event)).context["form"].runs_over


def test_more_lines_are_asked_for_and_nothing_is_saved(client: Client, event: Event) -> None:
    lines = _rows("items", _item(20, 20, "閉会"), _item(10, "x", "開会"))
    page = _post(client, _url("programme_edit", event), step="more", **lines)
    assert page.index('value="開会"') < page.index('value="閉会"')
    assert 'id="error-summary"' not in page
    assert event.programme.count() == 0


@pytest.mark.parametrize("minutes", ["0", "-5", "1e3", "長い", "99999", "💥"])
def test_minutes_that_are_none_are_refused(client: Client, event: Event, minutes: str) -> None:
    page = _post(client, _url("programme_edit", event), **_rows("items", _item(1, minutes, "開会")))
    assert 'class="errorlist"' in page
    assert 'value="開会"' in page
    assert event.programme.count() == 0


def test_the_second_of_two_editors_keeps_what_was_typed(client: Client, event: Event) -> None:
    Event.objects.update(version=2)
    lines = _rows("items", _item(1, 10, "わたしの行"))
    data = {"version": 1, "idempotency_key": str(uuid4()), **lines}
    response = client.post(_url("programme_edit", event), data)
    assert response.status_code == 409
    assert "わたしの行" in response.content.decode()
    assert event.programme.count() == 0


@pytest.mark.parametrize("typed", TYPEABLE)
def test_nothing_that_is_typed_breaks_the_parts(client: Client, event: Event, typed: str) -> None:
    item = dict.fromkeys(("position", "minutes", "title", "note"), typed)
    duty = dict.fromkeys(("kind", "table", "name", "affiliation", "email"), typed)
    _post(client, _url("programme_edit", event), version=typed, **_rows("items", item))
    _post(client, _url("programme_edit", event), step="more", **_rows("items", item))
    _post(client, _url("duties_edit", event), **_rows("duties", duty))
    names = ("number", "theme", "seats", "online_link", "challenge", "goals", "fields")
    _post(client, _url("table_create", event), **dict.fromkeys(names, typed))


# --- Tables -----------------------------------------------------------------------------------


def test_a_table_is_written_with_what_it_is_about(client: Client, event: Event) -> None:
    there = _post(
        client, _url("table_create", event), number=1, theme="空き家", seats=6, goals=[11]
    )
    table = event.tables.get()
    assert there == _url("table_list", event)
    assert (table.label, table.seats, table.goals.get().number) == ("1. 空き家", 6, 11)
    event.refresh_from_db()
    assert event.version == 2


def test_the_next_number_is_proposed(client: Client, event: Event) -> None:
    make_table(event, number=4, seats=9)
    initial = client.get(_url("table_create", event)).context["form"].initial
    assert (initial["number"], initial["seats"]) == (5, 9)


def test_a_table_is_changed_and_keeps_its_wishes(client: Client, event: Event) -> None:
    table = make_table(event)
    register(event, make_user(), make_partner(), Answers(tables=[table]))
    _post(client, _url("table_edit", event, table.pk), number=2, theme="移住", seats=5)
    table.refresh_from_db()
    assert (table.label, table.wishes.count()) == ("2. 移住", 1)


def test_two_tables_never_have_one_number(client: Client, event: Event) -> None:
    make_table(event, number=1)
    page = _post(client, _url("table_create", event), number=1, theme="移住", seats=5)
    assert "この番号のテーブル" in page
    assert event.tables.count() == 1


def test_a_table_is_taken_away_unless_somebody_sits_there(client: Client, event: Event) -> None:
    free, used = make_table(event), make_table(event)
    person = register(event, make_user(), make_partner(), Answers())
    plan = SeatingPlan.objects.create(event=event)
    Place.objects.create(plan=plan, round=1, registration=person, table=used)
    for table in (free, used):
        _post(client, _url("table_remove", event, table.pk))
    assert list(event.tables.all()) == [used]


def test_tables_of_other_meetings_are_not_found(client: Client, event: Event) -> None:
    other = make_table(make_event(event.municipality))
    assert client.get(_url("table_edit", event, other.pk)).status_code == 404
    huge = client.get(f"/desk/events/{event.slug}/tables/{10**30}/")
    assert huge.status_code == 404


def test_the_list_of_tables_asks_as_often_for_many(client: Client, event: Event) -> None:
    def add() -> None:
        table = make_table(event, adviser="例田 一郎")
        table.goals.set([11])

    assert_constant_queries(client, _url("table_list", event), add, at_most=14)


# --- Duties -----------------------------------------------------------------------------------


def _duty(kind: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "table": "", "name": "", "affiliation": "", "email": "", **more}


def test_duties_are_written_with_accounts(client: Client, event: Event) -> None:
    table, helper = make_table(event), make_user("受付 花子", email="uketsuke@example.jp")
    rows = _rows(
        "duties",
        _duty("adviser", table="1", name="例田 一郎", affiliation="みほん舎"),
        _duty("reception", email="ＵＫＥＴＳＵＫＥ@example.jp"),
    )
    assert _post(client, _url("duties_edit", event), **rows) == _url("duties_edit", event)
    adviser, reception = event.duties.get(kind="adviser"), event.duties.get(kind="reception")
    assert (adviser.table, adviser.name, adviser.user) == (table, "例田 一郎", None)
    assert (reception.name, reception.user, reception.table) == ("受付 花子", helper, None)


@pytest.mark.parametrize(
    "row",
    [
        _duty("adviser", name="例田 一郎"),
        _duty("reception", table="1", name="例田 一郎"),
        _duty("adviser", table="9", name="例田 一郎"),
        _duty("adviser", table="1"),
        _duty("", table="1", name="例田 一郎"),
        _duty("mayor", table="1", name="例田 一郎"),
        _duty("note_taker", email="nobody@example.jp"),
        _duty("note_taker", name="例田 一郎", email="closed@example.jp"),
    ],
    ids=str,
)
def test_duties_that_cannot_be_are_refused(
    client: Client, event: Event, row: dict[str, Any]
) -> None:
    make_table(event, number=1)
    make_user(email="closed@example.jp", is_active=False)
    kept = make_duty(event, Duty.Kind.NOTE_TAKER)
    page = _post(client, _url("duties_edit", event), **_rows("duties", row))
    assert 'class="errorlist"' in page
    assert list(event.duties.all()) == [kept]


def test_who_is_written_anew_keeps_the_partner(client: Client, event: Event) -> None:
    table, partner = make_table(event), make_partner()
    make_duty(event, Duty.Kind.ADVISER, table=table, name="例田 一郎", partner=partner)
    rows = _rows("duties", _duty("adviser", table="1", name="例田 一郎"))
    _post(client, _url("duties_edit", event), **rows)
    assert event.duties.get().partner == partner


# --- Who is offered the pages -----------------------------------------------------------------


@pytest.mark.parametrize(("role", "sees"), [("viewer", False), ("editor", True)])
def test_the_tabs_show_only_what_one_may_do(client: Client, role: str, sees: bool) -> None:
    event = make_event()
    client.force_login(make_staff(event.municipality, StaffRole.Role(role)))
    page = client.get(_url("event_participants", event)).content.decode()
    for name in ("event_edit", "programme_edit", "duties_edit", "event_invite", "guest_register"):
        assert (_url(name, event) in page) is sees


def test_a_table_of_a_meeting_called_off_stays(client: Client, event: Event) -> None:
    table = make_table(event)
    Event.objects.update(state="cancelled", cancel_reason="大雪")
    with pytest.raises(StateError):
        remove_table(table, by=make_user())
    assert event.tables.get() == table


def test_taking_a_table_away_counts_on_from_the_version_there_is(event: Event) -> None:
    table = make_table(event)
    stale = Table.objects.select_related("event__municipality").get(pk=table.pk)
    Event.objects.update(version=7)
    remove_table(stale, by=make_user())
    assert Event.objects.get().version == 8

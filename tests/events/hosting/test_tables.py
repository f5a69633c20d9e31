"""A table at the reception for who comes after everybody was seated."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from events.hosting import guests, tables
from events.hosting.access import Reception
from events.models import Duty, Event, Place, Registration, SeatingPlan
from events.seating import publishing
from events.seating.board import board_of
from events.seating.computing import plan_of, seat_event
from tests.events.pitching.pitches import now_on
from tests.events.seating.people import make_seat
from tests.factories import make_duty, make_staff, make_table, make_user
from tests.responses import page_or_address
from tomoni.accounts.models import User
from tomoni.models import StateError

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    """On, with two tables for three each, two rounds, and four people who see where they sit."""
    event = now_on(rounds=2, capacity=40)
    for number in (1, 2):
        make_table(event, f"テーマ{number}", number=number, seats=3)
    for number in range(4):
        make_seat(event, f"参加者{number}")
    return event


@pytest.fixture
def editor(client: Client, event: Event) -> User:
    person = make_staff(event.municipality)
    client.force_login(person)
    publishing.publish(seat_event(event, person), person)
    return person


def _url(name: str, event: Event, *more: str) -> str:
    return reverse(f"events:{name}", args=[event.slug, *more])


def _post(client: Client, url: str, **data: Any) -> str:
    return page_or_address(client.post(url, {"idempotency_key": str(uuid4()), **data}))


def _places(row: Registration) -> list[tuple[int, int]]:
    return list(Place.objects.filter(registration=row).values_list("round", "table__number"))


def test_who_comes_late_gets_a_table_in_every_round_and_its_notes(
    client: Client, event: Event, editor: User
) -> None:
    late = make_seat(event, "遅れた人")
    assert late.user is not None
    notes = Client()
    notes.force_login(late.user)
    address = f"/events/{event.slug}/tables/2/notes/"
    assert notes.get(address).status_code == 404
    page = client.get(_url("arrival", event, late.code)).content.decode()
    assert 'name="table"' in page
    table = event.tables.get(number=2)
    led = _post(client, _url("arrival_table", event, late.code), table=str(table.pk))
    assert led == _url("arrival", event, late.code)
    assert _places(late) == [(1, 2), (2, 2)]
    assert notes.get(address).status_code == 200
    assert not board_of(event).is_stale
    assert 'name="table"' not in client.get(led).content.decode()


def test_who_left_no_trace_before_is_seated_though_the_place_was_freed(
    event: Event, editor: User
) -> None:
    row = event.registrations.order_by("pk")[0]
    Place.objects.filter(registration=row).delete()
    SeatingPlan.objects.filter(event=event).update(left_out=[row.pk])
    tables.sit_at(row, event.tables.get(number=1), by=editor)
    plan = plan_of(event)
    assert (plan.left_out, plan.conflicts, len(_places(row))) == ([], [], 2)


def test_only_tables_with_a_seat_in_all_rounds_are_offered(event: Event, editor: User) -> None:
    late = make_seat(event, "遅れた人")
    full, other = event.tables.order_by("number")
    event.tables.filter(pk=full.pk).update(seats=1)
    full.refresh_from_db()
    assert [table for table, _free in tables.free_tables(late, [1, 2])] == [other]
    with pytest.raises(StateError):
        tables.sit_at(late, full, by=editor)
    assert _places(late) == []


def test_a_walk_in_leads_to_the_choice_of_a_table(
    client: Client, event: Event, editor: User
) -> None:
    led = _post(client, _url("walk_in", event), name="当日の方")
    row = Registration.objects.get(guest_name="当日の方")
    assert led == _url("arrival", event, row.code)
    assert 'name="table"' in client.get(led).content.decode()


def test_the_reception_on_duty_gives_tables_and_strangers_do_not(
    event: Event, editor: User
) -> None:
    late, person, client = make_seat(event, "遅れた人"), make_user(), Client()
    client.force_login(person)
    url, said = _url("arrival_table", event, late.code), {"table": event.tables.all()[0].pk}
    assert client.post(url, {**said, "idempotency_key": str(uuid4())}).status_code == 404
    make_duty(event, Duty.Kind.RECEPTION, user=person)
    _post(client, url, **said)
    assert len(_places(late)) == 2


@pytest.mark.parametrize("table", ["", "x", "0", "-1", str(2**70), "1\x00"])
def test_a_table_that_is_none(client: Client, event: Event, editor: User, table: str) -> None:
    late = make_seat(event, "遅れた人")
    url = _url("arrival_table", event, late.code)
    assert _post(client, url, table=table) == _url("arrival", event, late.code)
    assert _places(late) == []


def test_nobody_needs_a_table_before_they_are_shown(event: Event, editor: User) -> None:
    late = make_seat(event, "遅れた人")

    def needing() -> list[str]:
        listed = guests.list_for(Reception(event, may_decide=False))["guests"]
        return [row["name"] for row in listed if row["needsTable"]]

    assert (tables.open_rounds(late), needing()) == ([1, 2], ["遅れた人"])
    publishing.hide(plan_of(event), editor)
    assert (tables.open_rounds(late), needing()) == ([], [])

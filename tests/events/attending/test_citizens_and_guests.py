"""Citizens register where they may, the office for who telephones; hybrid meetings ask where."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Registration
from events.registration import Answers, Guest, register, register_guest
from partners.models import Membership
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    make_event,
    make_member,
    make_partner,
    make_staff,
    make_table,
    make_user,
)
from tests.responses import page_or_address
from tomoni.accounts.models import Draft
from tomoni.journal.models import Entry, Job
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db

ANSWERS = {"working_on": "畑の手入れ", "interested_in": "", "lacking": "仲間"}


def _url(name: str, event: Event, *more: str) -> str:
    return reverse(f"events:{name}", args=[event.slug, *more])


def _register(client: Client, event: Event, **more: str) -> Registration:
    """Through the form and the check."""
    client.post(_url("event_register", event), {**ANSWERS, **more})
    token = str(Draft.objects.get(sent_at=None).pk)
    client.post(_url("event_register_confirm", event), {"draft": token})
    return event.registrations.latest("pk")


# --- Citizens ---------------------------------------------------------------------------------


def test_a_citizen_registers_without_a_partner(client: Client) -> None:
    event, person = make_event(is_open_to_citizens=True), make_user("市民 花子")
    client.force_login(person)
    assert "参加" in client.get(event.get_absolute_url()).content.decode()
    registration = _register(client, event, allows_photos="on")
    assert (registration.user, registration.partner) == (person, None)
    assert (registration.has_seat, registration.allows_photos) == (True, True)
    page = client.get(_url("event_registered", event)).content.decode()
    assert registration.code in page
    assert "claim-qr" in page
    assert "なし（市民として）" in page


@pytest.mark.parametrize("is_open", [True, False])
def test_a_viewer_comes_for_the_partner(client: Client, is_open: bool) -> None:
    event, partner = make_event(is_open_to_citizens=is_open), make_partner()
    client.force_login(make_member(partner, Membership.Role.VIEWER))
    assert _url("event_register", event) in client.get(event.get_absolute_url()).content.decode()
    assert _register(client, event).partner == partner


def test_an_editor_comes_for_the_partner_there_too(client: Client) -> None:
    event, partner = make_event(is_open_to_citizens=True), make_partner()
    client.force_login(make_member(partner))
    assert _register(client, event).partner == partner


def test_a_citizen_has_no_place_where_partners_meet(client: Client) -> None:
    event = make_event()
    client.force_login(make_user())
    assert client.get(_url("event_register", event)).status_code == 403
    with pytest.raises(StateError):
        register(event, make_user(), None, Answers())
    assert event.registrations.count() == 0


def test_who_is_not_logged_in_reads_who_may_come(client: Client) -> None:
    for is_open in (True, False):
        event = make_event(is_open_to_citizens=is_open)
        page = client.get(event.get_absolute_url()).content.decode()
        assert ("どなたでも参加できます" in page) is is_open
        assert ("登録パートナーのメンバーが参加できます" in page) is not is_open


def test_hybrid_meetings_ask_where_one_will_be(client: Client) -> None:
    event = make_event(form="hybrid", is_open_to_citizens=True)
    client.force_login(make_user())
    assert 'name="attendance"' in client.get(_url("event_register", event)).content.decode()
    assert _register(client, event, attendance="online").attendance == "online"


@pytest.mark.parametrize(("form", "attendance"), [("venue", "venue"), ("online", "online")])
def test_other_meetings_know_where(client: Client, form: str, attendance: str) -> None:
    event = make_event(form=form, is_open_to_citizens=True)
    client.force_login(make_user())
    assert 'name="attendance"' not in client.get(_url("event_register", event)).content.decode()
    assert _register(client, event).attendance == attendance


def test_a_waiting_person_has_no_code_to_show(client: Client) -> None:
    event = make_event(capacity=0, is_open_to_citizens=True)
    client.force_login(make_user())
    registration = _register(client, event)
    page = client.get(_url("event_registered", event)).content.decode()
    assert registration.code not in page
    assert "claim-qr" not in page


# --- The office -------------------------------------------------------------------------------


@pytest.fixture
def event(client: Client) -> Event:
    """A meeting whose editor has just logged in."""
    event = make_event(capacity=1)
    client.force_login(make_staff(event.municipality, StaffRole.Role.EDITOR))
    return event


def _enrol(client: Client, event: Event, name: str = "例田 とみ", **more: Any) -> str:
    data = {"idempotency_key": str(uuid4()), "guest_name": name, **more}
    return page_or_address(client.post(_url("guest_register", event), data))


def test_the_office_registers_who_telephones(client: Client, event: Event) -> None:
    table = make_table(event)
    more = {"wish_1": table.pk, "access_needs": "車いすの席", "guest_affiliation": "東町"}
    assert _enrol(client, event, **more) == _url("event_participants", event)
    row = event.registrations.get()
    assert (row.person_name, row.organisation, row.way) == ("例田 とみ", "東町", "office")
    assert (row.has_seat, row.access_needs) == (True, "車いすの席")
    assert row.wishes.get().table == table
    assert not Job.objects.filter(kind="journal.mail").exists()
    page = client.get(_url("event_participants", event)).content.decode()
    assert "例田 とみ" in page
    assert row.receipt in page


def test_who_telephones_late_waits_in_turn(client: Client, event: Event) -> None:
    register(event, make_user(), make_partner(), Answers())
    _enrol(client, event)
    assert event.registrations.waiting().get().guest_name == "例田 とみ"


def test_the_office_may_register_until_it_begins(client: Client, event: Event) -> None:
    now = timezone.now()
    Event.objects.update(registration_closes_at=now - timedelta(hours=1))
    _enrol(client, event)
    assert event.registrations.count() == 1
    Event.objects.update(starts_at=now - timedelta(minutes=1))
    assert "受け付けていません" in _enrol(client, event, "例田 きよし")
    with pytest.raises(StateError):
        register_guest(event, Guest("例田 きよし"), Answers(), by=make_user())
    assert event.registrations.count() == 1


def test_nobody_is_registered_twice_by_two(client: Client, event: Event) -> None:
    _enrol(client, event)
    assert "すでに申し込んでいます" in _enrol(client, event)
    _enrol(client, event, guest_affiliation="別の町")
    assert event.registrations.count() == 2


def test_a_registered_partner_is_recognised_by_its_name(client: Client, event: Event) -> None:
    partner = make_partner("緑茶商店", municipality=event.municipality)
    _enrol(client, event, guest_affiliation="緑茶商店")
    row = event.registrations.get()
    assert (row.partner, row.guest_affiliation, row.organisation) == (partner, "", "緑茶商店")
    assert "すでに申し込んでいます" in _enrol(client, event, guest_affiliation="緑茶商店")
    assert event.registrations.count() == 1


def test_a_name_is_needed(client: Client, event: Event) -> None:
    assert 'id="error-summary"' in _enrol(client, event, "", working_on="書いた文")
    assert event.registrations.count() == 0


@pytest.mark.parametrize("typed", TYPEABLE)
def test_nothing_that_is_typed_breaks_the_form(client: Client, event: Event, typed: str) -> None:
    make_table(event)
    names = ("guest_affiliation", "working_on", "wish_1", "access_needs", "attendance")
    _enrol(client, event, typed, **dict.fromkeys(names, typed))


def test_the_office_cancels_and_the_next_moves_up(client: Client, event: Event) -> None:
    _enrol(client, event)
    next_one = register(event, make_user(), make_partner(), Answers())
    row = event.registrations.get(guest_name="例田 とみ")
    url = _url("guest_cancel", event, row.receipt)
    assert "アカウントのない方" in client.get(url).content.decode()
    row.refresh_from_db()
    assert row.has_seat
    client.post(url, {"idempotency_key": str(uuid4())})
    next_one.refresh_from_db()
    assert next_one.has_seat
    assert client.get(url).status_code == 404
    assert Entry.objects.get(verb="registration.cancelled").municipality == event.municipality


def test_registrations_of_other_meetings_are_not_found(client: Client, event: Event) -> None:
    other = register(make_event(), make_user(), make_partner(), Answers())
    assert client.get(_url("guest_cancel", event, other.receipt)).status_code == 404

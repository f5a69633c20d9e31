"""What somebody has told is put right: by the person or by the office, photos at any time."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Event, Registration
from events.registration import Answers, Guest, change_registration, register, register_guest
from tests.bad_inputs import TYPEABLE
from tests.events.past import make_past, make_running, make_seat
from tests.factories import (
    make_event,
    make_member,
    make_partner,
    make_staff,
    make_table,
    make_user,
)
from tests.responses import page_or_address
from tomoni.journal.models import Entry
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(client: Client) -> Registration:
    """The seat of somebody who has just logged in."""
    partner = make_partner()
    person = make_member(partner)
    client.force_login(person)
    told = Answers(working_on="前の文", allows_photos=True)
    return register(make_event(), person, partner, told)


def _url(event: Event) -> str:
    return reverse("events:registration_change", args=[event.slug])


def _post(client: Client, url: str, **answers: Any) -> str:
    return page_or_address(client.post(url, {"idempotency_key": str(uuid4()), **answers}))


def test_the_page_shows_what_was_told(client: Client, seat: Registration) -> None:
    table = make_table(seat.event)
    seat.wishes.create(table=table, rank=1)
    page = client.get(_url(seat.event)).content.decode()
    assert "前の文" in page
    assert f'value="{table.pk}" selected' in page
    registered = reverse("events:event_registered", args=[seat.event.slug])
    assert _url(seat.event) in client.get(registered).content.decode()


def test_all_is_put_right_before_the_meeting(client: Client, seat: Registration) -> None:
    one, two = make_table(seat.event), make_table(seat.event)
    seat.wishes.create(table=one, rank=1)
    texts = {"working_on": "新しい文", "access_needs": "手話通訳"}
    there = _post(client, _url(seat.event), wish_2=two.pk, **texts)
    assert there == reverse("events:event_registered", args=[seat.event.slug])
    row = Registration.objects.get()
    assert (row.working_on, row.access_needs, row.allows_photos) == ("新しい文", "手話通訳", False)
    assert list(row.wishes.values_list("table", "rank")) == [(two.pk, 1)]
    entry = Entry.objects.get(verb="registration.changed")
    assert (entry.actor, entry.municipality) == (seat.user, seat.event.municipality)


def test_who_cannot_come_takes_part_from_elsewhere_after_all(client: Client) -> None:
    event = make_event(form="hybrid")
    row = make_seat(event, working_on="前の文", attendance="venue")
    assert row.user
    client.force_login(row.user)
    assert client.get(_url(event)).context["form"]["attendance"].value() == "venue"
    _post(client, _url(event), working_on="前の文", attendance="online")
    row.refresh_from_db()
    assert (row.attendance, row.is_on_site) == ("online", False)
    assert "attendance" in _post(client, _url(event), working_on="前の文")  # one of them is said


@pytest.mark.parametrize("form", ["venue", "online"])
def test_where_there_is_one_way_only_it_is_not_asked_for(client: Client, form: str) -> None:
    row = make_seat(make_event(form=form), attendance=form)
    assert row.user
    client.force_login(row.user)
    assert "attendance" not in client.get(_url(row.event)).context["form"].fields


def test_photos_can_be_taken_back_at_any_time(client: Client) -> None:
    for event in (make_running(), make_past()):
        row = make_seat(event, working_on="前の文", allows_photos=True)
        assert row.user
        client.force_login(row.user)
        assert "working_on" not in client.get(_url(event)).context["form"].fields
        _post(client, _url(event), working_on="後から")
        row.refresh_from_db()
        assert (row.allows_photos, row.working_on) == (False, "前の文")


def test_the_step_itself_refuses_what_comes_too_late() -> None:
    row = make_seat(make_running())
    with pytest.raises(StateError):
        change_registration(row, {"working_on": "後から"}, [], by=make_user())
    row.state = Registration.State.CANCELLED
    row.save()
    with pytest.raises(StateError):
        change_registration(row, {"allows_photos": False}, [], by=make_user())


def test_the_office_does_it_for_who_telephones(client: Client) -> None:
    event = make_event()
    by = make_staff(event.municipality, StaffRole.Role.EDITOR)
    row = register_guest(event, Guest("例田 とみ"), Answers(allows_photos=True), by=by)
    client.force_login(by)
    url = reverse("events:guest_change", args=[event.slug, row.receipt])
    participants = reverse("events:event_participants", args=[event.slug])
    assert url in client.get(participants).content.decode()
    assert _post(client, url, access_needs="車いすの席") == participants
    row.refresh_from_db()
    assert (row.access_needs, row.allows_photos) == ("車いすの席", False)


def test_nothing_is_changed_of_others_or_of_what_is_gone(
    client: Client, seat: Registration
) -> None:
    other = make_seat(make_event())
    assert client.get(_url(other.event)).status_code == 404
    Event.objects.filter(pk=seat.event_id).update(state="cancelled", cancel_reason="大雪")
    assert client.get(_url(seat.event)).status_code == 404


@pytest.mark.parametrize("typed", TYPEABLE)
def test_nothing_that_is_typed_breaks_the_page(
    client: Client, seat: Registration, typed: str
) -> None:
    make_table(seat.event)
    names = ("interested_in", "lacking", "access_needs", "wish_1", "allows_photos")
    _post(client, _url(seat.event), working_on=typed, **dict.fromkeys(names, typed))


def test_a_mistake_is_said_and_nothing_is_lost(client: Client, seat: Registration) -> None:
    page = _post(client, _url(seat.event), working_on="", lacking="書いた文")
    assert 'id="error-summary"' in page
    assert "書いた文" in page
    assert Registration.objects.get().lacking == ""


def test_who_was_received_early_is_cancelled_from_the_list(client: Client) -> None:
    event = make_event()
    row = make_seat(event, checked_in_at=event.starts_at)
    client.force_login(make_staff(event.municipality, StaffRole.Role.EDITOR))
    page = client.get(reverse("events:event_participants", args=[event.slug])).content.decode()
    assert reverse("events:guest_cancel", args=[event.slug, row.receipt]) in page

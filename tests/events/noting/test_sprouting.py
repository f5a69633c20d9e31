"""A sprout becomes something to follow up: in one tap, once, and only if somebody would like to."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.models import FollowUp
from events.noting import writing
from events.noting.sprouting import sprout
from tests.events.noting.tables import Part, make_evening, person, reader, seat, write
from tomoni.journal.models import Entry
from tomoni.models import StateError

pytestmark = pytest.mark.django_db


def test_one_tap_gives_owner_day_and_title() -> None:
    table = make_evening(2)
    entry = write(table, "茶殻を堆肥に\n一度見に行く", 1, part=Part.SPROUT)
    found = sprout(entry, reader(table))
    assert (found.owner, found.partner) == (person(table), seat(table).partner)
    assert found.due_on == timezone.localdate() + timedelta(days=14)
    assert (found.title, found.state, found.counterpart) == (
        "茶殻を堆肥に 一度見に行く",
        "open",
        None,
    )
    assert (found.event, found.came_from) == (table.event, table.event)
    assert Entry.objects.get(verb="follow_up.made").actor == person(table)


def test_a_second_tap_of_anybody_gives_the_first() -> None:
    table = make_evening(2)
    entry = write(table, "芽", part=Part.SPROUT)
    assert sprout(entry, reader(table)) == sprout(entry, reader(table, 1))
    assert FollowUp.objects.get().owner == person(table)


def test_what_is_common_is_nothing_to_follow_up() -> None:
    table = make_evening(1)
    for entry in (write(table, "関心"), write(table, "消した芽", part=Part.SPROUT)):
        writing.delete_entry(entry, reader(table))
        with pytest.raises(StateError):
            sprout(entry, reader(table))
    assert not FollowUp.objects.exists()


def test_a_long_entry_gives_a_title_that_fits() -> None:
    table = make_evening(1)
    found = sprout(write(table, "長" * 900, part=Part.NEXT), reader(table))
    assert (len(found.title), found.title[-1]) == (200, "…")


def test_only_who_looks_after_it_is_led_to_where_it_is_changed(client: Client) -> None:
    table = make_evening(2)
    entry = write(table, "芽", part=Part.SPROUT)
    found = sprout(entry, reader(table))
    page = f"/events/{table.event.slug}/tables/{table.number}/notes/"
    for number, is_led in ((0, True), (1, False)):
        client.force_login(person(table, number))
        shown = client.get(page).content.decode()
        assert "参加者0" in shown
        assert (f'href="{found.get_absolute_url()}"' in shown) == is_led


def test_nobody_else_takes_it_over_by_the_notes(client: Client) -> None:
    table = make_evening(2)
    entry = write(table, "芽", part=Part.SPROUT)
    found = sprout(entry, reader(table))
    client.force_login(person(table, 1))
    said = {"owner": str(person(table, 1).pk), "title": "別のこと", "version": "1"}
    said |= {"due_on": timezone.localdate().isoformat(), "idempotency_key": str(uuid.uuid4())}
    url = f"/events/{table.event.slug}/notes/{entry.pk}/follow-up/"
    assert client.post(url, said).status_code == 404
    found.refresh_from_db()
    assert (found.owner, found.title) == (person(table), "芽")

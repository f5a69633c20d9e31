"""Who may write at a table, and that nobody overwrites anybody."""

import uuid
from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from events.models import Duty, Event, NoteEntry, Place
from events.noting import writing
from events.noting.access import tables_open_to
from events.seating import publishing
from events.seating.computing import plan_of, seat_event
from tests.events.noting.tables import Part, make_evening, person, reader, seat, write
from tests.factories import make_duty, make_operator, make_staff, make_table, make_user
from tomoni.journal.models import Entry
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db


# --- Who ----------------------------------------------------------------------------------------


def test_without_a_seating_everybody_with_a_seat_writes_at_every_table() -> None:
    table = make_evening(1)
    assert reader(table).may_write
    assert not reader(table).may_agree
    assert write(table, "縁側の改修").author == seat(table)


@pytest.mark.parametrize("state", ["waiting", "cancelled", "nobody", "operator", "elsewhere"])
def test_others_have_no_business_at_a_table(state: str) -> None:
    table = make_evening(1)
    who = person(table)
    if state in {"waiting", "cancelled"}:
        table.event.registrations.update(state=state, queue_number=1)
    elif state == "nobody":
        who = make_user()
    elif state == "operator":
        who = make_operator()
    else:
        who = person(make_evening(1))
    with pytest.raises(Http404):
        reader(table, who)


def test_with_tables_shown_only_those_of_the_table_write_and_only_in_their_round() -> None:
    table = make_evening(2, rounds=2)
    other = make_table(table.event, "茶")
    staff = make_staff(table.event.municipality)
    plan = seat_event(table.event, staff)
    Place.objects.filter(registration=seat(table, 0)).delete()
    for at, where in ((1, table), (2, other)):
        Place.objects.create(plan=plan, round=at, table=where, registration=seat(table, 0))
    assert (reader(table).rounds, reader(other).rounds) == ((1,), (2,))  # seated, not shown yet
    publishing.publish(plan_of(table.event), staff)
    assert (reader(table).rounds, reader(other).rounds) == ((1,), (2,))
    Place.objects.filter(registration=seat(table, 0), table=other).delete()
    with pytest.raises(Http404):
        reader(other)


def test_who_leads_and_the_staff_write_and_agree() -> None:
    table = make_evening(0)
    other = make_table(table.event, "茶")
    kinds, people = Duty.Kind, {kind: make_user() for kind in Duty.AT_TABLES}
    for kind, user in people.items():
        make_duty(table.event, kind, table=table, user=user, name="見本")
    roaming = make_user()
    make_duty(table.event, kinds.NOTE_TAKER, user=roaming, name="書き手")
    make_duty(table.event, kinds.RECEPTION, user=(reception := make_user()), name="受付")
    city = table.event.municipality
    editor, viewer = make_staff(city), make_staff(city, StaffRole.Role.VIEWER)
    found = {
        who: (reader(table, user).may_write, reader(table, user).may_agree)
        for who, user in {**people, "roaming": roaming, "editor": editor, "viewer": viewer}.items()
    }
    assert found == {
        kinds.ADVISER: (True, False),
        kinds.FACILITATOR: (True, True),
        kinds.NOTE_TAKER: (True, True),
        "roaming": (True, True),
        "editor": (True, True),
        "viewer": (False, False),
    }
    assert reader(other, roaming).may_agree
    for stranger in (people[kinds.FACILITATOR], reception):
        with pytest.raises(Http404):
            reader(other, stranger)
    assert write(table, "進行役の一言", people[kinds.FACILITATOR]).author is None
    with pytest.raises(StateError):
        write(table, "見るだけの人", viewer)


def test_the_tables_open_to_somebody() -> None:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    table = make_evening(1)
    request = HttpRequest()
    request.user = person(table)
    assert tables_open_to(request, table.event, [table]) == [table]
    request = HttpRequest()
    request.user = AnonymousUser()
    assert tables_open_to(request, table.event, [table]) == []


# --- When ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "is_open"), [(-2, False), (0, True), (13, True), (15, False)])
def test_tables_write_from_the_day_on_for_two_weeks(days: int, is_open: bool) -> None:
    table = make_evening(1)
    begin = timezone.now() - timedelta(days=days, hours=1)
    Event.objects.filter(pk=table.event_id).update(
        starts_at=begin, ends_at=begin + timedelta(hours=1), registration_closes_at=begin
    )
    if is_open:
        assert write(table, "できました").pk
    else:
        with pytest.raises(StateError):
            write(table, "まだです")


def test_nothing_is_written_at_a_meeting_that_was_called_off() -> None:
    table = make_evening(1)
    Event.objects.update(state="cancelled", cancel_reason="台風")
    with pytest.raises(StateError):
        write(table, "中止")


# --- What ---------------------------------------------------------------------------------------


def test_each_voice_is_a_row_of_its_own() -> None:
    table = make_evening(2)
    for who, text in ((0, "縁側"), (1, "縁側"), (0, "庭")):
        write(table, text, who)
    assert list(NoteEntry.objects.values_list("author__user__name", "text")) == [
        ("参加者0", "縁側"),
        ("参加者1", "縁側"),
        ("参加者0", "庭"),
    ]


def test_the_same_key_is_the_same_entry() -> None:
    table, key = make_evening(2), uuid.uuid4()
    first = write(table, "縁側", key=key)
    assert write(table, "もう一度送った縁側", key=key) == first
    first.refresh_from_db()
    assert (first.text, NoteEntry.objects.count()) == ("縁側", 1)
    assert Entry.objects.filter(verb="note.written").count() == 1
    with pytest.raises(StateError):
        write(table, "他人の鍵", 1, key=key)


def test_editing_needs_the_version_that_was_seen() -> None:
    table = make_evening(1)
    entry = write(table, "縁側")
    stale = NoteEntry.objects.get(pk=entry.pk)
    said = {"is_shareable": True}
    writing.edit_entry(entry, reader(table), seen=1, text="縁側と庭", **said)
    with pytest.raises(LostUpdateError):
        writing.edit_entry(stale, reader(table), seen=1, text="縁側と畑", **said)
    assert NoteEntry.objects.get().text == "縁側と庭"


def test_only_the_writer_changes_an_entry() -> None:
    table = make_evening(2)
    entry = write(table, "縁側")
    other = reader(table, 1)
    for step in (
        lambda: writing.edit_entry(entry, other, seen=1, text="x", is_shareable=True),
        lambda: writing.delete_entry(entry, other),
        lambda: writing.restore_entry(entry, other),
    ):
        with pytest.raises(StateError):
            step()
    assert NoteEntry.objects.get().text == "縁側"


def test_taken_out_and_put_back() -> None:
    table = make_evening(1)
    entry = write(table, "縁側")
    for _turn in range(2):
        writing.delete_entry(entry, reader(table))
    assert not NoteEntry.objects.standing().exists()
    assert Entry.objects.filter(verb="note.deleted").count() == 1
    for _turn in range(2):
        writing.restore_entry(entry, reader(table))
    kept = NoteEntry.objects.standing().get()
    assert (kept.text, kept.part, kept.version) == ("縁側", Part.COMMON, 3)

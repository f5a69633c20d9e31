"""What of the notes everybody may read: allowed by its writer, agreed on as it is, without an
objection."""

from itertools import pairwise

import pytest
from django.test import Client

from events.models import NoteEntry, Objection, Table
from events.noting import agreeing, writing
from tests.events.noting.tables import make_evening, person, reader, write
from tests.factories import make_staff
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.models import StateError

pytestmark = pytest.mark.django_db


@pytest.fixture
def table() -> Table:
    return make_evening(3)


@pytest.fixture
def staff(table: Table) -> User:
    return make_staff(table.event.municipality)


def _agree(table: Table, who: User) -> None:
    agreeing.agree(reader(table, who), seen=agreeing.marker(table))


def _public(table: Table) -> list[str]:
    """The entries of the public page, which asks for no login."""
    page = Client().get(f"/events/{table.event.slug}/notes/").content.decode()
    shown = [entry.text for entry in NoteEntry.objects.order_by("pk") if entry.text in page]
    assert shown == [entry.text for entry in NoteEntry.objects.published()]
    assert "参加者" not in page
    return shown


def test_nothing_is_public_before_the_table_has_agreed(table: Table, staff: User) -> None:
    write(table, "縁側")
    assert _public(table) == []
    _agree(table, staff)
    assert _public(table) == ["縁側"]
    assert Entry.objects.get(verb="notes.agreed").actor == staff


def test_what_its_writer_keeps_for_the_table_stays_there(table: Table, staff: User) -> None:
    write(table, "ここだけの話", is_shareable=False)
    write(table, "縁側")
    _agree(table, staff)
    assert _public(table) == ["縁側"]


def test_what_is_written_or_changed_later_waits_for_the_next_time(
    table: Table, staff: User
) -> None:
    first = write(table, "縁側")
    _agree(table, staff)
    write(table, "後から", 1)
    assert _public(table) == ["縁側"]
    writing.edit_entry(first, reader(table), seen=1, text="縁側と庭", is_shareable=True)
    assert _public(table) == []
    _agree(table, staff)
    assert _public(table) == ["縁側と庭", "後から"]


def test_an_entry_put_back_is_agreed_on_anew(table: Table, staff: User) -> None:
    entry = write(table, "縁側")
    _agree(table, staff)
    writing.delete_entry(entry, reader(table))
    assert _public(table) == []
    writing.restore_entry(entry, reader(table))
    assert _public(table) == []


def test_agreeing_is_about_what_was_seen(table: Table, staff: User) -> None:
    write(table, "縁側")
    seen = agreeing.marker(table)
    write(table, "見ていない一言", 1)
    with pytest.raises(StateError):
        agreeing.agree(reader(table, staff), seen=seen)
    assert _public(table) == []


def test_only_who_leads_or_the_office_says_that_the_table_has_agreed(table: Table) -> None:
    write(table, "縁側")
    with pytest.raises(StateError):
        _agree(table, person(table))
    with pytest.raises(StateError):
        agreeing.take_back(reader(table))


def test_an_objection_counts_before_and_after_agreeing(table: Table, staff: User) -> None:
    early, late, fine = (write(table, text) for text in ("早い", "遅い", "よい"))
    agreeing.object_to(early, reader(table, 1))
    _agree(table, staff)
    assert _public(table) == ["遅い", "よい"]
    agreeing.object_to(late, reader(table, 2))
    assert _public(table) == ["よい"]
    _agree(table, staff)
    assert _public(table) == [fine.text]


def test_ones_own_objection_is_taken_back_and_anothers_stays(table: Table, staff: User) -> None:
    entry = write(table, "縁側")
    for number in (1, 2, 2):
        agreeing.object_to(entry, reader(table, number))
    _agree(table, staff)
    agreeing.withdraw_objection(entry, reader(table, 1))
    assert (_public(table), Objection.objects.count()) == ([], 1)
    agreeing.withdraw_objection(entry, reader(table, 2))
    assert _public(table) == ["縁側"]


def test_nobody_learns_whose_objection_it_is(table: Table, staff: User) -> None:
    entry = write(table, "縁側", 1)
    agreeing.object_to(entry, reader(table, 0))
    assert Entry.objects.get(verb="note.objected").actor is None
    pages = {}
    for number in range(3):
        client = Client()
        client.force_login(person(table, number))
        address = f"/events/{table.event.slug}/tables/{table.number}/notes/"
        pages[number] = client.get(address).content.decode()
    assert all("この卓だけに残ります" in page for page in pages.values())
    assert [f'id="withdraw-{entry.pk}"' in page for page in pages.values()] == [True, False, False]


def test_taking_the_agreement_back_hides_everything(table: Table, staff: User) -> None:
    write(table, "縁側")
    _agree(table, staff)
    for _turn in range(2):
        agreeing.take_back(reader(table, staff))
    assert _public(table) == []
    assert Entry.objects.filter(verb="notes.agreement_taken_back").count() == 1


def test_the_marker_changes_with_everything_that_is_seen(table: Table, staff: User) -> None:
    from events.noting.sprouting import sprout

    seen = [agreeing.marker(table)]
    entry = write(table, "芽", part="sprout")
    steps = [
        lambda: None,
        lambda: writing.edit_entry(
            entry, reader(table), seen=1, text="芽が出る", is_shareable=True
        ),
        lambda: agreeing.object_to(entry, reader(table, 1)),
        lambda: agreeing.withdraw_objection(entry, reader(table, 1)),
        lambda: _agree(table, staff),
        lambda: agreeing.take_back(reader(table, staff)),
        lambda: sprout(entry, reader(table)),
        lambda: writing.delete_entry(entry, reader(table)),
        lambda: writing.restore_entry(entry, reader(table)),
    ]
    for step in steps:
        step()
        seen.append(agreeing.marker(table))
    # Taken back, an objection or an agreement leaves all as it was before.
    assert all(one != other for one, other in pairwise(seen))

"""Twenty phones at one table, on real PostgreSQL: nothing is lost, nothing is doubled."""

import uuid
from collections.abc import Callable

import pytest

from events.models import FollowUp, NoteEntry, TableNotes
from events.noting import agreeing, writing
from events.noting.sprouting import sprout
from tests.events.noting.tables import Part, make_evening, reader, write
from tests.events.seating.test_races import at_once
from tests.factories import make_staff
from tomoni.models import LostUpdateError, StateError

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_key_ten_times_at_once() -> None:
    table, key = make_evening(1), uuid.uuid4()
    results = at_once([lambda: write(table, "縁側", key=key)] * 10)
    assert {getattr(result, "pk", result) for result in results} == {NoteEntry.objects.get().pk}


def test_twenty_phones_write_at_once() -> None:
    table = make_evening(20)
    steps = [
        lambda number=number, turn=turn: write(table, f"{number}-{turn}", number)
        for number in range(20)
        for turn in range(2)
    ]
    results = at_once(steps)
    assert [result for result in results if isinstance(result, Exception)] == []
    texts = set(NoteEntry.objects.values_list("text", flat=True))
    assert texts == {f"{number}-{turn}" for number in range(20) for turn in range(2)}
    assert TableNotes.objects.count() == 1


def test_two_edits_of_one_entry_at_once() -> None:
    table = make_evening(1)
    entry = write(table, "縁側")

    def edit(text: str) -> Callable[[], None]:
        def step() -> None:
            own = NoteEntry.objects.select_related("table__event__municipality").get(pk=entry.pk)
            writing.edit_entry(own, reader(table), seen=1, text=text, is_shareable=True)

        return step

    results = at_once([edit(f"縁側と{number}") for number in range(6)])
    assert results.count(None) == 1
    assert sum(isinstance(result, LostUpdateError) for result in results) == 5
    assert NoteEntry.objects.get().text == f"縁側と{results.index(None)}"


def test_ten_taps_on_one_sprout() -> None:
    table = make_evening(10)
    entry = write(table, "芽", part=Part.SPROUT)
    results = at_once(
        [lambda number=number: sprout(entry, reader(table, number)) for number in range(10)]
    )
    assert {getattr(result, "pk", result) for result in results} == {FollowUp.objects.get().pk}


@pytest.mark.parametrize("turn", range(3))
def test_what_is_written_while_the_table_agrees_is_not_agreed_to(turn: int) -> None:
    table = make_evening(6)
    staff = make_staff(table.event.municipality)
    write(table, "見た一言")
    seen = agreeing.marker(table)
    steps: list[Callable[[], object]] = [
        lambda: agreeing.agree(reader(table, staff), seen=seen),
        *[lambda number=number: write(table, f"後{number}", number) for number in range(6)],
    ]
    agreed, *written = at_once(steps)
    assert [result for result in written if isinstance(result, Exception)] == []
    public = [entry.text for entry in NoteEntry.objects.published()]
    assert public == ([] if isinstance(agreed, StateError) else ["見た一言"])


def test_objecting_while_the_table_agrees_is_heard() -> None:
    table = make_evening(2)
    staff = make_staff(table.event.municipality)
    entry = write(table, "縁側")
    seen = agreeing.marker(table)
    at_once(
        [
            lambda: agreeing.agree(reader(table, staff), seen=seen),
            lambda: agreeing.object_to(entry, reader(table, 1)),
        ]
    )
    assert not NoteEntry.objects.published().exists()

"""A meeting under way with people at a table who write."""

import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from events.models import Event, NoteEntry, Registration, Table
from events.noting.access import Reader, reader_of
from events.noting.writing import write_entry
from tests.events.seating.people import make_seat
from tests.factories import make_event, make_table
from tomoni.accounts.models import User

Part = NoteEntry.Part


def make_evening(people: int = 3, **fields: Any) -> Table:
    """A table of a meeting that has begun; everybody with a seat may write, as nobody is seated."""
    now = timezone.now()
    times = {
        "starts_at": now - timedelta(minutes=30),
        "ends_at": now + timedelta(hours=2),
        "registration_closes_at": now - timedelta(hours=1),
    }
    event = make_event(**{**times, **fields})
    table = make_table(event, "空き家")
    for number in range(people):
        make_seat(event, f"参加者{number}")
    return table


def seat(table: Table, number: int = 0) -> Registration:
    """One of the participants."""
    return table.event.registrations.order_by("pk")[number]


def person(table: Table, number: int = 0) -> User:
    """The account of one of the participants."""
    user = seat(table, number).user
    assert user is not None
    return user


def reader(table: Table, who: User | int = 0) -> Reader:
    """Somebody before the notes, by the rules of the pages."""
    request = HttpRequest()
    request.user = person(table, who) if isinstance(who, int) else who
    event = Event.objects.select_related("municipality").get(pk=table.event_id)
    own = Table.objects.get(pk=table.pk)
    own.event = event
    return reader_of(request, event, own)


def write(table: Table, text: str, who: User | int = 0, **fields: Any) -> NoteEntry:
    """An entry, in the first round and about what is common unless told otherwise."""
    said: dict[str, Any] = {"key": uuid.uuid4(), "at": 1, "part": Part.COMMON, **fields}
    return write_entry(reader(table, who), text=text, **said)

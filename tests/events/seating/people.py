"""A meeting with people who have seats and wishes, and the office that seats them."""

from typing import Any

from django.db.models import F
from django.db.models.functions import Greatest

from events.models import Event, Registration, Table, TableWish
from tests.factories import make_event, make_partner, make_table, make_user
from tomoni.receipts import new_receipt


def make_seat(event: Event, name: str = "", **fields: Any) -> Registration:
    """Somebody of a partner of its own who takes part; `wishes` are tables, the dearest first."""
    wishes = fields.pop("wishes", ())
    if "user" not in fields:
        fields["user"] = make_user(name)
    if "partner" not in fields:
        fields["partner"] = make_partner(municipality=event.municipality)
    fields.setdefault("receipt", new_receipt("M"))
    fields.setdefault("state", Registration.State.REGISTERED)
    row = Registration.objects.create(event=event, **fields)
    if row.has_seat:
        capacity = Greatest(F("capacity"), F("taken") + 1)
        Event.objects.filter(pk=event.pk).update(taken=F("taken") + 1, capacity=capacity)
    wish(row, *wishes)
    return row


def wish(registration: Registration, *tables: Table) -> None:
    """The tables somebody would like to sit at."""
    TableWish.objects.bulk_create(
        TableWish(registration=registration, table=table, rank=rank)
        for rank, table in enumerate(tables, 1)
    )


def make_meeting(people: int = 6, tables: int = 2, **fields: Any) -> Event:
    """A meeting whose guests wish for its tables in turn."""
    event = make_event(**{"capacity": 400, **fields})
    rows = [make_table(event, f"テーマ{number}", seats=6) for number in range(1, tables + 1)]
    for number in range(people):
        make_seat(event, f"参加者{number}", wishes=[rows[number % tables]])
    return event


def places(event: Event, at: int = 1) -> dict[str, int]:
    """Name → number of the table in a round."""
    rows = event.seating.places.filter(round=at).select_related("registration__user", "table")
    return {row.registration.person_name: row.table.number for row in rows}

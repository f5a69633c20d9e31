"""Exchange meetings."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from events.models import Duty, Event, Table
from tests.making.people import make_municipality, numbers
from tomoni.municipalities.models import Municipality


def make_event(municipality: Municipality | None = None, **fields: Any) -> Event:
    """An announced meeting in two weeks with ten seats."""
    number, now = next(numbers), timezone.now()
    defaults = {
        "slug": f"meeting-{number}",
        "title": f"交流会{number}",
        "summary": "パートナーが集まり、テーマごとに話します。",
        "venue": "市民会館",
        "starts_at": now + timedelta(days=14),
        "ends_at": now + timedelta(days=14, hours=2),
        "registration_closes_at": now + timedelta(days=12),
        "capacity": 10,
        "state": Event.State.ANNOUNCED,
    }
    return Event.objects.create(
        municipality=municipality or make_municipality(), **{**defaults, **fields}
    )


def make_table(
    event: Event, theme: str = "空き家", *, adviser: str = "", facilitator: str = "", **fields: Any
) -> Table:
    """A theme table of the meeting, with who leads it where they are named."""
    fields.setdefault("number", event.tables.count() + 1)
    table = Table.objects.create(event=event, theme=theme, **fields)
    for kind, name in ((Duty.Kind.ADVISER, adviser), (Duty.Kind.FACILITATOR, facilitator)):
        if name:
            make_duty(event, kind, table=table, name=name)
    return table


def make_duty(event: Event, kind: Duty.Kind, **fields: Any) -> Duty:
    """Somebody who has something to do at the meeting."""
    fields.setdefault("name", fields["user"].name if "user" in fields else "例田 一郎")
    return Duty.objects.create(event=event, kind=kind, **fields)

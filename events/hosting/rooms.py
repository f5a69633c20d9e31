"""Where a participant sits, and the links by which those elsewhere take part.

A link is given to who has a seat and to nobody else, from half an hour before the meeting on.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from events.models import Place, Registration, Table

OPENS_BEFORE = timedelta(minutes=30)
OPEN_AFTER = timedelta(minutes=30)


@dataclass(frozen=True)
class Room:
    """A table with its link; `round` where the seating says when."""

    table: Table
    round: int | None = None


def places_of(registration: Registration | None) -> list[Place]:
    """Where the person sits, round by round, once the seating is shown to the participants."""
    if registration is None or not registration.has_seat:
        return []
    return list(Place.objects.shown_to(registration))


def is_open(registration: Registration | None) -> bool:
    """Whether the links are shown to the person now."""
    if registration is None or not registration.has_seat:
        return False
    event, now = registration.event, timezone.now()
    is_time = event.starts_at - OPENS_BEFORE <= now < event.ends_at + OPEN_AFTER
    return event.state == "announced" and event.is_online and is_time


def rooms_for(registration: Registration | None, places: list[Place]) -> list[Room]:
    """The person's tables with a link; where they have no place yet, all tables with one."""
    if registration is None or not is_open(registration):
        return []
    if places:
        return [Room(each.table, each.round) for each in places if each.table.online_link]
    tables = registration.event.tables.exclude(online_link="")
    return [Room(table) for table in tables]

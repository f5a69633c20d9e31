"""Exchange meetings: series, programme, tables, and who takes part."""

from events.models.event import IN_ORDER, Event, EventQuerySet, ProgrammeItem, Series, Table
from events.models.registration import (
    Registration,
    RegistrationQuerySet,
    TableWish,
    waiting_per_event,
)

__all__ = [
    "IN_ORDER",
    "Event",
    "EventQuerySet",
    "ProgrammeItem",
    "Registration",
    "RegistrationQuerySet",
    "Series",
    "Table",
    "TableWish",
    "waiting_per_event",
]

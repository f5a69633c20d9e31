"""Exchange meetings: series, programme, tables, who takes part, and what comes of it."""

from events.models.afterwards import (
    AgainWish,
    AgainWishQuerySet,
    Answer,
    FollowUp,
    FollowUpQuerySet,
)
from events.models.event import IN_ORDER, Event, EventQuerySet, Series
from events.models.notes import NoteEntry, NoteEntryQuerySet, Objection, TableNotes
from events.models.parts import Duty, DutyQuerySet, EventInvitation, ProgrammeItem, Table, timed
from events.models.pitch import HelpOffer, Pitch, PitchQuerySet
from events.models.reception import ReceptionStep
from events.models.registration import (
    Registration,
    RegistrationQuerySet,
    TableWish,
    waiting_per_event,
)
from events.models.report import Report, ReportPhoto, ReportQuerySet, ReportTag
from events.models.seating import Place, SeatingBar, SeatingPlan
from events.models.topic import Topic, TopicQuerySet

__all__ = [
    "IN_ORDER",
    "AgainWish",
    "AgainWishQuerySet",
    "Answer",
    "Duty",
    "DutyQuerySet",
    "Event",
    "EventInvitation",
    "EventQuerySet",
    "FollowUp",
    "FollowUpQuerySet",
    "HelpOffer",
    "NoteEntry",
    "NoteEntryQuerySet",
    "Objection",
    "Pitch",
    "PitchQuerySet",
    "Place",
    "ProgrammeItem",
    "ReceptionStep",
    "Registration",
    "RegistrationQuerySet",
    "Report",
    "ReportPhoto",
    "ReportQuerySet",
    "ReportTag",
    "SeatingBar",
    "SeatingPlan",
    "Series",
    "Table",
    "TableNotes",
    "TableWish",
    "Topic",
    "TopicQuerySet",
    "timed",
    "waiting_per_event",
]

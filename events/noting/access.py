"""Who reads and writes the notes of a table: who sits there, who leads it, and the office."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from events.models import Duty, Event, NoteEntry, Place, Registration, SeatingPlan, Table
from tomoni.accounts.models import User
from tomoni.accounts.signed_in import person_of
from tomoni.municipalities.access import staff_roles
from tomoni.municipalities.models import StaffRole

OPEN_FOR = timedelta(days=14)
"""So long after the meeting its tables may still write."""
_AGREEING = (Duty.Kind.FACILITATOR, Duty.Kind.NOTE_TAKER)


@dataclass(frozen=True)
class Reader:
    """A person before the notes of a table, in the rounds that concern the person."""

    user: User
    event: Event
    table: Table
    rounds: tuple[int, ...]
    registration: Registration | None
    may_write: bool
    may_agree: bool

    def sees(self, at: int) -> bool:
        """The round is one of the person's."""
        return at in self.rounds


def reader_of(request: HttpRequest, event: Event, table: Table) -> Reader:
    """What the person is at this table; Http404 for who has nothing to do with it."""
    sitting = Sitting(request, event)
    rounds = sitting.rounds_at(table)
    if not rounds:
        raise Http404
    leads = any(sitting.is_about(duty, table) for duty in sitting.duties)
    counts = leads or sitting.sits_at(table)
    return Reader(
        user=sitting.user,
        event=event,
        table=table,
        rounds=rounds,
        registration=sitting.registration if counts else None,
        may_write=counts or sitting.edits,
        may_agree=sitting.edits
        or any(sitting.is_about(duty, table, *_AGREEING) for duty in sitting.duties),
    )


class Sitting:
    """What somebody is at the tables of a meeting, in a number of queries that does not grow."""

    def __init__(self, request: HttpRequest, event: Event) -> None:
        self.user, self.event = person_of(request), event
        self.roles = [
            StaffRole.Role(role.role)
            for role in staff_roles(request)
            if role.municipality_id == event.municipality_id
        ]
        self.edits = any(role.includes(StaffRole.Role.EDITOR) for role in self.roles)
        at_tables = Q(table__isnull=False) | Q(kind=Duty.Kind.NOTE_TAKER)
        of_user = Duty.objects.of_user(self.user).filter(event=event, kind__in=Duty.AT_TABLES)
        self.duties = list(of_user.filter(at_tables))
        rows = Registration.objects.registered().of_user(self.user).filter(event=event)
        self.registration = rows.with_names().first()
        self.places = self._places()

    def _places(self) -> dict[int, list[int]] | None:
        """Table → rounds of the person's; None where nobody was seated at all.

        A seating opens no table to others, also while it is hidden. Before the meeting begins it
        tells nobody their table that was never shown.
        """
        if self.registration is None:
            return {}
        plan = SeatingPlan.objects.filter(event=self.event).first()
        if plan is None or not (plan.is_computed or plan.published_at):
            return None
        if plan.published_at is None and not self.event.has_started:
            return {}
        found: dict[int, list[int]] = {}
        rows = Place.objects.in_rounds().filter(registration=self.registration).order_by("round")
        for table, at in rows.values_list("table", "round"):
            found.setdefault(table, []).append(at)
        return found

    def is_about(self, duty: Duty, table: Table, *kinds: Duty.Kind) -> bool:
        """A duty at this table; a note taker without a table takes notes at all of them."""
        return duty.table_id in (table.pk, None) and (not kinds or duty.kind in kinds)

    def sits_at(self, table: Table) -> bool:
        """The person has a place there, or a seat at a meeting where nobody was seated."""
        is_free = self.registration is not None and self.places is None
        return is_free or table.pk in (self.places or {})

    def rounds_at(self, table: Table) -> tuple[int, ...]:
        """The rounds whose notes the person may read there; none for who has no business there."""
        every = tuple(range(1, self.event.rounds + 1))
        if self.roles or any(self.is_about(duty, table) for duty in self.duties):
            return every
        if self.registration is None:
            return ()
        if self.places is None:
            return every
        return tuple(self.places.get(table.pk, ()))


def table_of(request: HttpRequest, slug: str, number: int) -> tuple[Event, Table]:
    """The meeting and its table."""
    rows = Event.objects.visible_to(request.user).select_related("municipality")
    event = get_object_or_404(rows, slug=slug)
    table = get_object_or_404(event.tables.all(), number=min(number, 2**15 - 1))
    table.event = event
    return event, table


def is_open(event: Event) -> bool:
    """Tables write from the day of the meeting until two weeks after it."""
    today, first = timezone.localdate(), timezone.localdate(event.starts_at)
    is_held = event.state == Event.State.ANNOUNCED
    return is_held and first <= today and timezone.now() < event.ends_at + OPEN_FOR


def tables_open_to(request: HttpRequest, event: Event, tables: list[Table]) -> list[Table]:
    """Those whose notes the person may read, with nothing for who is not signed in."""
    if not request.user.is_authenticated:
        return []
    sitting = Sitting(request, event)
    return [table for table in tables if sitting.rounds_at(table)]


def has_notes_for(request: HttpRequest, event: Event) -> bool:
    """There is something to read, for everybody or for the person, or the person may
    write somewhere now.
    """
    entries = NoteEntry.objects.standing().filter(table__event=event)
    if not entries.exists():
        return is_open(event) and bool(_open_to(request, event))
    if NoteEntry.objects.published().filter(table__event=event).exists():
        return True
    own = _open_to(request, event)
    return bool(own) and (is_open(event) or entries.filter(table__in=own).exists())


def _open_to(request: HttpRequest, event: Event) -> list[Table]:
    return tables_open_to(request, event, list(event.tables.all()))

"""Checking in, walk-ins, and seats that the office gives at the door.

Each step reads the row it changes under lock, so that two receptions that meet one person check
them in once and both learn when and by whom. Seats change as in `events/registration.py`: in the
statement that counts them, so that there is never one too many.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from events.hosting.access import takes_arrivals
from events.models import Event, Registration
from events.registration import move_up, partner_named
from tomoni import text
from tomoni.accounts.models import User
from tomoni.journal.record import record
from tomoni.receipts import new_receipt

State = Registration.State


class Outcome(StrEnum):
    """What became of a press at the reception."""

    DONE = "done"
    ALREADY = "already"  # checked in before, or undone before
    WAITING = "waiting"  # on the waiting list: the office decides
    CANCELLED = "cancelled"  # gave the seat back meanwhile
    FULL = "full"  # no seat is free: the office decides
    CLOSED = "closed"  # called off, or over for long
    UNKNOWN = "unknown"  # no such person at this meeting
    INVALID = "invalid"  # a name is missing or too long


@dataclass(frozen=True)
class Arrival:
    """The outcome with the registration as it is now, if there is one."""

    outcome: Outcome
    registration: Registration | None = None


@dataclass(frozen=True)
class Guest:
    """Who comes without a registration. `is_over`: beyond the capacity if need be."""

    name: str
    affiliation: str = ""
    allows_photos: bool = False
    is_over: bool = False


@transaction.atomic
def check_in(registration: Registration, *, by: User, at: datetime | None = None) -> Arrival:
    """The person is here; `at` is when the button was pressed. A second time changes nothing."""
    held = _hold(registration)
    refused = _refusal(held)
    if refused or held.is_checked_in:
        return Arrival(refused or Outcome.ALREADY, held)
    held.checked_in_at, held.checked_in_by = at or timezone.now(), by
    _save(held, by, "registration.checked_in")
    return Arrival(Outcome.DONE, held)


@transaction.atomic
def undo(registration: Registration, *, by: User, at: datetime | None = None) -> Arrival:
    """It was somebody else. What was checked in after the button was pressed stays."""
    held = _hold(registration)
    if refused := _refusal(held):
        return Arrival(refused, held)
    if held.checked_in_at is None or (at and held.checked_in_at > at):
        return Arrival(Outcome.ALREADY, held)
    held.checked_in_at = held.checked_in_by = None
    _save(held, by, "registration.check_in_undone")
    return Arrival(Outcome.DONE, held)


@transaction.atomic
def walk_in(event: Event, guest: Guest, *, by: User, at: datetime | None = None) -> Arrival:
    """Write down who comes without a registration; they have a seat and are here.

    FULL where no seat is free and nobody has decided on one more.
    """
    if refused := _take_seat(event, is_over=guest.is_over):
        return Arrival(refused)
    partner = partner_named(guest.affiliation, event)
    registration = Registration.objects.create(
        event=event,
        partner=partner,
        guest_name=guest.name,
        guest_affiliation="" if partner else guest.affiliation,
        way=Registration.Way.WALK_IN,
        receipt=new_receipt("M"),
        state=State.REGISTERED,
        allows_photos=guest.allows_photos,
        checked_in_at=at or timezone.now(),
        checked_in_by=by,
    )
    record(by, "registration.walked_in", registration, municipality=event.municipality)
    return Arrival(Outcome.DONE, registration)


@transaction.atomic
def remove_walk_in(registration: Registration, *, by: User) -> Arrival:
    """The walk-in was written down by mistake: the seat is free again. Twice is once."""
    event = _hold_event(registration.event_id)
    held = _hold(registration)
    if held.way != Registration.Way.WALK_IN:
        return Arrival(Outcome.INVALID, held)
    if refused := _refusal(held):
        return Arrival(refused, held)
    held.state = State.CANCELLED
    held.checked_in_at = held.checked_in_by = None
    held.save(update_fields=["state", "checked_in_at", "checked_in_by", "updated_at"])
    record(by, "registration.walk_in_removed", held, municipality=event.municipality)
    Event.objects.filter(pk=event.pk).update(taken=F("taken") - 1)
    move_up(event)
    return Arrival(Outcome.DONE, held)


def has_twin(registration: Registration) -> bool:
    """Somebody else of this name is expected or here: perhaps the same person twice."""
    rows = Registration.objects.active().filter(event=registration.event_id)
    others = rows.exclude(pk=registration.pk).select_related("user")
    name = text.key(registration.person_name)
    return any(text.key(each.person_name) == name for each in others)


@transaction.atomic
def seat_waiting(registration: Registration, *, by: User, is_over: bool = False) -> Arrival:
    """The office gives somebody who waits a seat and checks them in; a decision of its own, so the
    order of the list does not bind it.
    """
    event = _hold_event(registration.event_id)
    held = _hold(registration)
    if not held.is_waiting:
        return check_in(held, by=by)
    if refused := _take_seat(event, is_over=is_over):
        return Arrival(refused, held)
    held.state = State.REGISTERED
    held.checked_in_at, held.checked_in_by = timezone.now(), by
    held.save(update_fields=["state", "checked_in_at", "checked_in_by", "updated_at"])
    record(by, "registration.seated", held, municipality=event.municipality)
    return Arrival(Outcome.DONE, held)


def _take_seat(event: Event, *, is_over: bool) -> Outcome | None:
    """A seat, or why none. Beyond the capacity, that grows in the same statement."""
    held = _hold_event(event.pk)
    if not takes_arrivals(held):
        return Outcome.CLOSED
    row = Event.objects.filter(pk=event.pk)
    if row.filter(taken__lt=F("capacity")).update(taken=F("taken") + 1):
        return None
    if not is_over:
        return Outcome.FULL
    row.update(taken=F("taken") + 1, capacity=F("capacity") + 1, version=F("version") + 1)
    return None


def _refusal(registration: Registration) -> Outcome | None:
    """Why nobody can be checked in with it."""
    if not takes_arrivals(registration.event):
        return Outcome.CLOSED
    if registration.state == State.CANCELLED:
        return Outcome.CANCELLED
    return Outcome.WAITING if registration.is_waiting else None


def _hold(registration: Registration) -> Registration:
    """The row as it is once nobody else holds it.

    Who checked in is not joined: where the row changes while this waits, the join is the old one.
    """
    rows = Registration.objects.select_for_update(of=("self",))
    return rows.select_related("event__municipality", "user", "partner").get(pk=registration.pk)


def _hold_event(pk: int) -> Event:
    rows = Event.objects.select_for_update(of=("self",)).select_related("municipality")
    return rows.get(pk=pk)


def _save(registration: Registration, by: User, verb: str) -> None:
    registration.save(update_fields=["checked_in_at", "checked_in_by", "updated_at"])
    record(by, verb, registration, municipality=registration.event.municipality)

"""How somebody gets a seat at a meeting, waits for one, and gives it back.

Whoever changes seats or the waiting list holds the row of the meeting until the transaction ends:
through the counting statement itself, or through `_hold`. So there is never a free seat while
somebody waits, and numbers of the waiting list have neither gaps nor repetitions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from events import mails
from events.models import Event, Registration, Table, TableWish
from partners.models import Partner
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.models import StateError
from tomoni.receipts import new_receipt


class RegistrationClosedError(StateError):
    """The meeting takes no registrations now."""


@dataclass(frozen=True)
class Answers:
    """What somebody tells about themselves when registering; `tables` are wishes, best first."""

    working_on: str = ""
    interested_in: str = ""
    lacking: str = ""
    access_needs: str = ""
    allows_photos: bool = False
    tables: Sequence[Table] = ()


def register(event: Event, user: User, partner: Partner, answers: Answers) -> Registration:
    """Give the person a seat, or the next place on the waiting list.

    Whoever is registered already gets that registration back, also from a second browser tab.
    Raises RegistrationClosedError when the meeting takes nobody (any more), by the database's
    clock.
    """
    existing = active_registration(event, user)
    if existing is not None:
        return existing
    try:
        with transaction.atomic():
            return _register(event, user, partner, answers)
    except IntegrityError:
        # The same person, at the same moment, elsewhere: the seat taken here was given back.
        existing = active_registration(event, user)
        if existing is None:
            raise
        return existing


def active_registration(event: Event, user: User) -> Registration | None:
    """The person's seat or place on the waiting list."""
    return Registration.objects.active().of_user(user).filter(event=event).first()


def _register(event: Event, user: User, partner: Partner, answers: Answers) -> Registration:
    queue_number = _take_seat_or_place(event)
    is_waiting = queue_number is not None
    registration = Registration.objects.create(
        event=event,
        user=user,
        partner=partner,
        receipt=new_receipt("M"),
        state=Registration.State.WAITING if is_waiting else Registration.State.REGISTERED,
        queue_number=queue_number,
        working_on=answers.working_on,
        interested_in=answers.interested_in,
        lacking=answers.lacking,
        access_needs=answers.access_needs,
        allows_photos=answers.allows_photos,
    )
    TableWish.objects.bulk_create(
        TableWish(registration=registration, table=table, rank=rank)
        for rank, table in enumerate(answers.tables, 1)
    )
    verb = "registration.queued" if is_waiting else "registration.made"
    record.record(user, verb, registration, municipality=event.municipality)
    mails.confirm(registration)
    return registration


def _take_seat_or_place(event: Event) -> int | None:
    """None for a seat, else the number on the waiting list.

    Each of the two statements checks its own condition, so a seat that becomes free between them
    is seen: the second then changes nothing, and the first is tried again.
    """
    open_now = Event.objects.filter(
        pk=event.pk, state=Event.State.ANNOUNCED, registration_closes_at__gt=Now()
    )
    while True:
        if open_now.filter(taken__lt=F("capacity")).update(taken=F("taken") + 1):
            return None
        if open_now.filter(taken__gte=F("capacity")).update(queued=F("queued") + 1):
            return Event.objects.values_list("queued", flat=True).get(pk=event.pk)
        if not open_now.exists():
            raise RegistrationClosedError(_("This meeting takes no registrations at the moment."))


@transaction.atomic
def cancel_registration(registration: Registration, by: User) -> None:
    """Give the seat to the first who waits, or free it. Cancelling twice is cancelling once.

    Raises StateError once the meeting has begun or was called off.
    """
    event = _hold(registration.event_id)
    registration.refresh_from_db()
    if registration.state == Registration.State.CANCELLED:
        return
    if event.has_started or event.state != Event.State.ANNOUNCED:
        raise StateError(_("The meeting has begun or was called off; nothing can be cancelled."))
    had_seat = registration.has_seat
    registration.state = Registration.State.CANCELLED
    registration.save(update_fields=["state", "updated_at"])
    record.record(by, "registration.cancelled", registration, municipality=event.municipality)
    mails.cancelled(registration)
    if had_seat:
        Event.objects.filter(pk=event.pk).update(taken=F("taken") - 1)
        move_up(event)


@transaction.atomic
def move_up(event: Event) -> int:
    """Give the free seats to those who wait, the first first; how many got one."""
    held = _hold(event.pk)
    if held.has_started or held.state != Event.State.ANNOUNCED:
        return 0
    first = list(
        Registration.objects.waiting()
        .filter(event=held)
        .select_related("event", "user", "partner")[: held.seats_left]
    )
    for registration in first:
        registration.state = Registration.State.REGISTERED
        registration.save(update_fields=["state", "updated_at"])
        record.record(None, "registration.moved_up", registration, municipality=held.municipality)
        mails.moved_up(registration)
    Event.objects.filter(pk=held.pk).update(taken=F("taken") + len(first))
    return len(first)


def _hold(event_id: int) -> Event:
    """The meeting as it is now, locked until the transaction ends."""
    return (
        Event.objects.select_for_update(of=("self",))
        .select_related("municipality")
        .get(pk=event_id)
    )

"""How somebody gets a seat at a meeting, waits for one, and gives it back.

Whoever changes seats or the waiting list holds the row of the meeting until the transaction ends:
through the counting statement itself, or through `_hold`. So there is never a free seat while
somebody waits, and numbers of the waiting list have neither gaps nor repetitions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import mails
from events.models import Event, Registration, Table, TableWish
from partners.models import Partner
from tomoni import text
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.models import StateError
from tomoni.receipts import new_receipt


class RegistrationClosedError(StateError):
    """The meeting takes no registrations now."""


@dataclass(frozen=True)
class Answers:
    """What somebody tells about themselves when registering; `tables` are wishes, best first."""

    attendance: str = Registration.Attendance.VENUE

    working_on: str = ""
    interested_in: str = ""
    lacking: str = ""
    access_needs: str = ""
    allows_photos: bool = False
    tables: Sequence[Table] = ()


@dataclass(frozen=True)
class Guest:
    """Somebody without an account, for whom the office registers."""

    name: str
    affiliation: str = ""
    partner: Partner | None = None


def register(event: Event, user: User, partner: Partner | None, answers: Answers) -> Registration:
    """Give the person a seat, or the next place on the waiting list; without a partner as a
    citizen, where the meeting is open to citizens.

    Whoever is registered already gets that registration back, also from a second browser tab.
    Raises RegistrationClosedError when the meeting takes nobody (any more), by the database's
    clock.
    """
    if partner is None and not event.is_open_to_citizens:
        raise StateError(_("This meeting is for members of registered partners."))
    existing = active_registration(event, user)
    if existing is not None:
        return existing
    try:
        with transaction.atomic():
            queue_number = _take_seat_or_place(event)
            who = {"user": user, "partner": partner}
            return _registered(event, queue_number, answers, by=user, **who)
    except IntegrityError:
        # The same person, at the same moment, elsewhere: the seat taken here was given back.
        existing = active_registration(event, user)
        if existing is None:
            raise
        return existing


def active_registration(event: Event, user: User) -> Registration | None:
    """The person's seat or place on the waiting list."""
    return Registration.objects.active().of_user(user).filter(event=event).first()


def without_account(event: Event) -> list[str]:
    """The names of those who take part and are written to by nobody: the office telephones."""
    rows = Registration.objects.active().filter(event=event, user=None)
    return list(rows.values_list("guest_name", flat=True))


@transaction.atomic
def register_guest(event: Event, guest: Guest, answers: Answers, *, by: User) -> Registration:
    """Register somebody who has telephoned or written; possible until the meeting begins.

    StateError where a colleague has registered the same person, perhaps in the same moment.
    """
    queue_number = _take_seat_or_place(event, by_office=True)
    if is_registered(event, guest):  # asked while the meeting is held: nobody registers beside us
        raise StateError(_("Somebody of this name is registered already."))
    partner = guest.partner or partner_named(guest.affiliation, event)
    who = {
        "guest_name": guest.name,
        "guest_affiliation": "" if partner else guest.affiliation,
        "partner": partner,
        "way": Registration.Way.OFFICE,
    }
    return _registered(event, queue_number, answers, by=by, **who)


def is_registered(event: Event, guest: Guest) -> bool:
    """Whether somebody without an account has this name and affiliation at the meeting."""
    partner = guest.partner or partner_named(guest.affiliation, event)
    whose = Q(partner=partner) if partner else Q(partner=None, guest_affiliation=guest.affiliation)
    same = Registration.objects.active().filter(whose, event=event, guest_name=guest.name)
    return same.exists()


def partner_named(name: str, event: Event) -> Partner | None:
    """The registered partner of exactly this name; in doubt that of the meeting's city, or none."""
    wanted = text.key(name)
    if not wanted:
        return None
    rows = Partner.objects.filter(state=Partner.State.APPROVED, name__iexact=text.one_line(name))
    found = [row for row in rows[:20] if text.key(row.name) == wanted]
    of_city = [row for row in found if row.municipality_id == event.municipality_id]
    best = of_city or found
    return best[0] if len(best) == 1 else None


def _registered(
    event: Event, queue_number: int | None, answers: Answers, *, by: User, **who: Any
) -> Registration:
    is_waiting = queue_number is not None
    registration = Registration.objects.create(
        event=event,
        receipt=new_receipt("M"),
        state=Registration.State.WAITING if is_waiting else Registration.State.REGISTERED,
        queue_number=queue_number,
        seated_at=None if is_waiting else timezone.now(),
        attendance=answers.attendance,
        working_on=answers.working_on,
        interested_in=answers.interested_in,
        lacking=answers.lacking,
        access_needs=answers.access_needs,
        allows_photos=answers.allows_photos,
        **who,
    )
    _wish(registration, answers.tables)
    verb = "registration.queued" if is_waiting else "registration.made"
    record.record(by, verb, registration, municipality=event.municipality)
    mails.confirm(registration)
    return registration


def _take_seat_or_place(event: Event, *, by_office: bool = False) -> int | None:
    """None for a seat, else the number on the waiting list. The office may register for longer.

    Each of the two statements checks its own condition, so a seat that becomes free between them
    is seen: the second then changes nothing, and the first is tried again.
    """
    until = "starts_at__gt" if by_office else "registration_closes_at__gt"
    open_now = Event.objects.filter(pk=event.pk, state=Event.State.ANNOUNCED, **{until: Now()})
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
    Registration.objects.select_for_update().only("pk").get(pk=registration.pk)
    registration.refresh_from_db()
    if registration.state == Registration.State.CANCELLED:
        return
    if event.has_started or event.state != Event.State.ANNOUNCED:
        raise StateError(_("The meeting has begun or was called off; nothing can be cancelled."))
    had_seat = registration.has_seat
    registration.state = Registration.State.CANCELLED
    # Who was checked in and leaves before the beginning is not there after all.
    registration.checked_in_at = registration.checked_in_by = None
    registration.save(update_fields=["state", "checked_in_at", "checked_in_by", "updated_at"])
    record.record(by, "registration.cancelled", registration, municipality=event.municipality)
    mails.cancelled(registration)
    if had_seat:
        Event.objects.filter(pk=event.pk).update(taken=F("taken") - 1)
        move_up(event)


@transaction.atomic
def change_registration(
    registration: Registration, told: Mapping[str, Any], tables: Sequence[Table], *, by: User
) -> None:
    """Put right what somebody has told: texts, needs and wishes until the meeting begins, whether
    they may appear in photos at any time.

    Raises StateError where the registration is cancelled, and for anything else once it has begun.
    """
    event = _hold(registration.event_id)
    held = Registration.objects.select_for_update().get(pk=registration.pk)
    if held.state == Registration.State.CANCELLED or event.is_cancelled:
        raise StateError(_("This registration is cancelled."))
    if event.has_started and set(told) != {"allows_photos"}:
        raise StateError(_("The meeting has begun; only the photos can be changed now."))
    for name in told:
        setattr(held, name, told[name])
    held.save(update_fields=[*told, "updated_at"])
    if not event.has_started:
        held.wishes.all().delete()
        _wish(held, tables)
    record.record(by, "registration.changed", held, municipality=event.municipality)


def _wish(registration: Registration, tables: Sequence[Table]) -> None:
    TableWish.objects.bulk_create(
        TableWish(registration=registration, table=table, rank=rank)
        for rank, table in enumerate(tables, 1)
    )


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
        registration.seated_at = timezone.now()
        registration.save(update_fields=["state", "seated_at", "updated_at"])
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

"""Who has a seat is reminded two days and two hours before the meeting, once each.

Beat asks the ledger for each mark of each meeting once for ever, by the hour at which the meeting
begins: one that is moved has marks of its own. The mail is worded when it goes out; by then
whatever is no longer true is not sent.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone, translation

from events import mails
from events.attending.links import cancel_path
from events.models import Event, Place, Registration
from tomoni.journal import ledger
from tomoni.journal.mail import send_mail_later

PASS, REMINDER = "events.remind", "events.reminder"


class Mark(StrEnum):
    """How long before the meeting."""

    DAYS = "days"
    HOURS = "hours"


BEFORE = {Mark.DAYS: timedelta(days=2), Mark.HOURS: timedelta(hours=2)}


def ask_for_passes() -> None:
    """Have everybody reminded whose mark has come; in the caller's transaction."""
    now = timezone.now()
    soon = Event.objects.filter(
        state=Event.State.ANNOUNCED, starts_at__gt=now, starts_at__lte=now + BEFORE[Mark.DAYS]
    )
    for pk, starts_at in soon.order_by("pk").values_list("pk", "starts_at"):
        ledger.enqueue_once(PASS, f"{pk}:{mark_at(starts_at, now)}:{starts_at.isoformat()}")


def mark_at(starts_at: datetime, now: datetime) -> Mark:
    """The later of the marks that have passed: two hours before, nobody hears of two days."""
    return Mark.HOURS if starts_at - now <= BEFORE[Mark.HOURS] else Mark.DAYS


@transaction.atomic
def remind_all(key: str) -> None:
    """Ask for the mails of one mark of one meeting, if it still begins at that hour.

    Left out is who got the seat, or was told of another date, after the mark: that mail says it
    all. A pass that comes too late, because nothing ran for so long, is left to the next mark.
    """
    pk, mark, starts = _read(key)
    event = Event.objects.filter(pk=pk, state=Event.State.ANNOUNCED, starts_at=starts).first()
    if event is None or event.has_started or mark_at(starts, timezone.now()) != mark:
        return
    since = starts - BEFORE[mark]
    if event.moved_at and event.moved_at > since:
        return
    for registration in _seated_before(event, since):
        _remind(registration, mark, starts)


def _read(key: str) -> tuple[int, Mark, datetime]:
    pk, mark, starts = key.split(":", 2)
    return int(pk), Mark(mark), datetime.fromisoformat(starts)


def _seated_before(event: Event, moment: datetime) -> list[Registration]:
    rows = event.registrations.registered().filter(user__isnull=False)
    rows = rows.annotate(since=Coalesce("seated_at", "created_at")).filter(since__lte=moment)
    return list(rows.select_related("user"))


def _remind(registration: Registration, mark: Mark, starts: datetime) -> None:
    user = registration.user
    assert user  # noqa: S101 – asked for above
    send_mail_later(
        to=user,
        template="event_reminder",
        context={"mark": mark},
        language=user.language,
        dedupe_key=f"event_reminder:{registration.receipt}:{mark}:{starts.isoformat()}",
        secret=[REMINDER, registration.pk, starts.isoformat()],
    )


def word_reminder(pk: int, starts: str) -> dict[str, Any] | None:
    """What a reminder says when it goes out; None where the seat was given back, the meeting was
    moved or called off, or has begun.
    """
    rows = Registration.objects.registered().select_related("event", "user", "partner")
    registration = rows.filter(pk=pk, event__starts_at=datetime.fromisoformat(starts)).first()
    if registration is None or not registration.may_be_cancelled or registration.user is None:
        return None
    with translation.override(registration.user.language):
        facts = mails.facts(registration)
    return {
        **facts,
        "places": places_of(registration),
        "access_needs": registration.access_needs,
        "cancel_path": cancel_path(registration),
    }


def places_of(registration: Registration) -> list[dict[str, Any]]:
    """Where the person sits in each round, once the seating is shown to the participants."""
    return [
        {"round": each.round, "table": each.table.label, "link": each.table.online_link}
        for each in Place.objects.shown_to(registration)
    ]

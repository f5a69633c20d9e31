"""What participants are written."""

from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from events.models import Event, Registration
from events.preparing import calendars
from tomoni.journal.mail import Attachment, Secret, send_mail_later

RECEIPT = "events.receipt"
"""The keeper of the mails about a registration that has a seat or waits for one."""


def confirm(registration: Registration) -> None:
    """You have a seat, or: you are on the waiting list."""
    name = "registration_waiting" if registration.is_waiting else "registration_confirmed"
    _send(registration, name, is_receipt=True)


def moved_up(registration: Registration) -> None:
    """A seat has become free and is yours."""
    _send(registration, "registration_moved_up", is_receipt=True)


def cancelled(registration: Registration) -> None:
    """Your registration is cancelled."""
    _send(registration, "registration_cancelled")


def event_cancelled(registration: Registration) -> None:
    """The meeting does not take place."""
    _send(registration, "registration_event_cancelled")


def _send(registration: Registration, name: str, *, is_receipt: bool = False) -> None:
    user = registration.user
    if user is None:  # came without an account
        return
    with translation.override(user.language):
        context = facts(registration)
        attachment = _entry(registration) if is_receipt and registration.has_seat else None
    secret: Secret | None = None
    if is_receipt:
        secret = [RECEIPT, registration.pk, str(registration.state)]
    send_mail_later(
        to=user,
        template=name,
        context=context,
        language=user.language,
        dedupe_key=f"{name}:{registration.receipt}",
        secret=secret,
        attachment=attachment,
    )


def _entry(registration: Registration) -> Attachment:
    """The meeting for the person's calendar."""
    content = calendars.file_for(registration.event, link=room_of(registration))
    return Attachment("meeting.ics", content.decode(), "text/calendar")


def facts(registration: Registration) -> dict[str, Any]:
    """Words that are ready to be shown: the worker that sends the mail asks nothing more."""
    event = registration.event
    slug = [event.slug]
    return {
        "name": registration.person_name,
        "partner": registration.organisation,
        "receipt": registration.receipt,
        "position": _position(registration) if registration.is_waiting else None,
        "title": event.title,
        "when": when(event),
        "where": event.place,
        "online_link": room_of(registration),
        "reason": event.cancel_reason,
        "event_path": reverse("events:event_detail", args=slug),
        "registered_path": reverse("events:event_registered", args=slug),
    }


def room_of(registration: Registration) -> str:
    """The link of the online room, for who has a seat."""
    return registration.event.online_link if registration.has_seat else ""


def _position(registration: Registration) -> int | None:
    row = Registration.objects.with_position().get(pk=registration.pk)
    position: int | None = row.position  # type: ignore[attr-defined]
    return position


def when(event: Event) -> str:
    """From when till when, in words of the language of the moment."""
    start, end = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    end_format = "TIME_FORMAT" if event.lasts_one_day else "DATETIME_FORMAT"
    return f"{date_format(start, 'DATETIME_FORMAT')} – {date_format(end, end_format)}"

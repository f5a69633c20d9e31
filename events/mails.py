"""What participants are written."""

from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from events.models import Event, Registration
from tomoni.journal.mail import send_mail_later


def confirm(registration: Registration) -> None:
    """You have a seat, or: you are on the waiting list."""
    name = "registration_waiting" if registration.is_waiting else "registration_confirmed"
    _send(registration, name)


def moved_up(registration: Registration) -> None:
    """A seat has become free and is yours."""
    _send(registration, "registration_moved_up")


def cancelled(registration: Registration) -> None:
    """Your registration is cancelled."""
    _send(registration, "registration_cancelled")


def event_cancelled(registration: Registration) -> None:
    """The meeting does not take place."""
    _send(registration, "registration_event_cancelled")


def _send(registration: Registration, name: str) -> None:
    user = registration.user
    with translation.override(user.language):
        context = _context(registration)
    send_mail_later(
        to=user,
        template=name,
        context=context,
        language=user.language,
        dedupe_key=f"{name}:{registration.receipt}",
    )


def _context(registration: Registration) -> dict[str, Any]:
    """Words that are ready to be shown: the worker that sends the mail asks nothing more."""
    event = registration.event
    slug = [event.slug]
    return {
        "name": registration.user.name,
        "partner": registration.partner.name,
        "receipt": registration.receipt,
        "position": _position(registration) if registration.is_waiting else None,
        "title": event.title,
        "when": _when(event),
        "where": event.place,
        "online_link": event.online_link if registration.has_seat else "",
        "reason": event.cancel_reason,
        "event_path": reverse("events:event_detail", args=slug),
        "registered_path": reverse("events:event_registered", args=slug),
    }


def _position(registration: Registration) -> int | None:
    row = Registration.objects.with_position().get(pk=registration.pk)
    position: int | None = row.position  # type: ignore[attr-defined]
    return position


def _when(event: Event) -> str:
    start, end = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    end_format = "TIME_FORMAT" if event.lasts_one_day else "DATETIME_FORMAT"
    return f"{date_format(start, 'DATETIME_FORMAT')} – {date_format(end, end_format)}"

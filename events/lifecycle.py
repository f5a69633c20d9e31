"""How a meeting goes from draft to announced, and what happens when it is called off."""

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events import mails
from events.models import Event, Registration
from events.preparing.contributing import CALLED_OFF, tell_contributors, tell_of_duties
from events.signals import event_changed
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.models import StateError


@transaction.atomic
def announce_event(event: Event, by: User) -> None:
    """Show the meeting to everybody and take registrations; StateError unless it is a draft."""
    _require_state(event, Event.State.DRAFT, _("Only a draft can be announced."))
    if event.is_over:
        raise StateError(_("The meeting is over by its date. Please correct the date first."))
    event.state = Event.State.ANNOUNCED
    event.save(update_fields=["state", "updated_at"])
    tell_of_duties(event, by)
    record.record(by, "event.announced", event, municipality=event.municipality)
    event_changed.send(Event, event=event)


@transaction.atomic
def cancel_event(event: Event, by: User, reason: str) -> None:
    """Call the meeting off and write to all who have a seat or wait for one, have a duty there, or
    present something.
    """
    _require_state(event, Event.State.ANNOUNCED, _("Only an announced meeting can be called off."))
    if event.is_over:
        raise StateError(_("The meeting is over; it cannot be called off any more."))
    event.state, event.cancel_reason = Event.State.CANCELLED, reason
    event.save(update_fields=["state", "cancel_reason", "updated_at"])
    record.record(by, "event.cancelled", event, municipality=event.municipality, reason=reason)
    active = Registration.objects.active().filter(event=event)
    for registration in active.select_related("user", "partner"):
        registration.event = event
        mails.event_cancelled(registration)
    tell_contributors(event, CALLED_OFF)
    event_changed.send(Event, event=event)


def _require_state(event: Event, state: Event.State, message: Promise) -> None:
    """Lock the meeting until the transaction ends, and read it as it is now."""
    Event.objects.select_for_update().only("pk").get(pk=event.pk)
    event.refresh_from_db()
    if event.state != state:
        raise StateError(message)

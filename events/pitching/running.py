"""The talk itself: which pitch is on, since when, and when it was over.

The time runs in the browser from `started_at`; here only begin and end are kept. One pitch of a
meeting is on at a time: to begin the next ends the one before.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event, Pitch
from tomoni.accounts.models import User
from tomoni.journal.record import record
from tomoni.models import StateError

MOST_LATE = timedelta(hours=3)
"""How long ago a press may have been that arrives only now, because the connection was lost."""


@transaction.atomic
def start(pitch: Pitch, *, by: User, late: timedelta = timedelta(0)) -> None:
    """Begin the pitch, or begin it anew; another that is on ends. `late` is how long ago the
    button was pressed.
    """
    when = _begin(pitch, late)
    others = Pitch.objects.filter(event=pitch.event_id, started_at__isnull=False, ended_at=None)
    others.exclude(pk=pitch.pk).update(ended_at=when)
    pitch.started_at, pitch.ended_at = when, None
    pitch.save(update_fields=["started_at", "ended_at", "updated_at"])
    record(by, "pitch.started", pitch, municipality=pitch.event.municipality)


@transaction.atomic
def end(pitch: Pitch, *, by: User, late: timedelta = timedelta(0)) -> None:
    """The talk is over. Ending twice is ending once; what never began cannot end."""
    when = _begin(pitch, late)
    if pitch.started_at is None:
        raise StateError(_("This pitch has not begun yet."))
    if pitch.ended_at is None:
        pitch.ended_at = max(when, pitch.started_at)
        pitch.save(update_fields=["ended_at", "updated_at"])
        record(by, "pitch.ended", pitch, municipality=pitch.event.municipality)


def on_now(event: Event) -> Pitch | None:
    """The pitch that is on."""
    running = event.pitches.on_stage().filter(started_at__isnull=False, ended_at=None)
    return running.select_related("partner").first()


def timer_state(event: Event) -> dict[str, Any]:
    """What a screen with the clock needs: our time, and the pitches in their order."""
    rows = event.pitches.on_stage().select_related("partner")
    return {"now": _stamp(timezone.now()), "pitches": [_as_shown(pitch) for pitch in rows]}


def _begin(pitch: Pitch, late: timedelta) -> datetime:
    event = Event.objects.select_for_update(of=("self",)).select_related("municipality")
    held = event.get(pk=pitch.event_id)
    pitch.lock()
    pitch.event = held
    pitch.require_state(Pitch.State.CHOSEN)
    if held.state != Event.State.ANNOUNCED:
        raise StateError(_("The meeting is not announced or was called off."))
    return timezone.now() - max(timedelta(0), min(late, MOST_LATE))


def _as_shown(pitch: Pitch) -> dict[str, Any]:
    return {
        "pk": pitch.pk,
        "title": pitch.title,
        "partner": pitch.partner.name,
        "presenter": pitch.presenter,
        "seconds": pitch.minutes * 60,
        "started": _stamp(pitch.started_at),
        "ended": _stamp(pitch.ended_at),
    }


def _stamp(when: datetime | None) -> int | None:
    """Milliseconds since 1970, as browsers count."""
    return int(when.timestamp() * 1000) if when else None

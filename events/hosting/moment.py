"""What is on at a meeting at this moment, by its programme."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from events.models import Event, Pitch, ProgrammeItem, timed
from events.pitching.running import on_now


@dataclass(frozen=True)
class Moment:
    """What is on now and next, as far as the programme says; and the pitch that is on."""

    now: ProgrammeItem | None
    then: ProgrammeItem | None
    pitch: Pitch | None


def moment_of(event: Event) -> Moment:
    """The item that has begun last and is not over, and the one behind it."""
    now, items = timezone.now(), timed(list(event.programme.all()), event.starts_at)
    is_on = event.has_started and not event.is_over
    begun = [item for item in items if item.starts_at <= now] if is_on else []  # type: ignore[attr-defined]
    coming = [item for item in items if item.starts_at > now]  # type: ignore[attr-defined]
    last = begun[-1] if begun else None
    if last and last.starts_at + timedelta(minutes=last.minutes) <= now:  # type: ignore[attr-defined]
        last = None
    return Moment(last, coming[0] if coming else None, on_now(event) if is_on else None)

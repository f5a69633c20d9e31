"""Who has registered is told when an announced meeting is held at another time or place."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from events import mails
from events.models import Event, Registration
from events.preparing import contributing
from tomoni.accounts.models import User
from tomoni.notices.models import Notice
from tomoni.notices.telling import tell

MOVED = "events.moved"
TOLD_OF = ("starts_at", "ends_at", "form", "venue", "address", "online_link")
"""What people have in their diaries: a change of these is told."""


def diary_of(event: Event) -> dict[str, Any]:
    """What stands in the diaries of those who take part; nobody's tells seconds."""
    return {name: _to_the_minute(getattr(event, name)) for name in TOLD_OF}


def _to_the_minute(value: Any) -> Any:
    return value.replace(second=0, microsecond=0) if isinstance(value, datetime) else value


def tell_if_moved(event: Event, before: dict[str, Any]) -> int:
    """Tell all who have a seat or wait for one, in the transaction of the change; how many."""
    now = diary_of(event)
    changed = [name for name in TOLD_OF if now[name] != before[name]]
    if not changed or event.state != Event.State.ANNOUNCED or event.is_over:
        return 0
    if changed != ["online_link"]:
        event.moved_at = timezone.now()
        event.save(update_fields=["moved_at"])
        where = contributing.place_and_time(event)
        contributing.tell_contributors(event, contributing.MOVED, mark=where)
    rows = event.registrations.active().filter(user__isnull=False).select_related("user")
    people = list(rows if changed != ["online_link"] else rows.filter(state="registered"))
    for registration in people:
        _tell(event, registration, changed)
    return len(people)


def _tell(event: Event, registration: Registration, changed: list[str]) -> None:
    assert registration.user  # noqa: S101 – asked for above
    tell(
        registration.user,
        MOVED,
        registration,
        key=f"{MOVED}:{registration.pk}:{event.version}",
        url=reverse("events:event_registered", args=[event.slug]),
        data={"changed": changed, "mark": contributing.place_and_time(event)},
    )


def registrations_of(reader: User) -> QuerySet[Registration]:
    """The reader's own seats and places on waiting lists."""
    rows = Registration.objects.active().of_user(reader)
    return rows.select_related("event__municipality")


def word_move(notice: Notice) -> dict[str, Any] | None:
    """When and where it is now; nothing where that has changed again, or it is over."""
    registration: Registration = notice.about
    event = registration.event
    is_so = (
        notice.data["mark"] == contributing.place_and_time(event)
        and event.state == Event.State.ANNOUNCED
    )
    if not is_so or event.is_over:
        return None
    changed = set(notice.data["changed"])
    return {
        "title": event.title,
        "when": mails.when(event),
        "where": event.place,
        "online_link": mails.room_of(registration),
        "is_other_time": bool(changed & {"starts_at", "ends_at"}),
        "is_other_place": bool(changed & {"form", "venue", "address"}),
        "is_other_link": "online_link" in changed and registration.has_seat,
        "calendar_path": reverse("events:event_calendar", args=[event.slug]),
        "municipality": event.municipality.name,
    }

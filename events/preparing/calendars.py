"""Meetings as entries of calendars (iCalendar, RFC 5545)."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from icalendar import Event as Entry

from challenges.calendars.files import file_of, host
from events.models import Event

MOST = 200  # entries of one calendar


def calendar_of(events: Iterable[Event], name: str) -> bytes:
    """Several meetings in the language of the moment; nothing in it is for participants alone."""
    return file_of((_entry(event) for event in events), name)


def file_for(event: Event, *, link: str = "") -> bytes:
    """One meeting. `link` is the online room, and given only for who has a seat.

    The entry has the same name for ever and a number that grows with every change, so that a
    calendar which has it takes the new date in the place of the old one, or takes it out where the
    meeting is called off (RFC 5546, 3.2.5).
    """
    method = "CANCEL" if event.is_cancelled else "PUBLISH"
    return file_of([_entry(event, link)], method=method)


def with_entries(events: QuerySet[Event]) -> QuerySet[Event]:
    """The meetings with everything that an entry says, in one query."""
    return events.select_related("municipality").defer("search")


def _entry(event: Event, link: str = "") -> Entry:
    entry = Entry()
    entry.add("uid", f"meeting-{event.pk}@{host()}")
    entry.add("sequence", event.version + int(event.is_cancelled))
    entry.add("dtstamp", event.updated_at)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", event.title)
    entry.add("location", link if link and not event.has_venue else event.place)
    entry.add("description", _description(event, link))
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    entry.add("url", f"{settings.BASE_URL}{event.get_absolute_url()}")
    return entry


def _description(event: Event, link: str) -> str:
    lines = [event.organisers or event.municipality.name]
    if link:
        lines.append(_("Online room: %(link)s") % {"link": link})
    return "\n".join(lines)

"""A calendar file (iCalendar, RFC 5545) around its entries."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event


def host() -> str:
    """Of the installation, which makes the names of its entries unique in the world."""
    return urlsplit(settings.BASE_URL).hostname or ""


def file_of(entries: Iterable[Event], name: str = "", *, method: str = "PUBLISH") -> bytes:
    """The file as calendars take it in; `name` is what they call a whole calendar, `method` what
    they are to do with the entries (RFC 5546).
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//Tomoni//{host()}//")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(entry)
    return bytes(calendar.to_ical())

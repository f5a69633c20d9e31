"""Calendars to subscribe to: meetings to come and deadlines of open challenges, for everybody.

They are narrowed as the lists are: `?goal=11`, `?field=housing`, `?municipality=kakegawa`. The
entries keep their names for ever, and count up with every change.
"""

import hashlib
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from challenges.calendars import deadlines as closings
from challenges.models import Challenge
from events.models import Event
from events.preparing import calendars as meetings
from tomoni.filters import Found
from tomoni.portal.places import PLACES

_SECONDS = 900


def events(request: HttpRequest) -> HttpResponse:
    """The meetings to come."""
    rows = meetings.with_entries(Event.objects.upcoming().visible_to(AnonymousUser()))
    coming = _narrowed(request, "events", rows).order_by("starts_at", "pk")[: meetings.MOST]
    return _answer(request, meetings.calendar_of(coming, _("Meetings")))


def deadlines(request: HttpRequest) -> HttpResponse:
    """Until when open challenges take proposals."""
    rows = Challenge.objects.published().open().visible_to(AnonymousUser())
    narrowed = _narrowed(request, "challenges", closings.with_entries(rows))
    coming = narrowed.order_by("closes_at", "pk")[: closings.MOST]
    return _answer(request, closings.calendar_of(coming, _("Deadlines of challenges")))


def _narrowed(request: HttpRequest, place: str, rows: Any) -> Any:
    list_of = PLACES[place]
    return Found(request.path, request.GET, rows, list_of.filters, list_of.sorts).narrowed


def _answer(request: HttpRequest, content: bytes) -> HttpResponse:
    """The file, or 304 where the calendar has it already."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["ETag"], response["Cache-Control"] = etag, f"public, max-age={_SECONDS}"
    response["Vary"] = "Accept-Language, Cookie"  # of the language
    return get_conditional_response(request, etag, None, response) or response

"""The page of the moment for participants, and what the office prints for the day."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.attending.tickets import ticket
from events.hosting import guests, rooms
from events.hosting.access import may_receive
from events.hosting.moment import moment_of
from events.models import Duty, Event, Registration
from events.noting.access import has_notes_for
from events.pitching.forms import HelpForm
from events.pitching.programme import chosen_for, own_seat
from events.views.of_meeting import own_event
from tomoni.htmx import render
from tomoni.municipalities.access import municipalities_of_staff


@never_cache
@require_safe
def event_now(request: HttpRequest, slug: str) -> HttpResponse:
    """What is on now, where one sits, who can be helped: for participants and who runs the day."""
    rows = Event.objects.visible_to(request.user).with_numbers()
    event = get_object_or_404(rows.select_related("municipality", "series"), slug=slug)
    registration = own_seat(request.user, event)
    if registration is None and not _runs(request, event):
        messages.info(request, _("This page is for those who take part in the meeting."))
        return redirect(event)
    if registration:
        registration.event = event
    places = rooms.places_of(registration)
    context = {
        "event": event,
        "registration": registration,
        "moment": moment_of(event),
        "places": places,
        "rooms": rooms.rooms_for(registration, places),
        "is_room_open": rooms.is_open(registration),
        "pitches": chosen_for(request, event),
        "help_form": HelpForm(),
        "may_receive": may_receive(request, event),
        "has_notes": has_notes_for(request, event),
    }
    return render(request, "events/hosting/event_now.html", context, partials=["moment"])


@dataclass(frozen=True)
class Badge:
    """What a name badge says."""

    registration: Registration
    qr: SafeString


@require_safe
def event_badges(request: HttpRequest, slug: str) -> HttpResponse:
    """Name badges of all who have a seat, eight to a page of A4."""
    event = own_event(request, slug)
    rows = [row for row in guests.expected(event) if row.has_seat]
    badges = [Badge(row, ticket(row)) for row in rows]
    return render(request, "events/hosting/event_badges.html", {"event": event, "badges": badges})


@require_safe
def event_signs(request: HttpRequest, slug: str) -> HttpResponse:
    """A sign for each table: number, theme, who leads it, and the rounds."""
    event = own_event(request, slug)
    tables = list(event.tables.prefetch_related("duties"))
    context = {"event": event, "tables": tables, "rounds": range(1, event.rounds + 1)}
    return render(request, "events/hosting/event_signs.html", context)


def _runs(request: HttpRequest, event: Event) -> bool:
    """Somebody of the office, or with any duty at the meeting."""
    cities = {city.pk for city in municipalities_of_staff(request)}
    if event.municipality_id in cities:
        return True
    return request.user.is_authenticated and (
        Duty.objects.of_user(request.user).filter(event=event).exists()
    )

"""Meetings as everybody sees them."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from events.access import Standing, standing
from events.hosting.access import may_receive
from events.models import IN_ORDER, Event, ProgrammeItem, Registration, Table, timed
from events.noting.access import has_notes_for
from events.pitching.programme import chosen_for
from events.seating.access import own_tables
from tomoni.filters import Sort, browse, by_field, by_goal, by_municipality
from tomoni.htmx import render
from tomoni.journal import searches

FILTERS = (by_goal("goals"), by_field("fields"), by_municipality("municipality"))
SORTS = (Sort("time", _("next first"), *IN_ORDER),)


@login_not_required
@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """Those to come, the next first; below them those of the past by fiscal year."""
    rows = Event.objects.exclude(state=Event.State.DRAFT).with_card().coming_first()
    found = browse(request, rows, FILTERS, SORTS)
    searches.note(request, found)
    return render(request, "events/event_list.html", {"found": found}, partials=["event_rows"])


@login_not_required
@require_safe
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting: when, where, programme, tables, and how to take part or why not."""
    rows = Event.objects.visible_to(request.user).with_numbers()
    related = (
        Prefetch("programme", ProgrammeItem.objects.all()),
        Prefetch("tables", _tables()),
        "goals",
        "fields",
    )
    event = get_object_or_404(
        rows.select_related("municipality", "series", "challenge").prefetch_related(*related),
        slug=slug,
    )
    registration = _own_registration(request, event)
    context = {
        "event": event,
        "programme": timed(list(event.programme.all()), event.starts_at),
        "registration": registration,
        "standing": standing(request, event, registration),
        "pitches": chosen_for(request, event),
        "may_receive": may_receive(request, event),
        "has_notes": has_notes_for(request, event),
    }
    return render(request, "events/event_detail.html", {**context, "Standing": Standing})


@login_not_required
@require_safe
def event_tables(request: HttpRequest, slug: str) -> HttpResponse:
    """The theme tables alone, to be read on a phone in the hall or printed on A4.

    Participants see on top where they sit and with whom, once the office shows it.
    """
    rows = (
        Event.objects.visible_to(request.user)
        .with_numbers()
        .select_related("municipality", "series")
    )
    event = get_object_or_404(rows.prefetch_related(Prefetch("tables", _tables())), slug=slug)
    context = {"event": event, "own_tables": own_tables(event, request.user)}
    return render(request, "events/event_tables.html", context)


def _tables() -> QuerySet[Table]:
    """The tables with all that their circles show, in a constant number of queries."""
    rows = Table.objects.select_related("challenge")
    return rows.prefetch_related("duties", "goals", "fields")


def _own_registration(request: HttpRequest, event: Event) -> Registration | None:
    if not request.user.is_authenticated:
        return None
    return (
        Registration.objects.active()
        .of_user(request.user)
        .with_position()
        .filter(event=event)
        .first()
    )

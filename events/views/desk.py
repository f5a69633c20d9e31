"""Meetings as the office sees them: the queue, who takes part, announcing and calling off."""

from collections import Counter
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.forms import CancelEventForm
from events.lifecycle import announce_event, cancel_event
from events.models import IN_ORDER, Event, Registration, Table, waiting_per_event
from tomoni.accounts.models import User
from tomoni.filters import Sort, browse, by_choices, by_municipality
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.access import municipalities_of_staff, require_staff
from tomoni.municipalities.models import StaffRole

FILTERS = (
    by_choices("state", gettext_lazy("State"), Event.State, "state"),
    by_municipality("municipality"),
)
SORTS = (Sort("time", gettext_lazy("next first"), *IN_ORDER),)
PER_PAGE = 50


@require_safe
def event_queue(request: HttpRequest) -> HttpResponse:
    """All meetings of the person's municipalities, drafts included."""
    require_staff(request)
    rows = Event.objects.filter(municipality__in=municipalities_of_staff(request)).with_card()
    rows = rows.annotate(waiting=waiting_per_event()).coming_first()
    found = browse(request, rows, FILTERS, SORTS, per_page=PER_PAGE)
    return render(request, "events/event_queue.html", {"found": found}, partials=["queue_rows"])


@require_safe
def event_participants(request: HttpRequest, slug: str) -> HttpResponse:
    """Who takes part, who waits, and what they wish for; for the staff of the city only."""
    event = _own_event(request, slug)
    rows = (
        Registration.objects.filter(event=event)
        .select_related("user", "partner")
        .prefetch_related("wishes__table")
    )
    context = {
        "event": event,
        "registered": [row for row in rows if row.has_seat],
        "waiting": sorted(
            (row for row in rows if row.is_waiting), key=lambda row: row.queue_number or 0
        ),
        "cancelled": sum(row.state == Registration.State.CANCELLED for row in rows),
        "tables": _with_wishes(list(event.tables.all()), list(rows)),
        "may_edit": _may_edit(request, event),
    }
    return render(request, "events/event_participants.html", context)


@require_POST
@idempotent
def event_announce(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a draft to everybody and take registrations."""
    event = _own_event(request, slug, at_least=StaffRole.Role.EDITOR)
    try:
        announce_event(event, cast(User, request.user))
    except StateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The meeting is announced. Partners can register now."))
    return redirect("events:event_participants", event.slug)


@require_http_methods(["GET", "POST"])
@idempotent
def event_cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Call a meeting off, with the reason that all participants are written."""
    event = _own_event(request, slug, at_least=StaffRole.Role.EDITOR)
    form = CancelEventForm(request.POST or None)
    if not form.is_valid():
        return render(request, "events/event_cancel.html", {"event": event, "form": form})
    try:
        cancel_event(event, cast(User, request.user), form.cleaned_data["reason"])
    except StateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The meeting is called off. All participants are written to."))
    return redirect("events:event_participants", event.slug)


def _own_event(
    request: HttpRequest, slug: str, *, at_least: StaffRole.Role = StaffRole.Role.VIEWER
) -> Event:
    rows = Event.objects.with_numbers().select_related("municipality", "series")
    event = get_object_or_404(rows, slug=slug)
    require_staff(request, event.municipality_id, at_least=at_least)
    return event


def _may_edit(request: HttpRequest, event: Event) -> bool:
    editing = municipalities_of_staff(request, at_least=StaffRole.Role.EDITOR)
    return event.municipality_id in {municipality.pk for municipality in editing}


def _with_wishes(tables: list[Table], rows: list[Registration]) -> list[Table]:
    """The tables with `first_wishes` and `all_wishes` of those who have a seat."""
    wishes = [wish for row in rows if row.has_seat for wish in row.wishes.all()]
    first = Counter(wish.table_id for wish in wishes if wish.rank == 1)
    every = Counter(wish.table_id for wish in wishes)
    for table in tables:
        table.first_wishes, table.all_wishes = first[table.pk], every[table.pk]  # type: ignore[attr-defined]
    return tables

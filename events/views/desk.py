"""Meetings as the office sees them: the queue, who takes part, announcing and calling off."""

from collections import Counter
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.forms import CancelEventForm
from events.lifecycle import announce_event, cancel_event
from events.models import IN_ORDER, Event, Registration, Table, waiting_per_event
from events.views.of_meeting import EDITOR, ask_to_telephone, may_edit, own_event
from tomoni.accounts.models import User
from tomoni.filters import Sort, browse, by_choices, by_municipality
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.access import municipalities_of_staff, require_staff

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
    context = {
        "found": browse(request, rows, FILTERS, SORTS, per_page=PER_PAGE),
        "may_write": bool(municipalities_of_staff(request, at_least=EDITOR)),
    }
    return render(request, "events/event_queue.html", context, partials=["queue_rows"])


@require_safe
def event_participants(request: HttpRequest, slug: str) -> HttpResponse:
    """Who takes part, who waits, and what they wish for; for the staff of the city only."""
    event = own_event(request, slug)
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
        "tables": _with_wishes(list(event.tables.prefetch_related("duties")), list(rows)),
        "may_edit": may_edit(request, event),
    }
    return render(request, "events/event_participants.html", context)


@require_POST
@idempotent
def event_announce(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a draft to everybody and take registrations."""
    event = own_event(request, slug, at_least=EDITOR)
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
    event = own_event(request, slug, at_least=EDITOR)
    form = CancelEventForm(request.POST or None)
    if not form.is_valid():
        return render(request, "events/event_cancel.html", {"event": event, "form": form})
    try:
        cancel_event(event, cast(User, request.user), form.cleaned_data["reason"])
    except StateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The meeting is called off. All participants are written to."))
        ask_to_telephone(request, event)
    return redirect("events:event_participants", event.slug)


def _with_wishes(tables: list[Table], rows: list[Registration]) -> list[Table]:
    """The tables with `first_wishes` and `all_wishes` of those who have a seat."""
    wishes = [wish for row in rows if row.has_seat for wish in row.wishes.all()]
    first = Counter(wish.table_id for wish in wishes if wish.rank == 1)
    every = Counter(wish.table_id for wish in wishes)
    for table in tables:
        table.first_wishes, table.all_wishes = first[table.pk], every[table.pk]  # type: ignore[attr-defined]
    return tables

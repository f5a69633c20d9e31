"""Taking part: 入力 → 確認 → 完了, giving a seat back, and the person's own meetings."""

from typing import Any, cast

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.access import require_entrance
from events.attending.tickets import ticket
from events.forms import RegistrationForm
from events.hosting import rooms
from events.hosting.access import OPEN_FOR
from events.models import Duty, Event, Registration
from events.prefill import from_listings
from events.registration import active_registration, cancel_registration, register
from partners.access import memberships
from partners.models import Partner
from tomoni.accounts.drafts import open_draft
from tomoni.accounts.models import Draft, User
from tomoni.draft_forms import DraftForm, Steps
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError


@require_http_methods(["GET", "POST"])
def event_register(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; kept as a draft while it is being filled in."""
    event, partners, elsewhere = _opened(request, slug)
    if elsewhere:
        return elsewhere
    return _flow(request, event, partners).fill_in("events/event_register.html", {"event": event})


@require_http_methods(["GET", "POST"])
def event_register_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """All answers once more; the POST gives the seat."""
    event, partners, elsewhere = _opened(request, slug)
    if elsewhere:
        return elsewhere
    flow, user = _flow(request, event, partners), _person(request)

    def send(form: BaseForm, draft: Draft) -> str:
        form = cast(RegistrationForm, form)
        register(event, user, form.chosen_partner(), form.answers())
        return reverse("events:event_registered", args=[event.slug])

    try:
        return flow.confirm(
            "events/event_register_confirm.html",
            send,
            {"event": event, "partner": partners[0] if partners else None},
        )
    except StateError as error:
        return _back(request, event, error)


@require_safe
def event_registered(request: HttpRequest, slug: str) -> HttpResponse:
    """The receipt, and where the person stands on the waiting list."""
    own = Registration.objects.of_user(_person(request)).with_position()
    rows = own.select_related("event", "event__municipality", "partner").prefetch_related(
        "wishes__table"
    )
    registration = rows.filter(event__slug=slug).order_by("-pk").first()
    if registration is None:
        raise Http404
    is_needed = registration.has_seat and not registration.event.is_cancelled
    places = rooms.places_of(registration) if is_needed else []
    context = {
        "registration": registration,
        "event": registration.event,
        "code_picture": ticket(registration) if is_needed else "",
        "places": places,
        "rooms": rooms.rooms_for(registration, places),
    }
    return render(request, "events/event_registered.html", context)


@require_POST
@idempotent
def registration_cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the seat, or the place on the waiting list, back."""
    own = Registration.objects.of_user(_person(request)).select_related("event", "user", "partner")
    registration = own.filter(event__slug=slug).order_by("-pk").first()
    if registration is None:
        raise Http404
    try:
        cancel_registration(registration, _person(request))
    except StateError as error:
        return _back(request, registration.event, error)
    messages.success(request, _("Your registration is cancelled. Thank you for letting us know."))
    return redirect(registration.event)


@require_safe
def my_registrations(request: HttpRequest) -> HttpResponse:
    """The person's meetings: those to come, those that were, and the duties there."""
    rows = (
        Registration.objects.of_user(_person(request))
        .with_position()
        .select_related("event", "event__municipality", "partner")
    )
    to_come = [row for row in rows.order_by("event__starts_at", "-pk") if not row.event.is_over]
    past = [row for row in rows.active().order_by("-event__starts_at")[:50] if row.event.is_over]
    context = {"to_come": _latest_of_each(to_come), "past": past, "duties": _duties(request)}
    return render(request, "events/my_registrations.html", context)


def _duties(request: HttpRequest) -> list[Duty]:
    """What the person does at meetings to come, and at those of the last week."""
    since = timezone.now() - OPEN_FOR
    rows = Duty.objects.of_user(_person(request)).select_related("event", "table")
    announced = rows.filter(event__state=Event.State.ANNOUNCED, event__ends_at__gt=since)
    return list(announced.order_by("event__starts_at", "kind", "pk"))


def _latest_of_each(rows: list[Registration]) -> list[Registration]:
    """Whoever cancelled and came back sees the last registration only."""
    latest: dict[int, Registration] = {}
    for row in rows:
        latest.setdefault(row.event_id, row)
    return list(latest.values())


def _opened(request: HttpRequest, slug: str) -> tuple[Event, list[Partner], HttpResponse | None]:
    """The meeting, the partners the person acts for, and what to answer instead of the form."""
    rows = Event.objects.visible_to(request.user).select_related("municipality")
    event = get_object_or_404(rows, slug=slug)
    return event, require_entrance(request, event), _sent_elsewhere(request, event)


def _sent_elsewhere(request: HttpRequest, event: Event) -> HttpResponse | None:
    """Where the form makes no sense: registered already, or the meeting takes nobody."""
    if active_registration(event, _person(request)):
        return redirect("events:event_registered", event.slug)
    if not event.accepts_registrations:
        return _back(request, event, _("This meeting takes no registrations at the moment."))
    return None


def _flow(request: HttpRequest, event: Event, partners: list[Partner]) -> DraftForm:
    tables = list(event.tables.all())
    steps = Steps(
        form=reverse("events:event_register", args=[event.slug]),
        confirm=reverse("events:event_register_confirm", args=[event.slug]),
    )
    kwargs: dict[str, Any] = {
        "event": event,
        "partners": partners,
        "tables": tables,
        "names_partner": len(memberships(request)) > 1,
    }
    draft = open_draft(_person(request), "registration", str(event.pk))
    initial = from_listings(partners[0]) if partners and not draft.data else {}
    return DraftForm(request, draft, RegistrationForm, steps, kwargs, initial)


def _back(request: HttpRequest, event: Event, why: object) -> HttpResponseRedirect:
    messages.error(request, str(why))
    return redirect(event)


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)

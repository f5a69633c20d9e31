"""The reception: the list, one person, walk-ins; and what it sends when the connection is back."""

import json
import re
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.hosting import arrivals, guests, tables
from events.hosting.access import Reception, require_reception
from events.hosting.arrivals import Arrival, Outcome
from events.hosting.forms import TableForm, WalkInForm
from events.hosting.sync import sync
from events.models import Event, Registration
from partners.models import Partner
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError

_MOST_BYTES = 512 * 1024
_MOST_NAMES = 400


@never_cache
@require_safe
def reception(request: HttpRequest, slug: str) -> HttpResponse:
    """The list with a button for each; `?q=` finds, `?shell` is the page without anybody on it,
    as browsers keep it for the time without a connection.
    """
    desk, words = require_reception(request, slug), request.GET.get("q", "")
    event = desk.event
    if code := _code_in(event, words):
        return redirect("events:arrival", slug, code)
    is_shell = "shell" in request.GET
    rows = [] if is_shell else guests.expected(event)
    context = {
        "event": event,
        "desk": desk,
        "is_shell": is_shell,
        "is_rehearsal": timezone.localdate() < timezone.localdate(event.starts_at),
        "words": words,
        "rows": guests.found(rows, words),
        "counts": guests.counts(rows),
        "form": WalkInForm(auto_id="walk_in_%s"),
        "partner_names": _partner_names(event),
    }
    return render(request, "events/hosting/reception.html", context)


@never_cache
@require_safe
def reception_list(request: HttpRequest, slug: str) -> JsonResponse:
    """The list as the page keeps it."""
    return JsonResponse(_list(request, require_reception(request, slug)))


@never_cache
@require_POST
def reception_sync(request: HttpRequest, slug: str) -> JsonResponse:
    """A batch of presses, each under its key; every one is answered, then the list as it is now."""
    desk = require_reception(request, slug)
    answers = sync(desk, _presses(request), by=_person(request))
    desk.event.refresh_from_db()
    return JsonResponse({"answers": answers, **_list(request, desk)})


@never_cache
@require_safe
def reception_worker(request: HttpRequest, slug: str) -> HttpResponse:
    """The script that answers for the page while there is no connection; it reaches this page."""
    require_reception(request, slug)
    return TemplateResponse(
        request, "events/hosting/reception_worker.js", content_type="text/javascript"
    )


@never_cache
@require_safe
def arrival(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One person, as their QR code leads to them, and one button."""
    desk, registration = _found(request, slug, code)
    seats = [each for each in guests.expected(desk.event) if each.pk == registration.pk]
    rounds = tables.open_rounds(registration)
    free = tables.free_tables(registration, rounds)
    context = {
        "event": desk.event,
        "desk": desk,
        "row": seats[0] if seats else registration,
        "is_full": desk.event.is_full,
        "lacks_table": bool(rounds),
        "table_form": TableForm(tables=free) if free else None,
    }
    return render(request, "events/hosting/arrival.html", context)


@require_POST
@idempotent
def arrival_check_in(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The person is here."""
    return _take(request, slug, code, arrivals.check_in, _("%(name)s is here."))


@require_POST
@idempotent
def arrival_undo(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """It was somebody else."""
    return _take(request, slug, code, arrivals.undo, _("%(name)s is not here after all."))


@require_POST
@idempotent
def arrival_wrong(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A walk-in was written down by mistake."""
    done = _("The entry of %(name)s is taken away.")
    return _take(request, slug, code, arrivals.remove_walk_in, done)


@require_POST
@idempotent
def arrival_seat(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The office gives somebody who waits a seat."""
    desk, registration = _found(request, slug, code)
    if not desk.may_decide:
        raise PermissionDenied
    is_over = request.POST.get("is_over") == "on"
    done = arrivals.seat_waiting(registration, by=_person(request), is_over=is_over)
    _say(request, done, _("%(name)s has a seat and is here."))
    return redirect("events:arrival", slug, code)


@require_POST
@idempotent
def arrival_table(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Who has no table sits at this one, in every round that is left."""
    _desk, registration = _found(request, slug, code)
    free = tables.free_tables(registration, tables.open_rounds(registration))
    form = TableForm(request.POST, tables=free)
    if form.is_valid():
        table = form.cleaned_data["table"]
        names = {"name": registration.person_name, "table": table}
        try:
            tables.sit_at(registration, table, by=_person(request))
        except StateError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("%(name)s sits at table %(table)s now.") % names)
    else:
        messages.error(request, _("Please choose a table."))
    return redirect("events:arrival", slug, code)


@require_http_methods(["GET", "POST"])
@idempotent
def walk_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody comes without a registration."""
    desk = require_reception(request, slug)
    if desk.is_open and not desk.takes_walk_ins:
        messages.info(request, _("People without a registration are written down on the day."))
        return redirect("events:reception", slug)
    form = WalkInForm(request.POST or None)
    if form.is_valid():
        guest = form.guest(may_decide=desk.may_decide)
        done = arrivals.walk_in(desk.event, guest, by=_person(request))
        if done.registration:
            _say(request, done, _("%(name)s is here."))
            is_twin = arrivals.has_twin(done.registration)
            if is_twin:
                messages.warning(request, _twin_words(done.registration))
            if is_twin or tables.open_rounds(done.registration):
                return redirect("events:arrival", slug, done.registration.code)
            return redirect("events:reception", slug)
        form.add_error(None, refusal_words(done))
    context = {
        "event": desk.event,
        "desk": desk,
        "form": form,
        "partner_names": _partner_names(desk.event),
    }
    return render(request, "events/hosting/walk_in.html", context)


def _twin_words(registration: Registration) -> str:
    words = _(
        "There is another %(name)s on the list. If it is the same person, this entry is wrong."
    )
    return words % {"name": registration.person_name}


def refusal_words(done: Arrival) -> str:
    """Why it did not happen, for who stands at the reception."""
    row = done.registration
    facts = {"name": row.person_name if row else ""}
    if done.outcome == Outcome.ALREADY and row and row.checked_in_at:
        facts["clock"] = date_format(timezone.localtime(row.checked_in_at), "TIME_FORMAT")
        facts["by"] = row.checked_in_by.name if row.checked_in_by else ""
        return _("%(name)s was checked in at %(clock)s already, by %(by)s.") % facts
    words = {
        Outcome.ALREADY: _("%(name)s is not checked in."),
        Outcome.WAITING: _("%(name)s is on the waiting list. The office decides."),
        Outcome.CANCELLED: _("%(name)s has cancelled. Please register them as a walk-in."),
        Outcome.FULL: _("All seats are taken. The office can decide on one more."),
        Outcome.CLOSED: _("Nobody can be checked in: the meeting was called off or is long over."),
    }
    return words.get(done.outcome, _("This person is not known at this meeting.")) % facts


def _take(
    request: HttpRequest, slug: str, code: str, step: Callable[..., Arrival], success: str
) -> HttpResponse:
    _desk, registration = _found(request, slug, code)
    _say(request, step(registration, by=_person(request)), success)
    return redirect("events:arrival", slug, code)


def _say(request: HttpRequest, done: Arrival, success: str) -> None:
    if done.outcome == Outcome.DONE and done.registration:
        messages.success(request, success % {"name": done.registration.person_name})
    else:
        messages.warning(request, refusal_words(done))


def _found(request: HttpRequest, slug: str, code: str) -> tuple[Reception, Registration]:
    desk = require_reception(request, slug)
    rows = Registration.objects.select_related("user", "partner", "checked_in_by")
    registration = get_object_or_404(rows, event=desk.event, code=code.upper().replace("\x00", ""))
    registration.event = desk.event
    return desk, registration


def _code_in(event: Event, words: str) -> str | None:
    """The code or receipt number that was typed or scanned, if it is of somebody here."""
    plain = words.rstrip("/").rpartition("/")[2].strip().upper()
    if not re.fullmatch(r"[A-Z]-?[0-9A-Z]{4}-?[0-9A-Z]{4}", plain, re.ASCII):
        return None
    letters = plain.replace("-", "")
    number = f"{letters[0]}-{letters[1:5]}-{letters[5:]}"
    rows = Registration.objects.filter(event=event)
    codes = rows.filter(code=number) | rows.filter(receipt=number)
    return codes.values_list("code", flat=True).first()


def _partner_names(event: Event) -> list[str]:
    rows = Partner.objects.filter(state=Partner.State.APPROVED, municipality=event.municipality_id)
    return list(rows.order_by("kana", "name").values_list("name", flat=True)[:_MOST_NAMES])


def _list(request: HttpRequest, desk: Reception) -> dict[str, Any]:
    own = reverse("events:reception", args=[desk.event.slug])
    return {"token": get_token(request), "page": own, **guests.list_for(desk)}


def _presses(request: HttpRequest) -> list[Any]:
    """What was sent; 400 where it is no list of presses."""
    try:
        body = request.body
        if len(body) > _MOST_BYTES:
            raise BadRequest("too much at once")
        presses = json.loads(body)["presses"]
    except (RawPostDataException, ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadRequest("no presses") from error
    if not isinstance(presses, list):
        raise BadRequest("no list of presses")
    return presses


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)

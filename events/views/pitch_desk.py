"""Pitches as the office sees them: choosing, order, and the clock of the hall."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.models import Event, Pitch
from events.pitching import running, steps
from events.pitching.forms import DeclineForm
from events.pitching.transitions import By, open_to
from events.views.of_meeting import may_edit, own_event
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole

EDITOR = StaffRole.Role.EDITOR
_State = Pitch.State


@require_safe
def pitch_queue(request: HttpRequest, slug: str) -> HttpResponse:
    """All pitches of a meeting: those in the programme, those that wait, the others."""
    event = own_event(request, slug)
    related = ("partner", "user", "listing")
    rows = list(event.pitches.select_related(*related).order_by("position", "created_at", "pk"))
    for pitch in rows:
        pitch.event = event
        pitch.steps = open_to(pitch, By.OFFICE)  # type: ignore[attr-defined]
    chosen = [row for row in rows if row.state == _State.CHOSEN]
    context = {
        "event": event,
        "may_edit": may_edit(request, event),
        "chosen": chosen,
        "minutes": sum(row.minutes for row in chosen),
        "waiting": [row for row in rows if row.state == _State.APPLIED],
        "others": [row for row in rows if row.state in (_State.DECLINED, _State.WITHDRAWN)],
    }
    return render(request, "events/pitching/pitch_queue.html", context)


@require_POST
@idempotent
def pitch_choose(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Into the programme; the partner hears of it."""
    done = _("“%(title)s” is in the programme. The partner is told.")
    return _take(request, slug, pk, steps.choose, done)


@require_POST
@idempotent
def pitch_take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Out of the programme again, before the meeting."""
    done = _("“%(title)s” is out of the programme again and waits for an answer.")
    return _take(request, slug, pk, steps.take_back, done)


@require_http_methods(["GET", "POST"])
@idempotent
def pitch_decline(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Not this time, with the reason that the partner reads."""
    pitch = _pitch(request, slug, pk)
    form = DeclineForm(request.POST or None)
    if pitch.state != _State.APPLIED or not form.is_valid():
        if pitch.state != _State.APPLIED:
            messages.warning(request, _("This pitch has been decided on already."))
            return redirect("events:pitch_queue", slug)
        context = {"event": pitch.event, "pitch": pitch, "form": form}
        return render(request, "events/pitching/pitch_decline.html", context)

    def step(pitch: Pitch, *, by: User) -> None:
        steps.decline(pitch, form.cleaned_data["reason"], by=by)

    done = _("“%(title)s” is not in the programme. The partner is told why.")
    return _take(request, slug, pk, step, done)


@require_POST
@idempotent
def pitch_order(request: HttpRequest, slug: str) -> HttpResponse:
    """The order, by numbers typed or by rows dragged: `place-12=2`."""
    event = own_event(request, slug, at_least=EDITOR)
    places = []
    for name in request.POST:
        place, of_pitch = request.POST.get(name, ""), re.fullmatch(r"place-(\d{1,9})", name)
        if of_pitch and re.fullmatch(r"[0-9]{1,4}", place):
            places.append((int(place), int(of_pitch[1])))
    steps.put_in_order(event, [pk for _place, pk in sorted(places)], by=_person(request))
    messages.success(request, _("The order is saved."))
    return redirect("events:pitch_queue", slug)


@require_safe
def pitch_timer(request: HttpRequest, slug: str) -> HttpResponse:
    """The clock of the hall: who is on, and how long they have."""
    event = own_event(request, slug)
    pitches = list(event.pitches.on_stage().select_related("partner"))
    context = {
        "event": event,
        "pitches": pitches,
        "on_now": next((each for each in pitches if each.started_at and not each.ended_at), None),
        "coming": next((each for each in pitches if not each.started_at), None),
        "state": running.timer_state(event),
        "may_edit": may_edit(request, event),
    }
    return render(request, "events/pitching/pitch_timer.html", context)


@never_cache
@require_safe
def timer_state(request: HttpRequest, slug: str) -> JsonResponse:
    """What a second screen follows."""
    state = running.timer_state(own_event(request, slug))
    return JsonResponse({**state, "token": get_token(request)})


@require_POST
@idempotent
def pitch_start(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The pitch begins; another that is on ends."""
    return _run(request, slug, pk, running.start)


@require_POST
@idempotent
def pitch_end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The pitch is over."""
    return _run(request, slug, pk, running.end)


def _run(request: HttpRequest, slug: str, pk: int, step: Callable[..., None]) -> HttpResponse:
    pitch = _pitch(request, slug, pk)
    ago = request.POST.get("ago", "")
    late = timedelta(seconds=int(ago)) if re.fullmatch(r"[0-9]{1,6}", ago) else timedelta(0)
    try:
        step(pitch, by=_person(request), late=late)
    except StateError as error:
        messages.error(request, str(error))
    return redirect("events:pitch_timer", slug)


def _take(
    request: HttpRequest, slug: str, pk: int, step: Callable[..., None], done: str
) -> HttpResponse:
    pitch = _pitch(request, slug, pk)
    try:
        step(pitch, by=_person(request))
    except StateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done % {"title": pitch.title})
    return redirect("events:pitch_queue", slug)


def _pitch(request: HttpRequest, slug: str, pk: int) -> Pitch:
    event: Event = own_event(request, slug, at_least=EDITOR)
    rows = Pitch.objects.select_related("partner", "user")
    pitch = get_object_or_404(rows, event=event, pk=pk)
    pitch.event = event
    return pitch


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)

"""Pitches as everybody sees them, their slides, and “I can help”."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.models import Pitch, Registration
from events.pitching import helping, programme
from events.pitching.forms import HelpForm
from events.pitching.transitions import By, Step, open_to
from events.views.pitching import seen_pitch
from partners.models import Membership
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError

PDF = "application/pdf"


@login_not_required
@require_safe
def pitch_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What is asked for, by whom; who can help says so here, and the presenter's side reads it."""
    pitch = seen_pitch(request, slug, pk)
    [shown] = programme.shown_to(request, [pitch])
    context = {
        "pitch": pitch,
        "event": pitch.event,
        "shown": shown,
        "may_withdraw": shown.is_own and Step.WITHDRAW in open_to(pitch, By.PARTNER),
        "may_change": shown.is_own and pitch.event.takes_pitches and pitch.state in _STANDING,
        "takes_help": helping.takes_help(pitch),
        "is_member": programme.is_of(request, pitch, at_least=Membership.Role.VIEWER),
        "help_form": HelpForm(),
    }
    return render(request, "events/pitching/pitch_detail.html", context)


_STANDING = (Pitch.State.APPLIED, Pitch.State.CHOSEN)


@require_safe
def pitch_slides(request: HttpRequest, slug: str, pk: int, token: str) -> FileResponse:
    """The slides, as a file to be kept; never shown as a page of ours."""
    pitch = seen_pitch(request, slug, pk)
    seat = programme.own_seat(request.user, pitch.event)
    if not pitch.slides or str(pitch.slides_token) != str(token):
        raise Http404
    if not programme.may_have_slides(request, pitch, seat):
        raise PermissionDenied
    try:
        content = pitch.slides.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=True, filename=pitch.slides_name or "slides.pdf", content_type=PDF
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response


@require_POST
@idempotent
def pitch_help(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say “I can help”, with a few words or none."""
    pitch = seen_pitch(request, slug, pk)
    registration = _seat(request, pitch)
    form = HelpForm(request.POST, is_citizen=registration.partner_id is None)
    if not form.is_valid():
        [shown] = programme.shown_to(request, [pitch])
        context = {"pitch": pitch, "event": pitch.event, "shown": shown, "help_form": form}
        context |= {"takes_help": helping.takes_help(pitch)}
        return render(request, "events/pitching/pitch_detail.html", context)
    try:
        helping.offer_help(pitch, registration, by=_person(request), **form.cleaned_data)
    except StateError as error:
        messages.error(request, str(error))
    else:
        thanks = _("Thank you! %(partner)s sees your name and your words, and will get in touch.")
        messages.success(request, thanks % {"partner": pitch.partner.name})
    return _back(request, pitch)


@require_POST
@idempotent
def pitch_help_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Not after all."""
    pitch = seen_pitch(request, slug, pk)
    try:
        helping.take_help_back(pitch, _seat(request, pitch), by=_person(request))
    except StateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your offer is taken back."))
    return _back(request, pitch)


def _seat(request: HttpRequest, pitch: Pitch) -> Registration:
    registration = helping.seat_of(request.user, pitch)
    if registration is None:
        raise PermissionDenied
    return registration


def _back(request: HttpRequest, pitch: Pitch) -> HttpResponse:
    """To where the button was: the page of the pitch, or the one of the moment."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect("events:pitch_detail", pitch.event.slug, pitch.pk)


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)

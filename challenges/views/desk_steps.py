"""The desk: opening, closing and cancelling a challenge."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from challenges import lifecycle
from challenges.forms.decisions import CancelForm
from challenges.models import Challenge
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.access import require_staff
from tomoni.municipalities.models import StaffRole


@require_POST
@idempotent
def challenge_open(request: HttpRequest, slug: str) -> HttpResponse:
    """Show it to the public, or plan to."""
    challenge, by = _for_editor(request, slug)

    def step() -> str:
        lifecycle.open_challenge(challenge, by=by)
        if challenge.state == Challenge.State.SCHEDULED:
            return _("Planned. It opens by itself at the time you have set.")
        return _("The challenge is open. Partners can propose now.")

    return _done(request, challenge, step)


@require_POST
@idempotent
def challenge_close(request: HttpRequest, slug: str) -> HttpResponse:
    """Take no more proposals."""
    challenge, by = _for_editor(request, slug)

    def step() -> str:
        lifecycle.close_challenge(challenge, by=by)
        return _("The challenge takes no more proposals.")

    return _done(request, challenge, step)


@require_POST
@idempotent
def challenge_reopen(request: HttpRequest, slug: str) -> HttpResponse:
    """Take proposals again."""
    challenge, by = _for_editor(request, slug)

    def step() -> str:
        lifecycle.reopen_challenge(challenge, by=by)
        return _("The challenge is open again.")

    return _done(request, challenge, step)


@require_http_methods(["GET", "POST"])
@idempotent
def challenge_cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Call it off, with a reason that everybody reads."""
    challenge, by = _for_editor(request, slug)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():

        def step() -> str:
            reason = form.cleaned_data["reason"]
            lifecycle.cancel_challenge(challenge, by=by, reason=reason)
            return _("The challenge is cancelled.")

        return _done(request, challenge, step)
    context = {
        "challenge": challenge,
        "municipality": challenge.municipality,
        "form": form,
        "waiting": challenge.proposals.awaiting_decision().count(),
    }
    return render(request, "challenges/challenge_cancel.html", context)


def _for_editor(request: HttpRequest, slug: str) -> tuple[Challenge, User]:
    rows = Challenge.objects.on_desk_of(request.user).select_related("municipality")
    challenge = get_object_or_404(rows, slug=slug)
    role = require_staff(request, challenge.municipality_id, at_least=StaffRole.Role.EDITOR)
    return challenge, role.user


def _done(request: HttpRequest, challenge: Challenge, step: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, step())
    except StateError as error:
        messages.error(request, str(error))
    return redirect("challenges:challenge_desk", slug=challenge.slug)

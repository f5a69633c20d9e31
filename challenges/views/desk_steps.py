"""The desk: closing, extending, cancelling and copying a challenge."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from challenges import deadlines, lifecycle
from challenges.audience import writing_partners
from challenges.copying import copy_challenge
from challenges.forms.decisions import CancelForm, CloseForm
from challenges.forms.review import ExtendForm
from challenges.models import Challenge
from challenges.transitions import TRANSITIONS, Step
from challenges.views.desk_acts import challenge_for, done
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.municipalities.access import require_staff
from tomoni.municipalities.models import StaffRole


@require_http_methods(["GET", "POST"])
@idempotent
def challenge_close(request: HttpRequest, slug: str) -> HttpResponse:
    """Take no more proposals before the deadline, with a reason that everybody reads."""
    challenge, by = challenge_for(request, slug, Step.CLOSE)
    if request.method == "GET" and challenge.state not in TRANSITIONS[Step.CLOSE].sources:
        return redirect("challenges:challenge_desk", slug=challenge.slug)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():

        def step() -> str:
            reason = form.cleaned_data["reason"]
            lifecycle.close_challenge(challenge, by=by, reason=reason)
            return _("The challenge takes no more proposals.")

        return done(request, challenge, step)
    context = {
        "challenge": challenge,
        "municipality": challenge.municipality,
        "form": form,
        "writing": sum(rows.count() for rows in writing_partners(challenge)),
    }
    return render(request, "challenges/challenge_close.html", context)


@require_POST
@idempotent
def challenge_reopen(request: HttpRequest, slug: str) -> HttpResponse:
    """Take proposals again."""
    challenge, by = challenge_for(request, slug, Step.REOPEN)

    def step() -> str:
        lifecycle.reopen_challenge(challenge, by=by)
        return _("The challenge is open again.")

    return done(request, challenge, step)


@require_http_methods(["GET", "POST"])
@idempotent
def challenge_extend(request: HttpRequest, slug: str) -> HttpResponse:
    """A later deadline; who is writing a proposal is told."""
    challenge, by = challenge_for(request, slug, Step.EXTEND)
    if request.method == "GET" and challenge.state not in TRANSITIONS[Step.EXTEND].sources:
        return redirect("challenges:challenge_desk", slug=challenge.slug)
    form = ExtendForm(request.POST if request.method == "POST" else None, challenge=challenge)
    if form.is_valid():

        def step() -> str:
            until, reason = form.cleaned_data["until"], form.cleaned_data["reason"]
            deadlines.extend_deadline(challenge, until=until, by=by, reason=reason)
            shown = date_format(localtime(until), "DATETIME_FORMAT")
            return _("Proposals are taken until %(until)s.") % {"until": shown}

        return done(request, challenge, step)
    context = {"challenge": challenge, "municipality": challenge.municipality, "form": form}
    return render(request, "challenges/challenge_extend.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def challenge_cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Call it off, with a reason that everybody reads."""
    challenge, by = challenge_for(request, slug, Step.CANCEL)
    if request.method == "GET" and challenge.state not in TRANSITIONS[Step.CANCEL].sources:
        return redirect("challenges:challenge_desk", slug=challenge.slug)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():

        def step() -> str:
            reason = form.cleaned_data["reason"]
            lifecycle.cancel_challenge(challenge, by=by, reason=reason)
            return _("The challenge is cancelled.")

        return done(request, challenge, step)
    context = {
        "challenge": challenge,
        "municipality": challenge.municipality,
        "form": form,
        "waiting": challenge.proposals.awaiting_decision().count(),
    }
    return render(request, "challenges/challenge_cancel.html", context)


@require_POST
@idempotent
def challenge_copy(request: HttpRequest, slug: str) -> HttpResponse:
    """A new draft with the texts of an earlier challenge."""
    rows = Challenge.objects.on_desk_of(request.user).select_related("municipality", "category")
    challenge = get_object_or_404(rows, slug=slug)
    role = require_staff(request, challenge.municipality_id, at_least=StaffRole.Role.EDITOR)
    copied = copy_challenge(challenge, by=role.user)
    messages.success(request, _("This is the copy. Please check its dates and texts."))
    return redirect("challenges:challenge_edit", slug=copied.slug)

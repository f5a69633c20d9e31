"""The desk: closing, extending, cancelling and copying a challenge."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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
    return _end(request, slug, Step.CLOSE)


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
    return _end(request, slug, Step.CANCEL)


class Ending(NamedTuple):
    """A way to end the taking of proposals: whom it concerns is counted before it is done."""

    form: type[CloseForm | CancelForm]
    act: Callable[..., None]
    said: Promise
    page: str
    concerned: Callable[[Challenge], int]


_ENDINGS = {
    Step.CLOSE: Ending(
        CloseForm,
        lifecycle.close_challenge,
        gettext_lazy("The challenge takes no more proposals."),
        "challenges/challenge_close.html",
        lambda challenge: sum(rows.count() for rows in writing_partners(challenge)),
    ),
    Step.CANCEL: Ending(
        CancelForm,
        lifecycle.cancel_challenge,
        gettext_lazy("The challenge is cancelled."),
        "challenges/challenge_cancel.html",
        lambda challenge: challenge.proposals.awaiting_decision().count(),
    ),
}


def _end(request: HttpRequest, slug: str, step: Step) -> HttpResponse:
    challenge, by = challenge_for(request, slug, step)
    if request.method == "GET" and challenge.state not in TRANSITIONS[step].sources:
        return redirect("challenges:challenge_desk", slug=challenge.slug)
    ending = _ENDINGS[step]
    form = ending.form(request.POST if request.method == "POST" else None)
    if form.is_valid():

        def act() -> str:
            ending.act(challenge, by=by, reason=form.cleaned_data["reason"])
            return str(ending.said)

        return done(request, challenge, act)
    context = {
        "challenge": challenge,
        "municipality": challenge.municipality,
        "form": form,
        "concerned": ending.concerned(challenge),
    }
    return render(request, ending.page, context)


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

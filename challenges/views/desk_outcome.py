"""The desk: after the deadline, from choosing to telling what came of it."""

from collections.abc import Callable

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from challenges import outcome
from challenges.forms.review import ReportForm, ResultForm, RetellForm
from challenges.models import Challenge
from challenges.transitions import TRANSITIONS, Step
from challenges.views.desk_acts import challenge_for, done
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent


@require_POST
@idempotent
def challenge_select(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin to choose."""
    challenge, by = challenge_for(request, slug, Step.SELECT)

    def step() -> str:
        outcome.start_selecting(challenge, by=by)
        return _("The public page now says that you are choosing.")

    return done(request, challenge, step)


@require_http_methods(["GET", "POST"])
@idempotent
def challenge_decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell everybody what was decided."""
    challenge, by = challenge_for(request, slug, Step.DECIDE)

    def step(form: forms.Form) -> str:
        outcome.decide_challenge(challenge, by=by, result=form.cleaned_data["result"])
        return _("The result is on the public page.")

    return _written(request, challenge, Step.DECIDE, ResultForm, step)


@require_POST
@idempotent
def challenge_start(request: HttpRequest, slug: str) -> HttpResponse:
    """The work has begun."""
    challenge, by = challenge_for(request, slug, Step.START)

    def step() -> str:
        outcome.start_work(challenge, by=by)
        return _("The public page now says that it is under way.")

    return done(request, challenge, step)


@require_http_methods(["GET", "POST"])
@idempotent
def challenge_complete(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell everybody what came of it."""
    challenge, by = challenge_for(request, slug, Step.COMPLETE)

    def step(form: forms.Form) -> str:
        outcome.complete_challenge(challenge, by=by, report=form.cleaned_data["report"])
        return _("The report is on the public page.")

    return _written(request, challenge, Step.COMPLETE, ReportForm, step)


@require_http_methods(["GET", "POST"])
@idempotent
def challenge_retell(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """Put right what was told; what stood there before stays in the journal."""
    if what not in (outcome.RESULT, outcome.REPORT):
        raise Http404
    challenge, by = challenge_for(request, slug, Step.DECIDE)  # a manager has told it
    if what not in outcome.told_so_far(challenge):
        return redirect("challenges:challenge_desk", slug=challenge.slug)
    initial = {"text": getattr(challenge, what), "version": challenge.version}
    form = RetellForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():

        def step() -> str:
            text, seen = form.cleaned_data["text"], form.cleaned_data["version"]
            outcome.retell(challenge, what, text=text, by=by, seen=seen)
            return _("Saved. The public page says when it was changed.")

        return done(request, challenge, step)
    context = {
        "challenge": challenge,
        "municipality": challenge.municipality,
        "form": form,
        "what": what,
    }
    return render(request, "challenges/challenge_retell.html", context)


def _written(
    request: HttpRequest,
    challenge: Challenge,
    step: Step,
    form_class: type[forms.Form],
    take: Callable[[forms.Form], str],
) -> HttpResponse:
    """The page on which the text is written, or what comes of sending it."""
    if request.method == "GET" and challenge.state not in TRANSITIONS[step].sources:
        return redirect("challenges:challenge_desk", slug=challenge.slug)
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return done(request, challenge, lambda: take(form))
    context = {
        "challenge": challenge,
        "municipality": challenge.municipality,
        "form": form,
        "waiting": challenge.proposals.awaiting_decision().count(),
        "accepted": list(challenge.proposals.accepted().select_related("partner")),
    }
    return render(request, f"challenges/challenge_{step}.html", context)

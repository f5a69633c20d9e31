"""The desk: a second pair of eyes before a challenge is shown to the public."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from challenges import review
from challenges.comparing import saved_words
from challenges.forms.review import ReturnForm
from challenges.models import Challenge
from challenges.parts import PARTS, part_name
from challenges.transitions import Step
from challenges.views.desk_acts import challenge_for, done
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent


@require_POST
@idempotent
def challenge_ask_review(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the managers to read it."""
    challenge, by = challenge_for(request, slug, Step.ASK_REVIEW)

    def step() -> str:
        review.ask_for_review(challenge, by=by)
        return _("The managers have been asked to read it. You will get a mail.")

    return done(request, challenge, step)


@require_POST
@idempotent
def challenge_take_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Go on writing."""
    challenge, by = challenge_for(request, slug, Step.TAKE_BACK)

    def step() -> str:
        review.take_back(challenge, by=by)
        return _("It is a draft again.")

    return done(request, challenge, step)


@require_POST
@idempotent
def challenge_open(request: HttpRequest, slug: str) -> HttpResponse:
    """Show it to the public, or plan to."""
    challenge, by = challenge_for(request, slug, Step.PUBLISH)

    def step() -> str:
        review.publish_challenge(challenge, by=by, seen=_seen(request))
        if challenge.state == Challenge.State.SCHEDULED:
            return _("Planned. It opens by itself at the time you have set.")
        return _("The challenge is open. Partners can propose now.")

    return done(request, challenge, step)


@require_http_methods(["GET", "POST"])
@idempotent
def challenge_return(request: HttpRequest, slug: str) -> HttpResponse:
    """Back to its writers, with remarks beside the parts."""
    challenge, by = challenge_for(request, slug, Step.RETURN)
    if request.method == "GET" and challenge.state != Challenge.State.IN_REVIEW:
        return redirect("challenges:challenge_desk", slug=challenge.slug)
    form = ReturnForm(
        request.POST if request.method == "POST" else None,
        initial={"version": challenge.version},
    )
    if form.is_valid():

        def step() -> str:
            seen = form.cleaned_data["version"]
            review.return_challenge(challenge, by=by, remarks=form.remarks, seen=seen)
            return _("Returned. Who asked for the review gets your remarks by mail.")

        return done(request, challenge, step)
    context = {
        "challenge": challenge,
        "municipality": challenge.municipality,
        "form": form,
        "rows": _rows(challenge, form),
    }
    return render(request, "challenges/challenge_return.html", context)


@dataclass(frozen=True)
class Row:
    """A part as it is written, and the question for a remark on it."""

    name: str | Promise
    text: str
    question: forms.BoundField


def _rows(challenge: Challenge, form: ReturnForm) -> list[Row]:
    return [Row(part_name(part), saved_words(challenge, part), form.beside(part)) for part in PARTS]


def _seen(request: HttpRequest) -> int:
    """The version the page showed; none of a page that was made up."""
    shown = request.POST.get("version", "")
    return int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 9 else 0

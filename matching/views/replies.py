"""The links in the mails about an introduction: an answer, and what came of it, without login.

GET and HEAD show a page and change nothing, so a mail scanner may follow the link; a button acts.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from matching.forms.replying import FollowUpForm, ReplyForm
from matching.introducing import following, links, steps, wording
from matching.introducing.links import Held
from matching.models import Introduction, Party
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError

_REPLY = "matching/introduction_reply.html"
_FOLLOW_UP = "matching/introduction_follow_up.html"
Outcome = Introduction.Outcome


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
@idempotent
def introduction_reply(request: HttpRequest, token: str) -> HttpResponse:
    """Yes or no to a talk; afterwards what became of it, with the contacts if all have agreed."""
    held = links.reply_of(token)
    if held is None:
        raise Http404
    if held.party.introduction.has_run_out:
        return _shown(request, _REPLY, _standing(held, is_too_late=True), 410)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not held.party.owes_answer:
        status = 409 if request.method == "POST" else 200
        return _shown(request, _REPLY, _standing(held, form=ReplyForm()), status)
    if not form.is_valid():
        return _shown(request, _REPLY, _standing(held, form=form))
    try:
        _answer(held, form.cleaned_data)
    except StateError:  # a colleague or the clock was quicker
        return _shown(request, _REPLY, _standing(_anew(held), form=ReplyForm()), 409)
    return redirect("matching:introduction_reply", token)


def _answer(held: Held, said: dict[str, Any]) -> None:
    introduction, partner = held.party.introduction, held.party.partner
    if said["answer"] == ReplyForm.AGREE:
        steps.agree(introduction, partner, by=held.person)
    else:
        steps.decline(introduction, partner, by=held.person, reason=said["reason"])


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
@idempotent
def introduction_follow_up(request: HttpRequest, token: str) -> HttpResponse:
    """Have you met, and what came of it."""
    held = links.follow_up_of(token)
    if held is None:
        raise Http404
    if links.is_follow_up_over(held.party):
        return _shown(request, _FOLLOW_UP, {"is_too_late": True}, 410)
    form = FollowUpForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not _may_tell(held):
        status = 409 if request.method == "POST" else 200
        return _shown(request, _FOLLOW_UP, _standing(held, form=FollowUpForm()), status)
    if not form.is_valid():
        return _shown(request, _FOLLOW_UP, _standing(held, form=form))
    try:
        _STEPS[form.cleaned_data["step"]](held, form.cleaned_data)
    except StateError:  # the other side has told meanwhile
        return _shown(request, _FOLLOW_UP, _standing(_anew(held), form=FollowUpForm()), 409)
    messages.success(request, _("Thank you for telling us."))
    return redirect("matching:introduction_follow_up", token)


def _may_tell(held: Held) -> bool:
    """Whether it has agreed, and what came of it is not known yet or was another meeting."""
    introduction = held.party.introduction
    is_known = introduction.state == Introduction.State.OUTCOME
    return _has_agreed(held.party) and (
        not is_known or introduction.outcome == Outcome.NEXT_MEETING
    )


def _tell_met(held: Held, said: dict[str, Any]) -> None:
    steps.meet(held.party.introduction, held.party.partner, by=held.person)


def _tell_not_yet(held: Held, said: dict[str, Any]) -> None:
    following.not_yet(held.party.introduction, held.party.partner, by=held.person)


def _tell_nothing(held: Held, said: dict[str, Any]) -> None:
    _conclude(held, Outcome.NOTHING, "")


def _tell_outcome(held: Held, said: dict[str, Any]) -> None:
    _conclude(held, Outcome(said["outcome"]), said["text"])


def _conclude(held: Held, outcome: Introduction.Outcome, text: str) -> None:
    introduction, partner = held.party.introduction, held.party.partner
    steps.conclude(introduction, partner, by=held.person, outcome=outcome, text=text)


_STEPS: dict[str, Callable[[Held, dict[str, Any]], None]] = {
    FollowUpForm.MET: _tell_met,
    FollowUpForm.NOT_YET: _tell_not_yet,
    FollowUpForm.NOTHING: _tell_nothing,
    FollowUpForm.TOLD: _tell_outcome,
}


# --- What both pages have in common -------------------------------------------------------------


def _anew(held: Held) -> Held:
    return Held(Party.objects.get(pk=held.party.pk), held.person)


def _standing(held: Held, **more: Any) -> dict[str, Any]:
    """How it stands for the partner; contacts for a party that has agreed, once all have."""
    party = held.party
    return {
        **wording.facts(party),
        "owes_answer": party.owes_answer,
        "has_agreed": _has_agreed(party),
        "contacts": wording.contacts_for(party),
        **more,
    }


def _has_agreed(party: Party) -> bool:
    return party.state == Party.State.AGREED and party.introduction.is_agreed


def _shown(
    request: HttpRequest, page: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    response = render(request, page, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response

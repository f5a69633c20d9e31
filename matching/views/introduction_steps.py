"""What a partner does with an introduction: answer, take it back, tell of the talk."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from matching.forms.introducing import AnswerForm, OutcomeForm
from matching.introducing import steps
from matching.introducing.access import Standing, standing_in
from matching.models import Introduction, Party
from matching.views.introductions import detail_page
from tomoni.accounts.signed_in import person_of
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError

Outcome = Introduction.Outcome


@require_POST
@idempotent
def introduction_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes, or no with a reason, for who was asked."""
    standing, own = _acting(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return detail_page(request, standing, form)
    introduction, by = standing.introduction, person_of(request)

    def step() -> str:
        if form.cleaned_data["answer"] == AnswerForm.DECLINE:
            steps.decline(introduction, own.partner, by=by, reason=form.cleaned_data["reason"])
            return _("You have declined. They hear of it without any name of yours.")
        steps.agree(introduction, own.partner, by=by)
        if introduction.is_agreed:
            return _("You have agreed. Here is whom to call; the others have got a mail.")
        return _("You have agreed. As soon as the others have answered you hear of it.")

    return _done(request, introduction, step)


@require_POST
@idempotent
def introduction_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has asked takes it back."""
    standing, own = _acting(request, pk)
    if not own.is_asking:
        raise PermissionDenied
    introduction, by = standing.introduction, person_of(request)

    def step() -> str:
        steps.withdraw(introduction, by=by)
        return _("It is taken back.")

    return _done(request, introduction, step)


@require_POST
@idempotent
def introduction_met(request: HttpRequest, pk: int) -> HttpResponse:
    """One of those who have agreed says that they have met."""
    standing, own = _agreed(request, pk)
    introduction, by = standing.introduction, person_of(request)

    def step() -> str:
        steps.meet(introduction, own.partner, by=by)
        return _("Good that you have met. Tell us what came of it when you know.")

    return _done(request, introduction, step)


@require_http_methods(["GET", "POST"])
@idempotent
def introduction_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """One of those who have agreed says what came of it, or that more has come of it."""
    standing, own = _agreed(request, pk)
    introduction, by = standing.introduction, person_of(request)
    if not introduction.is_agreed:
        messages.warning(request, _not_now())
        return redirect(introduction)
    told = {"outcome": introduction.outcome, "text": introduction.outcome_text}
    form = OutcomeForm(request.POST if request.method == "POST" else None, initial=told)
    if not form.is_valid():
        context = {"standing": standing, "introduction": introduction, "form": form}
        context |= {"acting": standing.acting, "own": own}
        return render(request, "matching/introduction_outcome.html", context)

    def step() -> str:
        outcome = Outcome(form.cleaned_data["outcome"])
        text = form.cleaned_data["text"]
        project = steps.conclude(introduction, own.partner, by=by, outcome=outcome, text=text)
        if project:
            return _("Thank you. The project has a page of its own now, which you find below.")
        return _("Thank you for telling what came of it.")

    return _done(request, introduction, step)


def _acting(request: HttpRequest, pk: int) -> tuple[Standing, Party]:
    """For who may act for one of the partners: 404 for strangers, 403 for readers."""
    standing = standing_in(request, pk)
    if standing.own is None or not standing.may_act:
        raise PermissionDenied
    return standing, standing.own


def _agreed(request: HttpRequest, pk: int) -> tuple[Standing, Party]:
    """The same; in what was agreed, for those alone who have agreed."""
    standing, own = _acting(request, pk)
    if standing.introduction.is_agreed and not standing.may_tell:
        raise PermissionDenied
    return standing, own


def _done(
    request: HttpRequest, introduction: Introduction, step: Callable[[], str]
) -> HttpResponse:
    try:
        messages.success(request, step())
    except StateError:
        messages.warning(request, _not_now())
    return redirect(introduction)


def _not_now() -> str:
    return _("It has changed meanwhile. This is how it stands now.")

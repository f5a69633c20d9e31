"""The steps of a partner's call that its members take, and those of who checks it."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from challenges import deadlines, lifecycle, outcome, reading, review
from challenges.forms.call import CheckForm
from challenges.forms.decisions import CancelForm, CloseForm
from challenges.forms.review import ExtendForm, ReportForm, ResultForm
from challenges.history import history
from challenges.models import Challenge
from challenges.parts import WHOLE
from challenges.reverse.transitions import TAKERS
from challenges.transitions import TRANSITIONS, Step
from partners.access import require_member
from partners.models import Membership
from tomoni.accounts.models import User
from tomoni.accounts.signed_in import person_of
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.access import staff_roles
from tomoni.municipalities.models import StaffRole

Take = Callable[[Challenge, User], None]
# The steps of one button: what each does.
PLAIN: dict[str, Take] = {
    Step.ASK_REVIEW: lambda call, by: review.ask_for_review(call, by=by),
    Step.TAKE_BACK: lambda call, by: review.take_back(call, by=by),
    Step.REOPEN: lambda call, by: lifecycle.reopen_challenge(call, by=by),
    Step.SELECT: lambda call, by: outcome.start_selecting(call, by=by),
    Step.START: lambda call, by: outcome.start_work(call, by=by),
}
# Those that ask for words: the form, and what they do with its answers.
WORDED: dict[
    str, tuple[Callable[..., forms.Form], Callable[[Challenge, User, forms.Form], object]]
] = {
    Step.EXTEND: (
        ExtendForm,
        lambda call, by, form: deadlines.extend_deadline(call, by=by, **form.cleaned_data),
    ),
    Step.CLOSE: (
        CloseForm,
        lambda call, by, form: lifecycle.close_challenge(call, by=by, **form.cleaned_data),
    ),
    Step.CANCEL: (
        CancelForm,
        lambda call, by, form: lifecycle.cancel_challenge(call, by=by, **form.cleaned_data),
    ),
    Step.DECIDE: (
        ResultForm,
        lambda call, by, form: outcome.decide_challenge(call, by=by, **form.cleaned_data),
    ),
    Step.COMPLETE: (
        ReportForm,
        lambda call, by, form: outcome.complete_challenge(call, by=by, **form.cleaned_data),
    ),
}


@require_POST
@idempotent
def call_step(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    """A step of one button, by a member of the partner that calls."""
    if step not in PLAIN:
        raise Http404
    call, by = _own(request, slug)
    return _done(request, call, lambda: PLAIN[step](call, by))


@require_http_methods(["GET", "POST"])
@idempotent
def call_tell(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    """A step that asks for words which everybody reads: extend, close early, cancel, the result,
    the report.
    """
    if step not in WORDED:
        raise Http404
    call, by = _own(request, slug)
    if request.method == "GET" and call.state not in TRANSITIONS[Step(step)].sources:
        return redirect(call.get_work_url())
    form_class, take = WORDED[step]
    more = {"challenge": call} if step == Step.EXTEND else {}
    form = form_class(request.POST if request.method == "POST" else None, **more)
    if form.is_valid():
        return _done(request, call, lambda: take(call, by, form))
    context = {
        "challenge": call,
        "form": form,
        "step": step,
        "waiting": call.offers.awaiting_decision().count(),
        "accepted": list(call.offers.accepted().select_related("municipality")),
    }
    return render(request, "challenges/call_tell.html", context)


def _own(request: HttpRequest, slug: str) -> tuple[Challenge, User]:
    rows = Challenge.objects.called_by(request.user).select_related("caller", "municipality")
    call = get_object_or_404(rows, slug=slug)
    assert call.caller  # noqa: S101 – it is called by one
    least = Membership.Role(TAKERS[Step.CLOSE])
    return call, require_member(request, call.caller, at_least=least).user


def _done(request: HttpRequest, call: Challenge, take: Callable[[], object]) -> HttpResponse:
    try:
        take()
        messages.success(
            request, _("Done. The call is now “%(state)s”.") % {"state": call.get_state_display()}
        )
    except StateError as error:
        messages.error(request, str(error))
    return redirect(call.get_work_url())


@require_safe
def call_check(request: HttpRequest, slug: str) -> HttpResponse:
    """The desk: a call as its partner wants it shown, for the manager who publishes it."""
    call, _role = _checked(request, slug)
    return _check_page(request, call, CheckForm(initial={"version": call.version}))


@require_POST
@idempotent
def call_publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the call to everybody, or at the hour its partner has set."""
    call = _to_decide(request, slug)
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0
    return _checked_off(
        request,
        call,
        lambda by: review.publish_challenge(call, by=by, seen=version),
        _("The call is published. Its partner sees it, too."),
    )


@require_POST
@idempotent
def call_return(request: HttpRequest, slug: str) -> HttpResponse:
    """Back to the partner, with what should be different."""
    call = _to_decide(request, slug)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _check_page(request, call, form)
    remarks, seen = {WHOLE: form.cleaned_data["whole"]}, form.cleaned_data["version"]
    return _checked_off(
        request,
        call,
        lambda by: review.return_challenge(call, by=by, remarks=remarks, seen=seen),
        _("Returned. Who handed it in gets your remarks by mail."),
    )


def _checked_off(
    request: HttpRequest, call: Challenge, take: Callable[[User], None], said: str
) -> HttpResponse:
    try:
        take(person_of(request))
        messages.success(request, said)
    except StateError as error:
        messages.error(request, str(error))
    except LostUpdateError:
        messages.error(
            request,
            _("It was changed while you were reading. Please read it once more, as it is now."),
        )
    if call.state == Challenge.State.DRAFT:
        return redirect("challenges:call_queue")  # what is a draft is its partner's alone
    return redirect("challenges:call_check", slug=call.slug)


def _check_page(request: HttpRequest, call: Challenge, form: CheckForm) -> HttpResponse:
    context = {
        "challenge": call,
        "parts": reading.parts_of(call),
        "municipality": call.municipality,
        "form": form,
        "may_decide": _may_decide(request, call) and call.state == Challenge.State.IN_REVIEW,
        "history": history(call),
    }
    return render(request, "challenges/call_check.html", context)


def _checked(request: HttpRequest, slug: str) -> tuple[Challenge, bool]:
    """A call that was handed in to the person's office, or anywhere for the operator; else 404."""
    rows = reading.whole(Challenge.objects.to_check_by(request.user))
    call = get_object_or_404(rows, slug=slug)
    return call, _may_decide(request, call)


def _to_decide(request: HttpRequest, slug: str) -> Challenge:
    call, may = _checked(request, slug)
    if not may:
        raise PermissionDenied
    return call


def _may_decide(request: HttpRequest, call: Challenge) -> bool:
    """A manager of the partner's own municipality, or the operator."""
    if isinstance(request.user, User) and request.user.is_operator:
        return True
    roles = [r for r in staff_roles(request) if r.municipality_id == call.municipality_id]
    return any(StaffRole.Role(role.role).includes(StaffRole.Role.MANAGER) for role in roles)

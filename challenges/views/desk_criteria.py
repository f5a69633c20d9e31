"""The desk: by what the proposals to a challenge are weighed, and by whom."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from challenges.forms.screening import CriteriaForm, ReviewersForm
from challenges.models import Challenge
from challenges.screening import criteria, reviewers
from challenges.views.desk_acts import challenge_on_desk
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.models import StaffRole

EDITOR, MANAGER = StaffRole.Role.EDITOR, StaffRole.Role.MANAGER


@require_http_methods(["GET", "POST"])
@idempotent
def criteria_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the criteria; once there are scores, only by setting these aside."""
    challenge, role = challenge_on_desk(request, slug, at_least=EDITOR)
    has_scores = criteria.have_scores(challenge)
    is_manager = role.role == MANAGER
    may_set_aside = has_scores and is_manager
    form = _criteria_form(request, challenge, may_set_aside=may_set_aside)
    status = 200
    if form.is_valid() and request.POST.get("step") != "more":
        try:
            criteria.write_criteria(
                challenge,
                form.cleaned_data["criteria"],
                by=role.user,
                seen=form.cleaned_data["version"],
                sets_aside=form.cleaned_data.get("sets_aside", False),
            )
        except LostUpdateError:
            form.add_error(
                None,
                _(
                    "Somebody else has saved other criteria in the meantime. Open this page in a"
                    " second tab to compare, and write anew there."
                ),
            )
            status = 409
        except StateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The criteria are saved. Everybody reads them."))
            return redirect("challenges:screening_board", slug=challenge.slug)
    context = {
        "challenge": challenge,
        "municipality": challenge.municipality,
        "form": form,
        "has_scores": has_scores,
        "may_set_aside": may_set_aside,
        "is_public": challenge.is_public,
        "may_write": is_manager or not (has_scores or criteria.are_promised(challenge)),
        "are_proposed": not form.is_bound and not challenge.criteria.all().current().exists(),
    }
    return render(request, "challenges/criteria_edit.html", context, status=status)


def _criteria_form(
    request: HttpRequest, challenge: Challenge, *, may_set_aside: bool
) -> CriteriaForm:
    if request.POST.get("step") == "more":
        typed = CriteriaForm(request.POST, may_set_aside=may_set_aside)
        shown = {name: typed[name].value() for name in ("version", "criteria")}
        return CriteriaForm(initial=shown, may_set_aside=may_set_aside)
    if request.method == "POST":
        return CriteriaForm(request.POST, may_set_aside=may_set_aside)
    screening = getattr(challenge, "screening", None)
    initial = {
        "version": screening.version if screening else 0,
        "criteria": criteria.rows_of(challenge) or criteria.proposed(),
    }
    return CriteriaForm(initial=initial, may_set_aside=may_set_aside)


@require_http_methods(["GET", "POST"])
@idempotent
def reviewers_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Name who scores, and let go."""
    challenge, role = challenge_on_desk(request, slug, at_least=EDITOR)
    colleagues = reviewers.colleagues(challenge.municipality)
    present = challenge.reviewers.current().values_list("user", flat=True)
    form = ReviewersForm(
        request.POST if request.method == "POST" else None,
        colleagues=colleagues,
        initial={"people": list(present)},
    )
    if form.is_valid():
        try:
            reviewers.name_reviewers(challenge, form.cleaned_data["people"], by=role.user)
        except StateError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The reviewers are named."))
        return redirect("challenges:screening_board", slug=challenge.slug)
    context = {"challenge": challenge, "municipality": challenge.municipality, "form": form}
    return render(request, "challenges/reviewers_edit.html", context)

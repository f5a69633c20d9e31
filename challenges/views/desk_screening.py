"""The desk: the proposals to a challenge side by side, and a reviewer's scores."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from challenges.forms.screening import ConflictForm, ScoreForm
from challenges.models import Assessment, Challenge, Proposal
from challenges.proposing import openings
from challenges.screening import scoring
from challenges.screening.board import Row, board_of, row_of
from challenges.views.desk_acts import challenge_on_desk, proposal_on_desk
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole

MANAGER = StaffRole.Role.MANAGER


@require_safe
def screening_board(request: HttpRequest, slug: str) -> HttpResponse:
    """All proposals with what the reader may see of their scores, the best average first."""
    challenge, role = challenge_on_desk(request, slug)
    can_do = StaffRole.Role(role.role)
    context = {
        "challenge": challenge,
        "municipality": challenge.municipality,
        "board": board_of(challenge, role.user),
        "may_edit": can_do.includes(StaffRole.Role.EDITOR),
        "may_close": can_do.includes(MANAGER),
        "is_over": challenge.state in Challenge.FINISHED_STATES,
    }
    return render(request, "challenges/screening_board.html", context)


@require_http_methods(["GET", "POST"])
@idempotent
def proposal_score(request: HttpRequest, receipt: str) -> HttpResponse:
    """Score a proposal, or say that one has a conflict of interest; for its reviewers."""
    proposal, role = proposal_on_desk(request, receipt)
    found = row_of(proposal, role.user)
    if found is None or not found[0].has_reviewer(role.user):
        raise PermissionDenied
    board, row = found
    openings.note(request, proposal, openings.PAGE)
    if row.has_conflict or not row.is_mine:
        messages.error(request, _why_not(row))
        return redirect(proposal)
    is_conflict = request.POST.get("step") == "conflict"
    form = ScoreForm(
        request.POST if request.method == "POST" and not is_conflict else None,
        criteria=board.criteria,
        given=row.mine,
    )
    conflict = ConflictForm(request.POST if is_conflict else None)

    def score() -> str:
        scoring.give_scores(proposal, form.marks, by=role.user)
        return _("Your scores are saved. You see those of the others now.")

    def declare() -> str:
        scoring.declare_conflict(proposal, by=role.user, reason=conflict.cleaned_data["reason"])
        return _("Thank you. You are not asked about this proposal any more.")

    if conflict.is_valid():
        return _done(request, proposal, declare)
    if form.is_valid():
        return _done(request, proposal, score)
    context = {
        "proposal": proposal,
        "municipality": proposal.municipality,
        "form": form,
        "conflict": conflict,
        "row": row,
    }
    return render(request, "challenges/proposal_score.html", context)


def _why_not(row: Row) -> str:
    if row.has_conflict:
        return _("You have said that you have a conflict of interest here.")
    if not row.proposal.is_undecided:
        return _("This proposal has its answer; it is not scored any more.")
    return _("The scoring is closed. A manager can open it again.")


def _done(request: HttpRequest, proposal: Proposal, step: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, step())
    except StateError as error:
        messages.error(request, str(error))
    assert proposal.challenge  # noqa: S101 – it stands on a board
    return redirect("challenges:screening_board", slug=proposal.challenge.slug)


@require_POST
@idempotent
def conflict_lift(request: HttpRequest, receipt: str, pk: int) -> HttpResponse:
    """A manager lets somebody score who ticked the conflict by mistake."""
    proposal, role = proposal_on_desk(request, receipt, at_least=MANAGER)
    conflicts = Assessment.objects.filter(proposal=proposal).exclude(conflict="")
    assessment = get_object_or_404(conflicts, pk=pk)

    def step() -> str:
        scoring.lift_conflict(assessment, by=role.user)
        return _("The person can score the proposal again.")

    return _done(request, proposal, step)


@require_POST
@idempotent
def screening_close(request: HttpRequest, slug: str) -> HttpResponse:
    """Wait for no further scores, or take them again."""
    challenge, role = challenge_on_desk(request, slug, at_least=MANAGER)
    try:
        if request.POST.get("close") == "no":
            scoring.reopen_scoring(challenge, by=role.user)
            messages.success(request, _("Reviewers can score again."))
        else:
            scoring.close_scoring(challenge, by=role.user)
            messages.success(request, _("The scoring is closed. The office sees all scores."))
    except StateError as error:
        messages.error(request, str(error))
    return redirect("challenges:screening_board", slug=challenge.slug)

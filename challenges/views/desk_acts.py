"""What the pages of the desk share: what is on it, who may, and what is said afterwards."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from challenges.models import Challenge, Proposal
from challenges.transitions import TRANSITIONS, Step
from tomoni.accounts.models import User
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.access import require_staff
from tomoni.municipalities.models import StaffRole


def challenge_for(request: HttpRequest, slug: str, step: Step) -> tuple[Challenge, User]:
    """A challenge of the person's office and the person, if the role may take the step at all."""
    rows = Challenge.objects.on_desk_of(request.user).select_related("municipality")
    challenge = get_object_or_404(rows, slug=slug)
    least = TRANSITIONS[step].least_role or StaffRole.Role.MANAGER
    role = require_staff(request, challenge.municipality_id, at_least=least)
    return challenge, role.user


def done(request: HttpRequest, challenge: Challenge, step: Callable[[], str]) -> HttpResponse:
    """Take the step and say what it returns, or why it is not possible; back to the challenge."""
    try:
        messages.success(request, step())
    except StateError as error:
        messages.error(request, str(error))
    except LostUpdateError:
        messages.error(
            request,
            _("It was changed while you were reading. Please read it once more, as it is now."),
        )
    return redirect("challenges:challenge_desk", slug=challenge.slug)


def challenge_on_desk(
    request: HttpRequest, slug: str, *, at_least: StaffRole.Role = StaffRole.Role.VIEWER
) -> tuple[Challenge, StaffRole]:
    """A challenge of the person's office with its screening, and the role that suffices."""
    rows = Challenge.objects.on_desk_of(request.user).select_related("municipality", "screening")
    challenge = get_object_or_404(rows, slug=slug)
    return challenge, require_staff(request, challenge.municipality_id, at_least=at_least)


def proposal_on_desk(
    request: HttpRequest, receipt: str, *, at_least: StaffRole.Role = StaffRole.Role.VIEWER
) -> tuple[Proposal, StaffRole]:
    """A proposal to the person's office, and the role that suffices."""
    rows = Proposal.objects.on_desk_of(request.user).select_related(
        "challenge__screening", "municipality", "partner", "submitted_by"
    )
    proposal = get_object_or_404(rows.exclude(state=Proposal.State.DRAFT), receipt=receipt)
    return proposal, require_staff(request, proposal.municipality_id, at_least=at_least)

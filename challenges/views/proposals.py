"""A proposal after it was sent in: for its partner, for the city, and for others where allowed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from challenges.history import history
from challenges.kinds import BY_ANSWERED
from challenges.models import Proposal, ProposalAttachment
from challenges.proposing.steps import withdraw_proposal
from challenges.proposing.transitions import Step, open_to
from partners.access import memberships, require_member
from partners.models import Membership
from tomoni.filters import Sort, browse, by_choices
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.access import staff_roles
from tomoni.municipalities.models import StaffRole

FILTERS = (by_choices("state", _("State"), Proposal.State, "state"), BY_ANSWERED)
SORTS = (Sort("new", _("newest first"), "-submitted_at", "-pk"),)


@login_not_required
@require_safe
def proposal_detail(request: HttpRequest, receipt: str) -> HttpResponse:
    """All of it for the partner and the city, with what each can do next; the texts for others."""
    proposals = Proposal.objects.visible_to(request.user).select_related(
        "challenge", "municipality", "partner", "submitted_by", "refusal_ground", "decided_by"
    )
    proposal = proposals.filter(receipt=receipt).first()
    if proposal is None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())  # the link came in a mail
    if proposal is None:
        raise Http404
    context = {
        "proposal": proposal,
        "municipality": proposal.municipality,
        "goals": list(proposal.goals.all()),
        "fields": list(proposal.fields.all()),
        **_inside(request, proposal),
    }
    return render(request, "challenges/proposal_detail.html", context)


def _inside(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    """What only the partner and the city see, and what the reader may do."""
    member = [m for m in memberships(request) if m.partner_id == proposal.partner_id]
    staff = [r for r in staff_roles(request) if r.municipality_id == proposal.municipality_id]
    if not member and not staff:
        return {}
    roles = [Membership.Role(m.role) for m in member] + [StaffRole.Role(r.role) for r in staff]
    steps = {step for role in roles for step in open_to(proposal.state, role)}
    return {
        "is_inside": True,
        "is_staff_view": bool(staff),
        "may_withdraw": Step.WITHDRAW in steps,
        "may_decide": Step.ACCEPT in steps,
        "attachments": list(proposal.attachments.all()),
        "history": history(proposal),
    }


@require_safe
def proposal_file(request: HttpRequest, receipt: str, pk: int) -> HttpResponseBase:
    """An attachment, never shown inside the browser as a page of ours."""
    proposals = Proposal.objects.private_to(request.user).filter(receipt=receipt)
    attachment = get_object_or_404(ProposalAttachment, pk=pk, proposal__in=proposals)
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content,
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def my_proposals(request: HttpRequest) -> HttpResponse:
    """Everything the person's partners have sent in, and how it stands."""
    rows = Proposal.objects.of_member(request.user).select_related(
        "challenge", "municipality", "partner"
    )
    context = {
        "found": browse(request, rows, FILTERS, SORTS),
        "has_several_partners": len(memberships(request)) > 1,
    }
    return render(request, "challenges/my_proposals.html", context, partials=["my_proposal_rows"])


@require_POST
@idempotent
def proposal_withdraw(request: HttpRequest, receipt: str) -> HttpResponse:
    """The partner takes it back."""
    visible = Proposal.objects.private_to(request.user).select_related("partner")
    proposal = get_object_or_404(visible, receipt=receipt)
    membership = require_member(request, proposal.partner, at_least=Membership.Role.EDITOR)
    try:
        withdraw_proposal(proposal, by=membership.user)
        messages.success(request, _("The proposal is withdrawn. The city sees it, too."))
    except StateError as error:
        messages.error(request, str(error))
    return redirect(proposal)

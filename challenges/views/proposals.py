"""A proposal after it was sent in: for its partner, for the city, and for others where allowed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from challenges.history import history
from challenges.kinds import BY_ANSWERED
from challenges.models import CoAuthor, Message, Proposal, ProposalAttachment
from challenges.proposing import openings, sharing
from challenges.proposing.steps import withdraw_proposal
from challenges.proposing.transitions import Step, open_to
from challenges.talking.beside import beside
from challenges.talking.threads import with_messages
from partners.access import memberships, require_member
from partners.models import Membership
from tomoni.downloads import as_attachment
from tomoni.filters import Sort, browse, by_choices
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError
from tomoni.municipalities.access import staff_roles
from tomoni.municipalities.models import StaffRole

FILTERS = (by_choices("state", gettext_lazy("State"), Proposal.State, "state"), BY_ANSWERED)
SORTS = (Sort("new", gettext_lazy("newest first"), "-submitted_at", "-pk"),)


@login_not_required
@require_safe
def proposal_detail(request: HttpRequest, receipt: str) -> HttpResponse:
    """All of it for the partner and the city, with what each can do next; the texts for others."""
    proposals = Proposal.objects.visible_to(request.user).with_page()
    proposal = proposals.filter(receipt=receipt).first()
    if proposal is None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())  # the link came in a mail
    if proposal is None:
        raise Http404
    co_authors = _co_authors(proposal)
    openings.note(request, proposal, openings.PAGE)
    context = {
        "proposal": proposal,
        "municipality": proposal.municipality,
        "goals": list(proposal.goals.all()),
        "fields": list(proposal.fields.all()),
        "co_authors": co_authors,
        "is_joint": any(one.state == CoAuthor.State.CONFIRMED for one in co_authors),
        **_inside(request, proposal, co_authors),
    }
    return render(request, "challenges/proposal_detail.html", context)


def _co_authors(proposal: Any) -> list[CoAuthor]:
    return list(proposal.co_authors.select_related("partner")) if proposal.was_joint else []


def _inside(request: HttpRequest, proposal: Any, co_authors: list[CoAuthor]) -> dict[str, Any]:
    """What only the partner and the city see, and what the reader may do."""
    member = [m for m in memberships(request) if m.partner_id == proposal.partner_id]
    staff = [r for r in staff_roles(request) if r.municipality_id == proposal.municipality_id]
    joint = _taking_part(request, co_authors)
    if not (member or staff or joint):
        return {}
    roles = [Membership.Role(m.role) for m in member] + [StaffRole.Role(r.role) for r in staff]
    all_roles = roles + [Membership.Role(m.role) for m in _members_of(request, joint)]
    steps = {step for role in roles for step in open_to(proposal.state, role)}
    return {
        "is_inside": True,
        "is_staff_view": bool(staff),
        "may_withdraw": Step.WITHDRAW in steps,
        "may_decide": Step.ACCEPT in steps,
        "attachments": list(proposal.attachments.all()),
        "history": history(proposal),
        "own_part": joint,
        "may_read_record": proposal.is_confidential and openings.may_read(all_roles),
        "versions": proposal.was_sent_before and list(proposal.versions.all()),
        **_sends_anew(proposal, steps),
        **beside(request, proposal),
    }


def _members_of(request: HttpRequest, joint: CoAuthor | None) -> list[Membership]:
    own = memberships(request) if joint else []
    return [m for m in own if joint and m.partner_id == joint.partner_id]


def _sends_anew(proposal: Proposal, steps: set[Step]) -> dict[str, bool]:
    """Whether the reader may put it right, or take it up again."""
    is_open = proposal.challenge is not None and proposal.challenge.accepts_proposals
    return {
        "may_correct": is_open and Step.CORRECT in steps,
        "may_resubmit": is_open and Step.RESUBMIT in steps,
    }


def _taking_part(request: HttpRequest, co_authors: list[CoAuthor]) -> CoAuthor | None:
    """The part in a joint proposal of a partner for which the person may act."""
    own = {membership.partner_id for membership in memberships(request)}
    mine = (
        row for row in co_authors if row.state == CoAuthor.State.CONFIRMED and row.partner_id in own
    )
    return next(mine, None)


@require_safe
def proposal_file(request: HttpRequest, receipt: str, pk: int) -> FileResponse:
    """An attachment, never shown inside the browser as a page of ours."""
    proposals = Proposal.objects.private_to(request.user).filter(receipt=receipt)
    attachment = get_object_or_404(ProposalAttachment.objects.of(proposals), pk=pk)
    openings.note(request, proposals.get(), f"file:{pk}", attachment.name)
    return as_attachment(attachment)


@require_safe
def my_proposals(request: HttpRequest) -> HttpResponse:
    """Everything the person's partners have sent in, and how it stands."""
    rows = with_messages(
        Proposal.objects.of_member(request.user), request.user, Message.Side.PARTNER
    ).select_related("challenge", "municipality", "partner")
    context = {
        "found": browse(request, rows, FILTERS, SORTS),
        "asked": _asked(request),
        "own_partners": [membership.partner_id for membership in memberships(request)],
        "drafts": list(sharing.with_rows().begun().going_on().taken_part_in_by(request.user)),
        "has_several_partners": len(memberships(request)) > 1,
    }
    return render(request, "challenges/my_proposals.html", context, partials=["my_proposal_rows"])


def _asked(request: HttpRequest) -> list[CoAuthor]:
    """Joint proposals about which the person's partners have to say yes or no."""
    own = [membership.partner_id for membership in memberships(request)]
    return list(CoAuthor.objects.waiting_for(own))


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

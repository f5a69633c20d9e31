"""A proposal on paper, and the record of who has opened one that is confidential."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from challenges.models import CoAuthor, Proposal
from challenges.proposing import openings
from partners.access import memberships
from partners.models import Membership
from tomoni.filters import Sort, browse
from tomoni.htmx import render
from tomoni.municipalities.access import staff_roles
from tomoni.municipalities.models import StaffRole

SORTS = (Sort("new", _("newest first"), "-at", "-pk"),)
Role = Membership.Role | StaffRole.Role


@require_safe
def proposal_print(request: HttpRequest, receipt: str) -> HttpResponse:
    """Everything on sheets of A4, for authors and the city."""
    proposals = Proposal.objects.private_to(request.user).with_page()
    proposal = get_object_or_404(proposals, receipt=receipt)
    openings.note(request, proposal, openings.PRINT)
    context = {
        "proposal": proposal,
        "municipality": proposal.municipality,
        "goals": list(proposal.goals.all()),
        "fields": list(proposal.fields.all()),
        "attachments": list(proposal.attachments.all()),
        "co_authors": list(proposal.co_authors.confirmed().select_related("partner")),
    }
    return render(request, "challenges/proposal_print.html", context)


@require_safe
def proposal_openings(request: HttpRequest, receipt: str) -> HttpResponse:
    """Who has opened what and when; for editors and owners of its authors, and the managers."""
    proposals = Proposal.objects.private_to(request.user).select_related("municipality")
    proposal = get_object_or_404(proposals, receipt=receipt)
    if not openings.may_read(roles_of(request, proposal)):
        raise PermissionDenied
    rows = proposal.openings.select_related("user").prefetch_related(
        "user__memberships__partner", "user__staff_roles"
    )
    found = browse(request, rows, (), SORTS, per_page=50)
    context = {
        "proposal": proposal,
        "municipality": proposal.municipality,
        "found": found,
        "lines": [openings.line_of(row, proposal) for row in found.page],
    }
    return render(request, "challenges/proposal_openings.html", context)


def roles_of(request: HttpRequest, proposal: Proposal) -> list[Role]:
    """What the person is to a proposal: in the partners that propose, and in the city's office."""
    joint = CoAuthor.objects.confirmed().filter(proposal=proposal)
    authors = {proposal.partner_id, *joint.values_list("partner", flat=True)}
    own = [Membership.Role(m.role) for m in memberships(request) if m.partner_id in authors]
    town = proposal.municipality_id
    return own + [StaffRole.Role(r.role) for r in staff_roles(request) if r.municipality_id == town]

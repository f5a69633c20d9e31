"""What pages of others show of criteria and screening."""

from typing import Any

from django import template
from django.template import RequestContext

from challenges.models import Challenge, Proposal
from challenges.screening.board import row_of
from tomoni.municipalities.access import staff_roles
from tomoni.municipalities.models import StaffRole

register = template.Library()


@register.inclusion_tag("challenges/_criteria.html")
def evaluation_criteria(challenge: Challenge) -> dict[str, Any]:
    """By what proposals are weighed, for everybody; nothing where nothing is written."""
    criteria = list(challenge.criteria.all().current())
    return {"criteria": criteria, "total": sum(each.weight for each in criteria)}


@register.inclusion_tag("challenges/_screening_panel.html", takes_context=True)
def screening_panel(context: RequestContext, proposal: Proposal) -> dict[str, Any]:
    """What the reader may see of a proposal's scores; for its office alone, else nothing."""
    request = context["request"]
    own = {role.municipality_id: role.role for role in staff_roles(request)}
    role = own.get(proposal.municipality_id)
    found = row_of(proposal, request.user) if role else None
    if found is None:
        return {}
    board, row = found
    may_lift = role == StaffRole.Role.MANAGER and proposal.is_undecided
    return {
        "proposal": proposal,
        "board": board,
        "row": row,
        "may_lift": may_lift,
        "reader": request.user,
    }

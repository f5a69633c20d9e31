"""What other pages show of screening: scores beside a proposal, and how fast replies come."""

from typing import Any

from django import template
from django.template import RequestContext

from challenges.models import Proposal
from challenges.screening.board import row_of
from challenges.screening.promptness import LEAST, promptness_of
from tomoni.municipalities.access import staff_roles
from tomoni.municipalities.models import Municipality, StaffRole

register = template.Library()


@register.inclusion_tag("challenges/_promptness.html")
def reply_promptness(municipality: Municipality) -> dict[str, Any]:
    """How fast the municipality replies, with how that is counted."""
    figure = promptness_of(municipality)
    return {"figure": figure, "municipality": municipality, "least": LEAST}


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

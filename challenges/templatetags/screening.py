"""What other pages show of screening: scores beside a proposal, and how fast replies come."""

from typing import Any

from django import template
from django.template import RequestContext

from challenges.models import Proposal
from challenges.screening.assigning import Task, kind_of, town_id_of
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


@register.inclusion_tag("challenges/_in_charge.html", takes_context=True)
def in_charge(context: RequestContext, task: Task) -> dict[str, Any]:
    """Whose task it is, and the ways to change that; for its office alone."""
    roles = staff_roles(context["request"])
    own = {role.municipality_id: StaffRole.Role(role.role) for role in roles}
    role = own.get(town_id_of(task))
    if role is None:
        return {}
    may_assign = role.includes(StaffRole.Role.EDITOR)
    return {**_charge(context, task), "may_assign": may_assign, "is_here": True}


@register.inclusion_tag("challenges/_charge_cell.html", takes_context=True)
def charge_cell(context: RequestContext, task: Task) -> dict[str, Any]:
    """In a queue: whose it is, or a button to take it. The task comes with its assignment."""
    able_here = {
        role.municipality_id
        for role in staff_roles(context["request"])
        if StaffRole.Role(role.role).includes(StaffRole.Role.EDITOR)
    }
    return {**_charge(context, task), "may_take": town_id_of(task) in able_here}


def _charge(context: RequestContext, task: Task) -> dict[str, Any]:
    assignment = getattr(task, "assignment", None)
    return {
        "task": task,
        "kind": kind_of(task),
        "assignee": assignment.assignee if assignment else None,
        "here": context["request"].get_full_path(),
        "reader": context["request"].user,
    }

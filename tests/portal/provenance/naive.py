"""The walk written down as slowly and plainly as it can be: row by row, parent by parent."""

from typing import Any

from django.apps import apps

from challenges.models import Proposal
from events.models import FollowUp
from matching.models import Introduction
from partners.models import Agreement, Listing, Project
from tomoni.portal.provenance.kinds import KINDS, Node, node_of


def parents(row: Any) -> list[Any]:
    """What the row came out of at once."""
    found = []
    if isinstance(row, Introduction):
        found += [party.listing for party in row.parties.all() if party.listing]
    if isinstance(row, FollowUp):
        found.append(row.event)
    if isinstance(row, Proposal) and row.challenge:
        found.append(row.challenge)
    if isinstance(row, Introduction | FollowUp | Proposal | Project | Agreement) and row.origin_id:
        model: Any = apps.get_model(row.origin_type)
        found.append(model.objects.get(pk=row.origin_id))
    return found


def past(row: Any) -> set[Node]:
    """All that came before it."""
    found: set[Node] = set()
    for parent in parents(row):
        found |= {node_of(parent)} | past(parent)
    return found


def future(row: Any, rows: list[Any]) -> set[Node]:
    """Of the rows: all in whose past it is."""
    return {node_of(each) for each in rows if node_of(row) in past(each)}


def sees(reader: Any, node: Node) -> bool:
    """Asked for this row alone."""
    rows: Any = KINDS[node[0]].model._default_manager
    seen: bool = rows.visible_to(reader).filter(pk=node[1]).exists()
    return seen


def begun_with(partner: Any) -> set[Node]:
    """What the partner takes part in, whoever may see it."""
    found: set[Node] = {node_of(row) for row in Listing.objects.filter(partner=partner)}
    for introduction in Introduction.objects.all():
        if partner.pk in {party.partner_id for party in introduction.parties.all()}:
            found.add(node_of(introduction))
    for row in FollowUp.objects.all():
        if partner.pk in (row.partner_id, row.counterpart_id):
            found.add(node_of(row))
    for proposal in Proposal.objects.all():
        if partner in proposal.authors():
            found.add(node_of(proposal))
    for project in Project.objects.all():
        if project.participations.joined().filter(partner=partner).exists():
            found.add(node_of(project))
    for agreement in Agreement.objects.all():
        if agreement.parties.filter(partner=partner).exists():
            found.add(node_of(agreement))
    return found

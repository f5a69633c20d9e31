"""The walk written down as slowly and plainly as it can be: row by row, parent by parent.

`reader` is who walks; `below` are the rows through which the walk has come.
"""

from typing import Any

from django.apps import apps

from challenges.models import Proposal
from events.models import FollowUp
from matching.models import Introduction, Party
from partners.models import Agreement, Listing, Project
from tomoni.portal.provenance.kinds import BY_LABEL, KINDS, Node, node_of


def parents(row: Any, reader: Any, below: list[Any]) -> list[Any]:
    """What the row came out of at once."""
    found = []
    if isinstance(row, Introduction):
        parties = [party for party in row.parties.all() if party.listing]
        found += [party.listing for party in parties if leads_on(row, party, reader, below)]
    if isinstance(row, FollowUp):
        found.append(row.event)
        if row.help_offer and row.help_offer.pitch.listing:
            found.append(row.help_offer.pitch.listing)
    if isinstance(row, Proposal) and row.challenge:
        found.append(row.challenge)
    keeps_origin = isinstance(row, Introduction | FollowUp | Proposal | Project | Agreement)
    if keeps_origin and row.origin_type in BY_LABEL:
        model: Any = apps.get_model(row.origin_type)
        found.append(model.objects.get(pk=row.origin_id))
    return found


def leads_on(introduction: Any, party: Any, reader: Any, below: list[Any]) -> bool:
    """Whoever may not see who talks is led on to the need of a partner that has agreed, and that is
    named by something it may see on the way.
    """
    if sees(reader, node_of(introduction)):
        return True
    named = {who for each in below if sees(reader, node_of(each)) for who in taking_part(each)}
    return party.state == Party.State.AGREED and party.partner_id in named


def taking_part(row: Any) -> set[int]:
    """The partners that the row names."""
    if isinstance(row, Introduction):
        return {party.partner_id for party in row.parties.all()}
    if isinstance(row, FollowUp):
        return {row.partner_id, row.counterpart_id}
    if isinstance(row, Proposal):
        return {author.pk for author in row.authors()}
    if isinstance(row, Project):
        return {place.partner_id for place in row.participations.joined()}
    if isinstance(row, Agreement):
        return {party.partner_id for party in row.parties.all()}
    return set()


def past(row: Any, reader: Any, below: list[Any] | None = None) -> set[Node]:
    """All that came before it."""
    found, way = set(), below or []
    for parent in parents(row, reader, way):
        found |= {node_of(parent)} | past(parent, reader, [*way, row])
    return found


def future(row: Any, rows: list[Any], reader: Any) -> set[Node]:
    """Of the rows: all in whose past it is."""
    return {node_of(each) for each in rows if node_of(row) in past(each, reader)}


def meetings(nodes: list[Node]) -> set[Node]:
    """Where the follow-ups among them were written down."""
    rows = FollowUp.objects.filter(pk__in=[pk for name, pk in nodes if name == "follow-up"])
    return {node_of(row.event) for row in rows}


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

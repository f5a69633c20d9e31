"""On which side of a proposal somebody reads and writes: its partner's, or the city's."""

from dataclasses import dataclass

from django.http import HttpRequest

from challenges.models import Message, Proposal
from partners.access import memberships
from partners.models import Membership
from tomoni.municipalities.access import staff_roles
from tomoni.municipalities.models import StaffRole

Side = Message.Side
OTHER = {Side.PARTNER: Side.CITY, Side.CITY: Side.PARTNER}


@dataclass(frozen=True)
class Place:
    """The side, and whether the person's role there is enough to write."""

    side: Message.Side
    may_write: bool

    @property
    def other(self) -> Message.Side:
        """The side that reads what this one writes."""
        return OTHER[self.side]


def place_of(request: HttpRequest, proposal: Proposal) -> Place | None:
    """Where the person stands; None for who belongs to neither.

    Who is both a member of the partner and on the city's staff speaks for the partner: nobody is
    answered by themselves.
    """
    own = {membership.partner_id: membership for membership in memberships(request)}
    if own:  # of several partners that propose together, the one that leads comes first
        ours = [each.pk for each in proposal.authors().filter(pk__in=own).only("pk")]
        ours.sort(key=lambda pk: pk != proposal.partner_id)
        for partner in ours:
            return Place(Side.PARTNER, own[partner].may(Membership.Role.EDITOR))
    for role in staff_roles(request):
        if role.municipality_id == proposal.municipality_id:
            may_write = StaffRole.Role(role.role).includes(StaffRole.Role.EDITOR)
            return Place(Side.CITY, may_write)
    return None

"""Who may see what the matcher suggests; the table stands in docs/matching.md."""

from django.http import HttpRequest

from challenges.models import Challenge
from partners.access import approved_membership, capacity_for, memberships
from partners.models import Listing, Membership
from tomoni.municipalities.access import staff_roles


def may_see_suggestions(request: HttpRequest, subject: Listing | Challenge) -> bool:
    """A listing's: its own members, who writes it on behalf, and the staff of its city. A
    challenge's: staff, any partner.
    """
    if isinstance(subject, Challenge):
        is_partner = approved_membership(request, at_least=Membership.Role.VIEWER) is not None
        return is_partner or is_staff_of(request, subject.municipality_id)
    is_near = _is_own(request, subject) or is_staff_of(request, subject.partner.municipality_id)
    return is_near or _writes_on_behalf(request, subject)


def may_see_partners(request: HttpRequest, challenge: Challenge) -> bool:
    """Which partners as a whole fit a challenge is for the staff of its city."""
    return is_staff_of(request, challenge.municipality_id)


def is_staff_of(request: HttpRequest, municipality_id: int) -> bool:
    """Whether the person works for the municipality, as whatever."""
    return any(role.municipality_id == municipality_id for role in staff_roles(request))


def _is_own(request: HttpRequest, listing: Listing) -> bool:
    return any(
        membership.partner_id == listing.partner_id and membership.partner.is_approved
        for membership in memberships(request)
    )


def _writes_on_behalf(request: HttpRequest, listing: Listing) -> bool:
    """A federation that may write it; staff see all of their city anyway."""
    if not memberships(request):
        return False
    capacity = capacity_for(request, listing.partner, at_least=Membership.Role.EDITOR)
    return capacity is not None and listing.partner.is_approved

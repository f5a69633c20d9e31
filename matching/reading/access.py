"""Who may see what the matcher suggests; the table stands in docs/matching.md."""

from django.http import HttpRequest

from challenges.models import Challenge
from partners.access import acts_for, approved_membership, capacity_for, memberships
from partners.models import Listing, Membership
from tomoni.municipalities.access import municipalities_of_staff, staff_roles
from tomoni.municipalities.models import StaffRole


def may_see_suggestions(request: HttpRequest, subject: Listing | Challenge) -> bool:
    """A listing's: its own members, who writes it on behalf, and the staff of its city. A
    challenge's: staff, any partner.
    """
    if isinstance(subject, Challenge):
        is_partner = approved_membership(request, at_least=Membership.Role.VIEWER) is not None
        return is_partner or is_staff_of(request, subject.municipality_id)
    is_near = _is_own(request, subject) or is_staff_of(request, subject.partner.municipality_id)
    return is_near or _writes_on_behalf(request, subject)


def is_own_side(request: HttpRequest, subject: Listing | Challenge) -> bool:
    """Whether the suggestions are made to the reader: who acts for the partner of a listing, as
    whatever, or works for the city of a challenge.
    """
    if isinstance(subject, Challenge):
        return is_staff_of(request, subject.municipality_id)
    return _is_own(request, subject) or _writes_on_behalf(request, subject)


def may_answer(request: HttpRequest, subject: Listing | Challenge) -> bool:
    """Whether the reader may say what its side thinks of a suggestion: editors and up."""
    if isinstance(subject, Challenge):
        roles = municipalities_of_staff(request, at_least=StaffRole.Role.EDITOR)
        return subject.municipality_id in {town.pk for town in roles}
    if any(membership.partner_id == subject.partner_id for membership in memberships(request)):
        is_writing = acts_for(request, subject.partner, at_least=Membership.Role.EDITOR)
        return is_writing and _is_own(request, subject)
    return _writes_on_behalf(request, subject)


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
    """A federation that may write it; staff see all of their city anyway. Asked once a request."""
    if not memberships(request):
        return False
    known: dict[int, bool] | None = getattr(request, "_written_on_behalf", None)
    if known is None:
        known = request._written_on_behalf = {}  # type: ignore[attr-defined]
    if listing.partner_id not in known:
        capacity = capacity_for(request, listing.partner, at_least=Membership.Role.EDITOR)
        known[listing.partner_id] = capacity is not None and listing.partner.is_approved
    return known[listing.partner_id]

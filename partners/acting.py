"""As whom somebody acts for a partner of which they are no member (代理)."""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings

from partners.models import Affiliation, Membership, Partner
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality, StaffRole


@dataclass(frozen=True)
class Capacity:
    """Acting through a federation, or as staff of the municipality where there is none."""

    name: str
    federation: Partner | None = None


def capacity(
    user: User, partner: Partner, *, at_least: Membership.Role = Membership.Role.VIEWER
) -> Capacity | None:
    """As whom the person may do for the partner what a member of the role may; None for strangers.

    A federation may do what its affiliation allows; staff anything, until the partner is claimed.
    """
    through = Affiliation.objects.acted_through_by(user).filter(partner=partner)
    for affiliation in through.select_related("federation").order_by("pk"):
        if affiliation.allows(at_least):
            return Capacity(affiliation.federation.name, affiliation.federation)
    if partner.pk and _is_staff(user, partner) and partner.is_unclaimed:
        return Capacity(partner.municipality.name)
    return None


def _is_staff(user: User, partner: Partner) -> bool:
    """An editor of the municipality's office, with the second step that the desk asks for."""
    towns = Municipality.objects.staffed_by(user, at_least=StaffRole.Role.EDITOR)
    if not towns.filter(pk=partner.municipality_id).exists():
        return False
    return not settings.STAFF_MFA_REQUIRED or is_mfa_enabled(user)


def on_behalf(by: User | None, partner: Partner) -> dict[str, Any]:
    """What the journal keeps with a deed of somebody who is no member: as whom it was done."""
    if by is None or Membership.objects.filter(user=by, partner=partner).exists():
        return {}
    found = capacity(by, partner)
    return {"on_behalf": said_of(found)} if found else {}


def said_of(acting: Capacity) -> dict[str, Any]:
    """The capacity as the journal keeps it."""
    return {"as": acting.name, "federation": acting.federation and acting.federation.pk}

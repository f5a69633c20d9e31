"""Who is asked about a partner's needs and seeds."""

from partners.models import Affiliation, Membership, Partner
from tomoni.accounts.models import User


def writers_of(partner: Partner) -> list[User]:
    """Its editors and owners; until it has people, those of the federations that may write for it.

    Where there is no federation either, `mailing.offices` tells the municipality.
    """
    roles = Membership.Role.at_least(Membership.Role.EDITOR)
    rows = Membership.objects.filter(role__in=roles, user__is_active=True)
    own = rows.filter(partner=partner)
    if partner.is_unclaimed and not own.exists():
        acting = Affiliation.objects.filter(partner=partner, writes_listings=True)
        federations = Partner.objects.approved().filter(pk__in=acting.values("federation"))
        own = rows.filter(partner__in=federations.values("pk"))
    return list(dict.fromkeys(row.user for row in own.select_related("user").order_by("pk")))

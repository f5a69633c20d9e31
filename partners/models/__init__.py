"""Partners, the people who act for them, and what they need and can offer."""

from partners.models.bulk import Import, ImportRow
from partners.models.listing import Listing, ListingQuerySet
from partners.models.partner import (
    APPROVAL_DAYS,
    Affiliation,
    Membership,
    Partner,
    PartnerQuerySet,
)
from partners.models.people import Claim, Invitation, OnBehalf

__all__ = [
    "APPROVAL_DAYS",
    "Affiliation",
    "Claim",
    "Import",
    "ImportRow",
    "Invitation",
    "Listing",
    "ListingQuerySet",
    "Membership",
    "OnBehalf",
    "Partner",
    "PartnerQuerySet",
]

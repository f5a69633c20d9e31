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

__all__ = [
    "APPROVAL_DAYS",
    "Affiliation",
    "Import",
    "ImportRow",
    "Listing",
    "ListingQuerySet",
    "Membership",
    "Partner",
    "PartnerQuerySet",
]

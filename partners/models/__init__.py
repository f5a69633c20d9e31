"""Partners, the people who act for them, and what they need and can offer."""

from partners.models.listing import REMIND_BEFORE, VALID_MONTHS, Listing, ListingQuerySet
from partners.models.listing_parts import Fulfilment, ListingFile
from partners.models.partner import (
    APPROVAL_DAYS,
    Affiliation,
    Membership,
    Partner,
    PartnerQuerySet,
)

__all__ = [
    "APPROVAL_DAYS",
    "REMIND_BEFORE",
    "VALID_MONTHS",
    "Affiliation",
    "Fulfilment",
    "Listing",
    "ListingFile",
    "ListingQuerySet",
    "Membership",
    "Partner",
    "PartnerQuerySet",
]

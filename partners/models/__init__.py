"""Partners, the people who act for them, and what they need and can offer."""

from partners.models.bulk import Import, ImportRow
from partners.models.listing import REMIND_BEFORE, VALID_MONTHS, Listing, ListingQuerySet
from partners.models.listing_parts import Fulfilment, ListingFile
from partners.models.news import MOST_DAYS, USUAL_DAYS, News, NewsQuerySet
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
    "MOST_DAYS",
    "REMIND_BEFORE",
    "USUAL_DAYS",
    "VALID_MONTHS",
    "Affiliation",
    "Claim",
    "Fulfilment",
    "Import",
    "ImportRow",
    "Invitation",
    "Listing",
    "ListingFile",
    "ListingQuerySet",
    "Membership",
    "News",
    "NewsQuerySet",
    "OnBehalf",
    "Partner",
    "PartnerQuerySet",
]

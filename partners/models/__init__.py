"""Partners, the people who act for them, and what they need and can offer."""

from partners.models.bulk import Import, ImportRow
from partners.models.declaration import (
    Target,
    TargetQuerySet,
    TargetReport,
    YearReport,
    open_year,
)
from partners.models.life import Change, ChecklistItem, ChecklistQuerySet, Tick
from partners.models.listing import REMIND_BEFORE, VALID_MONTHS, Listing, ListingQuerySet
from partners.models.listing_parts import Fulfilment, ListingFile
from partners.models.partner import (
    APPROVAL_DAYS,
    RENEWABLE_AFTER,
    Affiliation,
    Membership,
    Partner,
    PartnerQuerySet,
)
from partners.models.people import Claim, Invitation, OnBehalf

__all__ = [
    "APPROVAL_DAYS",
    "REMIND_BEFORE",
    "RENEWABLE_AFTER",
    "VALID_MONTHS",
    "Affiliation",
    "Change",
    "ChecklistItem",
    "ChecklistQuerySet",
    "Claim",
    "Fulfilment",
    "Import",
    "ImportRow",
    "Invitation",
    "Listing",
    "ListingFile",
    "ListingQuerySet",
    "Membership",
    "OnBehalf",
    "Partner",
    "PartnerQuerySet",
    "Target",
    "TargetQuerySet",
    "TargetReport",
    "Tick",
    "YearReport",
    "open_year",
]

"""Partners, the people who act for them, and what they need and can offer."""

from partners.models.asked import AffiliationRequest, Alliance, Asked
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
from partners.models.news import MOST_DAYS, USUAL_DAYS, News, NewsQuerySet
from partners.models.partner import (
    APPROVAL_DAYS,
    RENEWABLE_AFTER,
    Affiliation,
    Membership,
    Partner,
    PartnerQuerySet,
)
from partners.models.people import Claim, ClaimAddress, Invitation, OnBehalf, ToldOwners
from partners.models.project import Participation, Project, ProjectQuerySet
from partners.models.project_parts import Figure, Milestone, Move, Post

__all__ = [
    "APPROVAL_DAYS",
    "MOST_DAYS",
    "REMIND_BEFORE",
    "RENEWABLE_AFTER",
    "USUAL_DAYS",
    "VALID_MONTHS",
    "Affiliation",
    "AffiliationRequest",
    "Alliance",
    "Asked",
    "Change",
    "ChecklistItem",
    "ChecklistQuerySet",
    "Claim",
    "ClaimAddress",
    "Figure",
    "Fulfilment",
    "Import",
    "ImportRow",
    "Invitation",
    "Listing",
    "ListingFile",
    "ListingQuerySet",
    "Membership",
    "Milestone",
    "Move",
    "News",
    "NewsQuerySet",
    "OnBehalf",
    "Participation",
    "Partner",
    "PartnerQuerySet",
    "Post",
    "Project",
    "ProjectQuerySet",
    "Target",
    "TargetQuerySet",
    "TargetReport",
    "Tick",
    "ToldOwners",
    "YearReport",
    "open_year",
]

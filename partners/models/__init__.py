"""Partners, the people who act for them, and what they need and can offer."""

from partners.models.agreement import Agreement, AgreementParty, AgreementQuerySet, Signatory
from partners.models.agreement_parts import (
    AgreementFile,
    AgreementLink,
    CooperationItem,
    ItemActivity,
    Light,
    light_of,
)
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
from partners.models.membership import Affiliation, Membership
from partners.models.news import MOST_DAYS, USUAL_DAYS, News, NewsQuerySet
from partners.models.partner import (
    APPROVAL_DAYS,
    RENEWABLE_AFTER,
    Partner,
    PartnerQuerySet,
)
from partners.models.people import Claim, ClaimAddress, Invitation, OnBehalf, ToldOwners
from partners.models.project import Participation, Project, ProjectQuerySet
from partners.models.project_parts import (
    Figure,
    GoalOutcome,
    Milestone,
    Move,
    Post,
    PostPicture,
)
from partners.models.supporting import SupportCall, Supporter

__all__ = [
    "APPROVAL_DAYS",
    "MOST_DAYS",
    "REMIND_BEFORE",
    "RENEWABLE_AFTER",
    "USUAL_DAYS",
    "VALID_MONTHS",
    "Affiliation",
    "AffiliationRequest",
    "Agreement",
    "AgreementFile",
    "AgreementLink",
    "AgreementParty",
    "AgreementQuerySet",
    "Alliance",
    "Asked",
    "Change",
    "ChecklistItem",
    "ChecklistQuerySet",
    "Claim",
    "ClaimAddress",
    "CooperationItem",
    "Figure",
    "Fulfilment",
    "GoalOutcome",
    "Import",
    "ImportRow",
    "Invitation",
    "ItemActivity",
    "Light",
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
    "PostPicture",
    "Project",
    "ProjectQuerySet",
    "Signatory",
    "SupportCall",
    "Supporter",
    "Target",
    "TargetQuerySet",
    "TargetReport",
    "Tick",
    "ToldOwners",
    "YearReport",
    "light_of",
    "open_year",
]

"""Rows for tests, as plain functions: what is not said is sensible, what matters is named.

They stand in `tests/making/`, by what they make.
"""

from tests.making.challenges import (
    make_assessment,
    make_call,
    make_challenge,
    make_criteria,
    make_offer,
    make_reviewer,
)
from tests.making.events import make_duty, make_event, make_table
from tests.making.imports import make_import, make_line
from tests.making.listings import (
    make_dated_listings,
    make_draft_file,
    make_listing,
    make_listing_file,
    make_news,
    offer_alliance,
)
from tests.making.partners import (
    affiliate,
    ask_to_belong,
    make_federation,
    make_member,
    make_partner,
    make_target,
    make_unclaimed,
    make_year_report,
)
from tests.making.people import (
    PASSWORD,
    make_municipality,
    make_operator,
    make_refusal_ground,
    make_staff,
    make_user,
)
from tests.making.projects import (
    make_agreement,
    make_agreement_file,
    make_item,
    make_milestone,
    make_post,
    make_project,
    take_part,
)
from tests.making.proposals import (
    make_co_author,
    make_message,
    make_message_file,
    make_notice,
    make_proposal,
    make_proposal_draft,
    make_proposal_version,
)

__all__ = [
    "PASSWORD",
    "affiliate",
    "ask_to_belong",
    "make_agreement",
    "make_agreement_file",
    "make_assessment",
    "make_call",
    "make_challenge",
    "make_co_author",
    "make_criteria",
    "make_dated_listings",
    "make_draft_file",
    "make_duty",
    "make_event",
    "make_federation",
    "make_import",
    "make_item",
    "make_line",
    "make_listing",
    "make_listing_file",
    "make_member",
    "make_message",
    "make_message_file",
    "make_milestone",
    "make_municipality",
    "make_news",
    "make_notice",
    "make_offer",
    "make_operator",
    "make_partner",
    "make_post",
    "make_project",
    "make_proposal",
    "make_proposal_draft",
    "make_proposal_version",
    "make_refusal_ground",
    "make_reviewer",
    "make_staff",
    "make_table",
    "make_target",
    "make_unclaimed",
    "make_user",
    "make_year_report",
    "offer_alliance",
    "take_part",
]

"""Co-creation challenges of municipalities, and the proposals that answer them."""

from challenges.models.asking import Follow, Question
from challenges.models.challenge import Challenge, ChallengeQuerySet, Contact, SubTheme
from challenges.models.drafting import ProposalDraft
from challenges.models.joint import CoAuthor
from challenges.models.openings import Opening
from challenges.models.proposal import (
    Proposal,
    ProposalAttachment,
    ProposalQuerySet,
    ProposalVersion,
)
from challenges.models.steps import Extension, Remark

__all__ = [
    "Challenge",
    "ChallengeQuerySet",
    "CoAuthor",
    "Contact",
    "Extension",
    "Follow",
    "Opening",
    "Proposal",
    "ProposalAttachment",
    "ProposalDraft",
    "ProposalQuerySet",
    "ProposalVersion",
    "Question",
    "Remark",
    "SubTheme",
]

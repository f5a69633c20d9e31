"""Co-creation challenges of municipalities, and the proposals that answer them."""

from challenges.models.challenge import Challenge, ChallengeQuerySet, Contact, SubTheme
from challenges.models.proposal import Proposal, ProposalAttachment, ProposalQuerySet

__all__ = [
    "Challenge",
    "ChallengeQuerySet",
    "Contact",
    "Proposal",
    "ProposalAttachment",
    "ProposalQuerySet",
    "SubTheme",
]

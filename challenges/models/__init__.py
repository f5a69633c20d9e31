"""Co-creation challenges of municipalities, and the proposals that answer them."""

from challenges.models.asking import Follow, Question
from challenges.models.challenge import Challenge, ChallengeQuerySet, Contact, SubTheme
from challenges.models.inviting import ChallengeInvitation, NoInvitations
from challenges.models.proposal import Proposal, ProposalAttachment, ProposalQuerySet
from challenges.models.reverse import Offer, OfferQuerySet
from challenges.models.steps import Extension, Remark

__all__ = [
    "Challenge",
    "ChallengeInvitation",
    "ChallengeQuerySet",
    "Contact",
    "Extension",
    "Follow",
    "NoInvitations",
    "Offer",
    "OfferQuerySet",
    "Proposal",
    "ProposalAttachment",
    "ProposalQuerySet",
    "Question",
    "Remark",
    "SubTheme",
]

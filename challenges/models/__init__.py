"""Co-creation challenges of municipalities, and the proposals that answer them."""

from challenges.models.asking import Follow, Question
from challenges.models.challenge import Challenge, ChallengeQuerySet, Contact, SubTheme
from challenges.models.desk import Assignment, Interview
from challenges.models.drafting import ProposalDraft
from challenges.models.inviting import ChallengeInvitation
from challenges.models.joint import CoAuthor
from challenges.models.openings import Opening
from challenges.models.proposal import (
    Proposal,
    ProposalAttachment,
    ProposalQuerySet,
    ProposalVersion,
)
from challenges.models.reverse import Offer, OfferQuerySet
from challenges.models.screening import Assessment, Criterion, Reviewer, Score, Screening
from challenges.models.steps import Change, Extension, Remark
from challenges.models.talking import Message, MessageFile, Note, Sighting

__all__ = [
    "Assessment",
    "Assignment",
    "Challenge",
    "ChallengeInvitation",
    "ChallengeQuerySet",
    "Change",
    "CoAuthor",
    "Contact",
    "Criterion",
    "Extension",
    "Follow",
    "Interview",
    "Message",
    "MessageFile",
    "Note",
    "Offer",
    "OfferQuerySet",
    "Opening",
    "Proposal",
    "ProposalAttachment",
    "ProposalDraft",
    "ProposalQuerySet",
    "ProposalVersion",
    "Question",
    "Remark",
    "Reviewer",
    "Score",
    "Screening",
    "Sighting",
    "SubTheme",
]

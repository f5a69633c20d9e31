"""Co-creation challenges of municipalities, and the proposals that answer them."""

from challenges.models.asking import Follow, Question
from challenges.models.challenge import Challenge, ChallengeQuerySet, Contact, SubTheme
from challenges.models.proposal import Proposal, ProposalAttachment, ProposalQuerySet
from challenges.models.steps import Extension, Remark
from challenges.models.talking import Message, MessageFile, Note, Opening

__all__ = [
    "Challenge",
    "ChallengeQuerySet",
    "Contact",
    "Extension",
    "Follow",
    "Message",
    "MessageFile",
    "Note",
    "Opening",
    "Proposal",
    "ProposalAttachment",
    "ProposalQuerySet",
    "Question",
    "Remark",
    "SubTheme",
]

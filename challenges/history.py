"""The journal's words for what happened to challenges and proposals."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from challenges.models import Challenge
from challenges.parts import part_name
from tomoni.journal.record import history_of

WORDS: dict[str, Promise] = {
    "challenge.written": _("Written"),
    "challenge.rewritten": _("Changed"),
    "challenge.copied": _("Copied from an earlier challenge"),
    "challenge.review_asked": _("Review asked for"),
    "challenge.taken_back": _("Taken back to go on writing"),
    "challenge.returned": _("Returned with remarks"),
    "challenge.scheduled": _("Released; opens by itself"),
    "challenge.opened": _("Opened"),
    "challenge.closed": _("Closed"),
    "challenge.reopened": _("Opened again"),
    "challenge.extended": _("Deadline extended"),
    "challenge.selecting": _("Choosing begun"),
    "challenge.decided": _("Result told"),
    "challenge.result_changed": _("Result put right"),
    "challenge.report_changed": _("Report put right"),
    "challenge.started": _("Work begun"),
    "challenge.completed": pgettext_lazy("challenge", "Completed"),
    "challenge.cancelled": pgettext_lazy("challenge", "Cancelled"),
    "criteria.written": _("Evaluation criteria written"),
    "criteria.renewed": _("Evaluation criteria renewed, scores set aside"),
    "screening.closed": _("Scoring closed"),
    "screening.reopened": _("Scoring opened again"),
    "screening.exported": _("Proposals and scores saved as an Excel file"),
    "challenge.partner_invited": _("Partner invited"),
    "question.asked": _("Question asked"),
    "question.answered": _("Question answered"),
    "question.answer_changed": _("Answer changed"),
    "offer.submitted": pgettext_lazy("proposal", "Sent in"),
    "offer.accepted": pgettext_lazy("offer", "Chosen"),
    "offer.declined": pgettext_lazy("offer", "Not chosen"),
    "offer.withdrawn": _("Withdrawn"),
    "proposal.submitted": pgettext_lazy("proposal", "Sent in"),
    "proposal.corrected": _("Put right and sent anew"),
    "proposal.resubmitted": _("Taken up again and sent anew"),
    "proposal.partner_left": _("A partner has left the joint proposal"),
    "proposal.screening_started": _("Screening begun"),
    "proposal.interview": _("Invited to an interview"),
    "proposal.interview_changed": _("Date or place of the interview changed"),
    "proposal.accepted": _("Accepted"),
    "proposal.declined": _("Declined"),
    "proposal.withdrawn": _("Withdrawn"),
}


@dataclass(frozen=True)
class Line:
    """One thing that happened; `by` is empty where the clock did it."""

    at: datetime
    words: str | Promise
    by: str


def history(subject: Model) -> list[Line]:
    """What happened to a challenge or proposal, latest first."""
    return [
        Line(entry.at, WORDS.get(entry.verb, entry.verb), str(entry.actor or ""))
        for entry in history_of(subject)
    ]


class Rewritten(NamedTuple):
    """A part of a public page as it was, and as it is since then."""

    part: str | Promise
    was: str
    now: str


class Changed(NamedTuple):
    """What somebody has changed at once."""

    at: datetime
    by: str
    parts: list[Rewritten]


def changes_of(challenge: Challenge) -> list[Changed]:
    """Old and new words of everything that was changed since it opened, latest first."""
    rows = challenge.changes.order_by("-pk").select_related("by")
    return [
        Changed(
            row.changed_at,
            str(row.by),
            [Rewritten(part_name(part), *row.words[part]) for part in row.parts],
        )
        for row in rows
    ]

"""A reviewer scores a proposal or has a conflict of interest; a manager ends the scoring."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.models import Assessment, Challenge, Proposal, Screening
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.models import StateError


@dataclass(frozen=True)
class Mark:
    """Points for one criterion, and why."""

    points: int
    remark: str = ""


Marks = Mapping[int, Mark]
"""Marks by the key of their criterion."""


@transaction.atomic
def give_scores(proposal: Proposal, marks: Marks, *, by: User) -> Assessment:
    """Score it by every criterion in force, or mend what one has given; that is marked then.

    Raises StateError where it is not the person's to score, or not now.
    """
    challenge = _open_to(proposal, by)
    keys = set(challenge.criteria.all().current().values_list("pk", flat=True))
    if not keys or keys != marks.keys():
        raise StateError(_("The criteria were changed while you were scoring. Please look again."))
    assessment = proposal.assessments.current().filter(user=by).first()
    if assessment and assessment.conflict:
        raise StateError(_("You have said that you have a conflict of interest here."))
    before = _points_of(assessment)
    after = {key: mark.points for key, mark in marks.items()}
    assessment = assessment or proposal.assessments.create(user=by)
    if before and before != after:
        assessment.changed_at = timezone.now()
    assessment.save()
    _write(assessment, marks)
    verb = "assessment.changed" if before else "assessment.given"
    _record(by, verb, assessment, points=after, before=before)
    return assessment


def _write(assessment: Assessment, marks: Marks) -> None:
    for key, mark in marks.items():
        assessment.scores.update_or_create(
            criterion_id=key, defaults={"points": mark.points, "remark": mark.remark}
        )


def _points_of(assessment: Assessment | None) -> dict[int, int]:
    return dict(assessment.scores.values_list("criterion", "points")) if assessment else {}


@transaction.atomic
def declare_conflict(proposal: Proposal, *, by: User, reason: str) -> Assessment:
    """Say that one is too close to who proposes: one neither scores it nor sees its scores.

    Scores that the person has given do not count any more; the journal keeps them.
    """
    _open_to(proposal, by)
    assessment = proposal.assessments.current().filter(user=by).first()
    before = _points_of(assessment)
    assessment = assessment or Assessment(proposal=proposal, user=by)
    assessment.conflict, assessment.changed_at = reason, None
    assessment.save()
    assessment.scores.all().delete()
    _record(by, "assessment.conflict", assessment, before=before)
    return assessment


@transaction.atomic
def lift_conflict(assessment: Assessment, *, by: User) -> None:
    """Another person, a manager, lets somebody score who ticked the conflict by mistake."""
    proposal = assessment.proposal
    proposal.lock()
    proposal.require_state(*Proposal.UNDECIDED_STATES)
    if assessment.user_id == by.pk:
        raise StateError(_("Somebody else has to do this: it is your own conflict of interest."))
    row = Assessment.objects.current().exclude(conflict="").filter(pk=assessment.pk).first()
    if row is None:
        raise StateError(_("There is no conflict of interest any more."))
    _record(by, "assessment.conflict_lifted", row, reason=row.conflict)
    row.delete()


@transaction.atomic
def close_scoring(challenge: Challenge, *, by: User) -> None:
    """Wait for no further scores: from now on the whole office sees those that are there."""
    challenge.lock()
    if challenge.accepts_proposals:
        raise StateError(_("The challenge still takes proposals: scoring ends after that."))
    screening, _is_new = Screening.objects.get_or_create(challenge=challenge)
    if screening.closed_at is None:
        _end(screening, by, "screening.closed")


@transaction.atomic
def reopen_scoring(challenge: Challenge, *, by: User) -> None:
    """Take scores again; who has not given any sees none again."""
    challenge.lock()
    screening = Screening.objects.filter(challenge=challenge).exclude(closed_at=None).first()
    if screening is not None:
        _end(screening, by, "screening.reopened")


def _end(screening: Screening, by: User, verb: str) -> None:
    is_closing = screening.closed_at is None
    screening.closed_at = timezone.now() if is_closing else None
    screening.closed_by = by if is_closing else None
    screening.save(update_fields=["closed_at", "closed_by", "updated_at"])
    challenge = screening.challenge
    record.record(by, verb, challenge, municipality=challenge.municipality)


def _open_to(proposal: Proposal, by: User) -> Challenge:
    """The challenge, locked, if the person may say something of the proposal now."""
    challenge = proposal.challenge
    if challenge is None:
        raise StateError(_("A proposal without a challenge is not scored."))
    challenge.lock()
    proposal.lock()
    proposal.require_state(*Proposal.UNDECIDED_STATES)
    if not challenge.reviewers.current().filter(user=by).exists():
        raise StateError(_("You are not one of the reviewers of this challenge."))
    if Screening.objects.filter(challenge=challenge).exclude(closed_at=None).exists():
        raise StateError(_("The scoring is closed. A manager can open it again."))
    return challenge


def _record(by: User, verb: str, assessment: Assessment, **data: object) -> None:
    # Told of the assessment, never of the proposal: what is told of that its partner reads.
    proposal = assessment.proposal
    record.record(
        by,
        verb,
        assessment,
        municipality=proposal.municipality,
        receipt=proposal.receipt,
        **{name: value for name, value in data.items() if value},
    )

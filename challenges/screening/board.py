"""The proposals to a challenge side by side, with as much of their scores as the reader may see.

Who in the office sees the scores of a proposal, and when:

- a reviewer: own scores at once, those of the others as soon as one's own are given;
- everybody else: once all reviewers have scored it or have a conflict of interest;
- whoever has a conflict of interest: never, not even after the end;
- else everybody once a manager has closed the scoring.

Outside the office nobody sees anything of this. Hidden scores do not decide the order either.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from challenges.models import Assessment, Challenge, Criterion, Proposal, Reviewer, Score
from challenges.screening.arithmetic import Result, result, total
from tomoni.accounts.models import User


@dataclass(frozen=True)
class Sheet:
    """One reviewer's scores, in the order of the criteria, or their conflict of interest."""

    assessment: Assessment
    scores: list[Score]
    total: float | None

    @property
    def points(self) -> dict[int, int]:
        """The points by the key of their criterion."""
        return {score.criterion_id: score.points for score in self.scores}


@dataclass(frozen=True)
class Row:
    """A proposal on the board. Where the reader sees no scores, `sheets` has their own alone."""

    proposal: Proposal
    awaited: int  # reviewers whose word is waited for
    spoken: int  # those of them who have scored it or have a conflict of interest
    is_shown: bool
    is_mine: bool  # the reader is to score it
    mine: Sheet | None
    sheets: list[Sheet]
    result: Result
    lines: list[tuple[Criterion, float | None]]  # the average of each criterion

    @property
    def has_conflict(self) -> bool:
        """The reader is too close to who proposes."""
        return bool(self.mine and self.mine.assessment.conflict)

    @property
    def is_to_do(self) -> bool:
        """The reader has still to score it."""
        return self.is_mine and self.mine is None


@dataclass(frozen=True)
class Board:
    """The proposals to one challenge, the best average first."""

    criteria: list[Criterion]
    reviewers: list[User]
    rows: list[Row]
    is_closed: bool

    @property
    def total_weight(self) -> int:
        """What the weights add up to."""
        return sum(criterion.weight for criterion in self.criteria)

    def has_reviewer(self, person: User) -> bool:
        """Whether the person is among those who score."""
        return person in self.reviewers

    @property
    def to_do(self) -> int:
        """How many the reader has still to score."""
        return sum(row.is_to_do for row in self.rows)


def board_of(challenge: Challenge, reader: User, *, with_papers: bool = False) -> Board:
    """All proposals that came in and were not taken back, decided ones too; `with_papers` they
    come with everything that the committee reads of them.
    """
    left_out = (Proposal.State.DRAFT, Proposal.State.WITHDRAWN)
    proposals = Proposal.objects.filter(challenge=challenge).exclude(state__in=left_out)
    proposals = proposals.select_related("challenge")
    proposals = proposals.with_papers() if with_papers else proposals.with_authors()
    rows = proposals.order_by("submitted_at", "pk")
    return _board(challenge, list(_criteria(challenge)), rows, reader)


def row_of(proposal: Proposal, reader: User) -> tuple[Board, Row] | None:
    """One proposal with the board it is on; None where there is nothing to score it by."""
    criteria = list(_criteria(proposal.challenge)) if proposal.challenge else []
    if not criteria or proposal.challenge is None:
        return None
    board = _board(proposal.challenge, criteria, [proposal], reader)
    return board, board.rows[0]


def _board(
    challenge: Challenge, criteria: list[Criterion], proposals: Iterable[Proposal], reader: User
) -> Board:
    reviewers = _reviewers(challenge, criteria)
    is_closed = bool(criteria and criteria[0].closed_at)  # type: ignore[attr-defined]
    said = _assessments(challenge, criteria) if criteria else {}
    view = _View(criteria, {person.pk for person in reviewers}, is_closed, reader.pk)
    rows = [view.row(proposal, said.get(proposal.pk, [])) for proposal in proposals]
    rows.sort(key=lambda row: -(row.result.average or 0))  # stable: the first to come in first
    return Board(criteria, reviewers, rows, is_closed)


def _reviewers(challenge: Challenge, criteria: Sequence[Any]) -> list[User]:
    if criteria:
        return [User(**person) for person in criteria[0].all_reviewers]
    rows = challenge.reviewers.current().select_related("user")
    return [row.user for row in rows]


def _criteria(challenge: Challenge) -> QuerySet[Criterion]:
    """With the reviewers and the end of the scoring in the same query: the page has many."""
    named = Reviewer.objects.current().filter(challenge=OuterRef("challenge")).order_by("pk")
    person = JSONObject(id="user", name="user__name", email="user__email")
    return (
        challenge.criteria.all()
        .current()
        .annotate(
            closed_at=F("challenge__screening__closed_at"),
            all_reviewers=ArraySubquery(named.values(row=person)),
        )
    )


def _assessments(challenge: Challenge, criteria: Sequence[Criterion]) -> dict[int, list[Sheet]]:
    """By proposal, with their scores in the same query."""
    given = Score.objects.filter(assessment=OuterRef("pk")).order_by("criterion__order", "pk")
    columns = JSONObject(criterion="criterion", points="points", remark="remark")
    rows = Assessment.objects.current().filter(proposal__challenge=challenge)
    rows = rows.select_related("user").annotate(all_scores=ArraySubquery(given.values(row=columns)))
    found: dict[int, list[Sheet]] = {}
    for row in rows:
        found.setdefault(row.proposal_id, []).append(_sheet(row, criteria))
    return found


def _sheet(assessment: Any, criteria: Sequence[Criterion]) -> Sheet:
    by_key = {criterion.pk: criterion for criterion in criteria}
    scores = [
        Score(criterion=by_key[each["criterion"]], points=each["points"], remark=each["remark"])
        for each in assessment.all_scores
    ]
    weights = {criterion.pk: criterion.weight for criterion in criteria}
    points = {score.criterion_id: score.points for score in scores}
    return Sheet(assessment, scores, total(points, weights) if scores else None)


@dataclass(frozen=True)
class _View:
    """What one reader sees."""

    criteria: Sequence[Criterion]
    reviewers: set[int]
    is_closed: bool
    reader: int

    def row(self, proposal: Proposal, said: Sequence[Sheet]) -> Row:
        mine = next((sheet for sheet in said if sheet.assessment.user_id == self.reader), None)
        spoken = {sheet.assessment.user_id for sheet in said} & self.reviewers
        is_shown = self._is_shown(mine, len(spoken))
        counted = [sheet.points for sheet in said if sheet.scores] if is_shown else []
        found = result(counted, {criterion.pk: criterion.weight for criterion in self.criteria})
        return Row(
            proposal=proposal,
            awaited=len(self.reviewers),
            spoken=len(spoken),
            is_shown=is_shown,
            is_mine=self._is_mine(proposal),
            mine=mine,
            sheets=[sheet for sheet in said if is_shown or sheet is mine],
            result=found,
            lines=[(each, found.by_criterion.get(each.pk)) for each in self.criteria],
        )

    def _is_shown(self, mine: Sheet | None, spoken: int) -> bool:
        if mine is not None and mine.assessment.conflict:
            return False
        if self.is_closed:
            return True
        if self.reader in self.reviewers:
            return mine is not None
        return spoken == len(self.reviewers)

    def _is_mine(self, proposal: Proposal) -> bool:
        return self.reader in self.reviewers and proposal.is_undecided and not self.is_closed

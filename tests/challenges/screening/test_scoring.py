"""Reviewers score or have a conflict of interest; who sees which scores when."""

from collections.abc import Callable
from typing import Any

import pytest

from challenges.models import Assessment, Challenge, Proposal
from challenges.screening.board import Row, board_of, row_of
from challenges.screening.reviewers import name_reviewers
from challenges.screening.scoring import (
    Mark,
    close_scoring,
    declare_conflict,
    give_scores,
    lift_conflict,
    reopen_scoring,
)
from tests.factories import (
    make_assessment,
    make_challenge,
    make_criteria,
    make_partner,
    make_proposal,
    make_refusal_ground,
    make_reviewer,
    make_staff,
    make_user,
)
from tomoni.accounts.models import User
from tomoni.journal.models import Entry, Job
from tomoni.journal.record import history_of
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality

pytestmark = pytest.mark.django_db
State = Proposal.State


@pytest.fixture
def challenge(city: Municipality) -> Challenge:
    challenge = make_challenge(city)
    make_criteria(challenge, 60, 40)
    return challenge


@pytest.fixture
def proposal(challenge: Challenge) -> Proposal:
    return make_proposal(challenge)


def marks(proposal: Proposal, *points: int) -> dict[int, Mark]:
    """Marks for the criteria in their order."""
    criteria = proposal.challenge.criteria.all().current()  # type: ignore[union-attr]
    return {c.pk: Mark(p, "所見") for c, p in zip(criteria, points, strict=True)}


def seen_by(reader: User, proposal: Proposal) -> Row:
    """The row as the reader has it, read anew."""
    found = row_of(Proposal.objects.get(pk=proposal.pk), reader)
    assert found
    return found[1]


def test_scores_are_kept_with_their_remarks(proposal: Proposal) -> None:
    reviewer = make_reviewer(proposal.challenge)
    assessment = give_scores(proposal, marks(proposal, 4, 2), by=reviewer)
    assert [(s.points, s.remark) for s in assessment.scores.all()] == [(4, "所見"), (2, "所見")]
    assert assessment.changed_at is None


def test_mended_scores_are_marked_and_the_journal_keeps_the_first(proposal: Proposal) -> None:
    reviewer = make_reviewer(proposal.challenge)
    give_scores(proposal, marks(proposal, 4, 2), by=reviewer)
    assessment = give_scores(proposal, marks(proposal, 4, 5), by=reviewer)
    assert assessment.changed_at
    assert proposal.assessments.count() == 1
    said = Entry.objects.get(verb="assessment.changed").data
    assert sorted(said["before"].values()) == [2, 4]
    assert sorted(said["points"].values()) == [4, 5]


def test_the_same_points_with_another_remark_are_no_change(proposal: Proposal) -> None:
    reviewer = make_reviewer(proposal.challenge)
    for _time in range(2):
        assessment = give_scores(proposal, marks(proposal, 4, 2), by=reviewer)
    assert assessment.changed_at is None


def not_named(proposal: Proposal) -> User:
    return make_staff(proposal.municipality)


def let_go(proposal: Proposal) -> User:
    person = make_reviewer(proposal.challenge)
    name_reviewers(proposal.challenge, [], by=person)  # type: ignore[arg-type]
    return person


def too_close(proposal: Proposal) -> User:
    person = make_reviewer(proposal.challenge)
    declare_conflict(proposal, by=person, reason="親族")
    return person


@pytest.mark.parametrize("make", [not_named, let_go, too_close])
def test_who_may_not_score_does_not(proposal: Proposal, make: Callable[[Proposal], User]) -> None:
    person = make(proposal)
    with pytest.raises(StateError):
        give_scores(proposal, marks(proposal, 4, 2), by=person)
    assert not proposal.assessments.filter(conflict="").exists()


@pytest.mark.parametrize("state", list(State))
def test_only_what_waits_for_a_reply_is_scored(challenge: Challenge, state: State) -> None:
    fields: dict[str, Any] = {"state": state}
    if state in (State.ACCEPTED, State.DECLINED):
        ground = make_refusal_ground(challenge.municipality)
        fields |= {"decided_at": challenge.opened_at, "decision_text": "理由"}
        fields |= {"refusal_ground": ground}
    proposal, reviewer = make_proposal(challenge, **fields), make_reviewer(challenge)
    if state in Proposal.UNDECIDED_STATES:
        give_scores(proposal, marks(proposal, 4, 2), by=reviewer)
    else:
        with pytest.raises(StateError):
            give_scores(proposal, marks(proposal, 4, 2), by=reviewer)
    assert proposal.assessments.exists() == (state in Proposal.UNDECIDED_STATES)


def test_criteria_that_were_changed_meanwhile_are_not_scored_by(proposal: Proposal) -> None:
    reviewer, before = make_reviewer(proposal.challenge), marks(proposal, 4, 2)
    proposal.challenge.criteria.all().delete()  # type: ignore[union-attr]
    make_criteria(proposal.challenge, 10)  # type: ignore[arg-type]
    with pytest.raises(StateError):
        give_scores(proposal, before, by=reviewer)


def test_a_conflict_takes_given_scores_out_and_the_journal_keeps_them(proposal: Proposal) -> None:
    reviewer = make_reviewer(proposal.challenge)
    give_scores(proposal, marks(proposal, 4, 2), by=reviewer)
    declare_conflict(proposal, by=reviewer, reason="親族が勤めています")
    assert proposal.assessments.get().conflict == "親族が勤めています"
    assert not proposal.assessments.get().scores.exists()
    assert sorted(Entry.objects.get(verb="assessment.conflict").data["before"].values()) == [2, 4]


def test_another_manager_lifts_a_conflict(proposal: Proposal) -> None:
    person, manager = too_close(proposal), make_staff(proposal.municipality)
    assessment = proposal.assessments.get()
    with pytest.raises(StateError):
        lift_conflict(assessment, by=person)
    lift_conflict(assessment, by=manager)
    with pytest.raises(StateError):
        lift_conflict(assessment, by=manager)
    give_scores(proposal, marks(proposal, 3, 3), by=person)
    assert Entry.objects.get(verb="assessment.conflict_lifted").data["reason"] == "親族"


# ----- who sees what -----------------------------------------------------------------------------


def test_a_reviewer_sees_the_others_once_the_own_scores_are_given(proposal: Proposal) -> None:
    first, second = (make_reviewer(proposal.challenge) for _number in range(2))
    give_scores(proposal, marks(proposal, 5, 5), by=first)
    before = seen_by(second, proposal)
    assert (before.is_shown, before.sheets, before.result.number) == (False, [], 0)
    assert (before.spoken, before.awaited) == (1, 2)
    give_scores(proposal, marks(proposal, 1, 1), by=second)
    after = seen_by(second, proposal)
    assert (after.result.average, after.result.spread) == (3.0, 2.0)
    assert len(after.sheets) == 2


def test_the_rest_of_the_office_sees_them_when_all_are_in(proposal: Proposal) -> None:
    first, second = (make_reviewer(proposal.challenge) for _number in range(2))
    other = make_staff(proposal.municipality)
    give_scores(proposal, marks(proposal, 5, 5), by=first)
    assert seen_by(other, proposal).sheets == []
    declare_conflict(proposal, by=second, reason="親族")
    row = seen_by(other, proposal)
    assert (row.is_shown, row.result.average, row.spoken) == (True, 5.0, 2)


def test_who_has_a_conflict_never_sees_the_scores(city: Municipality) -> None:
    challenge = make_challenge(city, state=Challenge.State.CLOSED)
    make_criteria(challenge)
    proposal, first = make_proposal(challenge), make_reviewer(challenge)
    person = too_close(proposal)
    give_scores(proposal, marks(proposal, 5, 5), by=first)
    close_scoring(challenge, by=first)
    row = seen_by(person, proposal)
    assert (row.has_conflict, row.is_shown, row.result.number) == (True, False, 0)
    assert [sheet.assessment.user for sheet in row.sheets] == [person]
    name_reviewers(challenge, [first], by=first)  # let go, it is still theirs
    assert not seen_by(person, proposal).is_shown


def test_who_is_let_go_is_not_waited_for_and_the_scores_stay(proposal: Proposal) -> None:
    first, second = (make_reviewer(proposal.challenge) for _number in range(2))
    give_scores(proposal, marks(proposal, 5, 5), by=first)
    name_reviewers(proposal.challenge, [], by=second)  # type: ignore[arg-type]
    row = seen_by(make_staff(proposal.municipality), proposal)
    assert (row.awaited, row.spoken, row.result.average) == (0, 0, 5.0)


def test_scores_that_are_set_aside_do_not_count(proposal: Proposal) -> None:
    reviewer = make_reviewer(proposal.challenge)
    make_assessment(proposal, reviewer, 5, 5, retired_at=proposal.submitted_at)
    row = seen_by(reviewer, proposal)
    assert (row.is_to_do, row.result.number) == (True, 0)


def test_closing_shows_them_to_all_and_takes_no_more(city: Municipality) -> None:
    challenge = make_challenge(city, state=Challenge.State.CLOSED)
    make_criteria(challenge)
    proposal = make_proposal(challenge)
    first, late = make_reviewer(challenge), make_reviewer(challenge)
    give_scores(proposal, marks(proposal, 4, 4), by=first)
    close_scoring(challenge, by=first)
    assert seen_by(late, proposal).is_shown
    with pytest.raises(StateError):
        give_scores(proposal, marks(proposal, 4, 4), by=late)
    reopen_scoring(challenge, by=first)
    assert not seen_by(late, proposal).is_shown
    give_scores(proposal, marks(proposal, 4, 4), by=late)


def test_scoring_is_not_closed_while_proposals_can_come_in(challenge: Challenge) -> None:
    with pytest.raises(StateError):
        close_scoring(challenge, by=make_user())
    assert not hasattr(challenge, "screening")


def test_the_best_average_stands_first_and_what_is_hidden_does_not_decide(
    challenge: Challenge,
) -> None:
    reviewer, other = make_reviewer(challenge), make_reviewer(challenge)
    weak, strong, hidden = (make_proposal(challenge, title=t) for t in ("弱", "強", "秘"))
    for proposal, points in ((weak, 2), (strong, 4)):
        for person in (reviewer, other):
            make_assessment(proposal, person, points, points)
    make_assessment(hidden, other, 5, 5)
    make_proposal(challenge, state=State.WITHDRAWN)
    rows = board_of(challenge, reviewer).rows
    assert [row.proposal.title for row in rows] == ["強", "弱", "秘"]
    assert [row.proposal.title for row in board_of(challenge, other).rows] == ["秘", "強", "弱"]
    assert board_of(challenge, reviewer).to_do == 1


def test_nothing_of_it_stands_in_the_history_that_the_partner_reads(proposal: Proposal) -> None:
    reviewer = make_reviewer(proposal.challenge)
    give_scores(proposal, marks(proposal, 4, 2), by=reviewer)
    declare_conflict(proposal, by=reviewer, reason="親族")
    lift_conflict(Assessment.objects.get(), by=make_staff(proposal.municipality))
    assert not history_of(proposal).exists()


# ----- reviewers ---------------------------------------------------------------------------------


def test_who_is_named_is_told_once(challenge: Challenge, editor: User) -> None:
    person = make_staff(challenge.municipality)
    for _time in range(2):
        name_reviewers(challenge, [person, editor], by=editor)
    job = Job.objects.get(kind="journal.mail")
    assert (job.payload["to"], job.payload["template"]) == (person.pk, "challenge_reviewer")
    assert challenge.reviewers.count() == 2


def test_who_is_let_go_can_be_named_again(challenge: Challenge, editor: User) -> None:
    person = make_staff(challenge.municipality)
    for people in ([person], [], [person]):
        name_reviewers(challenge, people, by=editor)
    assert challenge.reviewers.current().get().user == person
    verbs = Entry.objects.order_by("at").values_list("verb", flat=True)
    assert list(verbs) == ["reviewer.named", "reviewer.let_go", "reviewer.named"]


def test_a_stranger_cannot_be_a_reviewer(challenge: Challenge, editor: User) -> None:
    for person in (make_user(), make_staff(make_partner().municipality)):
        with pytest.raises(ValueError, match="not of this office"):
            name_reviewers(challenge, [person], by=editor)

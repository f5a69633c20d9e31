"""Steps in any order by anybody: a challenge is never in a state that the table does not allow."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from challenges import deadlines, lifecycle, outcome, review
from challenges.models import Challenge
from challenges.transitions import TRANSITIONS, open_to
from tests.challenges.writing import answers_like, written
from tests.factories import make_municipality, make_proposal, make_staff
from tomoni.journal.models import Entry
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db
State, Role = Challenge.State, StaffRole.Role
PEOPLE = st.sampled_from(["writer", "reader", "other reader"])
LEADS_TO = {
    state: {t for tr in TRANSITIONS.values() if state in tr.sources for t in tr.targets}
    for state in State
}


class Life(RuleBasedStateMachine):
    """One challenge, its writer and two managers, and whatever they do."""

    def __init__(self) -> None:
        super().__init__()
        city = make_municipality()
        self.people = {
            "writer": make_staff(city, Role.EDITOR),
            "reader": make_staff(city, Role.MANAGER),
            "other reader": make_staff(city, Role.MANAGER),
        }
        self.challenge = written(city, self.people["writer"])
        self.entries, self.state = self.told(), self.challenge.state
        self.asked_by = ""

    def told(self) -> int:
        return Entry.objects.filter(subject_id=str(self.challenge.pk)).count()

    def do(self, step: Any, **kwargs: Any) -> bool:
        """Take a step; what is refused changes nothing and leaves no trace."""
        before, entries = self.state, self.told()
        stale = Challenge.objects.get(pk=self.challenge.pk)
        try:
            step(stale, **kwargs)
        except StateError:
            self.challenge.refresh_from_db()
            assert (self.challenge.state, self.told()) == (before, entries)
            return False
        self.challenge.refresh_from_db()
        self.state = self.challenge.state
        assert self.told() == entries + 1
        assert self.state == before or self.state in LEADS_TO[State(before)]
        return True

    @rule(who=PEOPLE)
    def ask(self, who: str) -> None:
        if self.do(review.ask_for_review, by=self.people[who]):
            self.asked_by = who

    @rule(who=PEOPLE)
    def take_back(self, who: str) -> None:
        self.do(review.take_back, by=self.people[who])

    @rule(who=st.sampled_from(["reader", "other reader"]))
    def send_back(self, who: str) -> None:
        seen, remarks = self.challenge.version, {"wish": "だれの願いですか。"}
        self.do(review.return_challenge, by=self.people[who], remarks=remarks, seen=seen)

    @rule(who=st.sampled_from(["reader", "other reader"]))
    def publish(self, who: str) -> None:
        before, seen = self.state, self.challenge.version
        done = self.do(review.publish_challenge, by=self.people[who], seen=seen)
        assert not (done and before == State.DRAFT), "published without a review"
        assert not (done and who == self.asked_by), "published by who asked for the review"

    @rule(who=PEOPLE, later=st.booleans())
    def rewrite(self, who: str, later: bool) -> None:
        opens_at = timezone.now() + timedelta(hours=1) if later else None
        if self.challenge.opened_at:
            opens_at = self.challenge.opens_at
        before = self.state
        challenge = Challenge.objects.get(pk=self.challenge.pk)
        try:
            lifecycle.rewrite_challenge(
                challenge,
                answers_like(challenge, wish="別の願い", opens_at=opens_at),
                by=self.people[who],
                seen=challenge.version,
            )
        except StateError:
            assert before in Challenge.FINISHED_STATES
        self.challenge.refresh_from_db()
        self.state = self.challenge.state
        assert self.state == (State.DRAFT if before == State.SCHEDULED else before)

    @rule()
    def hour_comes(self) -> None:
        self.do(lifecycle.open_scheduled)

    @rule(who=PEOPLE)
    def close(self, who: str) -> None:
        self.do(lifecycle.close_challenge, by=self.people[who], reason="人手が足りません。")

    @rule(who=PEOPLE)
    def reopen(self, who: str) -> None:
        self.do(lifecycle.reopen_challenge, by=self.people[who])

    @rule(who=PEOPLE, days=st.integers(-3, 30))
    def extend(self, who: str, days: int) -> None:
        was = self.challenge.closes_at
        until = was + timedelta(days=days)
        self.do(deadlines.extend_deadline, until=until, by=self.people[who])
        assert self.challenge.closes_at >= was

    @rule()
    def receive(self) -> None:
        if self.challenge.accepts_proposals:
            make_proposal(self.challenge)

    @rule()
    def answer_all(self) -> None:
        self.challenge.proposals.awaiting_decision().update(state="withdrawn")

    @rule(who=PEOPLE)
    def select(self, who: str) -> None:
        self.do(outcome.start_selecting, by=self.people[who])

    @rule(who=st.sampled_from(["reader", "other reader"]))
    def decide(self, who: str) -> None:
        waiting = self.challenge.proposals.awaiting_decision().exists()
        done = self.do(outcome.decide_challenge, by=self.people[who], result="決まりました。")
        assert not (done and waiting), "a result was told while somebody waited for a reply"

    @rule(who=PEOPLE)
    def start(self, who: str) -> None:
        self.do(outcome.start_work, by=self.people[who])

    @rule(who=PEOPLE)
    def complete(self, who: str) -> None:
        self.do(outcome.complete_challenge, by=self.people[who], report="三軒が開きました。")

    @rule(who=PEOPLE, really=st.integers(0, 5))
    def cancel(self, who: str, really: int) -> None:
        if not really:  # seldom, as nothing comes after it
            self.do(lifecycle.cancel_challenge, by=self.people[who], reason="予算がありません。")

    @invariant()
    def what_is_public_was_read_by_two(self) -> None:
        if self.challenge.opened_at:
            opened = Entry.objects.filter(
                subject_id=str(self.challenge.pk),
                verb__in=["challenge.opened", "challenge.scheduled"],
            ).exclude(actor=None)
            assert opened.exists()
            assert not opened.filter(actor=self.people["writer"]).exists()

    @invariant()
    def what_is_over_stays_over(self) -> None:
        if self.state in Challenge.FINISHED_STATES:
            assert open_to(self.state, Role.MANAGER) == open_to(self.state, None) == set()


def test_steps_in_any_order() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

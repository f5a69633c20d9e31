"""Anybody takes any step on a challenge, through the pages: nothing unlawful happens, and nobody
comes upon what is not theirs.

`test_any_order.py` calls the steps as staff; here partners, other cities and passers-by try them.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from challenges import lifecycle
from challenges.models import Challenge, Follow, Message, Note, Proposal, Question
from challenges.transitions import Step, open_to
from tests.challenges.anybody import HIDDEN, SETTINGS, People, Visits, entries_of
from tests.challenges.writing import moment, written
from tests.factories import (
    make_member,
    make_municipality,
    make_operator,
    make_partner,
    make_proposal,
    make_staff,
    make_user,
)
from tomoni.municipalities.models import StaffRole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("short_refusals")]
State, Role = Challenge.State, StaffRole.Role
STAFF = {
    "viewer": Role.VIEWER,
    "editor": Role.EDITOR,
    "manager": Role.MANAGER,
    "second manager": Role.MANAGER,
}
OUTSIDE = ("owner", "newcomer", "other city", "operator", "visitor")
ANYBODY = st.sampled_from([*STAFF, *OUTSIDE])
EDITORS = ("editor", "manager", "second manager")
# What each step is called in its address; the clock takes the one that is missing.
ADDRESS = {
    Step.ASK_REVIEW: "ask-review",
    Step.TAKE_BACK: "take-back",
    Step.RETURN: "return",
    Step.PUBLISH: "open",
    Step.CLOSE: "close",
    Step.REOPEN: "reopen",
    Step.EXTEND: "extend",
    Step.SELECT: "select",
    Step.DECIDE: "decide",
    Step.START: "start",
    Step.COMPLETE: "complete",
    Step.CANCEL: "cancel",
}
LEADS_TO = {
    Step.ASK_REVIEW: State.IN_REVIEW,
    Step.TAKE_BACK: State.DRAFT,
    Step.RETURN: State.DRAFT,
    Step.CLOSE: State.CLOSED,
    Step.REOPEN: State.OPEN,
    Step.EXTEND: State.OPEN,
    Step.SELECT: State.SELECTING,
    Step.DECIDE: State.DECIDED,
    Step.START: State.UNDER_WAY,
    Step.COMPLETE: State.COMPLETED,
    Step.CANCEL: State.CANCELLED,
}
VISITS = Visits()


class Life(RuleBasedStateMachine):
    """One challenge, its office, and everybody around."""

    def __init__(self) -> None:
        super().__init__()
        city, self.partner = make_municipality(), make_partner()
        self.people = People(
            {
                **{who: make_staff(city, role) for who, role in STAFF.items()},
                "owner": make_member(self.partner),
                "newcomer": make_user(),
                "other city": make_staff(make_municipality(), Role.MANAGER),
                "operator": make_operator(),
                "visitor": None,
            }
        )
        editor = self.people.users["editor"]
        assert editor
        self.challenge, self.asked_by = written(city, editor), ""
        self.title = f"印{self.challenge.pk}の題"
        Challenge.objects.filter(pk=self.challenge.pk).update(title=self.title)
        self.challenge.refresh_from_db()

    @initialize(later=st.booleans())
    def begins(self, later: bool) -> None:
        opens_at = timezone.now() + timedelta(days=1) if later else None
        Challenge.objects.filter(pk=self.challenge.pk).update(opens_at=opens_at)
        self.challenge.refresh_from_db()

    # ----- steps ---------------------------------------------------------------------------------

    def desk(self, end: str = "") -> str:
        return f"/desk/challenges/{self.challenge.slug}/{end}"

    def posts(self, who: str, step: Step) -> int:
        said: dict[str, Any] = {
            "version": self.challenge.version,
            "whole": "だれの願いですか。",
            "until": self.later(),
            "reason": "予算がありません。",
            "result": "決まりました。",
            "report": "三軒が開きました。",
        }
        return self.people.posts(who, self.desk(f"{ADDRESS[step]}/"), **said)

    def later(self) -> str:
        last = max(self.challenge.closes_at, timezone.now())
        return moment(seconds=(last - timezone.now()).total_seconds() + 86400)

    def may(self, who: str, step: Step) -> bool:
        """By the table, and by what it does not say: a second person, a date to come, no debts."""
        state, role = State(self.challenge.state), STAFF.get(who)
        if role is None or step not in open_to(state, role):
            return False
        if step == Step.PUBLISH and (state == State.DRAFT or who == self.asked_by):
            return False
        if step in (Step.PUBLISH, Step.REOPEN, Step.ASK_REVIEW):
            return self.challenge.closes_at > timezone.now()
        return step != Step.DECIDE or not self.challenge.proposals.awaiting_decision().exists()

    def target(self, step: Step) -> State:
        if step == Step.PUBLISH:
            opens_at = self.challenge.opens_at
            return State.SCHEDULED if opens_at and opens_at > timezone.now() else State.OPEN
        return LEADS_TO[step]

    def tries(self, who: str, step: Step) -> None:
        may, before, entries = self.may(who, step), self.challenge.state, self.told()
        wanted = self.target(step) if may else before
        status = self.posts(who, step)
        self.challenge.refresh_from_db()
        assert (who, step, self.challenge.state) == (who, step, wanted)
        assert self.told() == entries + may
        if who in OUTSIDE:
            assert status == (302 if who == "visitor" else 404)
        if may and step == Step.ASK_REVIEW:
            self.asked_by = who

    def told(self) -> int:
        return entries_of(self.challenge)

    def lawful(self) -> list[tuple[str, Step]]:
        return [(who, step) for who in STAFF for step in ADDRESS if self.may(who, step)]

    @rule(data=st.data())
    def a_lawful_step(self, data: st.DataObject) -> None:
        """Cancelling is seldom, as nothing comes after it."""
        found = self.lawful()
        onward = [move for move in found if move[1] != Step.CANCEL]
        if found:
            seldom = data.draw(st.integers(0, 3)) == 0
            self.tries(*data.draw(st.sampled_from(found if seldom or not onward else onward)))

    @rule(data=st.data(), steps=st.integers(1, 4))
    def steps_further(self, data: st.DataObject, steps: int) -> None:
        """Only what leads on, so that the late states are reached."""
        back = (Step.CANCEL, Step.TAKE_BACK, Step.RETURN, Step.EXTEND, Step.REOPEN)
        for _step in range(steps):
            if self.challenge.state == State.SELECTING:
                self.is_answered("editor")
            found = [move for move in self.lawful() if move[1] not in back]
            if found:
                self.tries(*data.draw(st.sampled_from(found)))

    @rule(who=ANYBODY, step=st.sampled_from(list(ADDRESS)))
    def any_step(self, who: str, step: Step) -> None:
        if step != Step.CANCEL or not self.may(who, step):
            self.tries(who, step)

    @rule(opens=st.booleans())
    def the_clock(self, opens: bool) -> None:
        """The planned hour comes, or the deadline."""
        column = "opens_at" if opens else "closes_at"
        state = State.SCHEDULED if opens else State.OPEN
        if self.challenge.state == state:
            past = timezone.now() - timedelta(minutes=1)
            Challenge.objects.filter(pk=self.challenge.pk).update(**{column: past})
            lifecycle.follow_the_clock()
            self.challenge.refresh_from_db()
            assert self.challenge.state == (State.OPEN if opens else State.CLOSED)

    @invariant()
    def no_unlawful_step_is_possible(self) -> None:
        if VISITS.is_due(self.challenge.state):
            lawful = set(self.lawful())
            for who in (*STAFF, *OUTSIDE):
                for step in ADDRESS:
                    if (who, step) not in lawful:
                        self.tries(who, step)

    # ----- what comes in, and is said ------------------------------------------------------------

    @rule()
    def proposes(self) -> None:
        if self.challenge.accepts_proposals and not self.proposals():
            make_proposal(self.challenge, self.partner, submitted_by=self.people.users["owner"])

    def proposals(self) -> list[Proposal]:
        return list(self.challenge.proposals.all())

    @rule(who=ANYBODY)
    def is_answered(self, who: str) -> None:
        for proposal in self.proposals():
            may = who in EDITORS and proposal.is_undecided
            self.people.posts(who, f"/desk/proposals/{proposal.receipt}/accept/", text="ぜひ。")
            was = proposal.state
            proposal.refresh_from_db()
            assert proposal.state == (Proposal.State.ACCEPTED if may else was)

    @rule(who=ANYBODY)
    def writes_to_the_other_side(self, who: str) -> None:
        for proposal in self.proposals():
            count, may = Message.objects.count(), who in (*EDITORS, "owner")
            url = f"{proposal.get_absolute_url()}messages/"
            self.people.posts(who, url, text="いつ伺えばよいでしょうか。")
            assert Message.objects.count() == count + may

    @rule(who=ANYBODY)
    def notes(self, who: str) -> None:
        count, may = Note.objects.count(), who in EDITORS
        self.people.posts(who, self.desk("notes/"), text=HIDDEN)
        assert Note.objects.count() == count + may

    @rule(who=ANYBODY)
    def asks_and_follows(self, who: str) -> None:
        url, is_there = self.challenge.get_absolute_url(), self.challenge.is_public
        asked, followed = Question.objects.count(), Follow.objects.count()
        self.people.posts(who, f"{url}ask/", text="市外からも提案できますか。")
        self.people.posts(who, f"{url}follow/")
        person = self.people.users[who]
        assert Question.objects.count() <= asked + (
            who != "visitor" and self.challenge.takes_questions
        )
        assert Follow.objects.count() <= followed + (person is not None and is_there)

    # ----- who sees what -------------------------------------------------------------------------

    def doors(self) -> Iterator[str]:
        yield from ("/", "/challenges/", "/feeds/challenges/", "/feeds/challenges.ics", "/my/")
        yield from (f"/search/?q={self.title[:4]}", f"/m/{self.challenge.municipality.slug}/")
        yield from ("/desk/", "/desk/challenges/", "/desk/unanswered/", "/my/calendar/")
        yield from (self.challenge.get_absolute_url(), self.desk(), self.desk("notes/"))

    @rule(who=ANYBODY, first=st.integers(0, 13))
    def looks(self, who: str, first: int) -> None:
        url, is_public = self.challenge.get_absolute_url(), self.challenge.is_public
        assert self.people.opens(who, url) == (is_public or who in STAFF)
        assert self.people.opens(who, self.desk()) == (who in STAFF)
        assert self.people.opens(who, self.desk("notes/")) == (who in STAFF)
        if who in STAFF:
            return
        doors = [*self.doors()]
        some = [*doors, *doors][first : first + 5]
        assert self.people.comes_upon(who, HIDDEN, some) == []
        if not is_public:
            # The title that a search was for is said back in the field.
            found = [door for door in some if "q=" not in door]
            assert self.people.comes_upon(who, self.title, found) == []

    @invariant()
    def nobody_outside_is_told_of_what_is_not_public(self) -> None:
        for who in OUTSIDE:
            assert not self.people.was_told(who, HIDDEN)
            if not self.challenge.opened_at:
                assert not self.people.was_told(who, self.title)

    @invariant()
    def what_was_decided_was_answered(self) -> None:
        if self.challenge.state == State.DECIDED:
            assert not self.challenge.proposals.awaiting_decision().exists()


def test_anybody_takes_any_step_on_a_challenge() -> None:
    VISITS.count.clear()
    run_state_machine_as_test(Life, settings=SETTINGS)
    assert len(VISITS.count) >= 5  # it came to many states

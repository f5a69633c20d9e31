"""Steps on a project in any order by anybody: nothing unlawful, nothing lost, nothing leaked."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from partners.models import Milestone, Participation, Post, Project, SupportCall, Supporter
from partners.projects import calling, people, progress, steps
from partners.projects.transitions import TRANSITIONS, open_to
from tests.factories import make_member, make_partner, make_project, make_staff
from tomoni.journal.models import Entry
from tomoni.models import StateError

pytestmark = pytest.mark.django_db
State, Place = Project.State, Participation.State
PEOPLE = st.sampled_from(["starter", "second", "officer"])
LEADS_TO = {
    state: {t.target for t in TRANSITIONS.values() if t.target and state in t.sources} | {state}
    for state in State
}
REPORT: dict[str, Any] = {"outcome": "できました。", "lessons": "", "figures": []}


class Life(RuleBasedStateMachine):
    """One project, its first partner, a second that comes and goes, and the office."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.other = make_partner(), make_partner()
        self.project = make_project(self.first)
        self.people = {
            "starter": make_member(self.first),
            "second": make_member(self.other),
            "officer": make_staff(self.project.municipality),
        }
        self.stranger = make_member(make_partner())
        self.posts = self.moves = 0
        self.entries, self.state, self.was_shown = 0, State(self.project.state), False

    def told(self) -> int:
        return Entry.objects.filter(subject_id=str(self.project.pk)).count()

    def do(self, step: Any, *args: Any, **kwargs: Any) -> bool:
        """Take a step on what another tab has open; what is refused leaves no trace."""
        before, entries = self.state, self.told()
        try:
            step(*args, **kwargs)
        except StateError:
            self.project.refresh_from_db()
            assert (self.project.state, self.told()) == (before, entries)
            return False
        self.project.refresh_from_db()
        self.state = State(self.project.state)
        assert self.state in LEADS_TO[before]
        return True

    def stale(self) -> Project:
        return Project.objects.get(pk=self.project.pk)

    @rule(who=PEOPLE, shows=st.booleans())
    def describe(self, who: str, shows: bool) -> None:
        answers = {"title": "題", "summary": "説明", "goals": [], "fields": []}
        answers["visibility"] = "public" if shows else "members"
        by_partner, was_public = who != "officer", self.project.is_public
        done = self.do(
            steps.describe_project,
            self.stale(),
            answers,
            by=self.people[who],
            by_partner=by_partner,
            seen=self.project.version,
        )
        assert done == (by_partner or was_public or not shows)
        self.was_shown = self.was_shown or (done and shows and by_partner)

    @rule(who=st.sampled_from(["starter", "officer"]))
    def ask(self, who: str) -> None:
        self.do(people.ask_partner, self.stale(), self.other, by=self.people[who])

    @rule(joins=st.booleans())
    def answer(self, joins: bool) -> None:
        by = self.people["second"]
        self.do(people.answer, self.stale(), self.other, by=by, joins=joins)

    @rule()
    def time_passes(self) -> None:
        Participation.objects.update(changed_at=timezone.now() - people.RESTS * 2)

    @rule(who=st.sampled_from(["starter", "second"]))
    def leave(self, who: str) -> None:
        partner = self.first if who == "starter" else self.other
        self.do(people.leave, self.stale(), partner, by=self.people[who])

    @rule(who=PEOPLE, is_public=st.booleans())
    def post(self, who: str, is_public: bool) -> None:
        answers = {"title": "題", "text": "文", "is_public": is_public, "pictures": []}
        partner = {"starter": self.first, "second": self.other, "officer": None}[who]
        by = self.people[who]
        self.posts += self.do(progress.write_post, self.stale(), answers, by=by, partner=partner)

    @rule(who=PEOPLE, is_public=st.booleans())
    def plan(self, who: str, is_public: bool) -> None:
        answers = {"title": "節目", "due_on": timezone.localdate(), "is_public": is_public}
        self.do(progress.add_milestone, self.stale(), answers, by=self.people[who])

    @rule(who=PEOPLE, days=st.integers(-5, 5), reason=st.sampled_from(["", "雨"]))
    def move(self, who: str, days: int, reason: str) -> None:
        milestone = Milestone.objects.filter(project=self.project).order_by("-pk").first()
        if milestone is None:
            return
        day = milestone.due_on + timedelta(days=days)
        answers = {"title": "節目", "due_on": day, "is_public": milestone.is_public}
        done = self.do(
            progress.change_milestone,
            milestone,
            {**answers, "reason": reason},
            by=self.people[who],
            seen=milestone.version,
        )
        assert not (done and days and not reason), "moved without a reason"
        assert not (done and days and milestone.done_on), "moved after it was reached"
        self.moves += done and bool(days)

    @rule(who=PEOPLE, is_done=st.booleans())
    def mark(self, who: str, is_done: bool) -> None:
        milestone = Milestone.objects.filter(project=self.project).first()
        if milestone:
            self.do(progress.mark_milestone, milestone, by=self.people[who], is_done=is_done)

    @rule(who=PEOPLE, days=st.integers(-1, 5))
    def call(self, who: str, days: int) -> None:
        until, was_open = timezone.localdate() + timedelta(days=days), self.seeks()
        by, stale = self.people[who], self.stale()
        done = self.do(calling.open_call, stale, by=by, sought="お名前を", until=until)
        may = self.state == State.UNDER_WAY and self.project.is_public
        assert done == (may and not was_open and days >= 0)

    @rule(who=PEOPLE)
    def close_call(self, who: str) -> None:
        self.do(calling.close_call, self.stale(), by=self.people[who])

    @rule(shows=st.booleans())
    def support(self, shows: bool) -> None:
        supports, sought = self.supports(), self.seeks()
        partner = self.stranger.partners.get()
        by = self.stranger
        done = self.do(calling.support, self.stale(), partner, by=by, shows_name=shows)
        assert done == (sought and not supports)

    @rule()
    def withdraw_support(self) -> None:
        supports, partner = self.supports(), self.stranger.partners.get()
        step, by = calling.withdraw_support, self.stranger
        assert self.do(step, self.stale(), partner, by=by) == supports

    @rule()
    def last_day_passes(self) -> None:
        SupportCall.objects.update(until=timezone.localdate() - timedelta(days=1))

    def seeks(self) -> bool:
        return SupportCall.objects.open().filter(project=self.project).exists()

    def supports(self) -> bool:
        return Supporter.objects.standing().filter(project=self.project).exists()

    @rule(who=PEOPLE)
    def complete(self, who: str) -> None:
        seen = self.project.version
        self.do(steps.complete_project, self.stale(), REPORT, by=self.people[who], seen=seen)

    @rule(who=PEOPLE)
    def report(self, who: str) -> None:
        seen = self.project.version
        self.do(steps.rewrite_report, self.stale(), REPORT, by=self.people[who], seen=seen)

    @rule(who=PEOPLE)
    def end(self, who: str) -> None:
        self.do(steps.end_project, self.stale(), by=self.people[who], reason="都合です。")

    @rule(who=PEOPLE)
    def resume(self, who: str) -> None:
        self.do(steps.resume_project, self.stale(), by=self.people[who])

    @invariant()
    def nothing_is_lost(self) -> None:
        assert Post.objects.filter(project=self.project).count() == self.posts
        milestones = Milestone.objects.filter(project=self.project)
        assert sum(row.moves.count() for row in milestones) == self.moves

    @invariant()
    def supporters_are_sought_in_public_and_only_while_it_is_under_way(self) -> None:
        unclosed = SupportCall.objects.unclosed().filter(project=self.project).count()
        assert unclosed <= (self.state == State.UNDER_WAY and self.project.is_public)
        assert Supporter.objects.filter(project=self.project).count() <= 1

    @invariant()
    def somebody_always_takes_part(self) -> None:
        assert self.project.participations.joined().exists()

    @invariant()
    def outsiders_see_what_was_shown_and_nothing_else(self) -> None:
        mine = Project.objects.filter(pk=self.project.pk)
        for reader in (AnonymousUser(), self.stranger):
            seen = mine.visible_to(reader).exists()
            assert seen == self.project.is_public
            assert not seen or self.was_shown
        shown = Post.objects.filter(project=self.project).readable(inside=False)
        assert not shown.filter(is_public=False).exists()
        assert self.project.is_public or not shown.exists()
        place = self.project.participations.filter(partner=self.other).first()
        is_here = place is not None and place.state in (Place.JOINED, Place.ASKED)
        sees = mine.visible_to(self.people["second"]).exists()
        assert sees == (is_here or self.project.is_public)

    @invariant()
    def what_is_completed_stays_so(self) -> None:
        if self.state == State.COMPLETED:
            assert not {TRANSITIONS[step].target for step in open_to(self.state)} - {None}


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

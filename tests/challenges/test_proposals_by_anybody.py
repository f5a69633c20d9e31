"""The machine of `test_proposals_any_order.py` in a wider world: proposals without a challenge,
confidentiality as it is drawn, challenges that are cancelled under it, projects that come of it; in
every state all unlawful steps, and what people outside come upon at the doors that are theirs.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from challenges.models import Challenge, Interview, Proposal
from challenges.proposing.transitions import Step, open_to
from partners.models import Project
from tests.challenges.anybody import SETTINGS, People, Visits
from tests.challenges.test_proposals_any_order import (
    EVERYBODY,
    HIDDEN,
    MEMBERS,
    OFFICE,
    OTHERS,
    STAFF,
    Life,
)
from tomoni.municipalities.models import Municipality

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("short_refusals")]
State = Proposal.State
OUTSIDE = ("joint editor", "joint viewer", "stranger", "other city", "newcomer", "visitor")
NEVER_TOLD = ("stranger", "other city", "newcomer")
VISITS, ENDS = Visits(), set[str]()


class WiderLife(Life):
    """A proposal of any kind, which its partner shows to whom it likes."""

    @initialize(
        is_sent=st.sampled_from([True, True, False]),
        is_free=st.sampled_from([False, False, True]),
        confidentiality=st.sampled_from(["public", "partners", "city"]),
    )
    def begins(self, is_sent: bool, is_free: bool, confidentiality: str) -> None:  # type: ignore[override]
        self.is_free, self.city = is_free, self.challenge.municipality
        self.title = f"印{self.challenge.pk}の提案"
        self.said = {"title": self.title, "confidentiality": confidentiality}
        Municipality.objects.filter(pk=self.city.pk).update(accepts_free_proposals=True)
        self.everybody = People({**self.people, "visitor": None})
        self.everybody.clients = self.clients
        if is_sent:
            self.writes("editor")
            self.sends("owner")

    # ----- a challenge, or none ------------------------------------------------------------------

    def form_url(self) -> str:
        if self.is_free and not self.proposal():
            return f"/m/{self.city.slug}/propose/"
        return super().form_url()

    def takes_text(self) -> bool:
        if not self.is_free:
            return super().takes_text()
        city, proposal = Municipality.objects.get(pk=self.city.pk), self.proposal()
        states = (State.SUBMITTED, State.WITHDRAWN)
        return city.accepts_free_proposals and (proposal is None or proposal.state in states)

    @rule(is_open=st.booleans())
    def the_clock(self, is_open: bool) -> None:
        """What is called off stays so; a city may stop to take free proposals."""
        Municipality.objects.filter(pk=self.city.pk).update(
            accepts_free_proposals=is_open or not self.is_free
        )
        if Challenge.objects.get(pk=self.challenge.pk).state != Challenge.State.CANCELLED:
            super().the_clock(is_open)

    @rule(who=OFFICE, really=st.integers(0, 3))
    def is_called_off(self, who: str, really: int) -> None:
        """Whoever is not of the office cannot; where it is done, what was sent in stays on file."""
        before = Challenge.objects.get(pk=self.challenge.pk).state
        may = who in ("city editor", "city manager")
        if self.is_free or before == Challenge.State.CANCELLED or (may and really):
            return
        self.posts(who, f"/desk/challenges/{self.challenge.slug}/cancel/", reason="予算がない。")
        after = Challenge.objects.get(pk=self.challenge.pk).state
        assert after == (Challenge.State.CANCELLED if may else before)

    @rule(who=EVERYBODY)
    def goes_on(self, who: str) -> None:
        """An accepted one becomes a project, begun by either side, and by nobody else."""
        proposal = self.proposal()
        if proposal is None:
            return
        count = Project.objects.filter(municipality=self.city).count()
        takes_part = who == "joint editor" and self.takes_part(proposal)
        may = who in ("editor", "owner", "city editor", "city manager") or takes_part
        self.posts(who, f"{proposal.get_absolute_url()}project/")
        begun = may and proposal.state == State.ACCEPTED and not count
        assert Project.objects.filter(municipality=self.city).count() == count + begun

    def takes_part(self, proposal: Proposal) -> bool:
        return proposal.co_authors.confirmed().filter(partner=self.joint).exists()

    @rule(data=st.data(), seldom=st.integers(0, 3))
    def a_lawful_step(self, data: st.DataObject, seldom: int) -> None:
        """Of either side; deciding is seldom, as nothing comes after it."""
        proposal = self.proposal()
        if proposal is None:
            return
        onward = [Step.SCREEN, Step.INVITE, Step.WITHDRAW]
        steps = onward if seldom else [Step.ACCEPT, Step.DECLINE]
        roles = {**MEMBERS, **STAFF}
        found = [
            (who, step)
            for who, role in roles.items()
            for step in steps
            if step in open_to(proposal.state, role)
        ]
        if found:
            who, step = data.draw(st.sampled_from(found))
            url = self.url_of(step, proposal)
            self.tries(who, step, url, **self.said_to(step))

    def url_of(self, step: Step, proposal: Proposal) -> str:
        if step == Step.WITHDRAW:
            return f"{proposal.get_absolute_url()}withdraw/"
        return f"/desk/proposals/{proposal.receipt}/{_ENDS[step]}/"

    def said_to(self, step: Step) -> dict[str, str]:
        day = timezone.localdate() + timedelta(days=7)
        said = {"text": "理由です。", "ground": str(self.ground.pk)}
        if step == Step.INVITE:
            said |= {"starts_at": f"{day}T10:00", "minutes": "45", "place": "市役所"}
            number = Interview.objects.filter(proposal=self.proposal()).values_list("sequence")
            said["seen"] = str(number[0][0]) if number else ""
        return said

    # ----- all that is unlawful ------------------------------------------------------------------

    @invariant()
    def no_unlawful_step_is_possible(self) -> None:
        proposal = self.proposal()
        if proposal is None or not VISITS.is_due(proposal.state):
            return
        for who in (*MEMBERS, *STAFF, *OTHERS):
            role = MEMBERS.get(who) or STAFF.get(who)
            lawful = open_to(proposal.state, role) if role else set()
            for step in (Step.SCREEN, Step.ACCEPT, Step.DECLINE, Step.WITHDRAW, Step.INVITE):
                if step not in lawful:
                    self.tries_unlawfully(who, step, proposal)

    def tries_unlawfully(self, who: str, step: Step, proposal: Proposal) -> None:
        interviews = Interview.objects.filter(proposal=proposal).values_list("sequence")
        before, entries = (proposal.state, list(interviews)), self.entries()
        self.posts(who, self.url_of(step, proposal), **self.said_to(step))
        proposal.refresh_from_db()
        assert (who, step, proposal.state, list(interviews)) == (who, step, *before)
        assert self.entries() == entries

    # ----- who comes upon it ---------------------------------------------------------------------

    def doors(self) -> list[str]:
        """Where lists, searches, calendars, feeds and files are, for whoever is let in."""
        slug, found = self.challenge.slug, f"?q={self.title[:3]}"
        return [
            *("/", "/my/", "/my/proposals/", "/my/projects/", "/my/calendar/", "/desk/"),
            *("/desk/proposals/", "/desk/projects/", "/challenges/", "/projects/"),
            *(f"/challenges/{slug}/", f"/m/{self.city.slug}/", self.partner.get_absolute_url()),
            *(f"/search/{found}", f"/feeds/search/{found}", "/feeds/projects/"),
            *("/feeds/challenges/", "/feeds/challenges.ics", "/free-proposals/"),
            *(f"/desk/challenges/{slug}/screening/print/", f"/desk/challenges/{slug}/"),
        ]

    @rule(who=st.sampled_from(OUTSIDE), first=st.integers(0, 20))
    def comes_upon_nothing_that_is_not_theirs(self, who: str, first: int) -> None:
        doors = self.doors()
        some = [*doors, *doors][first : first + 5]
        assert self.everybody.comes_upon(who, HIDDEN, some) == []
        if not self.may_know(who):
            assert self.everybody.comes_upon(who, self.title, some) == []
            assert self.everybody.comes_upon(who, "editorの計画", some) == []

    def may_know(self, who: str) -> bool:
        """Somebody outside who reads the proposal, its draft or its project."""
        proposal, draft = self.proposal(), self.draft()
        named = draft and draft.co_authors.named().exists()
        if who.startswith("joint") and (named or (proposal and self.takes_part(proposal))):
            return True
        return proposal is not None and who in self.readers_beside(proposal)

    @rule(who=st.sampled_from([*STAFF, *OTHERS]))
    def takes_the_papers_along(self, who: str) -> None:
        """The committee's file is for editors of the office; it has no note in it."""
        url = f"/desk/challenges/{self.challenge.slug}/screening/export/"
        status = self.everybody.posts(who, url)
        assert (status == 200) == (who in ("city editor", "city manager"))

    @invariant()
    def nobody_outside_is_told_of_it(self) -> None:
        for who in NEVER_TOLD:
            assert not self.everybody.was_told(who, self.title)

    @invariant()
    def it_ends_in_every_way(self) -> None:
        proposal = self.proposal()
        if proposal:
            kind = "free" if proposal.challenge is None else "theme"
            ENDS.add(f"{proposal.state} {kind}")


_ENDS = {
    Step.SCREEN: "screen",
    Step.ACCEPT: "accept",
    Step.DECLINE: "decline",
    Step.INVITE: "interview",
}


def test_anybody_does_anything_with_any_proposal() -> None:
    VISITS.count.clear()
    ENDS.clear()
    run_state_machine_as_test(WiderLife, settings=SETTINGS)
    assert len(VISITS.count) >= 5  # it came to many states

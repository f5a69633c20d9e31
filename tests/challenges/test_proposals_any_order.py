"""Anybody does anything with a proposal, in any order, through the pages: nothing unlawful happens.

No state that the table does not lead to, no text that was sent and is lost, nobody who sees what is
not theirs.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from challenges.models import (
    Assessment,
    Challenge,
    CoAuthor,
    Interview,
    Message,
    Note,
    Opening,
    Proposal,
    ProposalDraft,
)
from challenges.proposing import sharing
from challenges.proposing.transitions import TRANSITIONS, Step, open_to
from partners.models import Membership
from tests.challenges.proposing import answers
from tests.factories import (
    make_challenge,
    make_criteria,
    make_member,
    make_municipality,
    make_partner,
    make_refusal_ground,
    make_reviewer,
    make_staff,
    make_user,
)
from tomoni.accounts.models import User
from tomoni.journal.models import Entry, Job
from tomoni.municipalities.models import StaffRole
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db
State, Role, Office = Proposal.State, Membership.Role, StaffRole.Role
MEMBERS = {"viewer": Role.VIEWER, "editor": Role.EDITOR, "owner": Role.OWNER}
STAFF = {"city viewer": Office.VIEWER, "city editor": Office.EDITOR, "city manager": Office.MANAGER}
OTHERS = ("joint editor", "joint viewer", "stranger", "other city", "newcomer", "visitor")
EVERYBODY = st.sampled_from([*MEMBERS, *STAFF, *OTHERS])
WRITERS = st.sampled_from(["editor", "owner", "editor", "owner", "viewer", "stranger"])
OFFICE = st.sampled_from(["city editor", "city manager", "city viewer", "owner", "other city"])
HIDDEN = "この団体は前に約束を守りませんでした"
"""What the office writes for itself, in notes and beside scores."""
JOINT = st.sampled_from(["joint editor", "joint editor", "joint viewer", "editor", "stranger"])
VERBS = {
    Step.SUBMIT: "submitted",
    Step.SCREEN: "screening_started",
    Step.INVITE: "interview",
    Step.ACCEPT: "accepted",
    Step.DECLINE: "declined",
    Step.WITHDRAW: "withdrawn",
    Step.CORRECT: "corrected",
    Step.RESUBMIT: "resubmitted",
}


class Life(RuleBasedStateMachine):
    """One challenge, the proposal that a partner sends to it, and everybody around."""

    def __init__(self) -> None:
        super().__init__()
        city = make_municipality()
        self.partner, self.joint = make_partner(municipality=city), make_partner("共同商店")
        self.challenge = make_challenge(city, created_by=make_staff(make_municipality()))
        self.ground = make_refusal_ground(city)
        self.criteria = make_criteria(self.challenge)
        people: dict[str, User] = {
            **{who: make_member(self.partner, role) for who, role in MEMBERS.items()},
            **{who: make_staff(city, role) for who, role in STAFF.items()},
            "joint editor": make_member(self.joint, Role.EDITOR),
            "joint viewer": make_member(self.joint, Role.VIEWER),
            "stranger": make_member(make_partner()),
            "other city": make_staff(make_municipality(), Office.MANAGER),
            "newcomer": make_user(),
        }
        self.people, self.clients = people, {"visitor": Client()}
        make_reviewer(self.challenge, people["city editor"])
        make_reviewer(self.challenge, people["city viewer"])
        for who, person in people.items():
            self.clients[who] = Client()
            self.clients[who].force_login(person)
        self.sent: list[str] = []  # every plan that was ever sent in
        self.number = 0
        self.said: dict[str, str] = {}  # what is typed beside the plan

    # ----- what is there -------------------------------------------------------------------------

    def proposal(self) -> Proposal | None:
        return Proposal.objects.filter(partner=self.partner).first()

    def draft(self) -> ProposalDraft | None:
        return sharing.with_rows().open().filter(partner=self.partner).first()

    def form_url(self) -> str:
        proposal = self.proposal()
        if proposal:
            return f"{proposal.get_absolute_url()}revise/"
        return f"{self.challenge.get_absolute_url()}propose/"

    def posts(self, who: str, url: str, **data: Any) -> Any:
        return self.clients[who].post(url, {"idempotency_key": str(uuid4()), **data})

    def tries(self, who: str, step: Step, url: str, **data: Any) -> None:
        """Take a step; it happens if the table gives it to the person's role, and else nothing."""
        proposal = self.proposal()
        assert proposal
        before, entries = proposal.state, self.entries()
        role = MEMBERS.get(who) or STAFF.get(who)
        may = role is not None and step in open_to(before, role)
        self.posts(who, proposal.get_absolute_url() + url if url[0] != "/" else url, **data)
        proposal.refresh_from_db()
        assert proposal.state == (TRANSITIONS[step].target if may else before)
        assert self.entries() == entries + may

    def entries(self) -> int:
        verbs = [f"proposal.{verb}" for verb in VERBS.values()]
        return Entry.objects.filter(
            verb__in=verbs, municipality=self.challenge.municipality
        ).count()

    @initialize(is_sent=st.sampled_from([True, True, False]))
    def begins(self, is_sent: bool) -> None:
        """Mostly with a proposal that was sent in, as most of what can go wrong comes after it."""
        if is_sent:
            self.writes("editor")
            self.sends("owner")

    # ----- writing and sending -------------------------------------------------------------------

    @rule(who=WRITERS)
    def writes(self, who: str) -> None:
        self.number += 1
        url, before = self.form_url(), self.draft()
        page = self.clients[who].get(url)
        may_write = who in ("editor", "owner")
        # A stranger of a registered partner finds a form of its own, as long as nothing was sent.
        theirs = who == "stranger" and self.proposal() is None
        assert (page.status_code == 200) == (self.takes_text() and (may_write or theirs))
        draft = self.draft()
        if draft and may_write and page.status_code == 200:
            base = sharing.base_of(draft.draft.data)
            text = f"{who}の計画{self.number}"
            typed = answers(draft=str(draft.pk), base=base, plan=text, **self.said)
            self.posts(who, url, **typed)
            assert self.draft().draft.data["plan"] == [text]  # type: ignore[union-attr]
        elif not may_write:
            sneaks = str(before.pk) if before else ""
            self.posts(who, url, **answers(draft=sneaks, plan="よその文", title="よその題"))
            assert not before or self.draft().draft.data == before.draft.data  # type: ignore[union-attr]

    def takes_text(self) -> bool:
        challenge, proposal = Challenge.objects.get(pk=self.challenge.pk), self.proposal()
        states = (State.SUBMITTED, State.WITHDRAWN)
        return challenge.accepts_proposals and (proposal is None or proposal.state in states)

    @rule(who=WRITERS)
    def sends(self, who: str) -> None:
        draft, proposal, entries = self.draft(), self.proposal(), self.entries()
        if draft is None or not draft.draft.data:
            return
        was = proposal.state if proposal else State.DRAFT
        sends = {"draft": str(draft.pk), "version": str(draft.version)}
        asked = CoAuthor.objects.of_draft(draft).asked().exists()
        may = who in ("editor", "owner") and self.takes_text() and not asked
        self.posts(who, self.form_url() + "confirm/", **sends)
        now = self.proposal()
        assert self.entries() == entries + may
        if may:
            assert now
            assert now.state == State.SUBMITTED
            assert was in {
                s for t in TRANSITIONS.values() if t.target == State.SUBMITTED for s in t.sources
            }
            self.sent.append(draft.draft.data["plan"][0])
        else:
            assert (now and now.state) == (proposal and proposal.state)

    @rule(who=WRITERS)
    def withdraws(self, who: str) -> None:
        if self.proposal():
            self.tries(who, Step.WITHDRAW, "withdraw/")

    # ----- the office ----------------------------------------------------------------------------

    @rule(who=OFFICE)
    def screens(self, who: str) -> None:
        if proposal := self.proposal():
            self.tries(who, Step.SCREEN, f"/desk/proposals/{proposal.receipt}/screen/")

    @rule(who=OFFICE, really=st.integers(0, 3), accepts=st.booleans())
    def answers(self, who: str, really: int, accepts: bool) -> None:
        proposal = self.proposal()
        if proposal is None or really:  # seldom, as nothing comes after it
            return
        url = f"/desk/proposals/{proposal.receipt}/{'accept' if accepts else 'decline'}/"
        step = Step.ACCEPT if accepts else Step.DECLINE
        self.tries(who, step, url, text="理由です。", ground=str(self.ground.pk))

    @rule(who=OFFICE)
    def invites(self, who: str) -> None:
        proposal = self.proposal()
        if proposal and proposal.state != State.INTERVIEW:
            url = f"/desk/proposals/{proposal.receipt}/interview/"
            day = timezone.localdate() + timedelta(days=7)
            said = {"starts_at_0": day.isoformat(), "starts_at_1": "10:00", "minutes": "45"}
            said |= {"starts_at": f"{day.isoformat()}T10:00", "place": "市役所", "link": ""}
            dated = Interview.objects.filter(proposal=proposal).first()  # before it was withdrawn
            said["seen"] = str(dated.sequence) if dated else ""
            self.tries(who, Step.INVITE, url, **said, word="")

    @rule(who=EVERYBODY)
    def notes(self, who: str) -> None:
        if proposal := self.proposal():
            count, may = Note.objects.count(), who in ("city editor", "city manager")
            self.posts(who, f"/desk/proposals/{proposal.receipt}/notes/", text=HIDDEN)
            assert Note.objects.count() == count + may

    @rule(who=EVERYBODY, points=st.integers(1, 5))
    def scores(self, who: str, points: int) -> None:
        proposal = self.proposal()
        if proposal is None:
            return
        given = {f"points_{each.pk}": str(points) for each in self.criteria}
        given |= {f"remark_{each.pk}": HIDDEN for each in self.criteria}
        rows = Assessment.objects.current().filter(proposal=proposal)
        before = set(rows.values_list("user", flat=True))
        self.posts(who, f"/desk/proposals/{proposal.receipt}/score/", **given)
        person = self.people.get(who)
        is_weighed = proposal.challenge is not None and proposal.is_undecided
        may = who in ("city editor", "city viewer") and is_weighed
        now = set(rows.values_list("user", flat=True))
        assert now == (before | {person.pk} if may and person else before)

    @rule(who=EVERYBODY)
    def talks(self, who: str) -> None:
        proposal = self.proposal()
        if proposal is None:
            return
        takes_part = proposal.co_authors.confirmed().exists()
        may = who in ("editor", "owner", "city editor", "city manager")
        may = (may or (who == "joint editor" and takes_part)) and proposal.state != State.WITHDRAWN
        count = Message.objects.count()
        url = f"{proposal.get_absolute_url()}messages/"
        self.posts(who, url, text="いつ伺えばよいでしょうか。")
        assert Message.objects.count() == count + may

    @rule(is_open=st.booleans())
    def the_clock(self, is_open: bool) -> None:
        state = Challenge.State.OPEN if is_open else Challenge.State.CLOSED
        closed_at = None if is_open else self.challenge.opened_at
        Challenge.objects.filter(pk=self.challenge.pk).update(state=state, closed_at=closed_at)
        self.challenge.refresh_from_db()

    # ----- together ------------------------------------------------------------------------------

    @rule(who=WRITERS)
    def asks(self, who: str) -> None:
        draft = self.draft()
        if draft is None:
            return
        rows = CoAuthor.objects.of_draft(draft)
        past = rows.named().exists() or rows.filter(state=CoAuthor.State.DECLINED).exists()
        count, may = CoAuthor.objects.count(), who in ("editor", "owner") and not past
        url = f"/my/proposals/drafts/{draft.pk}/partners/"
        self.posts(who, url, q="共同", partner=str(self.joint.pk), brings="木材")
        assert CoAuthor.objects.count() == count + may

    @rule(who=JOINT, yes=st.booleans())
    def says(self, who: str, yes: bool) -> None:
        for row in CoAuthor.objects.filter(partner=self.joint, draft__partner=self.partner):
            may = who == "joint editor" and row.state == CoAuthor.State.ASKED and row.draft.is_open
            self.posts(
                who, f"/my/proposals/joint/{row.pk}/", answer="yes" if yes else "no", brings="木材"
            )
            was, wanted = row.state, CoAuthor.State.CONFIRMED if yes else CoAuthor.State.DECLINED
            row.refresh_from_db()
            assert row.state == (wanted if may else was)

    @rule(who=JOINT)
    def leaves(self, who: str) -> None:
        for row in CoAuthor.objects.filter(partner=self.joint, draft__partner=self.partner):
            decided = row.proposal and row.proposal.state in (State.ACCEPTED, State.DECLINED)
            takes_part = row.state == CoAuthor.State.CONFIRMED
            may = who == "joint editor" and takes_part and not decided
            was = row.state
            self.posts(who, f"/my/proposals/joint/{row.pk}/leave/", reason="")
            row.refresh_from_db()
            assert row.state == (CoAuthor.State.LEFT if may else was)

    # ----- who sees what -------------------------------------------------------------------------

    @rule(who=EVERYBODY)
    def looks(self, who: str) -> None:
        client, proposal, draft = self.clients[who], self.proposal(), self.draft()
        parts = CoAuthor.objects.filter(partner=self.joint, draft__partner=self.partner)
        if draft:
            named = CoAuthor.objects.of_draft(draft).named().exists()
            reads = who in MEMBERS or (who.startswith("joint") and named)
            assert (client.get(draft.get_absolute_url()).status_code == 200) == reads
        if proposal is None:
            return
        url = proposal.get_absolute_url()
        takes_part = parts.confirmed().filter(proposal=proposal).exists()
        inside = who in MEMBERS or who in STAFF or (who.startswith("joint") and takes_part)
        record = who in ("editor", "owner", "city manager")
        record = record or (who == "joint editor" and takes_part)
        rows = Opening.objects.filter(proposal=proposal).count()
        reads = inside or who in self.readers_beside(proposal)
        assert (client.get(url).status_code == 200) == reads
        assert (client.get(f"{url}print/").status_code == 200) == inside
        assert (client.get(f"{url}messages/").status_code == 200) == inside
        if who not in STAFF:
            for page in (url, f"{url}print/", f"{url}messages/", "/my/", "/my/proposals/"):
                assert HIDDEN not in client.get(page).content.decode()
        assert (client.get(f"{url}openings/").status_code == 200) == record
        for version in proposal.versions.all():
            assert (client.get(f"{url}versions/{version.number}/").status_code == 200) == inside
        assert reads or Opening.objects.filter(proposal=proposal).count() == rows

    def readers_beside(self, proposal: Proposal) -> tuple[str, ...]:
        """Who else reads the page of an accepted one: as many as its partner allows."""
        if proposal.state != State.ACCEPTED or proposal.confidentiality == "city":
            return ()
        registered = ("joint editor", "joint viewer", "stranger")
        return OTHERS if proposal.confidentiality == "public" else registered

    @invariant()
    def nothing_that_was_sent_is_lost(self) -> None:
        proposal = self.proposal()
        if proposal is None:
            assert self.sent == []
            return
        kept = [version.plan for version in proposal.versions.all()]
        assert [*kept, proposal.plan] == self.sent

    @invariant()
    def what_the_office_writes_for_itself_is_in_no_mail(self) -> None:
        mails = Job.objects.filter(payload__icontains=HIDDEN)
        assert not mails.exists()
        assert not Notice.objects.filter(data__icontains=HIDDEN).exists()

    @invariant()
    def one_proposal_and_one_open_draft_at_most(self) -> None:
        assert Proposal.objects.filter(partner=self.partner).count() <= 1
        assert ProposalDraft.objects.open().filter(partner=self.partner).count() <= 1

    @invariant()
    def the_office_comes_upon_no_draft(self) -> None:
        for who in STAFF:
            assert not ProposalDraft.objects.readable_by(self.people[who]).exists()


def test_anybody_does_anything_in_any_order() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=15,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # Shrinking through pages takes longer than reading a failure of forty steps.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
        ),
    )

"""How a proposal is sent in and answered: deadlines to the second, states, mails, one receipt."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from challenges.models import Challenge, Proposal
from challenges.proposing import sharing, steps
from challenges.signals import proposal_decided
from tests.factories import (
    make_challenge,
    make_member,
    make_municipality,
    make_partner,
    make_proposal,
    make_refusal_ground,
    make_staff,
)
from tomoni.journal.models import Entry, Job
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db
State = Proposal.State
END = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)  # 17:00 in Japan
GRACE = Challenge.GRACE
SECOND = timedelta(seconds=1)


def answers(**changes: Any) -> dict[str, Any]:
    """What a valid form has."""
    texts = {"title": "改修します", "summary": "要約", "plan": "計画", "brings": "大工"}
    rest = {"needs": "", "schedule": "", "cost": "", "confidentiality": "city"}
    return {**texts, **rest, "goals": [], "fields": [], **changes}


def submit(challenge: Challenge, **fields: Any) -> Proposal:
    """Send one in now."""
    partner = fields.pop("partner", None) or make_partner()
    by = fields.pop("by", None) or make_member(partner)
    begun_at = fields.pop("begun_at", END - timedelta(days=1))
    shared = sharing.open_draft(challenge, partner)
    return steps.submit_proposal(shared, answers(**fields), by=by, begun_at=begun_at)


@pytest.mark.parametrize(
    ("now", "begun_at", "is_taken"),
    [
        (END - SECOND, END - SECOND, True),
        (END, END - SECOND, True),  # opened in time, sent within the grace
        (END, END, False),  # opened too late
        (END + GRACE - SECOND, END - SECOND, True),
        (END + GRACE, END - SECOND, False),
        (END + GRACE - SECOND, END + SECOND, False),
    ],
)
@pytest.mark.parametrize("clock_has_closed_it", [False, True])
def test_the_deadline_to_the_second(
    now: datetime, begun_at: datetime, is_taken: bool, clock_has_closed_it: bool
) -> None:
    state: dict[str, Any] = {}
    if clock_has_closed_it and now >= END:
        state = {"state": Challenge.State.CLOSED, "closed_at": END + SECOND}
    challenge = make_challenge(closes_at=END, **state)
    with time_machine.travel(now, tick=False):
        if is_taken:
            submit(challenge, begun_at=begun_at)
        else:
            with pytest.raises(StateError):
                submit(challenge, begun_at=begun_at)
    assert Proposal.objects.count() == is_taken


def test_a_challenge_closed_early_gives_the_grace_from_then() -> None:
    challenge = make_challenge(closes_at=END, state="closed", closed_at=END - timedelta(days=1))
    closed_at = END - timedelta(days=1)
    with time_machine.travel(closed_at + GRACE - SECOND, tick=False):
        submit(challenge, begun_at=closed_at - SECOND)
    with time_machine.travel(closed_at + GRACE, tick=False), pytest.raises(StateError):
        submit(challenge, begun_at=closed_at - SECOND)


@pytest.mark.parametrize("state", [s for s in Challenge.State if s not in ("open", "closed")])
def test_only_open_challenges_take_proposals(state: Challenge.State) -> None:
    challenge = make_challenge(state=state, closes_at=END)
    with time_machine.travel(END - timedelta(hours=1), tick=False), pytest.raises(StateError):
        submit(challenge)


def test_a_proposal_has_a_receipt_and_a_day_for_the_reply() -> None:
    challenge = make_challenge(closes_at=END, reply_days=10)
    # 23:30 in Japan is still the same day there, although not in UTC plus nine hours of rounding.
    with time_machine.travel(datetime(2026, 11, 21, 14, 30, tzinfo=UTC), tick=False):
        proposal = submit(challenge)
    assert proposal.receipt.startswith("P-")
    assert proposal.reply_due_on == date(2026, 12, 1)
    assert (proposal.state, proposal.municipality) == (State.SUBMITTED, challenge.municipality)


def test_the_day_of_the_reply_is_counted_in_japan() -> None:
    challenge = make_challenge(closes_at=END, reply_days=10)
    with time_machine.travel(datetime(2026, 11, 21, 15, 0, tzinfo=UTC), tick=False):
        assert submit(challenge).reply_due_on == date(2026, 12, 2)


def test_files_change_hands() -> None:
    challenge, partner = make_challenge(), make_partner()
    by = make_member(partner)
    shared = sharing.open_draft(challenge, partner)
    draft = shared.draft
    content = ContentFile(b"%PDF-1.7", name="a.pdf")
    kept = draft.files.create(
        field="attachments",
        file=content,
        name="計画.pdf",
        content_type="application/pdf",
        size=8,
    )
    proposal = steps.submit_proposal(shared, answers(), by=by, begun_at=draft.created_at)
    attachment = proposal.attachments.get()
    assert (attachment.name, attachment.file.name) == ("計画.pdf", kept.file.name)
    assert attachment.file.read() == b"%PDF-1.7"
    assert not draft.files.exists()


def mails(template: str) -> list[Job]:
    """The mails of the kind that are to be sent."""
    return [
        job
        for job in Job.objects.filter(kind="journal.mail").order_by("pk")
        if job.payload["template"] == template
    ]


def test_sending_in_is_recorded_and_confirmed_by_mail_in_the_senders_language() -> None:
    challenge, partner = make_challenge(closes_at=END), make_partner()
    by = make_member(partner, language="en")
    with time_machine.travel(END - timedelta(days=2), tick=False):
        proposal = submit(challenge, partner=partner, by=by)
    (mail,) = mails("proposal_received")
    assert (mail.payload["to"], mail.payload["language"]) == (by.pk, "en")
    context = mail.payload["context"]
    assert context["receipt"] == proposal.receipt
    assert context["municipality"] == challenge.municipality.name_en
    assert context["copy"][0] == ["Summary", "要約"] or context["copy"][0][1] == "要約"
    entry = Entry.objects.get(verb="proposal.submitted")
    assert (entry.actor, entry.subject_id) == (by, str(proposal.pk))


def test_staff_who_may_answer_are_told() -> None:
    city = make_municipality()
    challenge = make_challenge(city, created_by=make_staff(make_municipality()))
    editor, manager = (make_staff(city, role) for role in (StaffRole.Role.EDITOR, "manager"))
    make_staff(city, StaffRole.Role.VIEWER)
    submit(challenge, begun_at=challenge.created_at)
    assert [mail.payload["to"] for mail in mails("proposal_arrived")] == [editor.pk, manager.pk]


Step = Callable[[Proposal], None]


def screen(proposal: Proposal) -> None:
    steps.start_screening(proposal, by=make_staff(proposal.municipality))


def accept(proposal: Proposal) -> None:
    by = make_staff(proposal.municipality)
    steps.accept_proposal(proposal, by=by, text="よろしくお願いします。")


def decline(proposal: Proposal) -> None:
    ground = make_refusal_ground(proposal.municipality)
    by = make_staff(proposal.municipality)
    steps.decline_proposal(proposal, by=by, ground=ground, text="時期が合いません。")


def withdraw(proposal: Proposal) -> None:
    steps.withdraw_proposal(proposal, by=proposal.submitted_by)


RESULTS: dict[Step, dict[Proposal.State, Proposal.State]] = {
    screen: {State.SUBMITTED: State.SCREENING},
    accept: dict.fromkeys(Proposal.UNDECIDED_STATES, State.ACCEPTED),
    decline: dict.fromkeys(Proposal.UNDECIDED_STATES, State.DECLINED),
    withdraw: dict.fromkeys(Proposal.UNDECIDED_STATES, State.WITHDRAWN),
}


def in_state(state: Proposal.State) -> Proposal:
    """A proposal in the state."""
    proposal = make_proposal()
    fields: dict[str, Any] = {"state": state}
    if state in (State.ACCEPTED, State.DECLINED):
        fields |= {"decided_at": proposal.submitted_at, "decision_text": "先の決定"}
    if state == State.DECLINED:
        fields["refusal_ground"] = make_refusal_ground(proposal.municipality)
    Proposal.objects.filter(pk=proposal.pk).update(**fields)
    proposal.refresh_from_db()
    return proposal


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("step", list(RESULTS), ids=lambda step: step.__name__)
def test_every_step_from_every_state(step: Step, state: Proposal.State) -> None:
    proposal = in_state(state)
    expected = RESULTS[step].get(state)
    if expected is None:
        with pytest.raises(StateError):
            step(proposal)
    else:
        step(proposal)
    proposal.refresh_from_db()
    assert proposal.state == (expected or state)
    is_decided_now = expected in (State.ACCEPTED, State.DECLINED)
    assert len(mails("proposal_decided")) == is_decided_now
    assert Entry.objects.filter(subject_id=str(proposal.pk)).count() == (expected is not None)


@pytest.mark.parametrize("second", [screen, accept, decline, withdraw])
@pytest.mark.parametrize("first", [accept, decline, withdraw])
def test_a_second_step_works_on_what_the_first_has_left(first: Step, second: Step) -> None:
    proposal = make_proposal()
    stale = Proposal.objects.get(pk=proposal.pk)
    first(proposal)
    with pytest.raises(StateError):
        second(stale)
    assert len(mails("proposal_decided")) == (first is not withdraw)


def test_a_ground_of_another_city_is_refused() -> None:
    proposal = make_proposal()
    ground = make_refusal_ground(make_municipality())
    by = make_staff(proposal.municipality)
    with pytest.raises(ValueError, match="ground"):
        steps.decline_proposal(proposal, by=by, ground=ground, text="…")


def test_the_decision_is_mailed_with_ground_and_text() -> None:
    proposal = make_proposal()
    decline(proposal)
    (mail,) = mails("proposal_decided")
    context = mail.payload["context"]
    assert (context["is_accepted"], context["ground"]) == (False, "市の計画と合わない")
    assert context["text"] == "時期が合いません。"
    assert mail.payload["to"] == proposal.submitted_by_id


def test_the_apps_above_hear_of_a_decision() -> None:
    heard: list[Proposal] = []

    def receive(proposal: Proposal, **kwargs: Any) -> None:
        heard.append(proposal)

    proposal_decided.connect(receive)
    try:
        proposal = make_proposal()
        accept(proposal)
    finally:
        proposal_decided.disconnect(receive)
    assert heard == [proposal]


@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.ACCEPTED, "decided_at": None},
        {"state": State.DECLINED, "decided_at": END, "decision_text": "理由"},
        {"state": State.SUBMITTED, "submitted_at": None},
    ],
)
def test_impossible_rows_cannot_exist(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_proposal(**fields)

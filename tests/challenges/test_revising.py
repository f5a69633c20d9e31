"""A proposal sent anew: put right, or taken up again; one number, nothing sent before is lost."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client

from challenges.models import Challenge, Proposal, ProposalDraft
from challenges.proposing import steps
from partners.models import Membership, Partner
from tests.challenges.proposing import answers, token_of
from tests.factories import (
    make_assessment,
    make_challenge,
    make_criteria,
    make_member,
    make_proposal,
    make_refusal_ground,
    make_reviewer,
    make_staff,
)
from tomoni.accounts.models import User
from tomoni.journal.models import Entry, Job

pytestmark = pytest.mark.django_db
State = Proposal.State


@pytest.fixture
def proposal(person: User) -> Proposal:
    """One that 緑茶商店 has sent in."""
    proposal = make_proposal(make_challenge(), person.partners.get(), submitted_by=person)
    content = ContentFile(b"%PDF-1.7 first", name="a.pdf")
    first = {"name": "計画.pdf", "content_type": "application/pdf", "size": 14}
    proposal.attachments.create(file=content, **first)
    proposal.goals.set([11, 12])
    return proposal


def url_of(proposal: Proposal, *, confirm: bool = False) -> str:
    return f"{proposal.get_absolute_url()}revise/{'confirm/' if confirm else ''}"


def withdraw(proposal: Proposal) -> None:
    steps.withdraw_proposal(proposal, by=proposal.submitted_by)


def rewrite(client: Client, proposal: Proposal, **changes: Any) -> None:
    client.get(url_of(proposal))
    response = client.post(url_of(proposal), answers(**changes))
    assert response["Location"] == url_of(proposal, confirm=True)


def send(client: Client, proposal: Proposal) -> Any:
    return client.post(url_of(proposal, confirm=True), token_of(proposal.submitted_by))


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_it_begins_with_what_was_sent_and_keeps_its_number(
    client: Client, person: User, proposal: Proposal, is_withdrawn: bool
) -> None:
    if is_withdrawn:
        withdraw(proposal)
    assert url_of(proposal) in client.get(proposal.get_absolute_url()).content.decode()
    page = client.get(url_of(proposal)).content.decode()
    for shown in (proposal.plan, proposal.brings, "計画.pdf"):
        assert shown in page
    rewrite(client, proposal, plan="夏に変えました。")
    response = send(client, proposal)
    assert response["Location"] == f"/proposals/{proposal.receipt}/done/"
    anew = Proposal.objects.get()
    assert (anew.receipt, anew.state) == (proposal.receipt, State.SUBMITTED)
    assert anew.plan == "夏に変えました。"
    assert [file.name for file in anew.attachments.all()] == ["計画.pdf"]
    verb = "proposal.resubmitted" if is_withdrawn else "proposal.corrected"
    assert Entry.objects.filter(verb=verb, actor=person, subject_id=str(proposal.pk)).count() == 1


def test_what_was_sent_before_stays_for_staff_and_authors(
    client: Client, person: User, proposal: Proposal
) -> None:
    withdraw(proposal)
    rewrite(client, proposal, plan="夏に変えました。", goals=["7"])
    send(client, proposal)
    version = proposal.versions.get()
    assert version.plan == proposal.plan
    assert version.submitted_at == proposal.submitted_at
    assert sorted(goal.pk for goal in version.goals.all()) == [11, 12]
    old = version.attachments.get()
    for who in (person, make_staff(proposal.municipality)):
        client.force_login(who)
        url = f"{proposal.get_absolute_url()}versions/1/"
        assert url in client.get(proposal.get_absolute_url()).content.decode()
        page = client.get(url).content.decode().replace("<mark>", "").replace("</mark>", "")
        assert proposal.plan in page
    file: Any = client.get(f"{proposal.get_absolute_url()}files/{old.pk}/")
    assert b"".join(file.streaming_content) == b"%PDF-1.7 first"
    file.close()


def test_a_file_taken_out_stays_with_the_earlier_version(
    client: Client, proposal: Proposal
) -> None:
    client.get(url_of(proposal))
    kept = ProposalDraft.objects.get().draft.files.get()
    rewrite(client, proposal, remove_file=str(kept.token))
    send(client, proposal)
    assert not proposal.attachments.exists()
    assert proposal.versions.get().attachments.get().file.read() == b"%PDF-1.7 first"


def test_until_it_is_sent_the_city_sees_what_was_sent(client: Client, proposal: Proposal) -> None:
    rewrite(client, proposal, plan="まだ送っていない計画")
    client.force_login(make_staff(proposal.municipality))
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert proposal.plan in page
    assert "まだ送っていない計画" not in page


def test_the_city_is_told_and_answers_in_its_time(client: Client, proposal: Proposal) -> None:
    staff = make_staff(proposal.municipality)
    with time_machine.travel(proposal.submitted_at + timedelta(days=5), tick=False):
        client.force_login(proposal.submitted_by)
        withdraw(proposal)
        rewrite(client, proposal)
        send(client, proposal)
    anew = Proposal.objects.get()
    assert anew.reply_due_on == proposal.reply_due_on + timedelta(days=5)  # type: ignore[operator]
    to = [job.payload["to"] for job in Job.objects.filter(payload__template="proposal_arrived")]
    assert staff.pk in to


def test_it_is_sent_anew_once(client: Client, proposal: Proposal) -> None:
    rewrite(client, proposal, plan="一度だけ")
    sends = token_of(proposal.submitted_by)
    first, second = (client.post(url_of(proposal, confirm=True), sends) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert proposal.versions.count() == 1


def test_several_times_in_a_row(client: Client, proposal: Proposal) -> None:
    for text in ("一回目", "二回目"):
        rewrite(client, proposal, plan=text)
        send(client, proposal)
    assert [version.plan for version in proposal.versions.all()] == [proposal.plan, "一回目"]
    page = client.get(f"{proposal.get_absolute_url()}versions/2/").content.decode()
    assert "一回目" in page.replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize("state", ["screening", "interview", "accepted", "declined"])
def test_what_the_city_looks_at_is_not_changed(
    client: Client, proposal: Proposal, state: str
) -> None:
    rewrite(client, proposal, plan="遅い変更")
    _bring_to(proposal, state)
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert url_of(proposal) not in page
    assert client.get(url_of(proposal))["Location"] == proposal.get_absolute_url()
    assert send(client, proposal)["Location"] != f"/proposals/{proposal.receipt}/done/"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.versions.count()) == (state, 0)
    assert ProposalDraft.objects.get().draft.data["plan"] == ["遅い変更"]


def _bring_to(proposal: Proposal, state: str) -> None:
    if state != State.DECLINED:
        Proposal.objects.update(state=state, decided_at=proposal.submitted_at)
        return
    ground = make_refusal_ground(proposal.municipality)
    by = make_staff(proposal.municipality)
    steps.decline_proposal(proposal, by=by, ground=ground, text="理由")


def test_screening_begun_in_that_moment_wins(client: Client, proposal: Proposal) -> None:
    rewrite(client, proposal, plan="遅い変更")
    sends = token_of(proposal.submitted_by)
    steps.start_screening(proposal, by=make_staff(proposal.municipality))
    response = client.post(url_of(proposal, confirm=True), sends)
    page = client.get(response["Location"]).content.decode()
    assert "変更できません" in page
    proposal.refresh_from_db()
    assert proposal.state == State.SCREENING


def test_after_the_deadline_it_stays_as_it_is(client: Client, proposal: Proposal) -> None:
    rewrite(client, proposal)
    end = Challenge.objects.get().closes_at
    with time_machine.travel(end + Challenge.GRACE - timedelta(seconds=1), tick=False):
        client.force_login(proposal.submitted_by)
        assert client.get(url_of(proposal)).status_code == 200
    with time_machine.travel(end + Challenge.GRACE, tick=False):
        client.force_login(proposal.submitted_by)
        assert client.get(url_of(proposal))["Location"] == proposal.get_absolute_url()
        send(client, proposal)
    assert not proposal.versions.exists()


def test_a_colleague_goes_on_with_it(client: Client, person: User, proposal: Proposal) -> None:
    rewrite(client, proposal, plan="一人目の変更")
    colleague = make_member(proposal.partner, Membership.Role.OWNER)
    client.force_login(colleague)
    assert "一人目の変更" in client.get(url_of(proposal)).content.decode()
    client.post(url_of(proposal, confirm=True), token_of(colleague))
    assert Proposal.objects.get().submitted_by == colleague
    assert proposal.versions.get().submitted_by == person


def test_a_new_proposal_to_the_same_challenge_is_another_draft(
    client: Client, proposal: Proposal
) -> None:
    assert proposal.challenge
    rewrite(client, proposal, plan="変更")
    client.get(f"{proposal.challenge.get_absolute_url()}propose/")
    kinds = ProposalDraft.objects.values_list("proposal", flat=True)
    assert set(kinds) == {proposal.pk, None}


def test_withdrawn_while_it_is_being_corrected(client: Client, proposal: Proposal) -> None:
    rewrite(client, proposal, plan="直した計画")
    withdraw(proposal)
    send(client, proposal)
    anew = Proposal.objects.get()
    assert (anew.state, anew.plan) == (State.SUBMITTED, "直した計画")


def test_a_partner_that_is_suspended_sends_nothing(client: Client, proposal: Proposal) -> None:
    Partner.objects.filter(pk=proposal.partner_id).update(state=Partner.State.SUSPENDED)
    assert client.get(url_of(proposal)).status_code == 403


def test_a_proposal_without_a_challenge_has_no_deadline_to_wait_for(
    client: Client, proposal: Proposal
) -> None:
    Proposal.objects.update(challenge=None)
    assert client.get(url_of(proposal))["Location"] == proposal.get_absolute_url()


def test_withdrawing_says_that_it_can_be_taken_up_again(client: Client, proposal: Proposal) -> None:
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "再開できます" in page
    client.post(f"{proposal.get_absolute_url()}withdraw/", {"idempotency_key": str(uuid4())})
    assert url_of(proposal) in client.get(proposal.get_absolute_url()).content.decode()


def test_scores_of_what_was_sent_before_count_no_more(client: Client, proposal: Proposal) -> None:
    reviewer, unable = (make_reviewer(proposal.challenge) for _person in range(2))
    make_criteria(proposal.challenge)
    given = make_assessment(proposal, reviewer)
    conflict = make_assessment(proposal, unable, conflict="家族が勤めています。")
    withdraw(proposal)
    rewrite(client, proposal)
    send(client, proposal)
    given.refresh_from_db()
    assert given.retired_at
    assert list(proposal.assessments.current()) == [conflict]

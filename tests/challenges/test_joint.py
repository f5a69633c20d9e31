"""Several partners propose together: asked, agreed, declined, left; nothing is sent unanswered."""

from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from challenges.models import CoAuthor, Proposal, ProposalDraft
from challenges.proposing import joint, revising, steps
from partners.models import Membership, Partner
from tests.challenges.proposing import token_of, url_of
from tests.factories import (
    make_co_author,
    make_member,
    make_partner,
    make_proposal_draft,
    make_refusal_ground,
    make_staff,
)
from tomoni.accounts.models import User
from tomoni.journal.mail import deliver
from tomoni.journal.models import Entry, Job
from tomoni.models import StateError

pytestmark = pytest.mark.django_db
State, Role = CoAuthor.State, Membership.Role


@pytest.fixture
def shared(person: User) -> ProposalDraft:
    """The draft of 緑茶商店."""
    return make_proposal_draft(partner=person.partners.get(), by=person)


@pytest.fixture
def other() -> Partner:
    return make_partner("製材の森")


@pytest.fixture
def forester(other: Partner) -> User:
    """An editor of the partner that is asked."""
    return make_member(other, Role.EDITOR, name="森 木太")


def answer_of(partner: Partner) -> CoAuthor:
    return CoAuthor.objects.get(partner=partner)


def ask(shared: ProposalDraft, other: Partner, by: User) -> CoAuthor:
    return joint.ask(shared, other, brings="木材", by=by)


def send(client: Client, shared: ProposalDraft, person: User) -> Any:
    return client.post(url_of(shared.challenge, confirm=True), token_of(person))


def posted(client: Client, url: str, **data: str) -> Any:
    return client.post(url, {"idempotency_key": str(uuid4()), **data})


def sent_to() -> list[tuple[str, int]]:
    jobs = Job.objects.filter(kind="journal.mail").order_by("pk")
    return [(job.payload["template"], job.payload["to"]) for job in jobs]


def test_a_partner_is_found_by_name_and_asked_by_mail(
    client: Client, person: User, shared: ProposalDraft, other: Partner, forester: User
) -> None:
    make_member(other, Role.VIEWER)
    url = f"/my/proposals/drafts/{shared.pk}/partners/"
    page = client.get(url, {"q": "製材"}).content.decode()
    assert "製材の森" in page
    response = posted(client, url, q="製材", partner=str(other.pk), brings="木材を出します。")
    assert response["Location"] == url
    asked = answer_of(other)
    assert (asked.state, asked.brings, asked.asked_by) == (State.ASKED, "木材を出します。", person)
    assert sent_to() == [("proposal_joint_asked", forester.pk)]
    job = Job.objects.get(kind="journal.mail")
    deliver(job.key, job.payload)()
    assert f"/my/proposals/joint/{asked.pk}/" in mail.outbox[0].body
    assert "木材を出します。" in mail.outbox[0].body


@pytest.mark.usefixtures("person")
def test_who_is_not_registered_or_named_already_is_not_found(
    client: Client, shared: ProposalDraft
) -> None:
    make_partner("製材の山", state=Partner.State.SUBMITTED)
    make_co_author(shared, make_partner("製材の谷"))
    page = client.get(f"/my/proposals/drafts/{shared.pk}/partners/", {"q": "製材"}).content.decode()
    assert "製材の山" not in page
    assert 'name="partner"' not in page


@pytest.mark.parametrize("bad", ["", "abc", "0", "999999"])
@pytest.mark.usefixtures("person")
def test_only_who_was_found_can_be_named(client: Client, shared: ProposalDraft, bad: str) -> None:
    url = f"/my/proposals/drafts/{shared.pk}/partners/"
    page = posted(client, url, q="製材", partner=bad, brings="木材").content.decode()
    assert "error-summary" in page
    assert not CoAuthor.objects.exists()


def test_who_is_asked_sees_the_text_and_nothing_else(
    client: Client, person: User, shared: ProposalDraft, other: Partner, forester: User
) -> None:
    make_co_author(
        shared, make_partner("ほかの共同提案者"), state=State.DECLINED, reason="無理です"
    )
    asked = ask(shared, other, person)
    client.force_login(forester)
    assert f"/my/proposals/joint/{asked.pk}/" in client.get("/my/").content.decode()
    assert f"/my/proposals/joint/{asked.pk}/" in client.get("/my/proposals/").content.decode()
    for url in (f"/my/proposals/joint/{asked.pk}/", f"/my/proposals/drafts/{shared.pk}/"):
        page = client.get(url).content.decode()
        assert "直します。" in page
        assert "ほかの共同提案者" not in page
        assert person.name not in page
    assert person.name not in client.get("/my/proposals/").content.decode()
    assert client.get(f"/my/proposals/drafts/{shared.pk}/partners/").status_code == 403
    assert client.get(f"/my/proposals/drafts/{shared.pk}/both/").status_code == 403


def test_nothing_is_sent_until_all_have_answered(
    client: Client, person: User, shared: ProposalDraft, other: Partner, forester: User
) -> None:
    asked = ask(shared, other, person)
    response = send(client, shared, person)
    page = client.get(response["Location"]).content.decode()
    assert "製材の森" in page
    assert "まだ回答がありません" in page
    assert not Proposal.objects.exists()
    joint.agree(asked, by=forester, brings="杉の木材を出します。")
    send(client, shared, person)
    proposal = Proposal.objects.get()
    assert answer_of(other).proposal == proposal
    assert ("proposal_received", forester.pk) in sent_to()
    assert ("proposal_received", person.pk) in sent_to()


def test_those_unanswered_can_be_taken_out(
    client: Client, person: User, shared: ProposalDraft, other: Partner, forester: User
) -> None:
    asked = ask(shared, other, person)
    posted(client, f"/my/proposals/joint/{asked.pk}/take-out/")
    assert answer_of(other).state == State.TAKEN_OUT
    send(client, shared, person)
    assert Proposal.objects.exists()
    client.force_login(forester)
    assert client.get(Proposal.objects.get().get_absolute_url()).status_code == 404
    page = client.get(f"/my/proposals/joint/{asked.pk}/").content.decode()
    assert "直します。" not in page


def test_agreeing_makes_an_author_with_its_own_words(
    client: Client, person: User, shared: ProposalDraft, other: Partner, forester: User
) -> None:
    asked = ask(shared, other, person)
    client.force_login(forester)
    url = f"/my/proposals/joint/{asked.pk}/"
    assert "error-summary" in posted(client, url, answer="yes", brings="").content.decode()
    assert posted(client, url, answer="yes", brings="杉と職人二名。")["Location"] == url
    assert ("proposal_joint_answered", person.pk) in sent_to()
    client.force_login(person)
    send(client, shared, person)
    proposal = Proposal.objects.get()
    for who in (person, forester, make_staff(proposal.municipality)):
        client.force_login(who)
        page = client.get(proposal.get_absolute_url()).content.decode()
        assert "製材の森" in page
        assert "杉と職人二名。" in page
    client.force_login(forester)
    assert proposal.receipt in client.get("/my/proposals/").content.decode()
    assert proposal.receipt in client.get("/my/").content.decode()


def test_declining_with_a_word(
    client: Client, person: User, shared: ProposalDraft, other: Partner, forester: User
) -> None:
    asked = ask(shared, other, person)
    client.force_login(forester)
    posted(client, f"/my/proposals/joint/{asked.pk}/", answer="no", reason="人手がありません。")
    assert answer_of(other).state == State.DECLINED
    client.force_login(person)
    page = client.get(f"/my/proposals/drafts/{shared.pk}/partners/").content.decode()
    assert "人手がありません。" in page
    with pytest.raises(StateError):
        ask(shared, other, person)
    assert send(client, shared, person)["Location"].endswith("/done/")


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_viewer_reads_and_does_not_answer(
    client: Client, person: User, shared: ProposalDraft, other: Partner, answer: str
) -> None:
    asked = ask(shared, other, person)
    client.force_login(make_member(other, Role.VIEWER))
    url = f"/my/proposals/joint/{asked.pk}/"
    assert "直します。" in client.get(url).content.decode()
    assert posted(client, url, answer=answer, brings="木材").status_code == 403
    assert answer_of(other).state == State.ASKED


def test_answering_twice_counts_once(person: User, shared: ProposalDraft, other: Partner) -> None:
    asked = ask(shared, other, person)
    joint.agree(asked, by=person, brings="木材")
    for again in (
        lambda: joint.decline(asked, by=person),
        lambda: joint.agree(asked, by=person, brings="x"),
    ):
        with pytest.raises(StateError):
            again()
    assert answer_of(other).state == State.CONFIRMED


def sent_together(person: User, shared: ProposalDraft, other: Partner, forester: User) -> Proposal:
    joint.agree(ask(shared, other, person), by=forester, brings="木材")
    texts = {"title": "題", "summary": "要", "plan": "計", "brings": "大", "needs": ""}
    rest = {"schedule": "", "cost": "", "confidentiality": "city", "goals": [], "fields": []}
    begun_at = shared.draft.created_at
    return steps.submit_proposal(shared, {**texts, **rest}, by=person, begun_at=begun_at)


def test_leaving_until_it_is_decided(
    client: Client, person: User, shared: ProposalDraft, other: Partner, forester: User
) -> None:
    proposal = sent_together(person, shared, other, forester)
    staff = make_staff(proposal.municipality)
    client.force_login(forester)
    url = f"/my/proposals/joint/{answer_of(other).pk}/"
    assert posted(client, url + "leave/", reason="社長が代わりました。")["Location"] == url
    assert answer_of(other).state == State.LEFT
    assert client.get(proposal.get_absolute_url()).status_code == 404
    assert ("proposal_joint_answered", staff.pk) in sent_to()
    assert Entry.objects.filter(verb="proposal.partner_left", subject_id=proposal.pk).exists()
    client.force_login(staff)
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "製材の森" in page or "共同提案から離れました" in page


@pytest.mark.parametrize("decision", ["accepted", "declined"])
def test_nobody_leaves_what_is_decided(
    person: User, shared: ProposalDraft, other: Partner, forester: User, decision: str
) -> None:
    proposal = sent_together(person, shared, other, forester)
    by = make_staff(proposal.municipality)
    if decision == "accepted":
        steps.accept_proposal(proposal, by=by, text="採択")
    else:
        ground = make_refusal_ground(proposal.municipality)
        steps.decline_proposal(proposal, by=by, ground=ground, text="不採択")
    assert ("proposal_decided", forester.pk) in sent_to()
    with pytest.raises(StateError):
        joint.leave(answer_of(other), by=forester)
    assert answer_of(other).state == State.CONFIRMED


def test_who_takes_part_does_not_withdraw_it(
    client: Client, person: User, shared: ProposalDraft, other: Partner, forester: User
) -> None:
    proposal = sent_together(person, shared, other, forester)
    client.force_login(forester)
    url = f"{proposal.get_absolute_url()}withdraw/"
    assert url not in client.get(proposal.get_absolute_url()).content.decode()
    assert posted(client, url).status_code == 404


def test_a_partner_that_was_suspended_meanwhile_is_in_the_way(
    client: Client, person: User, shared: ProposalDraft, other: Partner, forester: User
) -> None:
    joint.agree(ask(shared, other, person), by=forester, brings="木材")
    Partner.objects.filter(pk=other.pk).update(state=Partner.State.SUSPENDED)
    send(client, shared, person)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("is_taken_back", [True, False])
def test_a_partner_suspended_after_sending_can_be_taken_out_before_it_is_sent_anew(
    client: Client,
    person: User,
    shared: ProposalDraft,
    other: Partner,
    forester: User,
    is_taken_back: bool,
) -> None:
    proposal = sent_together(person, shared, other, forester)
    staff = make_staff(proposal.municipality)
    Partner.objects.filter(pk=other.pk).update(state=Partner.State.SUSPENDED)
    if is_taken_back:
        steps.withdraw_proposal(proposal, by=person)
    anew = revising.open_revision(proposal)
    page = client.get(f"/my/proposals/drafts/{anew.pk}/partners/").content.decode()
    take_out = f"/my/proposals/joint/{answer_of(other).pk}/take-out/"
    assert take_out in page
    response = posted(client, take_out)
    assert response["Location"] == f"/my/proposals/drafts/{anew.pk}/partners/"
    assert answer_of(other).state == State.TAKEN_OUT
    assert ("proposal_joint_out", forester.pk) in sent_to()
    assert (("proposal_joint_out", staff.pk) in sent_to()) != is_taken_back
    client.post(f"/proposals/{proposal.receipt}/revise/confirm/", token_of(person))
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.SUBMITTED
    assert proposal.versions.count() == 1


def test_nobody_is_taken_out_once_the_city_looks_at_it(
    client: Client, person: User, shared: ProposalDraft, other: Partner, forester: User
) -> None:
    proposal = sent_together(person, shared, other, forester)
    posted(client, f"/my/proposals/joint/{answer_of(other).pk}/take-out/")  # nobody writes
    revising.open_revision(proposal)
    steps.start_screening(proposal, by=make_staff(proposal.municipality))
    posted(client, f"/my/proposals/joint/{answer_of(other).pk}/take-out/")
    assert answer_of(other).state == State.CONFIRMED


def test_ten_partners_are_enough(person: User, shared: ProposalDraft) -> None:
    for _ in range(joint.MOST):
        make_co_author(shared)
    with pytest.raises(StateError):
        ask(shared, make_partner(), person)


def test_nobody_proposes_together_with_oneself(person: User, shared: ProposalDraft) -> None:
    with pytest.raises(StateError):
        ask(shared, shared.partner, person)

"""What a co-author has agreed to, and what it hears of what was written anew or thrown away."""

import pytest
from django.core import mail
from django.test import Client

from challenges.models import CoAuthor, Proposal, ProposalDraft
from challenges.proposing import joint
from partners.models import Membership, Partner
from tests.challenges.proposing import token_of, url_of
from tests.factories import make_member, make_partner, make_proposal_draft
from tomoni.accounts.models import User
from tomoni.journal.mail import deliver
from tomoni.journal.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(person: User) -> ProposalDraft:
    return make_proposal_draft(partner=person.partners.get(), by=person)


@pytest.fixture
def forester() -> User:
    """An editor of the partner that is asked."""
    return make_member(make_partner("製材の森"), Membership.Role.EDITOR, name="森 木太")


@pytest.fixture
def agreed(shared: ProposalDraft, forester: User, person: User) -> CoAuthor:
    asked = joint.ask(shared, forester.partners.get(), brings="木材", by=person)
    joint.agree(asked, by=forester, brings="木材を出します。")
    return CoAuthor.objects.get(pk=asked.pk)


def rewrite(shared: ProposalDraft, **answers: str) -> None:
    """The leading partner writes some answers anew."""
    shared.draft.refresh_from_db()
    shared.draft.data = {**shared.draft.data, **{name: [text] for name, text in answers.items()}}
    shared.draft.save()


def send(client: Client, shared: ProposalDraft, person: User) -> Proposal:
    client.post(url_of(shared.challenge, confirm=True), token_of(person))
    return Proposal.objects.get()


def mails(template: str) -> list[Job]:
    rows = Job.objects.filter(kind="journal.mail").order_by("pk")
    return [job for job in rows if job.payload["template"] == template]


def test_who_agreed_to_these_very_words_is_not_troubled(
    client: Client, person: User, shared: ProposalDraft, agreed: CoAuthor
) -> None:
    assert send(client, shared, person)
    assert mails("proposal_joint_changed") == []


def test_what_was_written_anew_is_shown_to_both_and_told_when_it_is_sent(
    client: Client, person: User, shared: ProposalDraft, agreed: CoAuthor, forester: User
) -> None:
    rewrite(shared, plan="まったく別の計画です。", cost="三倍かかります。")
    page = client.get(url_of(shared.challenge, confirm=True)).content.decode()
    assert "製材の森" in page
    assert "別の内容に同意しています" in page
    theirs = Client()
    theirs.force_login(forester)
    seen = theirs.get(f"/my/proposals/joint/{agreed.pk}/").content.decode()
    assert "同意されたあとに書き直されたところ" in seen
    send(client, shared, person)
    [job] = mails("proposal_joint_changed")
    assert job.payload["to"] == forester.pk
    deliver(job.key, job.payload)()
    [message] = mail.outbox
    assert "計画" in message.body
    assert "題名" not in message.body
    assert f"/my/proposals/joint/{agreed.pk}/" in message.body
    agreed.refresh_from_db()
    assert joint.changed_since(shared.draft.data | {"plan": ["まったく別の計画です。"]}, "") == []
    shared.draft.refresh_from_db()
    assert joint.changed_since(shared.draft.data, agreed.agreed_to) == []  # told once


def test_who_was_named_in_a_draft_hears_that_it_is_thrown_away(
    client: Client, person: User, shared: ProposalDraft, agreed: CoAuthor, forester: User
) -> None:
    other: Partner = make_partner("二番目の森")
    second = make_member(other, Membership.Role.OWNER)
    joint.ask(shared, other, brings="苗木", by=person)
    joint.discard(shared, by=person)
    assert {job.payload["to"] for job in mails("proposal_joint_dropped")} == {
        forester.pk,
        second.pk,
    }
    assert not ProposalDraft.objects.exists()

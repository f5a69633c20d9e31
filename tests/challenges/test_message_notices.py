"""Who in the office is told of a message, in whose name it comes, and when it is known anyway."""

import pytest
from django.core import mail as outbox
from django.test import Client

from challenges.models import CoAuthor, Message, Proposal
from challenges.screening.assigning import assign
from challenges.talking import messages as talking
from challenges.talking.telling import ARRIVED
from partners.models import Membership
from tests.factories import (
    make_co_author,
    make_member,
    make_partner,
    make_proposal,
    make_proposal_draft,
    make_staff,
)
from tests.notices import heard
from tomoni.accounts.models import User
from tomoni.municipalities.models import StaffRole
from tomoni.notices import unread
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db
Side = Message.Side


@pytest.fixture
def proposal() -> Proposal:
    return make_proposal()


@pytest.fixture
def officer(proposal: Proposal) -> User:
    return make_staff(proposal.municipality, name="担当 太郎")


def say(proposal: Proposal, side: Side, by: User) -> Message:
    return talking.send_message(proposal, by=by, side=side, text="ご確認ください。")


def test_who_is_in_charge_is_told_though_a_colleague_has_written(
    proposal: Proposal, officer: User
) -> None:
    colleague = make_staff(proposal.municipality)
    assign(proposal, to=officer, by=colleague)
    say(proposal, Side.CITY, colleague)
    Notice.objects.all().delete()
    say(proposal, Side.PARTNER, proposal.submitted_by)
    assert heard.told(ARRIVED) == [officer.pk]


@pytest.mark.parametrize("how", ["left", "weakened", "closed", "nobody"])
def test_whoever_cannot_answer_any_more_keeps_nothing_from_the_office(
    how: str, proposal: Proposal, officer: User
) -> None:
    colleague = make_staff(proposal.municipality)
    assign(proposal, to=officer, by=colleague)
    role = StaffRole.objects.filter(user=officer)
    if how == "left":
        role.delete()
    elif how == "weakened":
        role.update(role=StaffRole.Role.VIEWER)
    elif how == "closed":
        User.objects.filter(pk=officer.pk).update(is_active=False)
    else:
        assign(proposal, to=None, by=colleague)
    say(proposal, Side.CITY, colleague)
    Notice.objects.all().delete()
    say(proposal, Side.PARTNER, proposal.submitted_by)
    assert heard.told(ARRIVED) == [colleague.pk]


def test_sender_is_the_partner_that_has_written(officer: User, proposal: Proposal) -> None:
    other = make_partner("共同の木工所")
    shared = make_proposal_draft(proposal.challenge, proposal.partner, proposal=proposal)
    make_co_author(shared, other, proposal=proposal, state=CoAuthor.State.CONFIRMED)
    writer = make_member(other, Membership.Role.EDITOR)
    say(proposal, Side.PARTNER, writer)
    heard.mail_notices()
    assert {message.to[0] for message in outbox.outbox} >= {officer.email}
    assert all("共同の木工所" in str(message.body) for message in outbox.outbox)
    assert all(proposal.partner.name not in str(message.body) for message in outbox.outbox)


def test_sender_stays_who_has_written_though_they_leave(officer: User, proposal: Proposal) -> None:
    say(proposal, Side.PARTNER, proposal.submitted_by)
    Membership.objects.filter(user=proposal.submitted_by).delete()
    heard.mail_notices()
    assert proposal.partner.name in str(outbox.outbox[0].body)


def test_message_that_was_opened_on_its_page_is_read_and_not_mailed(
    client: Client, proposal: Proposal, officer: User
) -> None:
    say(proposal, Side.CITY, officer)
    reader = proposal.submitted_by
    assert unread.count(reader.pk) == 1
    client.force_login(reader)
    client.get(f"/proposals/{proposal.receipt}/messages/")
    assert not Notice.objects.of(reader).unread().exists()
    heard.mail_notices()
    assert outbox.outbox == []


def test_answer_of_a_colleague_leaves_nothing_waiting(proposal: Proposal, officer: User) -> None:
    colleague = make_staff(proposal.municipality)
    say(proposal, Side.PARTNER, proposal.submitted_by)
    assert {officer.pk, colleague.pk} <= set(heard.told(ARRIVED))
    say(proposal, Side.CITY, colleague)
    assert not Notice.objects.of(officer).unread().exists()
    assert Notice.objects.of(proposal.submitted_by).unread().count() == 1

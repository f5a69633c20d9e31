"""What a cancelled challenge, or one closed early, owes to whom."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from challenges import asking, lifecycle
from challenges.models import Challenge, Proposal
from challenges.screening.promptness import promptness_of
from partners.models import Membership
from tests.factories import (
    make_call,
    make_challenge,
    make_member,
    make_partner,
    make_proposal,
    make_proposal_draft,
    make_staff,
    make_user,
)
from tomoni.accounts.models import Draft, User
from tomoni.journal.mail import deliver
from tomoni.journal.models import Entry, Job
from tomoni.journal.record import history_of
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
MANAGER = StaffRole.Role.MANAGER
REASON = "予算が認められませんでした。"


def key(**fields: Any) -> dict[str, Any]:
    return {"idempotency_key": str(uuid4()), **fields}


def told(template: str) -> set[User]:
    jobs = Job.objects.filter(kind="journal.mail", payload__template=template)
    return set(User.objects.filter(pk__in=[job.payload["to"] for job in jobs]))


# ----- cancelled ----------------------------------------------------------------------------------


@pytest.fixture
def late(city: Municipality) -> Proposal:
    """A proposal whose reply is overdue, to a challenge that was cancelled."""
    due = timezone.localdate() - timedelta(days=3)
    came = timezone.now() - timedelta(days=40)
    proposal = make_proposal(make_challenge(city), reply_due_on=due, submitted_at=came)
    assert proposal.challenge
    assert promptness_of(city).overdue == 1
    lifecycle.cancel_challenge(proposal.challenge, by=proposal.challenge.created_by, reason=REASON)
    proposal.refresh_from_db()
    return proposal


def test_nobody_is_late_with_what_was_cancelled(
    client: Client, city: Municipality, editor: User, late: Proposal
) -> None:
    assert promptness_of(city).overdue == 0
    assert not Proposal.objects.awaiting_decision().exists()
    assert late.title not in client.get("/desk/").content.decode()
    assert late.title not in client.get("/desk/proposals/?waiting=yes").content.decode()
    assert "超過" not in client.get("/desk/proposals/").content.decode()


def test_the_promise_is_corrected_for_who_proposes(client: Client, late: Proposal) -> None:
    client.force_login(make_member(late.partner))
    page = client.get(late.get_absolute_url()).content.decode()
    assert REASON in page
    assert "までに理由を添えてお返事します" not in page
    assert "までにお返事" not in page
    assert "までに回答" not in client.get("/my/proposals/").content.decode()
    job = Job.objects.filter(payload__template="challenge_cancelled")[0]
    deliver(job.key, job.payload)()
    assert "フリー型の提案" in mail.outbox[0].body


@pytest.mark.usefixtures("editor")
def test_the_desk_can_still_answer(client: Client, late: Proposal) -> None:
    assert late.challenge
    desk = client.get(f"/desk/challenges/{late.challenge.slug}/").content.decode()
    assert f'href="/desk/proposals/?challenge={late.challenge.slug}"' in desk
    queue = client.get(f"/desk/proposals/?challenge={late.challenge.slug}").content.decode()
    assert late.title in queue
    client.post(f"/desk/proposals/{late.receipt}/accept/", key(text="別の形で進めましょう。"))
    late.refresh_from_db()
    assert late.state == Proposal.State.ACCEPTED


# ----- closed early -------------------------------------------------------------------------------


def test_closing_early_needs_a_reason_and_is_told(city: Municipality) -> None:
    challenge, manager, follower = make_challenge(city), make_staff(city, MANAGER), make_user()
    writer = make_member(make_partner(), Membership.Role.EDITOR)
    make_proposal_draft(challenge, writer.partners.get())
    asking.follow(challenge, by=follower)
    with pytest.raises(StateError):
        lifecycle.close_challenge(challenge, by=manager)
    lifecycle.close_challenge(challenge, by=manager, reason=REASON)
    assert told("challenge_closed_early") == {writer, follower}
    assert history_of(challenge)[0].data == {"reason": REASON}
    lifecycle.reopen_challenge(challenge, by=manager)
    assert told("challenge_reopened") == {writer, follower}
    assert challenge.close_reason == ""


def test_a_second_time_is_told_as_well(city: Municipality) -> None:
    challenge, manager = make_challenge(city), make_staff(city, MANAGER)
    asking.follow(challenge, by=make_user())
    for _time in range(2):
        lifecycle.close_challenge(challenge, by=manager, reason=REASON)
        lifecycle.reopen_challenge(challenge, by=manager)
    for template in ("challenge_closed_early", "challenge_reopened"):
        assert Job.objects.filter(payload__template=template).count() == 2


@pytest.mark.parametrize("by_clock", [True, False])
def test_at_its_deadline_a_challenge_closes_without_a_word(
    city: Municipality, by_clock: bool
) -> None:
    challenge, manager = make_challenge(city), make_staff(city, MANAGER)
    asking.follow(challenge, by=make_user())
    with time_machine.travel(challenge.closes_at + timedelta(seconds=1), tick=False):
        lifecycle.close_challenge(challenge, by=None if by_clock else manager)
    assert challenge.close_reason == ""
    assert not told("challenge_closed_early")


def test_the_page_says_that_it_was_closed_early_and_why(client: Client, city: Municipality) -> None:
    challenge = make_challenge(city)
    make_proposal_draft(challenge)
    url = f"/desk/challenges/{challenge.slug}/close/"
    client.force_login(make_staff(city))
    assert client.post(url, key(reason=REASON)).status_code == 403
    assert url not in client.get(f"/desk/challenges/{challenge.slug}/").content.decode()
    client.force_login(make_staff(city, MANAGER))
    assert url in client.get(f"/desk/challenges/{challenge.slug}/").content.decode()
    assert "1団体" in client.get(url).content.decode()
    assert "error-summary" in client.post(url, key(reason=" ")).content.decode()
    client.post(url, key(reason=REASON))
    challenge.refresh_from_db()
    assert challenge.state == Challenge.State.CLOSED
    client.logout()
    page = client.get(challenge.get_absolute_url()).content.decode()
    assert REASON in page
    assert "受け付けを終了しました" in page


def test_a_call_is_closed_early_with_a_reason_too(client: Client) -> None:
    call = make_call()
    town = make_staff(make_challenge().municipality)
    Draft.objects.create(user=town, kind="offer", target=call.slug, data={"title": ["題"]})
    client.force_login(call.created_by)
    url = f"{call.get_work_url()}tell/close/"
    assert url in client.get(call.get_work_url()).content.decode()
    assert "error-summary" in client.post(url, key()).content.decode()
    client.post(url, key(reason=REASON))
    call.refresh_from_db()
    assert (call.state, call.close_reason) == (Challenge.State.CLOSED, REASON)
    assert told("challenge_closed_early") == {town}
    assert Entry.objects.filter(verb="challenge.closed", actor=call.created_by).exists()

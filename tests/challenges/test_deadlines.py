"""A later deadline: never an earlier one, told on the page and to those who write."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from challenges.deadlines import extend_deadline
from challenges.lifecycle import cancel_challenge
from challenges.models import Challenge, ProposalDraft
from challenges.proposing import sharing
from partners.models import Membership
from tests.challenges.writing import moment
from tests.factories import (
    make_challenge,
    make_member,
    make_partner,
    make_proposal,
    make_proposal_draft,
)
from tomoni.accounts.models import User
from tomoni.journal.models import Job
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality

pytestmark = pytest.mark.django_db


def writer_of(challenge: Challenge, *, data: dict[str, list[str]] | None = None) -> User:
    """Somebody whose partner has begun a proposal; a colleague who only reads is not told."""
    partner = make_partner()
    make_member(partner, Membership.Role.VIEWER)
    make_proposal_draft(challenge, partner, data)
    return make_member(partner, Membership.Role.EDITOR)


def told(template: str) -> list[int]:
    return [job.payload["to"] for job in Job.objects.filter(payload__template=template)]


@pytest.mark.parametrize("delta", [timedelta(0), timedelta(days=-1), timedelta(days=-400)])
def test_a_deadline_never_comes_nearer(delta: timedelta) -> None:
    challenge = make_challenge()
    was = challenge.closes_at
    with pytest.raises(StateError):
        extend_deadline(challenge, until=was + delta, by=challenge.created_by)
    challenge.refresh_from_db()
    assert challenge.closes_at == was
    assert not challenge.extensions.exists()


def test_who_is_writing_is_told_and_nobody_else() -> None:
    challenge = make_challenge()
    writer = writer_of(challenge)
    writer_of(challenge, data={})  # opened the form and typed nothing
    writer_of(make_challenge())
    sent = writer_of(challenge)
    shared = ProposalDraft.objects.writable_by(sent).get()
    sharing.close(shared, make_proposal(challenge, shared.partner))
    until = challenge.closes_at + timedelta(days=7)
    extend_deadline(challenge, until=until, by=challenge.created_by, reason="祝日のため。")
    assert told("challenge_extended") == [writer.pk]
    cancel_challenge(challenge, by=challenge.created_by, reason="予算がありません。")
    assert told("challenge_called_off") == [writer.pk]


def test_what_was_closed_by_the_clock_is_open_again() -> None:
    past = timezone.now() - timedelta(days=1)
    challenge = make_challenge(state="closed", closes_at=past)
    extend_deadline(challenge, until=timezone.now() + timedelta(days=3), by=challenge.created_by)
    challenge.refresh_from_db()
    assert (challenge.state, challenge.closed_at) == (Challenge.State.OPEN, None)
    assert challenge.accepts_proposals


def test_everybody_reads_it_on_the_page(client: Client, editor: User, city: Municipality) -> None:
    challenge = make_challenge(city)
    url = f"/desk/challenges/{challenge.slug}/extend/"
    assert client.get(url).status_code == 200
    refused = client.post(url, {"idempotency_key": str(uuid4()), "until": moment(days=1)})
    assert "id_until_error" in refused.content.decode()
    form = {"idempotency_key": str(uuid4()), "until": moment(days=45), "reason": "祝日のため。"}
    assert client.post(url, form)["Location"] == f"/desk/challenges/{challenge.slug}/"
    client.logout()
    page = client.get(f"/challenges/{challenge.slug}/").content.decode()
    assert "祝日のため。" in page


def test_the_form_of_an_open_challenge_does_not_move_its_deadline(
    client: Client, editor: User, city: Municipality
) -> None:
    challenge = make_challenge(city)
    page = client.get(f"/desk/challenges/{challenge.slug}/edit/").content.decode()
    assert 'name="closes_at"' not in page
    assert f"/desk/challenges/{challenge.slug}/extend/" in page

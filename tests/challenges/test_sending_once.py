"""At the deadline, and sent twice: in with a receipt, or out with the text there; one proposal."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from challenges import lifecycle
from challenges.models import Challenge, Proposal, ProposalDraft
from tests.challenges.proposing import answers, draft_of, post, token_of, url_of
from tests.factories import make_challenge
from tomoni.accounts.models import User
from tomoni.journal.models import Job

pytestmark = pytest.mark.django_db
SECOND, GRACE = timedelta(seconds=1), Challenge.GRACE
END = timezone.now().replace(microsecond=0) + timedelta(hours=1)


@pytest.fixture
def challenge() -> Challenge:
    return make_challenge(closes_at=END)


def written(client: Client, challenge: Challenge, person: User) -> dict[str, str]:
    """Filled in a minute before the end; what the confirmation posts."""
    with time_machine.travel(END - timedelta(minutes=1), tick=False):
        client.force_login(person)
        post(client, challenge)
    return token_of(person)


@pytest.mark.parametrize("the_clock_has_closed_it", [False, True])
@pytest.mark.parametrize(
    ("moment", "is_in"),
    [
        (END - SECOND, True),
        (END, True),
        (END + GRACE - SECOND, True),
        (END + GRACE, False),
        (END + GRACE + timedelta(days=1), False),
    ],
)
def test_in_with_a_receipt_or_out_with_the_text(
    client: Client,
    person: User,
    challenge: Challenge,
    moment: Any,
    is_in: bool,
    the_clock_has_closed_it: bool,
) -> None:
    sends = written(client, challenge, person)
    with time_machine.travel(moment, tick=False):
        if the_clock_has_closed_it:
            lifecycle.follow_the_clock()
        client.force_login(person)
        response = client.post(url_of(challenge, confirm=True), sends)
    if is_in:
        proposal = Proposal.objects.get()
        assert response["Location"] == f"/proposals/{proposal.receipt}/done/"
        assert proposal.submitted_at == moment
        return
    assert response.status_code == 403
    assert not Proposal.objects.exists()
    page = response.content.decode()
    for typed in ("古民家を直します", "直します。", "大工三名。"):
        assert re.search(f'data-copy="{typed}"', page), typed
    shared = draft_of(person)
    assert shared.draft.data["plan"] == ["春から始めます。"]
    assert "春から始めます。" in client.get(shared.get_absolute_url()).content.decode()


def test_what_is_typed_after_the_grace_is_not_taken_but_stays(
    client: Client, person: User, challenge: Challenge
) -> None:
    written(client, challenge, person)
    token = str(draft_of(person).pk)
    headers = {"HX-Request": "true", "HX-Target": "draft-state"}
    with time_machine.travel(END + GRACE, tick=False):
        client.force_login(person)
        late = answers(draft=token, plan="遅い")
        assert client.post(url_of(challenge), late, headers=headers).status_code == 403
        page = client.get(url_of(challenge)).content.decode()
    assert "春から始めます。" in page
    assert draft_of(person).draft.data["plan"] == ["春から始めます。"]


def test_two_tabs_make_one_proposal(client: Client, person: User, challenge: Challenge) -> None:
    post(client, challenge)
    tabs = [token_of(person), token_of(person)]
    answers_of = [client.post(url_of(challenge, confirm=True), sends) for sends in tabs]
    assert len({response["Location"] for response in answers_of}) == 1
    assert Proposal.objects.count() == 1


def test_the_back_button_makes_no_second_one(
    client: Client, person: User, challenge: Challenge
) -> None:
    page = client.get(url_of(challenge)).content.decode()
    old = dict(re.findall(r'name="(draft|base)" value="([^"]*)"', page))
    client.post(url_of(challenge), answers(**old))
    sends = token_of(person)
    first = client.post(url_of(challenge, confirm=True), sends)["Location"]
    # Back to the form as it was shown, and forward again.
    assert client.post(url_of(challenge), answers(**old))["Location"] == first
    assert client.post(url_of(challenge, confirm=True), sends)["Location"] == first
    assert Proposal.objects.count() == 1
    assert not ProposalDraft.objects.open().exists()


def test_a_retried_post_after_the_deadline_gets_the_receipt(
    client: Client, person: User, challenge: Challenge
) -> None:
    sends = written(client, challenge, person)
    with time_machine.travel(END - SECOND, tick=False):
        client.force_login(person)
        first = client.post(url_of(challenge, confirm=True), sends)["Location"]
    with time_machine.travel(END + timedelta(days=1), tick=False):
        client.force_login(person)
        again = client.post(url_of(challenge, confirm=True), sends)["Location"]
    assert first == again
    mails = Job.objects.filter(payload__template="proposal_received")
    assert (Proposal.objects.count(), mails.count()) == (1, 1)


def test_a_second_proposal_is_a_step_of_its_own(
    client: Client, person: User, challenge: Challenge
) -> None:
    for title in ("一つ目", "二つ目"):
        post(client, challenge, title=title)
        client.post(url_of(challenge, confirm=True), token_of(person))
    assert sorted(Proposal.objects.values_list("title", flat=True)) == ["一つ目", "二つ目"]

"""Who may answer a challenge, and until when: to the second, with a grace for whoever has begun."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from challenges.models import Challenge, Proposal
from partners.models import Membership, Partner
from tests.challenges.proposing import post, token_of, url_of
from tests.factories import (
    make_challenge,
    make_member,
    make_partner,
    make_proposal,
    make_refusal_ground,
    make_staff,
    make_user,
)
from tomoni.accounts.models import Draft, User

pytestmark = pytest.mark.django_db

PEOPLE: dict[str, Any] = {
    "newcomer": lambda challenge: make_user(),
    "owner": lambda challenge: make_member(make_partner()),
    "editor": lambda challenge: make_member(make_partner(), Membership.Role.EDITOR),
    "viewer": lambda challenge: make_member(make_partner(), Membership.Role.VIEWER),
    "waiting": lambda challenge: make_member(
        make_partner(state=Partner.State.SUBMITTED, approved_at=None, expires_on=None)
    ),
    "returned": lambda challenge: make_member(
        make_partner(state=Partner.State.RETURNED, return_reason="住所を直してください。")
    ),
    "suspended": lambda challenge: make_member(make_partner(state=Partner.State.SUSPENDED)),
    "staff": lambda challenge: make_staff(challenge.municipality),
}
WORDS = {
    "newcomer": "パートナー登録",
    "owner": "提案する",
    "editor": "提案する",
    "viewer": "閲覧はできますが提案はできません",
    "waiting": "パートナー登録を確認しています",
    "returned": "自治体から確認したいこと",
    "suspended": "パートナー登録",
    "staff": "職員デスクへ",
}


@pytest.mark.parametrize("who", list(PEOPLE))
def test_an_open_challenge_says_to_everybody_what_to_do(client: Client, who: str) -> None:
    challenge = make_challenge()
    client.force_login(PEOPLE[who](challenge))
    page = client.get(challenge.get_absolute_url()).content.decode()
    place = page[page.index('id="propose"') :]
    assert WORDS[who] in place
    may = who in ("owner", "editor")
    assert (f'href="{url_of(challenge)}"' in place) == may
    assert "disabled" not in page


@pytest.mark.parametrize("who", list(PEOPLE))
def test_only_editors_of_registered_partners_reach_the_form(client: Client, who: str) -> None:
    challenge = make_challenge()
    client.force_login(PEOPLE[who](challenge))
    may = who in ("owner", "editor")
    for confirm, allowed in ((False, 200), (True, 302)):
        for ask in (client.get, client.post):
            response = ask(url_of(challenge, confirm))
            assert response.status_code == (allowed if may else 403)
            assert may or WORDS[who] in response.content.decode()
    assert not Proposal.objects.exists()
    assert Draft.objects.exists() == may


def test_visitors_are_told_to_log_in_and_come_back(client: Client) -> None:
    challenge = make_challenge()
    page = client.get(challenge.get_absolute_url()).content.decode()
    assert "ログインして提案する" in page
    response = client.get(url_of(challenge))
    assert response["Location"] == f"/accounts/login/?next={url_of(challenge)}"


@pytest.mark.parametrize("state", [s for s in Challenge.PUBLIC_STATES if s != "open"])
@pytest.mark.usefixtures("person")
def test_closed_challenges_answer_in_words(client: Client, state: Challenge.State) -> None:
    challenge = make_challenge(state=state)
    for url in (url_of(challenge), url_of(challenge, confirm=True)):
        response = client.get(url)
        assert response.status_code == 403
        assert "提案の受付は終わりました" in response.content.decode()


@pytest.mark.parametrize("state", Challenge.UNOPENED_STATES)
@pytest.mark.usefixtures("person")
def test_unopened_challenges_do_not_exist(client: Client, state: Challenge.State) -> None:
    assert client.get(url_of(make_challenge(state=state))).status_code == 404


def test_a_form_opened_in_time_may_be_sent_within_the_grace(client: Client, person: User) -> None:
    end = timezone.now() + timedelta(hours=1)
    challenge = make_challenge(closes_at=end)
    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        assert "15分" in client.get(url_of(challenge)).content.decode()
    with time_machine.travel(end + timedelta(minutes=10), tick=False):
        post(client, challenge)
        response = client.post(url_of(challenge, confirm=True), token_of(person))
    assert response["Location"] == Proposal.objects.get().get_absolute_url() + "done/"


def test_after_the_grace_the_answer_is_in_words_and_nothing_is_lost(
    client: Client, person: User
) -> None:
    end = timezone.now() + timedelta(hours=1)
    challenge = make_challenge(closes_at=end)
    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        post(client, challenge)
    with time_machine.travel(end + Challenge.GRACE, tick=False):
        response = client.post(url_of(challenge, confirm=True), token_of(person))
    assert response.status_code == 403
    assert "提案の受付は終わりました" in response.content.decode()
    assert not Proposal.objects.exists()
    assert Draft.objects.get().data["summary"] == ["直します。"]


def test_a_form_opened_too_late_is_refused(client: Client, person: User) -> None:
    end = timezone.now() + timedelta(hours=1)
    challenge = make_challenge(closes_at=end)
    with time_machine.travel(end, tick=False):
        assert client.get(url_of(challenge)).status_code == 403
    assert not Draft.objects.exists()


def test_a_challenge_cancelled_meanwhile_takes_nothing(client: Client, person: User) -> None:
    challenge = make_challenge()
    post(client, challenge)
    Challenge.objects.update(state="cancelled", cancel_reason="中止")
    response = client.post(url_of(challenge, confirm=True), token_of(person))
    assert response.status_code == 403
    assert not Proposal.objects.exists()


def test_the_last_page_is_for_the_partner(client: Client) -> None:
    proposal = make_proposal()
    make_refusal_ground(proposal.municipality)
    url = proposal.get_absolute_url() + "done/"
    assert client.get(url)["Location"].startswith("/accounts/login/")
    for stranger in (make_user(), make_staff(proposal.municipality)):
        client.force_login(stranger)
        assert client.get(url).status_code == 404
    client.force_login(proposal.submitted_by)
    assert proposal.receipt in client.get(url).content.decode()

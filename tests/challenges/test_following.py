"""What followers of a challenge are told, and when it is no longer true."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.test import Client

from challenges import asking, deadlines, lifecycle, outcome
from challenges.following import MOVED
from challenges.models import Challenge
from tests.factories import make_challenge, make_member, make_partner, make_proposal, make_user
from tests.notices import heard
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality
from tomoni.notices import choosing
from tomoni.notices.kinds import Pace
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge(city: Municipality) -> Challenge:
    return make_challenge(city, title="空き家の活用")


@pytest.fixture
def follower(challenge: Challenge) -> User:
    person = make_user()
    asking.follow(challenge, by=person)
    return person


def said_to(person: User) -> list[str]:
    heard.mail_notices()
    return [f"{mail.subject}\n{mail.body}" for mail in outbox.outbox if mail.to == [person.email]]


def extend(challenge: Challenge, days: int, reason: str = "") -> None:
    until = challenge.closes_at + timedelta(days=days)
    deadlines.extend_deadline(challenge, until=until, by=challenge.created_by, reason=reason)
    challenge.refresh_from_db()


def test_more_time_is_told_with_its_reason(challenge: Challenge, follower: User) -> None:
    extend(challenge, 3, "祝日があったため。")
    [said] = said_to(follower)
    for words in ("空き家の活用", "祝日があったため。", challenge.get_absolute_url()):
        assert words in said


def test_of_two_extensions_only_the_last_is_told(challenge: Challenge, follower: User) -> None:
    extend(challenge, 3, "一度目")
    extend(challenge, 3, "二度目")
    [said] = said_to(follower)
    assert "二度目" in said


def test_more_time_is_not_told_of_what_was_closed_or_cancelled_since(
    challenge: Challenge, follower: User
) -> None:
    extend(challenge, 3)
    lifecycle.cancel_challenge(challenge, by=challenge.created_by, reason="予算がつきません。")
    [said] = said_to(follower)
    assert "予算がつきません。" in said
    assert Notice.objects.of(follower).order_by("pk")[0].mail == Notice.Mail.LEFT_OUT


def test_who_stops_following_before_the_mail_gets_none(
    challenge: Challenge, follower: User
) -> None:
    extend(challenge, 3)
    asking.unfollow(challenge, by=follower)
    assert said_to(follower) == []


def test_answer_reaches_followers_while_it_is_public(challenge: Challenge, follower: User) -> None:
    by = challenge.created_by
    question = asking.ask(challenge, by=make_user(), text="市外からも提案できますか。")
    asking.answer(question, by=by, text="はい。", is_public=True)
    asking.answer(question, by=by, text="はい。", is_public=False)
    assert said_to(follower) == []
    asking.answer(question, by=by, text="はい、県外も。", is_public=True)
    assert "県外" not in str(said_to(follower))  # told once


def test_decision_and_report_are_told_each(challenge: Challenge, follower: User) -> None:
    by = challenge.created_by
    Challenge.objects.filter(pk=challenge.pk).update(state="selecting")
    outcome.decide_challenge(challenge, by=by, result="決まりました。")
    assert len(said_to(follower)) == 1
    outcome.start_work(challenge, by=by)
    outcome.complete_challenge(challenge, by=by, report="できました。")
    assert len(said_to(follower)) == 2


def test_who_waits_for_a_reply_hears_of_the_cancellation_once(
    challenge: Challenge, follower: User
) -> None:
    partner = make_partner()
    author = make_member(partner)
    asking.follow(challenge, by=author)
    make_proposal(challenge, partner, submitted_by=author)
    lifecycle.cancel_challenge(challenge, by=challenge.created_by, reason="予算がつきません。")
    assert heard.told(MOVED) == [follower.pk]


def test_at_ones_own_pace(challenge: Challenge, follower: User) -> None:
    choosing.choose_paces(follower, {MOVED: Pace.WEEKLY})
    extend(challenge, 3)
    assert said_to(follower) == []
    client = Client()
    client.force_login(follower)
    assert "空き家の活用" in client.get("/my/notices/").content.decode()

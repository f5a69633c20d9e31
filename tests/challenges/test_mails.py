"""The mails as they arrive: in the reader's language, with what is needed and nothing escaped."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core import mail

from challenges import lifecycle
from challenges.models import Proposal
from challenges.proposing import sharing, steps
from tests.factories import (
    make_challenge,
    make_member,
    make_municipality,
    make_partner,
    make_proposal,
    make_refusal_ground,
    make_staff,
)
from tomoni.accounts.models import User
from tomoni.journal.mail import deliver
from tomoni.journal.models import Job

pytestmark = pytest.mark.django_db


def sent() -> list[Any]:
    """Deliver what is waiting, as the worker does."""
    for job in Job.objects.filter(kind="journal.mail").order_by("pk"):
        deliver(job.key, job.payload)()
    return mail.outbox


def submit(person: User, **fields: Any) -> Proposal:
    """Send one in."""
    texts = {"title": "改修 & 活用", "summary": "<要約>", "plan": "計画", "brings": "大工"}
    rest = {"needs": "会場", "schedule": "", "cost": "", "confidentiality": "city"}
    challenge = make_challenge(
        make_municipality("掛川市"), created_by=make_staff(make_municipality()), title="空き家"
    )
    return steps.submit_proposal(
        sharing.open_draft(challenge, person.partners.get()),
        {**texts, **rest, "goals": [], "fields": [], **fields},
        by=person,
        begun_at=challenge.created_at,
    )


def test_the_receipt_in_japanese() -> None:
    proposal = submit(make_member(make_partner("緑茶商店"), name="茶園 一郎"))
    (message,) = sent()
    assert message.subject == f"ご提案を受け付けました（{proposal.receipt}）"
    for shown in (
        "茶園 一郎 様",
        "掛川市が受け付けました",
        "改修 & 活用",
        "<要約>",
        "■ 提供できるもの\n大工",
        f"{settings.BASE_URL}{proposal.get_absolute_url()}",
        f"{proposal.reply_due_on:%Y年}",
        "■ 公開の範囲\n自治体のみ",
    ):
        assert shown in message.body
    assert "■ スケジュール" not in message.body


def test_the_receipt_in_english() -> None:
    proposal = submit(make_member(make_partner(), language="en"))
    (message,) = sent()
    assert message.subject == f"We have received your proposal ({proposal.receipt})"
    assert "Thank you for your proposal. Test City" in message.body
    for shown in ("Receipt number", "Copy of your proposal", "■ What we bring"):
        assert shown.lower() in message.body.lower()


def test_staff_are_told_in_their_language() -> None:
    challenge = make_challenge(
        created_by=make_staff(city := make_municipality()), municipality=city
    )
    make_staff(city, language="en")
    partner = make_partner("緑茶商店")
    person = make_member(partner)
    answers = {"title": "題", "summary": "要", "plan": "計", "brings": "大"}
    answers |= {"needs": "", "schedule": "", "cost": "", "confidentiality": "city"}
    steps.submit_proposal(
        sharing.open_draft(challenge, partner),
        {**answers, "goals": [], "fields": []},
        by=person,
        begun_at=challenge.created_at,
    )
    subjects = {message.subject for message in sent()}
    assert {"提案が届きました：題", "A proposal has come in: 題"} <= subjects


def accept(proposal: Proposal) -> None:
    by = make_staff(proposal.municipality)
    steps.accept_proposal(proposal, by=by, text="ぜひ <一緒に> & 進めましょう。")


def decline(proposal: Proposal) -> None:
    ground = make_refusal_ground(proposal.municipality, "市の計画と合わない")
    by = make_staff(proposal.municipality)
    steps.decline_proposal(proposal, by=by, ground=ground, text="ぜひ <一緒に> & 次回。")


@pytest.mark.parametrize(
    ("step", "language", "words"),
    [
        (accept, "ja", ["ご提案が採択されました", "採択しました"]),
        (accept, "en", ["Your proposal was accepted", "has accepted"]),
        (decline, "ja", ["ご提案について", "不採択としました", "市の計画と合わない"]),
        (decline, "en", ["On your proposal", "does not take it up", "Ground"]),
    ],
)
def test_the_decision(step: Callable[[Proposal], None], language: str, words: list[str]) -> None:
    person = make_member(make_partner(), language=language)
    proposal = make_proposal(partner=person.partners.get(), submitted_by=person)
    step(proposal)
    (message,) = sent()
    assert message.to == [person.email]
    for shown in [*words, "ぜひ <一緒に> & ", proposal.receipt]:
        assert shown in f"{message.subject}\n{message.body}"


@pytest.mark.parametrize(("language", "word"), [("ja", "中止"), ("en", "cancelled")])
def test_the_cancellation(language: str, word: str) -> None:
    challenge = make_challenge()
    person = make_member(make_partner(), language=language)
    make_proposal(challenge, person.partners.get(), submitted_by=person)
    lifecycle.cancel_challenge(challenge, by=challenge.created_by, reason="予算がありません。")
    (message,) = sent()
    assert word in message.subject
    assert "予算がありません。" in message.body


def test_a_subject_is_one_line() -> None:
    proposal = make_proposal(title="一行目\r\nBcc: x@example.jp")
    accept(proposal)
    (message,) = sent()
    assert "\n" not in message.subject

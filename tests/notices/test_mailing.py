"""Mail at once: once, true when it goes out, in the reader's language, waiting while it must."""

from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail as outgoing
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction

from challenges.models import Challenge
from tests.factories import make_user
from tests.notices.told import ABOUT, OWED, PLAIN, Tell, run_jobs
from tests.smtp import Server, busy, running_server, unknown, welcome
from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.ledger import Outcome
from tomoni.journal.mail import send_mail_later
from tomoni.journal.models import Job
from tomoni.notices import bounces, choosing, mailing
from tomoni.notices.kinds import Pace
from tomoni.notices.models import Bounce, Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Any) -> Any:
    """Mails go to a real mail server."""
    with running_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server


def try_again() -> list[Outcome]:
    """A minute later."""
    Job.objects.open().update(due_at="2026-01-01T00:00Z", locked_until=None)
    return run_jobs()


def test_notice_is_mailed_once_as_text_and_html(alice: User, told: Tell) -> None:
    notice = told(alice)
    run_jobs()
    with transaction.atomic():
        ledger.enqueue(mailing.MAIL, str(notice.pk))
    run_jobs()
    (message,) = outgoing.outbox
    assert isinstance(message, EmailMultiAlternatives)
    assert (message.subject, message.to) == (ABOUT, [alice.email])
    assert f"plain & {ABOUT}" in message.body
    html, content_type = message.alternatives[0]
    assert content_type == "text/html"
    assert f"plain &amp; {ABOUT}" in str(html)
    assert f'/my/notices/{notice.pk}/"' in str(html)
    notice.refresh_from_db()
    assert (notice.mail, notice.read_at) == (Notice.Mail.SENT, None)


@pytest.mark.parametrize(("language", "words"), [("ja", "ログイン不要"), ("en", "need not log in")])
def test_mail_speaks_the_language_the_reader_has_by_then(
    language: str, words: str, told: Tell
) -> None:
    reader = make_user(language="ja")
    told(reader)
    User.objects.filter(pk=reader.pk).update(language=language)
    run_jobs()
    message = outgoing.outbox[0]
    assert words in message.body
    assert f'lang="{language}"' in str(message.alternatives[0][0])  # type: ignore[attr-defined]


def test_headers_let_a_mail_program_stop_the_kind(alice: User, told: Tell) -> None:
    told(alice)
    told(alice, "b", OWED)
    run_jobs()
    plain, owed = outgoing.outbox
    stop = plain.extra_headers["List-Unsubscribe"]
    assert stop.startswith("<https://tomoni.example.jp/notices/stop/") or "/notices/stop/" in stop
    assert plain.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert plain.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in owed.extra_headers
    assert "/notices/stop/" not in owed.body
    assert "/notices/preferences/" in owed.body


@pytest.mark.parametrize("state", [Challenge.State.CLOSED, Challenge.State.CANCELLED])
def test_nothing_is_sent_of_what_is_no_longer_true(
    state: str, alice: User, challenge: Challenge, told: Tell
) -> None:
    notice = told(alice)
    challenge.state, challenge.closed_at, challenge.cancel_reason = state, challenge.opened_at, "x"
    challenge.save()
    assert run_jobs() == [Outcome.DONE]
    notice.refresh_from_db()
    assert notice.mail == Notice.Mail.LEFT_OUT
    assert not outgoing.outbox


def test_nothing_is_sent_of_what_is_gone_or_to_a_closed_account(
    alice: User, bob: User, challenge: Challenge, told: Tell
) -> None:
    told(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    run_jobs()
    told(bob)
    challenge.delete()
    run_jobs()
    assert set(Notice.objects.values_list("mail", flat=True)) == {Notice.Mail.LEFT_OUT}
    assert not outgoing.outbox


def test_who_changes_the_pace_before_the_mail_goes_out_is_heard(
    alice: User, bob: User, told: Tell
) -> None:
    stopped, put_off = told(alice), told(bob)
    choosing.choose_paces(alice, {PLAIN.name: Pace.NONE})
    choosing.choose_paces(bob, {PLAIN.name: Pace.DAILY})
    run_jobs()
    stopped.refresh_from_db()
    put_off.refresh_from_db()
    assert (stopped.mail, put_off.mail) == (Notice.Mail.LEFT_OUT, Notice.Mail.WAITING)
    assert not outgoing.outbox


def test_every_attempt_bears_the_same_message_id(
    alice: User, bob: User, told: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker dies after the server's 250 and before our commit: the one unavoidable window."""
    notice = told(alice)
    for _attempt in range(2):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            mailing.mail_one(str(notice.pk))()
            raise ZeroDivisionError
    told(bob)
    run_jobs()
    ids = [message.extra_headers["Message-ID"] for message in outgoing.outbox]
    assert len(ids) == 4
    assert len(set(ids)) == 2


@pytest.mark.django_db(transaction=True)
def test_notice_that_another_worker_is_mailing_is_left_to_it(alice: User, told: Tell) -> None:
    notice = told(alice)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_lock(hashtextextended('notices.mail:' || %s, 0))", [notice.pk]
            )
        with transaction.atomic():
            mailing.mail_one(str(notice.pk))()
    finally:
        other.close()
    notice.refresh_from_db()
    assert notice.mail == Notice.Mail.WAITING
    assert not outgoing.outbox


def test_mail_waits_for_a_server_that_is_away(
    alice: User, told: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: EmailMultiAlternatives) -> int:
        raise SMTPServerDisconnected("gone")

    told(alice)
    with monkeypatch.context() as patched:
        patched.setattr(EmailMultiAlternatives, "send", refuse)
        assert run_jobs() == [Outcome.FAILED]
    assert try_again() == [Outcome.DONE]
    assert len(outgoing.outbox) == 1


def test_refusal_for_now_is_tried_again(alice: User, told: Tell, server: Server) -> None:
    notice = told(alice)
    server.answer = busy
    assert run_jobs() == [Outcome.FAILED]
    assert bounces.bounce_of(alice) is None
    server.answer = welcome
    assert try_again() == [Outcome.DONE]
    notice.refresh_from_db()
    assert notice.mail == Notice.Mail.SENT
    assert len(server.taken) == 1


def test_refusal_for_good_marks_the_address_and_the_notice_waits(
    alice: User, told: Tell, server: Server
) -> None:
    notice = told(alice)
    server.answer = unknown
    assert run_jobs() == [Outcome.DONE]
    assert Bounce.objects.get().reply == "550 5.1.1 no such user here"
    server.answer = welcome
    told(alice, "b")
    assert run_jobs() == [Outcome.DONE]
    notice.refresh_from_db()
    assert notice.mail == Notice.Mail.WAITING
    assert not server.taken, "nothing goes to an address that is marked"


def test_new_address_is_written_to_again(alice: User, told: Tell, server: Server) -> None:
    bounces.mark(alice, "550")
    User.objects.filter(pk=alice.pk).update(email="new@example.jp")
    told(alice)
    run_jobs()
    assert [address for address, _message in server.taken] == ["new@example.jp"]


@pytest.mark.parametrize("reply", ["554 5.7.1 relaying denied", "530 5.7.0 authenticate first"])
def test_what_a_server_says_of_itself_marks_nobody(
    reply: str, alice: User, told: Tell, server: Server
) -> None:
    told(alice)
    server.answer = lambda address: reply
    assert run_jobs() == [Outcome.FAILED]
    assert not Bounce.objects.exists()


def test_plain_mail_that_is_refused_for_good_marks_the_address_too(
    alice: User, server: Server
) -> None:
    server.answer = unknown
    with transaction.atomic():
        send_mail_later(
            to=alice,
            template="partner_approved",
            context={"name": "Alice"},
            language="ja",
            dedupe_key="x",
        )
    assert ledger.run(Job.objects.get().pk) == Outcome.DONE
    assert bounces.bounce_of(alice)

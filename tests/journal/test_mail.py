"""Mail as work of the ledger: once per key, in the reader's language, never to a closed account."""

from collections.abc import Iterator
from pathlib import Path
from smtplib import SMTPServerDisconnected

import pytest
from django.conf import settings
from django.core import mail as outgoing
from django.core.mail import EmailMessage
from django.test import override_settings

from tests.factories import make_user
from tomoni.accounts.models import User
from tomoni.journal import ledger, mail
from tomoni.journal.ledger import Outcome
from tomoni.journal.models import Job

pytestmark = pytest.mark.django_db

TEMPLATES = {
    "greeting_subject.txt": "{% load i18n %}{% get_current_language as l %}{{ l }}\n {{ name }}\n",
    "greeting.txt": "{{ name }} <{{ base_url }}/>",
}


@pytest.fixture(autouse=True)
def _templates(tmp_path: Path) -> Iterator[None]:
    folder = tmp_path / "mail"
    folder.mkdir()
    for name, text in TEMPLATES.items():
        (folder / name).write_text(text)
    engine = {**settings.TEMPLATES[0], "DIRS": [tmp_path]}
    with override_settings(TEMPLATES=[engine], BASE_URL="https://tomoni.example.jp"):
        yield


def send_later(to: User | str, *, key: str = "greeting:1", language: str = "ja") -> Job:
    mail.send_mail_later(
        to=to,
        template="greeting",
        context={"name": "山田 & 娘"},
        language=language,
        dedupe_key=key,
    )
    return Job.objects.get(kind=mail.KIND, key=key)


def test_mail_is_sent_by_the_worker_not_by_the_step() -> None:
    job = send_later("alice@example.jp")
    assert not outgoing.outbox
    assert ledger.run(job.pk) == Outcome.DONE
    (message,) = outgoing.outbox
    assert message.to == ["alice@example.jp"]
    assert message.body == "山田 & 娘 <https://tomoni.example.jp/>"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_mail_speaks_the_readers_language_in_one_line(language: str) -> None:
    ledger.run(send_later("alice@example.jp", language=language).pk)
    assert outgoing.outbox[0].subject == f"{language} 山田 & 娘"


def test_mail_with_a_used_key_is_not_sent_again() -> None:
    ledger.run(send_later("alice@example.jp").pk)
    job = send_later("alice@example.jp")
    assert ledger.run(job.pk) == Outcome.SKIPPED
    assert len(outgoing.outbox) == 1


def test_mail_goes_to_the_address_the_person_has_by_then() -> None:
    alice = make_user(email="old@example.jp")
    job = send_later(alice)
    User.objects.filter(pk=alice.pk).update(email="new@example.jp")
    ledger.run(job.pk)
    assert outgoing.outbox[0].to == ["new@example.jp"]


def test_mail_to_a_closed_account_is_not_sent() -> None:
    alice = make_user()
    job = send_later(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert ledger.run(job.pk) == Outcome.DONE
    assert not outgoing.outbox


def test_mail_that_is_sent_twice_bears_the_same_message_id() -> None:
    payload = send_later("alice@example.jp").payload
    for key in ("greeting:1", "greeting:1", "greeting:2"):
        mail.deliver(key, payload)()
    first, repeated, other = [m.message()["Message-ID"] for m in outgoing.outbox]
    assert first == repeated != other
    assert first.endswith("@tomoni.example.jp>")
    assert "greeting" not in first


def test_mail_waits_for_a_server_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: EmailMessage) -> int:
        raise SMTPServerDisconnected("gone")

    job = send_later("alice@example.jp")
    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        assert ledger.run(job.pk) == Outcome.FAILED
    job.refresh_from_db()
    assert job.last_error == "SMTPServerDisconnected: gone"
    assert sum(mail.WAITS, start=mail.WAITS[0] * 0).total_seconds() > 3600


def test_mail_payload_is_forgotten_once_it_is_sent() -> None:
    job = send_later("alice@example.jp")
    ledger.run(job.pk)
    job.refresh_from_db()
    assert job.payload == {}

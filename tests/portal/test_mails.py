"""The mails of the demo are readable in the browser, under DEBUG only."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import RequestFactory
from django.utils import timezone

from tomoni.portal.views import mails


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def send(subject: str, body: str) -> None:
    """Write a mail the way the demo does."""
    backend = get_connection("django.core.mail.backends.filebased.EmailBackend")
    to = ["見本 花子 <a@example.jp>"]
    message = EmailMultiAlternatives(subject, body, to=to, connection=backend)
    message.attach_alternative(f"<p>{body}</p>", "text/html")
    message.send()


def test_mail_is_read_as_it_was_written(folder: Path) -> None:
    send("登録コード", "コードは ABCD12 です。\n")
    mail = mails._read(next(folder.glob("*.log")))
    assert (mail["subject"], mail["body"].strip()) == ("登録コード", "コードは ABCD12 です。")
    assert "a@example.jp" in mail["to"]
    assert abs(mail["date"] - timezone.now()) < timedelta(hours=1)


@pytest.mark.parametrize("name", ["../secret", "..%2f..%2fetc%2fpasswd", "none"])
def test_nothing_outside_the_folder_is_read(folder: Path, name: str) -> None:
    (folder.parent / "secret.log").write_text("Subject: secret\n\nx")
    with pytest.raises(mails.Http404):
        mails.dev_mail_detail(RequestFactory().get("/"), name=name)

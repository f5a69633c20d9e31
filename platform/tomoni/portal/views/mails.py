"""The mails of the demo, readable in the browser. Only under DEBUG."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tomoni.htmx import render

SHOWN = 50


@login_not_required
@require_safe
def dev_mail_list(request: HttpRequest) -> HttpResponse:
    """The newest mails first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    mails = [_read(file) for file in files[:SHOWN]]
    return render(request, "portal/dev_mail_list.html", {"mails": mails})


@login_not_required
@require_safe
def dev_mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail, as text."""
    file = Path(settings.EMAIL_FILE_PATH) / f"{Path(name).stem}.log"
    if not file.is_file():
        raise Http404
    return render(request, "portal/dev_mail_detail.html", {"mail": _read(file)})


def _read(file: Path) -> dict[str, Any]:
    # Django's backend writes a line of dashes after each message.
    raw = file.read_bytes().split(b"\n" + b"-" * 79)[0]
    message = email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)
    body = message.get_body(("plain",))
    return {
        "name": file.stem,
        "subject": message["Subject"],
        "to": message["To"],
        "date": _sent_at(message),
        "body": body.get_content() if body else "",
    }


def _sent_at(message: EmailMessage) -> datetime | None:
    """The moment in the head of the mail; `-0000`, which Django writes, means UTC."""
    if not message["Date"]:
        return None
    sent: datetime = message["Date"].datetime
    return sent if sent.tzinfo else sent.replace(tzinfo=UTC)

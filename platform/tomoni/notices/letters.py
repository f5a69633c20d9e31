"""A mail about notices: plain text, the same as HTML, and how to have no more of them."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from tomoni.accounts.models import User
from tomoni.journal.mail import message_id
from tomoni.notices import links
from tomoni.notices.choosing import DIGEST
from tomoni.notices.kinds import Kind
from tomoni.notices.wording import Worded, rendered


def letter(said: Worded, key: str) -> EmailMultiAlternatives:
    """The mail of one notice, in the language of the moment."""
    kind = said.notice.kind_row
    scope = "" if kind.is_owed else kind.name
    return _letter(said.notice.recipient, said.subject, said.text, scope, key, kind)


def digest(to: User, found: list[Worded], more: int, key: str) -> EmailMultiAlternatives:
    """One mail with all that has waited, kind by kind."""
    kinds: dict[Kind, list[Worded]] = {}
    for said in found:
        kinds.setdefault(said.notice.kind_row, []).append(said)
    context = {
        "name": str(to),
        "kinds": list(kinds.items()),
        "more": more,
        "count": len(found) + more,
        "base_url": settings.BASE_URL,
        "notices": reverse("notices:notice_list"),
    }
    subject = " ".join(rendered("notices/_digest_subject.txt", context).split())
    text = rendered("notices/_digest.txt", context).strip()
    return _letter(to, subject, text, DIGEST, key, None)


def _letter(
    to: User, subject: str, text: str, scope: str, key: str, kind: Kind | None
) -> EmailMultiAlternatives:
    stop = links.stop_path(to, scope) if scope else ""
    foot_context = {
        "kind": kind,
        "stop": stop,
        "preferences": links.preferences_path(to),
        "base_url": settings.BASE_URL,
    }
    foot = rendered("notices/_foot.txt", foot_context).strip()
    message = EmailMultiAlternatives(
        subject, f"{text}\n\n-- \n{foot}\n", to=[to.email], headers=_headers(key, stop)
    )
    page = {"subject": subject, "text": text, "foot": foot}
    message.attach_alternative(render_to_string("notices/_mail.html", page), "text/html")
    return message


def _headers(key: str, stop: str) -> dict[str, Any]:
    """Every attempt has the same Message-ID; mail programs may press the button (RFC 8058)."""
    headers = {"Message-ID": message_id(key), "Auto-Submitted": "auto-generated"}
    if stop:
        headers["List-Unsubscribe"] = f"<{settings.BASE_URL}{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers

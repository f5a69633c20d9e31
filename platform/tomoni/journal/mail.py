"""Mail as work of the ledger: asked for in a transaction, sent by a worker when that stands.

SMTP cannot take part in a transaction: a worker that dies between the server's "250" and our
commit sends the mail again. The second copy bears the same Message-ID, so mail programs can tell.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from smtplib import SMTPRecipientsRefused
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.signals import refused

KIND = "journal.mail"
# A mail server may be away for an hour or two before anybody has to look.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))


class Attachment(NamedTuple):
    """A small text that travels with a mail, e.g. an entry for a calendar."""

    name: str
    text: str
    content_type: str


Secret = list[Any]
"""[kind, *what its keeper is asked with]"""
Keeper = Callable[..., dict[str, Any] | None]

keepers: dict[str, Keeper] = {}


def keeper(kind: str) -> Callable[[Keeper], Keeper]:
    """Register who words the secret part of a mail when it goes out; it stands in `jobs.py`.

    The function returns what the template is to know beside its context, the same for every
    attempt, or None where the mail would no longer be true.
    """

    def register(function: Keeper) -> Keeper:
        if kind in keepers:
            raise ValueError(f"two keepers of {kind}")
        keepers[kind] = function
        return function

    return register


def send_mail_later(
    *,
    to: User | str,
    template: str,
    context: dict[str, Any],
    language: str,
    dedupe_key: str,
    secret: Secret | None = None,
    attachment: Attachment | None = None,
) -> None:
    """Send `mail/<template>.txt` with the subject `mail/<template>_subject.txt`, once per key.

    Called inside the transaction that gives the reason to write. `context` must be JSON-able;
    `base_url` is added. A person's address is looked up when the mail goes out, and nobody whose
    account is closed by then is written to. What nobody may read in the ledger (a link that is good
    without login, a code) is left to a keeper: `secret` says to which, and with what it is asked.
    """
    payload: dict[str, Any] = {
        "to": to if isinstance(to, str) else to.pk,
        "template": template,
        "context": context,
        "language": language,
    }
    if secret:
        payload["secret"] = secret
    if attachment:
        payload["attachment"] = list(attachment)
    ledger.enqueue_once(KIND, dedupe_key, payload)


def deliver(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Word the mail; what is returned sends it."""
    address, context = _address_of(payload["to"]), _context_of(payload)
    if address is None or context is None:
        return lambda: None
    message = compose(address, payload["template"], context, language=payload["language"], key=key)
    if "attachment" in payload:
        message.attach(*payload["attachment"])

    return partial(_send, message, address)


def _send(message: EmailMessage, address: str) -> None:
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        reply = refusal_of(error)
        if reply is None:
            raise  # for now: the ledger tries again
        refused.send(EmailMessage, address=address, reply=reply)


# What a mail server says of itself rather than of the address: whom it lets in, what it takes for
# spam (enhanced codes X.7.X of RFC 3463). Nobody's address is wrong because of that.
_OF_ITSELF = {503, 530, 535, 538}
_POLICY = re.compile(r"^\s*5\.7\.")


def refusal_of(error: SMTPRecipientsRefused) -> str | None:
    """What the server said where it refuses the one address for good; None where that may pass."""
    (code, said), *_others = error.recipients.values()
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if not 500 <= code < 600 or code in _OF_ITSELF or _POLICY.match(text):
        return None
    return f"{code} {text}"


def _address_of(to: str | int) -> str | None:
    if isinstance(to, str):
        return to
    return User.objects.filter(pk=to, is_active=True).values_list("email", flat=True).first()


def _context_of(payload: dict[str, Any]) -> dict[str, Any] | None:
    """With the secret part; None where there is nothing to tell any more."""
    context: dict[str, Any] = payload["context"]
    if "secret" not in payload:
        return context
    kind, *about = payload["secret"]
    worded = keepers[kind](*about)
    return None if worded is None else {**context, **worded}


def compose(
    address: str,
    template: str,
    context: dict[str, Any],
    *,
    language: str,
    key: str,
    headers: dict[str, str] | None = None,
) -> EmailMessage:
    """The mail, worded; every attempt with the same key bears the same Message-ID."""
    context = {**context, "base_url": settings.BASE_URL}
    with translation.override(language):
        subject = _rendered(f"mail/{template}_subject.txt", context)
        body = _rendered(f"mail/{template}.txt", context)
    own = {"Message-ID": message_id(key), "Auto-Submitted": "auto-generated"}
    headers = {**own, **(headers or {})}
    return EmailMessage(" ".join(subject.split()), body, to=[address], headers=headers)


def _rendered(name: str, context: dict[str, Any]) -> str:
    # Plain text: "&" stays "&". The wrapper lets a template's author forget about it.
    template: Any = get_template(name)
    text: str = template.template.render(Context(context, autoescape=False))
    return text


def message_id(key: str) -> str:
    """The same for every attempt at the same mail, and telling nothing about its key."""
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{key}".encode()).hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.BASE_URL).hostname}>"

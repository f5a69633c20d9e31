"""What the tests ask about mails of introductions: who got which, and what it says."""

import re
from typing import NamedTuple

from django.core import mail as outgoing

from tests.notices.heard import mail_notices
from tomoni.accounts.models import User
from tomoni.journal.mail import message_id
from tomoni.notices.models import Notice


class Said(NamedTuple):
    """A mail that went out; its kind without "matching.introduction_"."""

    to: str
    kind: str
    subject: str
    body: str


def sent() -> list[Said]:
    """The mails that go out at once, in the order of their notices; the outbox is empty again."""
    mail_notices()
    by_id = {message_id(f"notices.mail:{notice.pk}"): notice for notice in Notice.objects.all()}
    found = []
    for message in outgoing.outbox:
        notice = by_id[message.extra_headers["Message-ID"]]
        kind = notice.kind.removeprefix("matching.introduction_")
        found.append(Said(message.to[0], kind, message.subject, str(message.body)))
    outgoing.outbox.clear()
    return found


def who_got(kind: str, mails: list[Said]) -> list[str]:
    """The addresses that got a mail of the kind."""
    return [said.to for said in mails if said.kind == kind]


def to(person: User, mails: list[Said]) -> Said:
    """The one mail to the person."""
    [said] = [said for said in mails if said.to == person.email]
    return said


def link_to(what: str, said: Said) -> str:
    """The path of the link for "reply" or "follow-up"; fails where the mail has none."""
    found = re.search(rf"https?://[^/\s]+(/introductions/{what}/\S+)", said.body)
    assert found, said.body
    return found[1]

"""The work of notices in the background: their mails."""

from datetime import date
from functools import partial
from typing import Any

from tomoni.journal import ledger, mail
from tomoni.notices import mailing


@ledger.handler(mailing.MAIL, waits=mail.WAITS)
def mail_one(key: str, payload: dict[str, Any]) -> ledger.Write:
    """One notice by itself."""
    return mailing.mail_one(key)


@ledger.handler(mailing.DAY)
def day(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Once a day: have everybody's digest written for whom something waits."""
    return partial(mailing.ask_each, date.fromisoformat(key))


@ledger.handler(mailing.DIGEST, waits=mail.WAITS)
def digest(key: str, payload: dict[str, Any]) -> ledger.Write:
    """One person's digest, put together now and sent now."""
    return mailing.mail_digest(key)

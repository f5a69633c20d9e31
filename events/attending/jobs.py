"""Reminders of a meeting, and what receipts say when they go out."""

from functools import partial
from typing import Any

from events import mails
from events.attending import links, reminders
from tomoni.journal import ledger, mail


@ledger.handler(reminders.PASS)
def remind_all(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Remind all of one meeting, two days or two hours before."""
    return partial(reminders.remind_all, key)


mail.keeper(mails.RECEIPT)(links.word_receipt)
mail.keeper(reminders.REMINDER)(reminders.word_reminder)

"""The work of the roof in the background: the mails of saved searches."""

from datetime import date
from functools import partial
from typing import Any

from tomoni.journal import ledger, mail
from tomoni.portal import saving


@ledger.handler(saving.DAY)
def saved_day(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Once a day: have everybody's mail written who wants one."""
    day = date.fromisoformat(key)
    return partial(saving.ask_for_mails, day, saving.due_people(day))


@ledger.handler(saving.MAIL, waits=mail.WAITS)
def saved_mail(key: str, payload: dict[str, Any]) -> ledger.Write:
    """What is new to one person, put together now and sent now."""
    return saving.mail_to(key)

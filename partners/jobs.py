"""The work of partners and listings in the background."""

from datetime import date
from functools import partial
from typing import Any

from partners import reviewing
from tomoni.journal import ledger


@ledger.handler(reviewing.DAY)
def review_day(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Once a day: have every listing that is due looked at."""
    return partial(reviewing.ask_for_looks, reviewing.due_listings(date.fromisoformat(key)))


@ledger.handler(reviewing.LISTING)
def review_listing(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Ask the members of a listing whether it still holds, or let it lapse."""
    return partial(reviewing.review, int(key.removeprefix("listing:")))

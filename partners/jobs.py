"""The work of partners in the background: lists that are imported, listings that are reviewed."""

from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse

from partners import claims, invitations, mails, reviewing
from partners.bulk import importing
from partners.models import Claim, Import
from tomoni.journal import ledger, mail


@ledger.handler(importing.CHECK)
def check_list(key: str, payload: dict[str, Any]) -> ledger.Write:
    """A list is to be read and compared with what is there."""
    rows = Import.objects.select_related("municipality")
    return importing.run_check(rows.get(pk=int(key)))


@ledger.handler(importing.IMPORT)
def import_list(key: str, payload: dict[str, Any]) -> ledger.Write:
    """The next rows of a list are to be imported: "12:4711", import and first row."""
    pk = int(key.partition(":")[0])

    def write() -> None:
        importing.import_part(pk)

    return write


@ledger.handler(reviewing.DAY)
def review_day(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Once a day: have every listing that is due looked at."""
    return partial(reviewing.ask_for_looks, reviewing.due_listings(date.fromisoformat(key)))


@ledger.handler(reviewing.LISTING)
def review_listing(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Ask the members of a listing whether it still holds, or let it lapse."""
    return partial(reviewing.review, int(key.removeprefix("listing:")))


@mail.keeper(mails.INVITATION)
def word_invitation(pk: int) -> dict[str, Any] | None:
    """The link of an invitation that is still open."""
    token = invitations.link_of(pk)
    return {"link": reverse("partners:invitation_accept", args=[token])} if token else None


@mail.keeper(mails.CODE)
def word_code(pk: int) -> dict[str, Any] | None:
    """The code of a claim that is still good."""
    claim = Claim.objects.filter(pk=pk).first()
    code = claims.code_to_show(claim) if claim else None
    return {"code": code} if code else None


@mail.keeper(reviewing.LINK)
def word_still_valid(listing: int, person: int) -> dict[str, Any] | None:
    """The link that says without login that a listing still holds."""
    return reviewing.link_for(listing, person)

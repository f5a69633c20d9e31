"""The work of partners in the background: lists that are imported, listings that are reviewed,
registrations that end.
"""

from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.agreements import reminding, terms
from partners.agreements import telling as agreements
from partners.bulk import importing, taking_over
from partners.life import awaiting, renewing
from partners.mailing import mails, offices, telling
from partners.models import Claim, Import, Partner, open_year
from partners.people import claims, invitations
from partners.projects import telling as projects
from partners.publishing import declaring, reviewing
from tomoni.accounts.models import User
from tomoni.journal import ledger, mail
from tomoni.notices import kinds
from tomoni.notices.kinds import Group, Kind, Pace


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


@ledger.handler(taking_over.MAIL_CODE)
def mail_code(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Mail a code to the address that came with a list: "12:4711", import and partner."""
    partner = Partner.objects.get(pk=int(key.partition(":")[2]))
    return partial(claims.mail_code, partner, by=User.objects.get(pk=payload["by"]))


@ledger.handler(reviewing.DAY)
def review_day(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Once a day: have every listing that is due looked at."""
    today = date.fromisoformat(key)
    due = reviewing.due_listings(today)

    def write() -> None:
        reviewing.ask_for_looks(due)
        offices.tell_of_listings(today)

    return write


@ledger.handler(reviewing.LISTING)
def review_listing(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Ask the members of a listing whether it still holds, or let it lapse."""
    return partial(reviewing.review, int(key.removeprefix("listing:")))


@ledger.handler(declaring.DAY)
def reports_due(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Once a day in spring: have the owners asked whose report on the last year is due."""
    return declaring.ask_each(open_year(date.fromisoformat(key)))


@ledger.handler(declaring.PARTNER)
def report_due(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Ask the owners of one partner for its report: "12:2025", partner and fiscal year."""
    pk, year = map(int, key.split(":"))
    return partial(declaring.ask, pk, year)


@ledger.handler(renewing.DAY)
def renewal_day(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Once a day: have every registration that is due looked at."""
    today = date.fromisoformat(key)
    due = renewing.due_partners(today)

    def write() -> None:
        renewing.ask_for_looks(due)
        offices.tell_of_renewals(today)

    return write


@ledger.handler(renewing.PARTNER)
def renewal_look(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Remind the owners of a partner that its registration ends, or let it lapse."""
    return partial(renewing.look_at, int(key.removeprefix("partner:")))


@ledger.handler(terms.DAY)
def agreement_day(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Once a day: have every term that ends and every item that is quiet looked at."""
    today = date.fromisoformat(key)
    ending, quiet = terms.due_agreements(today), reminding.due_items(today)

    def write() -> None:
        for pk in ending:
            ledger.enqueue(terms.AGREEMENT, f"agreement:{pk}")
        for pk in quiet:
            ledger.enqueue(reminding.ITEM, f"item:{pk}")

    return write


@ledger.handler(terms.AGREEMENT)
def agreement_look(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Tell that the term of one agreement ends, or let it go on or end."""
    return partial(terms.look_at, int(key.removeprefix("agreement:")))


@ledger.handler(reminding.ITEM)
def item_look(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Ask who looks after an item how it lives."""
    return partial(reminding.look_at, int(key.removeprefix("item:")))


@ledger.handler(telling.TELL)
def tell_owners(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Tell the owners of a partner what others have done in its name: "partner:12"."""
    return partial(telling.tell, int(key.removeprefix("partner:")))


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


kinds.register(
    Kind(
        projects.ASKED, _("Another partner asks us into a project"), Group.PROPOSALS, is_owed=True
    ),
    projects.word_asked,
    rows=projects.places_of,
)
kinds.register(
    Kind(projects.ANSWERED, _("The answer of whom we have asked into a project"), Group.PROPOSALS),
    projects.word_answered,
    rows=projects.places_of,
)
kinds.register(
    Kind(projects.STARTED, _("A project has begun"), Group.PROPOSALS),
    projects.word_started,
    rows=projects.projects_of,
)
kinds.register(
    Kind(projects.OVER, _("A project is completed or has ended"), Group.PROPOSALS),
    projects.word_over,
    rows=projects.projects_of,
)
for kind, label, words, rows, is_owed in (
    (
        agreements.SIGNED,
        _("An agreement of ours is in force"),
        agreements.word_signed,
        agreements.agreements_of,
        False,
    ),
    (
        agreements.CHANGED,
        _("An agreement of ours was changed"),
        agreements.word_changed,
        agreements.agreements_of,
        False,
    ),
    (
        agreements.ENDED,
        _("An agreement of ours has ended"),
        agreements.word_ended,
        agreements.agreements_of,
        False,
    ),
    (
        agreements.ENDING,
        _("The term of an agreement of ours ends soon"),
        agreements.word_ending,
        agreements.agreements_of,
        True,
    ),
    (
        agreements.QUIET,
        _("We are asked how an item of an agreement lives"),
        agreements.word_quiet,
        agreements.items_of,
        False,
    ),
):
    kinds.register(Kind(kind, label, Group.PROPOSALS, is_owed=is_owed), words, rows=rows)
kinds.register(
    Kind(projects.SUPPORTED, _("A partner supports our project"), Group.PROPOSALS),
    projects.word_supported,
    rows=projects.supporters_of,
)
kinds.register(
    Kind(
        awaiting.WAITS,
        _("A registration waits for the office"),
        Group.WORK,
        usual=Pace.DAILY,
    ),
    awaiting.words,
    rows=awaiting.on_desk_of,
)

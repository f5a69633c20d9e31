"""Asking by mail whether a listing still holds, and letting it lapse when nobody says so.

Once a day the ledger asks for a look at every listing that is due. A look may be repeated as often
as it happens: a mail has one key per listing, date and person, and only what is still over lapses.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from partners.mailing.writers import writers_of
from partners.models import Listing, Membership, Partner
from partners.publishing import listings
from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.mail import send_mail_later
from tomoni.models import StateError

DAY, LISTING = "partners.review_day", "partners.review_listing"
LINK = "partners.still_valid"
"""Who words the link of the mail when that goes out."""
FROM_HOUR = 5
"""Mails are there when people begin to work, and nobody is woken by them."""
LINK_DAYS = 45
"""A mailed link works so long: from two weeks before until a month after the day."""
_SALT = "partners.still_valid"


def ask_for_review() -> None:
    """Have everything that is due looked at, once a day; in the caller's transaction."""
    if timezone.localtime().hour >= FROM_HOUR:
        ledger.enqueue_once(DAY, timezone.localdate().isoformat())


def due_listings(today: date) -> list[int]:
    """The listings whose members are to be asked, or that lapse."""
    due = Listing.objects.awaiting_review(today).order_by("pk")
    return list(due.values_list("pk", flat=True))


def ask_for_looks(pks: list[int]) -> None:
    """One piece of work for each, so that none can hold up the others."""
    for pk in pks:
        ledger.enqueue(LISTING, f"listing:{pk}")


@transaction.atomic
def review(pk: int) -> None:
    """Ask who writes one listing, and let it lapse when its day is over."""
    today = timezone.localdate()
    due = Listing.objects.awaiting_review(today).select_related("partner__municipality")
    listing = due.filter(pk=pk).first()
    if listing is None or not listing.partner.is_approved:
        return
    for person in writers_of(listing.partner):
        _ask(listing, person, today)
    if not listing.is_live:
        with suppress(StateError):  # somebody has just said that it still holds
            listings.lapse_listing(listing)


def _ask(listing: Listing, person: User, today: date) -> None:
    assert listing.review_by  # noqa: S101 – it is due
    which = "before" if listing.review_by > today else "day"
    send_mail_later(
        to=person,
        template="listing_review",
        context=_facts(listing, person, today),
        language=person.language,
        dedupe_key=f"listing_review:{which}:{listing.pk}:{listing.review_by}:{person.pk}",
        secret=[LINK, listing.pk, person.pk],
    )


def _facts(listing: Listing, person: User, today: date) -> dict[str, object]:
    assert listing.review_by  # noqa: S101 – it is due
    with translation.override(person.language):
        day = date_format(listing.review_by)
    return {
        "name": str(person),
        "title": listing.title,
        "partner": listing.partner.name,
        "is_need": listing.is_need,
        "day": day,
        "is_today": listing.review_by == today,
        "is_over": listing.review_by < today,
        "listings": _page_for(listing.partner, person),
    }


def _page_for(partner: Partner, person: User) -> str:
    """Where the person sees the needs and seeds of the partner."""
    if Membership.objects.filter(partner=partner, user=person).exists():
        return reverse("partners:my_listings")
    return reverse("partners:affiliate_detail", args=[partner.slug])


def link_for(pk: int, person: int) -> dict[str, str] | None:
    """The link of the mail about a listing; None where its day or the person is gone."""
    listing = Listing.objects.filter(pk=pk, review_by__isnull=False).first()
    user = User.objects.filter(pk=person).first()
    if listing is None or user is None:
        return None
    return {"link": reverse("partners:listing_still_valid", args=[link_token(listing, user)])}


@dataclass(frozen=True)
class Asked:
    """What a mailed link is about: the listing, the day that stood there, and who got it."""

    listing: Listing
    seen: date
    person: User


def link_token(listing: Listing, person: User) -> str:
    """Signed, and good for one thing only: to say that this listing still holds after this day."""
    assert listing.review_by  # noqa: S101 – only what has a day is asked about
    facts = [listing.pk, listing.review_by.toordinal(), person.pk]
    return signing.dumps(facts, salt=_SALT)


def read_token(token: str) -> Asked | None:
    """None where the link is not ours, or whom it was sent to may not act for the partner any more.

    Raises signing.SignatureExpired when it is too old.
    """
    try:
        pk, day, user = signing.loads(token, salt=_SALT, max_age=LINK_DAYS * 24 * 3600)
    except signing.SignatureExpired:
        raise
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=user, is_active=True).first()
    if person is None:
        return None
    rows = Listing.objects.editable_by(person).select_related("partner__municipality")
    listing = rows.filter(pk=pk).first()
    return Asked(listing, date.fromordinal(day), person) if listing else None

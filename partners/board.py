"""What an intermediary's board counts and names of the members of its federation."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from partners.models import REMIND_BEFORE, Affiliation, Listing, Partner

_PUBLIC = Listing.Visibility.PUBLIC
ENDS_SOON = timedelta(days=60)
"""A member whose registration ends within so many days is named on the board."""


def _is_unclaimed() -> Q:
    return Q(pk__in=Partner.objects.unclaimed().values("pk"))


def _has_due_listings(federation: Partner) -> Q:
    """A need or seed is about to lapse, or has just lapsed: one that everybody sees, or any of a
    member for which the federation writes.
    """
    last = timezone.localdate() + REMIND_BEFORE
    due = Listing.objects.filter(state=Listing.State.PUBLISHED, review_by__lte=last)
    lapsed = Listing.objects.filter(state=Listing.State.EXPIRED)
    own = Q(pk__in=due.values("partner")) | Q(pk__in=lapsed.values("partner"))
    written = Affiliation.objects.filter(federation=federation, writes_listings=True)
    shown = Q(pk__in=due.filter(visibility=_PUBLIC).values("partner"))
    return shown | (own & Q(pk__in=written.values("partner")))


def ends_soon() -> Q:
    """Registered, but not for long."""
    last = timezone.localdate() + ENDS_SOON
    return Q(state=Partner.State.APPROVED, expires_on__lte=last)


def to_do(federation: Partner) -> tuple[tuple[str, Any, Callable[[], Q]], ...]:
    """What waits for the intermediary: value, words, and which members."""
    due = partial(_has_due_listings, federation)
    return (
        ("unclaimed", gettext_lazy("not claimed yet"), _is_unclaimed),
        ("due", gettext_lazy("needs or seeds to be looked at"), due),
        ("ending", gettext_lazy("registration ends within 60 days"), ends_soon),
    )


def listings_of(partners: Iterable[Any]) -> dict[int, list[Listing]]:
    """The public needs and seeds by partner. Of those for which the federation writes also what has
    lapsed, or is not for everybody: somebody has to look.
    """
    pks = [partner.pk for partner in partners]
    written = [partner.pk for partner in partners if partner.may_write]
    rows = Listing.objects.filter(
        Q(partner__in=pks, state=Listing.State.PUBLISHED, visibility=_PUBLIC)
        | Q(partner__in=written, state__in=[Listing.State.PUBLISHED, Listing.State.EXPIRED])
    )
    rows = rows.only("title", "side", "state", "review_by", "partner_id")
    found: dict[int, list[Listing]] = {}
    for listing in rows.order_by("review_by", "pk"):
        found.setdefault(listing.partner_id, []).append(listing)
    return found

"""How a need or seed is published, edited, paused, resumed and fulfilled."""

from django.db import transaction
from django.utils import timezone

from partners.acting import on_behalf
from partners.changes import Chosen, changed_fields, choose
from partners.dates import months_later
from partners.models import Listing, Partner
from partners.signals import listing_changed
from tomoni.accounts.models import User
from tomoni.journal.record import record
from tomoni.models import StateError

VALID_MONTHS = 6
CONTENT = ("title", "body", "area", "reach", "image", "image_alt", "visibility")
_SAVED = (*CONTENT, "review_by", "search", "updated_at")
_State = Listing.State


@transaction.atomic
def publish_listing(listing: Listing, *, by: User | None, chosen: Chosen | None = None) -> Listing:
    """Show a new listing, or one saved as a draft, to whom it is for. StateError unless its
    partner is registered.
    """
    if listing.pk:
        _lock(listing, _State.DRAFT)
    _require_registered(listing.partner_id)
    listing.state, listing.published_at = _State.PUBLISHED, timezone.now()
    _renew(listing)
    listing.save()
    choose(listing, chosen or {})
    _tell(by, "listing.published", listing)
    return listing


@transaction.atomic
def note_listing(listing: Listing, *, by: User | None) -> None:
    """Keep a new listing as a draft, until its partner is registered."""
    listing.state = _State.DRAFT
    listing.save()
    record(by, "listing.noted", listing, municipality=listing.partner.municipality)


@transaction.atomic
def update_listing(
    listing: Listing, *, by: User | None, seen_version: int, chosen: Chosen | None = None
) -> None:
    """Change a listing. Whoever edits what is published says that it still holds."""
    state = _lock(listing, _State.PUBLISHED, _State.PAUSED, _State.EXPIRED, _State.DRAFT)
    listing.claim_version(seen_version)
    changed = changed_fields(listing, CONTENT, chosen or {})
    if state == _State.PUBLISHED:
        _renew(listing)
    listing.save(update_fields=_SAVED)
    choose(listing, chosen or {})
    _tell(by, "listing.updated", listing, changed=changed)


@transaction.atomic
def pause_listing(listing: Listing, *, by: User) -> None:
    """Take it out of sight for a while."""
    _lock(listing, _State.PUBLISHED)
    listing.state = _State.PAUSED
    listing.save(update_fields=["state", "updated_at"])
    _tell(by, "listing.paused", listing)


@transaction.atomic
def resume_listing(listing: Listing, *, by: User) -> None:
    """Show a paused or expired listing again, or say of a published one that it still holds."""
    _lock(listing, _State.PAUSED, _State.EXPIRED, _State.PUBLISHED)
    _require_registered(listing.partner_id)
    listing.state = _State.PUBLISHED
    listing.published_at = listing.published_at or timezone.now()
    _renew(listing)
    listing.save(update_fields=["state", "published_at", "review_by", "updated_at"])
    _tell(by, "listing.resumed", listing)


@transaction.atomic
def fulfil_listing(listing: Listing, *, by: User) -> None:
    """A counterpart was found: it stays readable, but looks for nobody any more."""
    _lock(listing, _State.PUBLISHED, _State.PAUSED)
    listing.state = _State.FULFILLED
    listing.save(update_fields=["state", "updated_at"])
    _tell(by, "listing.fulfilled", listing)


def _lock(listing: Listing, *states: Listing.State) -> str:
    """Keep others off the row until the transaction ends; its state must be one of these now."""
    current = Listing.objects.select_for_update(no_key=True).only("state").get(pk=listing.pk)
    if current.state not in states:
        raise StateError(f"{listing.pk} is {current.state}")
    return current.state


def _require_registered(partner_id: int) -> None:
    if not Partner.objects.approved().filter(pk=partner_id).exists():
        raise StateError(f"partner {partner_id} is not registered")


def _renew(listing: Listing) -> None:
    listing.review_by = months_later(timezone.localdate(), VALID_MONTHS)


def _tell(by: User | None, verb: str, listing: Listing, **data: object) -> None:
    partner = listing.partner
    data |= on_behalf(by, partner) if by else {}
    record(by, verb, listing, municipality=partner.municipality, **data)
    listing_changed.send(Listing, listing=listing)

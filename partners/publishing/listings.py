"""How a need or seed is published, edited, copied, paused, resumed and fulfilled, and lapses."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from partners.acting import on_behalf
from partners.dates import months_later
from partners.mailing.telling import tell_later
from partners.models import VALID_MONTHS, Fulfilment, Listing, Partner
from partners.publishing import attaching
from partners.publishing.attaching import Attached
from partners.record import changes
from partners.record.changes import Chosen, Differences, choose, choose_first
from partners.signals import listing_changed
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import record
from tomoni.models import StateError

__all__ = ["VALID_MONTHS"]  # the demo and the benchmarks know it from here
_TEXTS = ("title", "body", "area", "reach", "image_alt", "visibility", "valid_months")
CONTENT = (*_TEXTS, "image")
CHOICES = ("resources", "areas", "primary_goals", "related_goals", "fields", "visions", "accepts")
_SAVED = (*CONTENT, "review_by", "search", "updated_at")
_State = Listing.State


@transaction.atomic
def publish_listing(
    listing: Listing,
    *,
    by: User | None,
    chosen: Chosen | None = None,
    files: Sequence[Attached] | None = None,
    seen_version: int | None = None,
) -> Listing:
    """Show a new listing, or one saved as a draft, to whom it is for. StateError unless its
    partner is registered.
    """
    changed: Differences = {}
    if listing.pk:
        _lock(listing, _State.DRAFT)
        changed = changes.differences(listing, CONTENT, chosen or {})
    _require_registered(listing.partner_id)
    if seen_version is not None:
        listing.claim_version(seen_version)
    listing.state, listing.published_at = _State.PUBLISHED, timezone.now()
    _renew(listing)
    listing.save()
    choose(listing, chosen or {})
    attaching.attach(listing, files)
    # Who writes at the draft at the same time learns what this one has changed.
    changes.keep(changed, listing, _tell(by, "listing.published", listing))
    return listing


@transaction.atomic
def note_listing(listing: Listing, *, by: User | None) -> None:
    """Keep a new listing as a draft, until its partner is registered."""
    listing.state = _State.DRAFT
    listing.save()
    _record(by, "listing.noted", listing)


@transaction.atomic
def update_listing(
    listing: Listing,
    *,
    by: User | None,
    seen_version: int,
    chosen: Chosen | None = None,
    files: Sequence[Attached] | None = None,
) -> None:
    """Change a listing. Whoever edits what is published says that it still holds.

    `files` are all it has from now on, in their order; None leaves them as they are.
    """
    state = _lock(listing, _State.PUBLISHED, _State.PAUSED, _State.EXPIRED, _State.DRAFT)
    listing.claim_version(seen_version)
    changed = changes.differences(listing, CONTENT, chosen or {})
    names = list(changed)
    if state == _State.PUBLISHED:
        _renew(listing)
    listing.save(update_fields=_SAVED)
    choose(listing, chosen or {})
    if attaching.attach(listing, files):
        names.append("files")
    changes.keep(changed, listing, _tell(by, "listing.updated", listing, changed=names))


@transaction.atomic
def copy_listing(listing: Listing, *, by: User) -> Listing:
    """A draft with the same words, choices and files; StateError unless its partner is registered.

    It tells nobody of it: a draft takes part in nothing.
    """
    _require_registered(listing.partner_id)
    copy = Listing(partner=listing.partner, side=listing.side)
    for name in _TEXTS:
        setattr(copy, name, getattr(listing, name))
    copy.save()
    choose_first(copy, {name: getattr(listing, name).all() for name in CHOICES})
    attaching.copy_files(listing, copy)
    _record(by, "listing.copied", copy, source=listing.pk)
    return copy


@transaction.atomic
def pause_listing(listing: Listing, *, by: User) -> None:
    """Take it out of sight for a while."""
    _lock(listing, _State.PUBLISHED)
    listing.state = _State.PAUSED
    _show_no_more(listing)
    _tell(by, "listing.paused", listing)


@transaction.atomic
def resume_listing(listing: Listing, *, by: User) -> None:
    """Show a paused or expired listing again, or say of a published one that it still holds."""
    _lock(listing, _State.PAUSED, _State.EXPIRED, _State.PUBLISHED)
    _require_registered(listing.partner_id)
    _show_again(listing)
    _tell(by, "listing.resumed", listing)


@transaction.atomic
def confirm_listing(listing: Listing, *, seen: date, mailed_to: User) -> None:
    """A mailed link says that it still holds, also where it has just lapsed.

    `seen` is the day until which it was valid when the mail was written. Once another day stands
    there, somebody has said so already, and nothing is done. StateError where it is over.
    """
    _lock(listing, _State.PUBLISHED, _State.EXPIRED)
    _require_registered(listing.partner_id)
    listing.refresh_from_db(fields=["state", "review_by", "published_at", "valid_months"])
    if listing.review_by == seen:
        _show_again(listing)
        _tell(None, "listing.confirmed", listing, mailed_to=mailed_to.pk)
    elif not listing.is_live:
        raise StateError(f"{listing.pk} was valid until {listing.review_by}, not {seen}")


@transaction.atomic
def lapse_listing(listing: Listing) -> None:
    """Nobody said in time that it still holds: it is out of sight until its partner shows it again.

    StateError where somebody did meanwhile.
    """
    _lock(listing, _State.PUBLISHED)
    listing.refresh_from_db(fields=["state", "review_by"])
    if listing.is_live:
        raise StateError(f"{listing.pk} is valid until {listing.review_by}")
    listing.state = _State.EXPIRED
    _show_no_more(listing)
    _tell(None, "listing.expired", listing)


@transaction.atomic
def fulfil_listing(listing: Listing, *, by: User, told: dict[str, Any] | None = None) -> None:
    """A counterpart was found: it stays readable, but looks for nobody any more.

    `told` is how it went, as `tell_fulfilment` takes it.
    """
    _lock(listing, _State.PUBLISHED, _State.PAUSED, _State.EXPIRED)
    listing.state = _State.FULFILLED
    _show_no_more(listing)
    _tell(by, "listing.fulfilled", listing)
    if told:
        tell_fulfilment(listing, by=by, told=told)


@transaction.atomic
def reopen_listing(listing: Listing, *, by: User) -> None:
    """It was no match after all: shown again for as long as it holds, and what was told is gone."""
    _lock(listing, _State.FULFILLED)
    _require_registered(listing.partner_id)
    Fulfilment.objects.filter(listing=listing).delete()
    _show_again(listing)
    _tell(by, "listing.reopened", listing)


@transaction.atomic
def discard_listing(listing: Listing, *, by: User) -> None:
    """Throw a draft away, with its files. Its partner's history keeps that, and the title."""
    _lock(listing, _State.DRAFT)
    partner = listing.partner
    acting = on_behalf(by, partner)
    entry = record(
        by,
        "listing.discarded",
        partner,
        municipality=partner.municipality,
        draft=listing.title,
        **acting,
    )
    if acting:
        tell_later(partner, entry)
    attaching.drop_all(listing)
    listing.delete()


@transaction.atomic
def tell_fulfilment(listing: Listing, *, by: User, told: dict[str, Any]) -> Fulfilment:
    """Write down how it went: the columns of `Fulfilment`. StateError where that was done."""
    _lock(listing, _State.FULFILLED)
    if Fulfilment.objects.filter(listing=listing).exists():
        raise StateError(f"{listing.pk} was told of")
    fulfilment = Fulfilment.objects.create(listing=listing, told_by=by, **told)
    _record(by, "listing.told", listing, way=fulfilment.way)
    return fulfilment


def _lock(listing: Listing, *states: Listing.State) -> str:
    """Keep others off the row until the transaction ends; its state must be one of these now, and
    its partner must not have withdrawn.
    """
    rows = Listing.objects.select_for_update(no_key=True, of=("self",)).select_related("partner")
    current = rows.only("state", "partner__state").get(pk=listing.pk)
    if current.state not in states or not current.partner.takes_edits:
        raise StateError(f"{listing.pk} is {current.state}")
    return current.state


def _require_registered(partner_id: int) -> None:
    if not Partner.objects.approved().filter(pk=partner_id).exists():
        raise StateError(f"partner {partner_id} is not registered")


def _show_again(listing: Listing) -> None:
    listing.state, listing.shown_until = _State.PUBLISHED, None
    listing.published_at = listing.published_at or timezone.now()
    _renew(listing)
    columns = ["state", "published_at", "review_by", "shown_until", "updated_at"]
    listing.save(update_fields=columns)


def _show_no_more(listing: Listing) -> None:
    """Its last day is today or that on which it lapsed; out of sight already, it keeps its own."""
    listing.refresh_from_db(fields=["review_by", "shown_until"])
    today = timezone.localdate()
    last = min(today, listing.review_by or today)
    listing.shown_until = listing.shown_until or last
    listing.save(update_fields=["state", "shown_until", "updated_at"])


def _renew(listing: Listing) -> None:
    listing.review_by = months_later(timezone.localdate(), listing.valid_months)


def _tell(by: User | None, verb: str, listing: Listing, **data: object) -> Entry:
    entry = _record(by, verb, listing, **data)
    listing_changed.send(Listing, listing=listing)
    return entry


def _record(by: User | None, verb: str, listing: Listing, **data: object) -> Entry:
    partner = listing.partner
    acting = on_behalf(by, partner)
    entry = record(by, verb, listing, municipality=partner.municipality, **data, **acting)
    if acting:
        tell_later(partner, entry)
    return entry

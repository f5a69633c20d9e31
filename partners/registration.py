"""How a partner comes to be registered: sent in, approved or returned, edited, suspended."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from partners import mails
from partners.acting import Capacity, on_behalf, said_of
from partners.changes import Chosen, changed_fields, choose
from partners.dates import months_later
from partners.listings import publish_listing
from partners.models import Affiliation, Listing, Membership, OnBehalf, Partner
from partners.signals import partner_changed
from partners.slugs import new_slug
from partners.telling import tell_later
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import record
from tomoni.models import StateError
from tomoni.receipts import new_receipt

# The columns of the profile: what its owner may change. States and dates never travel with them.
PROFILE = (
    "name",
    "kana",
    "type",
    "sector",
    "corporate_number",
    "postal_code",
    "address",
    "phone",
    "website",
    "shows_address",
    "shows_phone",
    "description",
    "declaration",
    "logo",
)
_SAVED = (*PROFILE, "search", "updated_at")


@transaction.atomic
def submit_partner(partner: Partner, *, by: User, chosen: Chosen | None = None) -> Partner:
    """Send in a new registration: its receipt number, its first owner, a copy by mail.

    `partner` is unsaved, or saved as a draft.
    """
    _send_in(partner, chosen or {})
    Membership.objects.update_or_create(
        partner=partner, user=by, defaults={"role": Membership.Role.OWNER}
    )
    mails.copy_to_sender(partner, by, _record(by, "partner.submitted", partner))
    return partner


@transaction.atomic
def submit_on_behalf(
    partner: Partner, *, by: User, acting: Capacity, agreed: str, chosen: Chosen | None = None
) -> Partner:
    """Send in the registration of somebody who will not log in; a copy goes to the sender.

    It has no member until it is claimed. A federation may do everything for it until then.
    """
    _send_in(partner, chosen or {})
    federation = acting.federation
    OnBehalf.objects.create(partner=partner, by=by, federation=federation, agreed=agreed)
    if federation:
        Affiliation.objects.create(
            federation=federation, partner=partner, edits_profile=True, writes_listings=True
        )
    entry = _record(
        by, "partner.submitted", partner, on_behalf={**said_of(acting), "agreed": agreed}
    )
    mails.copy_to_sender(partner, by, entry)
    return partner


@transaction.atomic
def resubmit_partner(
    partner: Partner, *, by: User, seen_version: int, chosen: Chosen | None = None
) -> None:
    """Send in again what was returned, with its changes."""
    _lock(partner, Partner.State.RETURNED)
    changed = _save_profile(partner, seen_version, chosen or {})
    partner.state, partner.submitted_at = Partner.State.SUBMITTED, timezone.now()
    partner.return_reason = ""
    partner.save(update_fields=["state", "submitted_at", "return_reason"])
    acting = on_behalf(by, partner)
    entry = _record(by, "partner.resubmitted", partner, changed=changed, **acting)
    if acting:
        tell_later(partner, entry)
    mails.copy_to_sender(partner, by, entry)


@transaction.atomic
def update_partner(
    partner: Partner, *, by: User, seen_version: int, chosen: Chosen | None = None
) -> None:
    """Change the profile; a registered partner stays registered, a waiting one keeps its place.

    The journal keeps which fields were changed, not what stood there: it is never erased, and a
    citizen's address should be.
    """
    _lock(partner, Partner.State.DRAFT, Partner.State.SUBMITTED, Partner.State.APPROVED)
    changed = _save_profile(partner, seen_version, chosen or {})
    acting = on_behalf(by, partner)
    entry = _record(by, "partner.updated", partner, changed=changed, **acting)
    if acting:
        tell_later(partner, entry)
    partner_changed.send(Partner, partner=partner)


@transaction.atomic
def approve_partner(partner: Partner, *, by: User) -> None:
    """Register the partner, or take a suspended one in again."""
    _lock(partner, Partner.State.SUBMITTED, Partner.State.SUSPENDED)
    _admit(partner)
    partner.save(update_fields=["state", "approved_at", "expires_on", "updated_at"])
    entry = _record(by, "partner.approved", partner, expires_on=partner.expires_on)
    mails.tell_owners(partner, "partner_approved", entry)
    partner_changed.send(Partner, partner=partner)


@transaction.atomic
def return_partner(partner: Partner, *, by: User, reason: str) -> None:
    """Give the registration back with the reason, to be mended and sent again."""
    _lock(partner, Partner.State.SUBMITTED)
    partner.state, partner.return_reason = Partner.State.RETURNED, reason
    partner.save(update_fields=["state", "return_reason", "updated_at"])
    entry = _record(by, "partner.returned", partner, reason=reason)
    mails.tell_owners(partner, "partner_returned", entry)


@transaction.atomic
def suspend_partner(partner: Partner, *, by: User, reason: str = "") -> None:
    """Take a registered partner and all its listings out of what others see."""
    _lock(partner, Partner.State.APPROVED)
    partner.state = Partner.State.SUSPENDED
    partner.save(update_fields=["state", "updated_at"])
    _record(by, "partner.suspended", partner, reason=reason)
    partner_changed.send(Partner, partner=partner)


@transaction.atomic
def register_from_list(
    partner: Partner,
    *,
    by: User | None,
    is_approved: bool,
    chosen: Chosen,
    origin: Mapping[str, object],
) -> None:
    """Register an organisation that stands in a list of the municipality, on its behalf.

    It has no members until it is claimed. Unless it `is_approved`, it waits as a draft for staff to
    check it. `origin` tells the journal from which list and row it comes.
    """
    partner.slug, partner.receipt = new_slug(partner), new_receipt("R")
    partner.submitted_at = timezone.now()
    if is_approved:
        _admit(partner)
    partner.save()
    choose(partner, chosen)
    OnBehalf.objects.create(partner=partner, by=by, agreed=OnBehalf.Agreed.LIST)
    _record(by, "partner.imported", partner, **origin)
    if is_approved:
        partner_changed.send(Partner, partner=partner)


@transaction.atomic
def update_from_list(
    partner: Partner, *, by: User | None, chosen: Chosen, origin: Mapping[str, object]
) -> None:
    """Change the profile as a list of the municipality says. Who has it open is told later."""
    states = Partner.State.DRAFT, Partner.State.SUBMITTED, Partner.State.APPROVED
    _lock(partner, *states)
    changed = _save_profile(partner, partner.version, chosen)
    _record(by, "partner.updated", partner, changed=changed, **origin)
    partner_changed.send(Partner, partner=partner)


@transaction.atomic
def approve_from_list(partner: Partner, *, by: User | None) -> None:
    """Register a draft that came from a list, and show the needs and seeds that came with it."""
    _lock(partner, Partner.State.DRAFT)
    _admit(partner)
    partner.save(update_fields=["state", "approved_at", "expires_on", "updated_at"])
    _record(by, "partner.approved", partner, expires_on=partner.expires_on)
    for listing in partner.listings.filter(state=Listing.State.DRAFT).select_related("partner"):
        publish_listing(listing, by=by)
    partner_changed.send(Partner, partner=partner)


def _admit(partner: Partner) -> None:
    """Set what a registered partner has; for as long as its municipality registers."""
    now = timezone.now()
    partner.state, partner.approved_at = Partner.State.APPROVED, now
    months = partner.municipality.renewal_months
    partner.expires_on = months_later(timezone.localdate(now), months)


def _send_in(partner: Partner, chosen: Chosen) -> None:
    """Write a new registration with its address and receipt number."""
    if partner.pk:
        _lock(partner, Partner.State.DRAFT)
    partner.slug = partner.slug or new_slug(partner)
    partner.receipt = partner.receipt or new_receipt("R")
    partner.state, partner.submitted_at = Partner.State.SUBMITTED, timezone.now()
    partner.save()
    choose(partner, chosen)


def _lock(partner: Partner, *states: Partner.State) -> None:
    """Keep others off the row until the transaction ends; its state must be one of these now."""
    current = Partner.objects.select_for_update(no_key=True).only("state").get(pk=partner.pk)
    if current.state not in states:
        raise StateError(f"{partner.pk} is {current.state}")


def _save_profile(partner: Partner, seen_version: int, chosen: Chosen) -> list[str]:
    """Write the profile and the chosen words; the names of what was changed."""
    partner.claim_version(seen_version)
    changed = changed_fields(partner, PROFILE, chosen)
    partner.save(update_fields=_SAVED)
    choose(partner, chosen)
    return changed


def _record(by: User | None, verb: str, partner: Partner, **data: object) -> Entry:
    return record(by, verb, partner, municipality=partner.municipality, **data)

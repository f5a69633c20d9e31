"""How a partner comes to be registered: sent in, approved or returned, edited."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from partners.acting import Capacity, capacity, on_behalf, said_of
from partners.life import awaiting, checklists
from partners.life.slugs import new_slug
from partners.life.steps import admit, lock, note, some
from partners.mailing import mails
from partners.mailing.telling import tell_later
from partners.models import Affiliation, ChecklistItem, Listing, Membership, OnBehalf, Partner
from partners.publishing.listings import publish_listing
from partners.record import changes, remarks
from partners.record.changes import Chosen, Differences, choose, choose_first
from partners.signals import partner_changed
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
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
CHOSEN = ("primary_goals", "related_goals", "fields", "visions")
_KEYS = ("name_core", "place_core", "is_said_to_be_another")
_SAVED = (*PROFILE, *_KEYS, "return_remarks", "search", "updated_at")
_ADMITTED = ("state", "approved_at", "expires_on", "return_remarks", "updated_at")


@transaction.atomic
def submit_partner(
    partner: Partner,
    *,
    by: User,
    chosen: Chosen | None = None,
    pledged: Iterable[ChecklistItem] = (),
) -> Partner:
    """Send in a new registration: its receipt number, its first owner, a copy by mail.

    `partner` is unsaved, or saved as a draft. `pledged` is what its owner has declared.
    """
    _send_in(partner, chosen or {})
    ticked = checklists.tick(partner, pledged, by=by)
    Membership.objects.update_or_create(
        partner=partner, user=by, defaults={"role": Membership.Role.OWNER}
    )
    entry = note(by, "partner.submitted", partner, **some(pledged=ticked))
    mails.copy_to_sender(partner, by, entry)
    awaiting.tell_office(partner, entry, by=by)
    return partner


@transaction.atomic
def submit_on_behalf(
    partner: Partner,
    *,
    by: User,
    acting: Capacity,
    agreed: str,
    chosen: Chosen | None = None,
    pledged: Iterable[ChecklistItem] = (),
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
    ticked = checklists.tick(partner, pledged, by=by, acting=acting)
    said = {**said_of(acting), "agreed": agreed}
    entry = note(by, "partner.submitted", partner, **some(pledged=ticked), on_behalf=said)
    mails.copy_to_sender(partner, by, entry)
    awaiting.tell_office(partner, entry, by=by)
    return partner


@transaction.atomic
def resubmit_partner(
    partner: Partner,
    *,
    by: User,
    seen_version: int,
    chosen: Chosen | None = None,
    pledged: Iterable[ChecklistItem] = (),
) -> None:
    """Send in again what was returned, with its changes; or, for the first time, the draft from a
    list of which somebody has become the owner.
    """
    lock(partner, Partner.State.RETURNED, Partner.State.DRAFT)
    is_first = partner.state == Partner.State.DRAFT
    changed = _save_profile(partner, seen_version, chosen or {})
    partner.state, partner.submitted_at = Partner.State.SUBMITTED, timezone.now()
    partner.return_reason = ""
    partner.save(update_fields=["state", "submitted_at", "return_reason"])
    verb = "partner.submitted" if is_first else "partner.resubmitted"
    entry = _note_edit(by, verb, partner, changed, pledged)
    mails.copy_to_sender(partner, by, entry)
    awaiting.tell_office(partner, entry, by=by)


@transaction.atomic
def update_partner(
    partner: Partner,
    *,
    by: User,
    seen_version: int,
    chosen: Chosen | None = None,
    pledged: Iterable[ChecklistItem] = (),
) -> None:
    """Change the profile; a registered partner stays registered, a waiting one keeps its place,
    a suspended one mends what was asked and stays suspended.

    `pledged` is what was declared with it, for a draft from a list.

    The journal keeps which fields were changed, not what stood there: it is never erased, and a
    citizen's address should be.
    """
    lock(
        partner,
        Partner.State.DRAFT,
        Partner.State.SUBMITTED,
        Partner.State.APPROVED,
        Partner.State.SUSPENDED,
        Partner.State.LAPSED,
    )
    changed = _save_profile(partner, seen_version, chosen or {})
    _note_edit(by, "partner.updated", partner, changed, pledged)
    partner_changed.send(Partner, partner=partner)


@transaction.atomic
def approve_partner(partner: Partner, *, by: User, checked: Iterable[ChecklistItem] = ()) -> None:
    """Register the partner, or take one in again that has lapsed.

    `checked` is what of the municipality's checklist the person has looked at; UncheckedError
    where something is missing.
    """
    lock(partner, Partner.State.SUBMITTED, Partner.State.LAPSED)
    checked = checklists.require_all_checks(partner.municipality, checked)
    admit(partner)
    partner.save(update_fields=_ADMITTED)
    ticked = checklists.tick(partner, checked, by=by)
    entry = note(
        by, "partner.approved", partner, expires_on=partner.expires_on, **some(checked=ticked)
    )
    mails.tell_owners(partner, "partner_approved", entry)
    awaiting.is_answered(partner)
    partner_changed.send(Partner, partner=partner)


@transaction.atomic
def return_partner(
    partner: Partner, *, by: User, reason: str = "", asked: Mapping[str, str] | None = None
) -> None:
    """Give the registration back to be mended and sent again: with a reason, with remarks on
    single answers (`{question: remark}`), or both.
    """
    lock(partner, Partner.State.SUBMITTED)
    partner.state, partner.return_reason = Partner.State.RETURNED, reason
    partner.return_remarks = remarks.begin(asked or {})
    partner.save(update_fields=["state", "return_reason", "return_remarks", "updated_at"])
    entry = note(by, "partner.returned", partner, reason=reason, **some(remarks=dict(asked or {})))
    mails.tell_owners(partner, "partner_returned", entry)
    awaiting.is_answered(partner)


@transaction.atomic
def register_from_list(
    partner: Partner,
    *,
    by: User | None,
    is_approved: bool,
    chosen: Chosen,
    origin: Mapping[str, object],
    checked: Iterable[ChecklistItem] = (),
) -> None:
    """Register an organisation that stands in a list of the municipality, on its behalf.

    It has no members until it is claimed. Unless it `is_approved`, it waits as a draft for staff to
    check it; what the municipality asks before an approval was `checked` then. `origin` tells the
    journal from which list and row it comes.
    """
    partner.slug, partner.receipt = new_slug(partner), new_receipt("R")
    partner.submitted_at = timezone.now()
    if is_approved:
        checked = checklists.require_all_checks(partner.municipality, checked)
        admit(partner)
    partner.save()
    choose_first(partner, chosen)
    OnBehalf.objects.create(partner=partner, by=by, agreed=OnBehalf.Agreed.LIST)
    ticked = checklists.tick(partner, checked, by=by) if is_approved and by else []
    note(by, "partner.imported", partner, **origin, **some(checked=ticked))
    if is_approved:
        partner_changed.send(Partner, partner=partner)


@transaction.atomic
def update_from_list(
    partner: Partner, *, by: User | None, chosen: Chosen, origin: Mapping[str, object]
) -> None:
    """Change the profile as a list of the municipality says. Who has it open is told later."""
    states = Partner.State.DRAFT, Partner.State.SUBMITTED, Partner.State.APPROVED
    lock(partner, *states)
    changed = _save_profile(partner, partner.version, chosen)
    entry = note(by, "partner.updated", partner, changed=list(changed), **origin)
    changes.keep(changed, partner, entry)
    partner_changed.send(Partner, partner=partner)


@transaction.atomic
def approve_from_list(
    partner: Partner, *, by: User | None, checked: Iterable[ChecklistItem] = ()
) -> None:
    """Register a draft that came from a list, and show the needs and seeds that came with it. Who
    has become its owner meanwhile gets a mail.
    """
    lock(partner, Partner.State.DRAFT)
    checked = checklists.require_all_checks(partner.municipality, checked)
    admit(partner)
    partner.save(update_fields=_ADMITTED)
    ticked = checklists.tick(partner, checked, by=by) if by else []
    entry = note(
        by, "partner.approved", partner, expires_on=partner.expires_on, **some(checked=ticked)
    )
    mails.tell_owners(partner, "partner_approved", entry)
    awaiting.is_answered(partner)
    for listing in partner.listings.filter(state=Listing.State.DRAFT).select_related("partner"):
        publish_listing(listing, by=by)
    partner_changed.send(Partner, partner=partner)


def _note_edit(
    by: User,
    verb: str,
    partner: Partner,
    changed: Differences,
    pledged: Iterable[ChecklistItem],
) -> Entry:
    """What was changed and declared, and as whom; its owners hear of it where it was not them."""
    acted = on_behalf(by, partner)
    acting = capacity(by, partner, at_least=Membership.Role.OWNER) if acted else None
    ticked = checklists.tick(partner, pledged, by=by, acting=acting)
    entry = note(by, verb, partner, changed=list(changed), **some(pledged=ticked), **acted)
    changes.keep(changed, partner, entry)
    if acted:
        tell_later(partner, entry)
    return entry


def _send_in(partner: Partner, chosen: Chosen) -> None:
    """Write a new registration with its address and receipt number."""
    if partner.pk:
        lock(partner, Partner.State.DRAFT)
    partner.slug = partner.slug or new_slug(partner)
    partner.receipt = partner.receipt or new_receipt("R")
    partner.state, partner.submitted_at = Partner.State.SUBMITTED, timezone.now()
    partner.save()
    choose(partner, chosen)


def _save_profile(partner: Partner, seen_version: int, chosen: Chosen) -> Differences:
    """Write the profile and the chosen words; what of it was changed."""
    partner.claim_version(seen_version)
    changed = changes.differences(partner, PROFILE, chosen)
    partner.return_remarks = remarks.answered(partner.return_remarks, changed)
    partner.save(update_fields=_SAVED)
    choose(partner, chosen)
    return changed

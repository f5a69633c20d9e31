"""One row of a checked list becomes a partner, or changes the one that is there."""

from typing import Any

from partners.bulk.differences import (
    CHOICES,
    COLUMNS,
    LISTING_CHOICES,
    POINTERS,
    SIDES,
    chosen_ids,
    differences,
    is_theirs,
    listing_ids,
    listing_of,
    new_contact,
    with_all,
)
from partners.bulk.known import Known
from partners.bulk.theirs import told_of
from partners.life import registration
from partners.models import ClaimAddress, Import, ImportRow, Listing, Partner
from partners.publishing import listings
from partners.record.changes import Chosen, choose_first
from tomoni.journal import ledger
from tomoni.municipalities.models import Vision
from tomoni.taxonomy.models import Field, Goal, ResourceKind

_ROWS = {
    "primary_goals": Goal,
    "related_goals": Goal,
    "fields": Field,
    "visions": Vision,
    "resources": ResourceKind,
}
MAIL_CODE = "partners.mail_code"
_Outcome = ImportRow.Outcome


def take_over(source: Import, row: ImportRow, known: Known) -> ImportRow.Outcome:
    """Do what the row says, compared with what is there now. The partner is put into the row."""
    pk = known.same(row.values)
    if pk is None:
        row.partner = _register(source, row)
        known.add(row.partner.pk, row.values)
        return _Outcome.CREATED
    # Whoever takes it over in this moment waits, or has taken it over before.
    Partner.objects.select_for_update(no_key=True).only("pk").get(pk=pk)
    row.partner = partner = with_all(Partner.objects.filter(pk=pk)).get()
    changed = differences(partner, row.values, approves=source.approves)
    if not changed:
        return _Outcome.KEPT
    if is_theirs(partner):  # claimed since the check
        row.problems += told_of(partner, row.values, changed, lambda key: "")
        return _Outcome.THEIRS
    _change(source, row, partner, changed)
    return _Outcome.UPDATED


def _register(source: Import, row: ImportRow) -> Partner:
    partner = Partner(municipality=source.municipality)
    _write(partner, row.values)
    registration.register_from_list(
        partner,
        by=source.by,
        is_approved=source.approves,
        chosen=_chosen(chosen_ids_of_new(row.values)),
        origin=_origin(source, row),
        checked=source.checked.all() if source.approves else (),
    )
    for side in SIDES:
        _add_listing(source, partner, row.values, side)
    _keep_contact(partner, row.values.get("contact") or {})
    if source.approves:
        _mail_code(source, partner)
    return partner


def chosen_ids_of_new(values: dict[str, Any]) -> dict[str, list[int]]:
    """What a new partner is sorted under."""
    return {name: values[name] for name in CHOICES if values.get(name)}


def _change(source: Import, row: ImportRow, partner: Partner, changed: list[str]) -> None:
    chosen = _chosen(chosen_ids(partner, row.values))
    _write(partner, row.values)
    if set(changed) - {"state", "contact", *SIDES.values()}:
        registration.update_from_list(
            partner, by=source.by, chosen=chosen, origin=_origin(source, row)
        )
    _keep_contact(partner, new_contact(partner, row.values))
    if "state" in changed:
        registration.approve_from_list(partner, by=source.by, checked=source.checked.all())
        _mail_code(source, partner)
    for side in SIDES:
        if SIDES[side] in changed:
            _add_listing(source, partner, row.values, side)


def _write(partner: Partner, values: dict[str, Any]) -> None:
    """Set the columns that the row fills; what it leaves empty stays."""
    columns = {name: name for name in COLUMNS} | {name: f"{name}_id" for name in POINTERS}
    for name, column in columns.items():
        if values.get(name):
            setattr(partner, column, values[name])


def _chosen(ids: dict[str, list[int]]) -> Chosen:
    return {name: _ROWS[name]._default_manager.filter(pk__in=pks) for name, pks in ids.items()}


def _add_listing(source: Import, partner: Partner, values: dict[str, Any], side: Any) -> None:
    """Write down a need or seed, or change the one with its title; shown once the partner is."""
    said = values.get(SIDES[side])
    if not said:
        return
    listing = listing_of(partner, side, said["title"]) if partner.pk else None
    if listing is None:
        listing = Listing(partner=partner, side=side, title=said["title"], body=said["body"])
        listings.note_listing(listing, by=source.by)
        choose_first(
            listing, _chosen({name: said[name] for name in LISTING_CHOICES if said.get(name)})
        )
    elif listing.takes_edits and (listing.body != said["body"] or listing_ids(listing, said)):
        listing.body = said["body"]
        listings.update_listing(
            listing,
            by=source.by,
            seen_version=listing.version,
            chosen=_chosen(listing_ids(listing, said)),
        )
    if listing.state == Listing.State.DRAFT and partner.is_approved:
        listings.publish_listing(listing, by=source.by)


def _keep_contact(partner: Partner, said: dict[str, str]) -> None:
    """Who is to take over the pages; seen by who acts for the partner, and gone afterwards."""
    if said:
        ClaimAddress.objects.update_or_create(partner=partner, defaults=said)


def _mail_code(source: Import, partner: Partner) -> None:
    """Ask for a code to be mailed, where staff have ticked that and the list has an address.

    Codes take long to hash, so each is a piece of work of its own.
    """
    address = ClaimAddress.objects.filter(partner=partner).exclude(email="")
    if source.mails_codes and source.by_id and address.exists():
        ledger.enqueue_once(MAIL_CODE, f"{source.pk}:{partner.pk}", {"by": source.by_id})


def _origin(source: Import, row: ImportRow) -> dict[str, Any]:
    """From where the journal is to say that it comes."""
    return {"list": source.name, "import": source.pk, "row": row.number}

"""In which fields a row says something else than the partner that is there."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from partners.likeness import name_key
from partners.models import Listing, Membership, Partner
from partners.models.partner import PartnerQuerySet

COLUMNS = (
    "name",
    "kana",
    "corporate_number",
    "postal_code",
    "address",
    "phone",
    "website",
    "description",
    "declaration",
)
POINTERS = ("type", "sector")
CHOICES = ("primary_goals", "related_goals", "fields", "visions")
LISTING_CHOICES = ("primary_goals", "related_goals", "fields", "resources")
CONTACT = ("person", "email")
SIDES = {Listing.Side.NEED: "need", Listing.Side.SEED: "seed"}


def with_all(partners: PartnerQuerySet) -> PartnerQuerySet:
    """Everything that is compared, in a constant number of queries."""
    owners = Membership.objects.filter(
        partner=OuterRef("pk"), role=Membership.Role.OWNER, user__is_active=True
    )
    listings = Listing.objects.order_by("pk").prefetch_related(*LISTING_CHOICES)
    return (
        partners.select_related("municipality", "claim_address")
        .prefetch_related(*CHOICES, Prefetch("listings", listings))
        .annotate(has_owner=Exists(owners))
    )


def differences(partner: Partner, values: dict[str, Any], *, approves: bool) -> list[str]:
    """The names of the fields that would change, "state" among them if it is to be registered.

    What the row does not say stays: an empty cell takes nothing away.
    """
    columns = {name: name for name in COLUMNS} | {name: f"{name}_id" for name in POINTERS}
    changed = [
        name
        for name, column in columns.items()
        if values.get(name) and values[name] != getattr(partner, column)
    ]
    changed += [
        name
        for name, rows in chosen_ids(partner, values).items()
        if set(rows) != _ids(partner, name)
    ]
    changed += [name for side, name in SIDES.items() if _is_listing_new(partner, values, side)]
    if new_contact(partner, values):
        changed.append("contact")
    if approves and partner.state == Partner.State.DRAFT and not is_theirs(partner):
        changed.append("state")
    return changed


def chosen_ids(partner: Partner, values: dict[str, Any]) -> dict[str, list[int]]:
    """What the row chooses of each vocabulary; a main goal is not a further one as well."""
    chosen = {name: list(values[name]) for name in CHOICES if values.get(name)}
    main = set(chosen.get("primary_goals") or _ids(partner, "primary_goals"))
    further = chosen.get("related_goals") or _ids(partner, "related_goals")
    if main & set(further) or "related_goals" in chosen:
        chosen["related_goals"] = sorted(set(further) - main)
    return chosen


def is_theirs(partner: Partner) -> bool:
    """It has an owner, so what stands there is its own word, which no list replaces; known of a
    row that comes `with_all()`.
    """
    has_owner: bool = partner.has_owner  # type: ignore[attr-defined]
    return has_owner


def new_contact(partner: Partner, values: dict[str, Any]) -> dict[str, str]:
    """What the row says anew of who is to take over the pages; nothing once an owner has."""
    if is_theirs(partner):
        return {}
    known = getattr(partner, "claim_address", None)
    said: dict[str, str] = values.get("contact") or {}
    return {name: said[name] for name in said if said[name] != getattr(known, name, "")}


def listing_ids(listing: Listing, said: dict[str, Any]) -> dict[str, list[int]]:
    """What the row chooses anew for a need or seed that is there."""
    chosen = {name: list(said[name]) for name in LISTING_CHOICES if said.get(name)}
    main = set(chosen.get("primary_goals") or _ids(listing, "primary_goals"))
    further = chosen.get("related_goals") or _ids(listing, "related_goals")
    if main & set(further) or "related_goals" in chosen:
        chosen["related_goals"] = sorted(set(further) - main)
    return {name: rows for name, rows in chosen.items() if set(rows) != _ids(listing, name)}


def listing_of(partner: Partner, side: Listing.Side, title: str) -> Listing | None:
    """The partner's need or seed with this title."""
    wanted = name_key(title)
    rows = (row for row in partner.listings.all() if row.side == side)
    return next((row for row in rows if name_key(row.title) == wanted), None)


def _is_listing_new(partner: Partner, values: dict[str, Any], side: Listing.Side) -> bool:
    said = values.get(SIDES[side])
    if not said:
        return False
    listing = listing_of(partner, side, said["title"])
    if listing is None:
        return True
    differs = listing.body != said["body"] or bool(listing_ids(listing, said))
    return listing.takes_edits and differs


def _ids(row: Partner | Listing, name: str) -> set[int]:
    return {each.pk for each in getattr(row, name).all()}

"""How a municipality names its visions, words them anew, and retires them."""

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from partners.models import Listing, Partner
from tomoni.accounts.models import User
from tomoni.journal.record import record
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality, Vision


@transaction.atomic
def name_vision(vision: Vision, *, by: User) -> Vision:
    """Add the vision to the municipality's list, at its end."""
    town = Municipality.objects.select_for_update(no_key=True).get(pk=vision.municipality_id)
    last = town.visions.aggregate(last=Max("order"))["last"]
    vision.order = 0 if last is None else min(last + 1, 32_000)
    vision.save()
    record(by, "municipality.vision_named", town, municipality=town, vision=vision.pk)
    return vision


@transaction.atomic
def rename_vision(vision: Vision, *, by: User) -> None:
    """Word it anew, wherever it was chosen."""
    vision.save(update_fields=["name_ja", "name_en"])
    _record(by, "municipality.vision_renamed", vision)


@transaction.atomic
def retire_vision(vision: Vision, *, by: User) -> None:
    """Nobody can choose it any more; who has chosen it keeps it. StateError if it is retired."""
    if not Vision.objects.current().filter(pk=vision.pk).update(retired_at=timezone.now()):
        raise StateError(f"vision {vision.pk} is retired")
    _record(by, "municipality.vision_retired", vision)


@transaction.atomic
def restore_vision(vision: Vision, *, by: User) -> None:
    """It can be chosen again. StateError if it never was retired."""
    if not Vision.objects.filter(pk=vision.pk, retired_at__isnull=False).update(retired_at=None):
        raise StateError(f"vision {vision.pk} is current")
    _record(by, "municipality.vision_restored", vision)


def visions_of(municipality: Municipality) -> list[Vision]:
    """The visions, retired ones last, with how many partners and listings have chosen each."""
    rows = list(municipality.visions.order_by("retired_at", "order", "pk"))
    rows.sort(key=lambda row: row.retired_at is not None)
    pks = [row.pk for row in rows]
    partners = _counted(Partner.objects.filter(visions__in=pks))
    listings = _counted(Listing.objects.filter(visions__in=pks))
    for row in rows:
        row.partner_count = partners.get(row.pk, 0)  # type: ignore[attr-defined]
        row.listing_count = listings.get(row.pk, 0)  # type: ignore[attr-defined]
    return rows


def _counted(rows: "object") -> dict[int, int]:
    counted = rows.order_by().values_list("visions").annotate(n=Count("pk"))  # type: ignore[attr-defined]
    return dict(counted)


def _record(by: User, verb: str, vision: Vision) -> None:
    record(by, verb, vision.municipality, municipality=vision.municipality, vision=vision.pk)

"""Partners with their owners and listings, checked by the forms that people fill in."""

from datetime import timedelta

from django.utils import timezone

from partners.dates import months_later
from partners.forms import ListingForm, PartnerForm
from partners.models import Affiliation, Fulfilment, Listing, Membership, OnBehalf, Partner
from partners.publishing.listings import VALID_MONTHS
from partners.record.changes import choose_first
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality
from tomoni.portal.demo.listing_files import add_files
from tomoni.portal.demo.shapes import DemoFulfilment, DemoListing, DemoPartner
from tomoni.portal.demo.world import World, ago, checked, texts
from tomoni.receipts import new_receipt


def add_partner(world: World, city: Municipality, said: DemoPartner) -> None:
    """The partner in its state, with owner, listings and what the journal knows of it."""
    form: PartnerForm = checked(PartnerForm(_answers(world, city, said)), said.name)
    partner: Partner = form.save(commit=False)
    partner.slug, partner.receipt = said.slug, new_receipt("R")
    _settle(partner, said)
    partner.save()
    choose_first(partner, form.chosen)
    world.partners[said.slug] = partner
    world.owners[said.slug] = _who_acts(world, partner, said)
    _remember(world, partner)
    for listing in said.listings:
        _add_listing(world, partner, listing)


def _who_acts(world: World, partner: Partner, said: DemoPartner) -> User:
    """Its owner, or the one of the federation that has registered it on behalf."""
    if not said.registered_by:
        owner = world.people.person(said.email or f"{said.slug}@example.jp", said.owner)
        Membership.objects.create(partner=partner, user=owner, role=Membership.Role.OWNER)
        return owner
    federation, owner = world.partners[said.registered_by], world.owners[said.registered_by]
    agreed = OnBehalf.Agreed.PAPER
    row = OnBehalf.objects.create(partner=partner, by=owner, federation=federation, agreed=agreed)
    OnBehalf.objects.filter(pk=row.pk).update(at=partner.submitted_at)
    Affiliation.objects.create(
        federation=federation, partner=partner, edits_profile=True, writes_listings=True
    )
    world.on_behalf[partner.pk] = {
        "on_behalf": {"as": federation.name, "federation": federation.pk}
    }
    return owner


def _answers(world: World, city: Municipality, said: DemoPartner) -> dict[str, object]:
    visions = list(city.visions.values_list("pk", flat=True)) if said.visions else []
    return {
        "municipality": str(city.pk),
        "type": str(world.types[said.type]),
        "sector": str(world.sectors[said.sector]) if said.sector else "",
        "name": said.name,
        "kana": said.kana,
        "address": said.address,
        "shows_address": "on" if said.address else "",
        "phone": said.phone,
        "shows_phone": "on" if said.phone else "",
        "description": said.description,
        "declaration": said.declaration,
        "primary_goals": texts(said.goals),
        "related_goals": texts(said.related),
        "fields": texts(world.ids(world.fields, said.fields)),
        "visions": texts(visions[place] for place in said.visions),
    }


def _settle(partner: Partner, said: DemoPartner) -> None:
    partner.state, partner.return_reason = said.state, said.return_reason
    if partner.is_approved:
        partner.submitted_at, partner.approved_at = ago(said.days + 3), ago(said.days)
        day = timezone.localdate(partner.approved_at)
        partner.expires_on = months_later(day, partner.municipality.renewal_months)
    else:
        partner.submitted_at = ago(said.days)


def _remember(world: World, partner: Partner) -> None:
    city, owner = partner.municipality, world.owners[partner.slug]
    assert partner.submitted_at  # noqa: S101 – everybody here was sent in
    acting = world.on_behalf.get(partner.pk, {})
    world.note(partner.submitted_at, owner, "partner.submitted", partner, city, **acting)
    if partner.approved_at:
        world.note(partner.approved_at, world.staff[city.slug], "partner.approved", partner, city)
    if partner.state == Partner.State.RETURNED:
        returned = partner.submitted_at + timedelta(days=1)
        world.note(returned, world.staff[city.slug], "partner.returned", partner, city)


def _add_listing(world: World, partner: Partner, said: DemoListing) -> None:
    visions = list(partner.municipality.visions.values_list("pk", flat=True))
    answers = {
        "title": said.title,
        "body": said.body,
        "area": said.area,
        "resources": texts(world.ids(world.kinds, said.kinds)),
        "primary_goals": texts(said.goals),
        "related_goals": texts(said.related),
        "fields": texts(world.ids(world.fields, said.fields)),
        "accepts": texts(world.ids(world.types, said.accepts)),
        "reach": said.reach,
        "visibility": said.visibility,
        "areas": texts(world.cities[slug].pk for slug in said.areas.split()),
        "visions": texts(visions[place] for place in said.visions),
    }
    blank = Listing(partner=partner, side=said.side)
    form: ListingForm = checked(ListingForm(answers, instance=blank), said.title)
    listing: Listing = form.save(commit=False)
    listing.state, listing.published_at = Listing.State(said.state), ago(said.days)
    listing.review_by = months_later(timezone.localdate(listing.published_at), VALID_MONTHS)
    if listing.state in (Listing.State.FULFILLED, Listing.State.EXPIRED):
        listing.shown_until = min(listing.review_by, timezone.localdate())
    listing.save()
    choose_first(listing, form.chosen)
    owner = world.owners[partner.slug]
    acting, city = world.on_behalf.get(partner.pk, {}), partner.municipality
    world.note(listing.published_at, owner, "listing.published", listing, city, **acting)
    add_files(listing, said)
    if said.told:
        _tell(listing, said.told, owner)


def _tell(listing: Listing, said: DemoFulfilment, owner: User) -> None:
    Fulfilment.objects.create(
        listing=listing,
        way=Fulfilment.Way(said.way),
        counterpart_name=said.counterpart,
        story=said.story,
        may_be_told=said.may_be_told,
        told_by=owner,
    )

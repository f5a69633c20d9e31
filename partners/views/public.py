"""Who takes part, what is lacking and what is offered."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from partners.access import approved_membership, memberships
from partners.agreements.register import of_each_partner
from partners.models import (
    Fulfilment,
    Listing,
    ListingQuerySet,
    Membership,
    News,
    Partner,
    PartnerQuerySet,
)
from partners.models.partner import MEDIATES
from partners.writing.completeness import gaps_of
from tomoni.facets import Filter
from tomoni.filters import (
    Found,
    Sort,
    browse,
    by_choices,
    by_field,
    by_goal,
    by_municipality,
    by_vocabulary,
)
from tomoni.htmx import render
from tomoni.journal import searches
from tomoni.municipalities.models import Municipality, Vision
from tomoni.taxonomy.models import PartnerType, ResourceKind

PARTNER_FILTERS = (
    by_goal("primary_goals", "related_goals"),
    by_vocabulary("type", _("Partner type"), PartnerType, "type"),
    by_field("fields"),
    Filter("vision", _("Vision of the municipality"), ("visions__id",), Vision, value="id"),
    by_municipality("municipality"),
)
PARTNER_SORTS = (
    Sort("new", _("newest"), "-approved_at", "-pk"),
    Sort("name", _("by reading"), "kana", "pk"),
)
MEMBER_SORTS = PARTNER_SORTS[::-1]
SHOWN = 12  # members, and their listings, on the page of a federation itself
ONE_SIDE_FILTERS = (
    by_goal("primary_goals", "related_goals"),
    by_field("fields"),
    by_vocabulary("resource", _("Kind of resource"), ResourceKind, "resources"),
    Filter("vision", _("Vision of the municipality"), ("visions__id",), Vision, value="id"),
    by_municipality("partner__municipality"),
    by_vocabulary("area", _("Municipality it is about"), Municipality, "areas"),
)
LISTING_FILTERS = (
    by_choices("side", _("Need or seed"), Listing.Side, "side"),
    *ONE_SIDE_FILTERS,
)
LISTING_SORTS = (
    Sort("new", _("newest"), "-published_at", "-pk"),
    Sort("due", _("soonest to expire"), "review_by", "pk"),
)


@require_safe
@login_not_required
def partner_list(request: HttpRequest) -> HttpResponse:
    """The registered partners."""
    partners = Partner.objects.approved().visible_to(request.user).with_row()
    found = browse(request, partners, PARTNER_FILTERS, PARTNER_SORTS, same="partners")
    searches.note(request, found)
    return _list(request, "partners/partner_list.html", found, "partner_rows", place="partners")


@require_safe
@login_not_required
def partner_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A partner with what it needs and offers; or that its registration has ended."""
    seen = Partner.objects.visible_to(request.user).with_detail()
    seen = seen.annotate(agreement_rows=of_each_partner())
    partner = seen.filter(slug=slug).first()
    if partner is None:
        return _ended(request, slug)
    membership = _membership_in(request, partner)
    listings = partner.listings.live().visible_to(request.user).with_row()
    news = News.objects.filter(partner=partner).current().visible_to(request.user).with_card()
    context = {
        "partner": partner,
        "listings": listings if partner.is_approved else [],
        "news_rows": news if partner.is_approved else [],
        "membership": membership,
        "gaps": gaps_of(partner, membership.role) if membership and partner.takes_edits else [],
        "targets": partner.shown_targets,
        "may_join": _may_join(request, partner),
        **(_of_federation(request, partner) if partner.is_federation else {}),
    }
    return render(request, "partners/partner_detail.html", context)


def _ended(request: HttpRequest, slug: str) -> HttpResponse:
    """Who comes by an old link or a certificate reads that a registration has lapsed, no more.

    Suspended and withdrawn ones are as if they were not there.
    """
    lapsed = Partner.objects.filter(state=Partner.State.LAPSED).select_related("municipality")
    partner = get_object_or_404(lapsed, slug=slug)
    return render(request, "partners/_partner_ended.html", {"partner": partner}, status=410)


def _may_join(request: HttpRequest, federation: Partner) -> bool:
    """Whether the person owns a registered partner that could ask to belong to this one."""
    membership = approved_membership(request, at_least=Membership.Role.OWNER)
    is_body = federation.is_federation or federation.type.slug == MEDIATES
    if membership is None or not (is_body and federation.is_approved):
        return False
    partner = membership.partner
    return partner != federation and not partner.federations.filter(federation=federation).exists()


def _of_federation(request: HttpRequest, federation: Partner) -> dict[str, Any]:
    """The first of its members and of what they lack and offer, and how many there are."""
    members, listings = _members(federation), _listings_of_members(request, federation)
    return {
        "affiliates": members.select_related("type").order_by("kana", "pk")[:SHOWN],
        "affiliate_count": members.count(),
        "affiliate_listings": listings.with_row()[:SHOWN],
        "affiliate_listing_count": listings.count(),
    }


def _members(federation: Partner) -> PartnerQuerySet:
    return Partner.objects.approved().affiliated_with(federation)


def _listings_of_members(request: HttpRequest, federation: Partner) -> ListingQuerySet:
    members = _members(federation).values("pk")
    return Listing.objects.live().visible_to(request.user).filter(partner__in=members)


@require_safe
@login_not_required
def federation_members(request: HttpRequest, slug: str) -> HttpResponse:
    """All members of a federation."""
    federation = _federation(slug)
    found = browse(request, _members(federation).with_row(), PARTNER_FILTERS, MEMBER_SORTS)
    page = "partners/federation_members.html"
    return _list(request, page, found, "partner_rows", federation=federation)


@require_safe
@login_not_required
def federation_listings(request: HttpRequest, slug: str) -> HttpResponse:
    """What the members of a federation lack and offer."""
    federation = _federation(slug)
    rows = _listings_of_members(request, federation).with_row()
    found = browse(request, rows, LISTING_FILTERS, LISTING_SORTS)
    page = "partners/federation_listings.html"
    return _list(request, page, found, "listing_rows", federation=federation)


def _federation(slug: str) -> Partner:
    """A registered partner that has members; 404 for any other."""
    rows = Partner.objects.approved().filter(affiliates__isnull=False).distinct()
    return get_object_or_404(rows, slug=slug)


@require_safe
@login_not_required
def listing_list(request: HttpRequest) -> HttpResponse:
    """Needs and seeds together."""
    found = browse(request, _live(request), LISTING_FILTERS, LISTING_SORTS, same="listings")
    searches.note(request, found)
    return _list(request, "partners/listing_list.html", found, "listing_rows", place="listings")


@require_safe
@login_not_required
def need_list(request: HttpRequest) -> HttpResponse:
    """What partners lack."""
    found = browse(request, _live(request).needs(), ONE_SIDE_FILTERS, LISTING_SORTS, same="needs")
    searches.note(request, found)
    return _list(request, "partners/need_list.html", found, "listing_rows", place="needs")


@require_safe
@login_not_required
def seed_list(request: HttpRequest) -> HttpResponse:
    """What partners can offer."""
    found = browse(request, _live(request).seeds(), ONE_SIDE_FILTERS, LISTING_SORTS, same="seeds")
    searches.note(request, found)
    return _list(request, "partners/seed_list.html", found, "listing_rows", place="seeds")


@require_safe
@login_not_required
def listing_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A need or seed, and what fits it for those who may see that."""
    listing = get_object_or_404(Listing.objects.visible_to(request.user).with_detail(), pk=pk)
    membership = _membership_in(request, listing.partner)
    context = {
        "listing": listing,
        "membership": membership,
        "may_edit": (
            membership and membership.may(Membership.Role.EDITOR) and membership.partner.takes_edits
        ),
        "fulfilment": _told_to(request, listing, membership),
    }
    return render(request, "partners/listing_detail.html", context)


def _list(
    request: HttpRequest, page: str, found: Found, fragment: str, **more: Any
) -> HttpResponse:
    """The page or its fragment; htmx shows the address without questions left empty."""
    response = render(request, page, {"found": found, **more}, partials=[fragment])
    response["HX-Push-Url"] = found.page_url(found.page.number)
    return response


def _live(request: HttpRequest) -> ListingQuerySet:
    return Listing.objects.live().visible_to(request.user).with_row()


def _membership_in(request: HttpRequest, partner: Partner) -> Membership | None:
    return next((m for m in memberships(request) if m.partner_id == partner.pk), None)


def _told_to(
    request: HttpRequest, listing: Listing, membership: Membership | None
) -> Fulfilment | None:
    """How it went: all of it for members and the city, for others if it may be told."""
    fulfilment: Fulfilment | None = getattr(listing, "fulfilment", None)
    if fulfilment is None:
        return None
    is_private = membership is not None or _is_of_staff(request, listing)
    fulfilment.is_told_whole = is_private
    return fulfilment if is_private or fulfilment.may_be_told else None


def _is_of_staff(request: HttpRequest, listing: Listing) -> bool:
    if not request.user.is_authenticated:
        return False
    own = Municipality.objects.staffed_by(request.user)
    return own.filter(pk=listing.partner.municipality_id).exists()

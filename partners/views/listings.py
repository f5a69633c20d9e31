"""A partner's own needs and seeds: the overview, and the steps of each."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.access import (
    acting_membership,
    acts_for,
    approved_membership,
    capacity_for,
    choose_partner,
)
from partners.models import Fulfilment, Listing, Membership, Partner
from partners.publishing import listings as steps
from partners.writing import completeness
from tomoni.accounts.models import User
from tomoni.filters import Words
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError


@require_safe
def my_listings(request: HttpRequest) -> HttpResponse:
    """All needs and seeds of the partner for which one acts, with what can be done next."""
    acting = acting_membership(request)
    own = [acting] if acting else []
    editable = [
        m.partner_id for m in own if m.may(Membership.Role.EDITOR) and m.partner.takes_edits
    ]
    rows = Listing.objects.filter(partner__in=[m.partner_id for m in own]).with_card()
    rows = completeness.with_facts(rows)
    rows = rows.annotate(is_told=Exists(Fulfilment.objects.filter(listing=OuterRef("pk"))))
    listings = list(rows.order_by("partner", "-updated_at", "-pk"))
    context = {
        "listings": listings,
        "gaps": {row.pk: completeness.gaps_in(row) for row in listings},
        "memberships": own,
        "editable": editable,
        "may_publish": approved_membership(request) is not None,
        "is_registered": any(m.partner.is_approved for m in own),
        "waiting": next((m.partner for m in own if m.partner.state == _WAITING), None),
        "partner": acting.partner if acting else None,
        "is_owner": bool(acting and acting.may(Membership.Role.OWNER)),
    }
    return render(request, "partners/my_listings.html", context)


_WAITING = Partner.State.SUBMITTED


@require_POST
@idempotent
def listing_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of sight for a while."""
    return _take(request, pk, steps.pause_listing, _("It is paused. Nobody else sees it now."))


@require_POST
@idempotent
def listing_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it again, or say that it still holds."""
    return _take(
        request, pk, steps.resume_listing, _("It is shown again, for as long as you chose.")
    )


@require_POST
@idempotent
def listing_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a new one from it."""
    listing = own_listing(request, pk)
    user: User = request.user  # type: ignore[assignment]
    try:
        copy = steps.copy_listing(listing, by=user)
    except StateError:
        messages.warning(request, _("As soon as you are registered again you can copy it."))
        return redirect("partners:my_listings")
    messages.success(request, _("This is the copy. Change what is different, then publish it."))
    return redirect("partners:listing_edit", copy.pk)


@require_http_methods(["GET", "POST"])
@idempotent
def listing_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away, after asking once more."""
    listing = own_listing(request, pk)
    if request.method == "GET" and listing.state == Listing.State.DRAFT:
        context = {"listing": listing, "home": home_of(request, listing.partner)}
        return render(request, "partners/listing_discard.html", context)
    return _take(request, pk, steps.discard_listing, _("The draft is thrown away."))


@require_http_methods(["GET", "POST"])
@idempotent
def listing_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that a counterpart was found, after asking once more."""
    listing = own_listing(request, pk)
    if request.method == "GET" and listing.state == Listing.State.FULFILLED:
        told = Fulfilment.objects.filter(listing=listing).first()
        home = home_of(request, listing.partner)
        context = {"listing": listing, "told": told, "home": home}
        return render(request, "partners/listing_reopen.html", context)
    return _take(
        request, pk, steps.reopen_listing, _("It is shown again, for as long as you chose.")
    )


def _take(request: HttpRequest, pk: int, step: Callable[..., None], success: Words) -> HttpResponse:
    listing = own_listing(request, pk)
    home = home_of(request, listing.partner)
    user: User = request.user  # type: ignore[assignment]
    try:
        if request.method != "POST":
            raise StateError(f"{pk} is {listing.state}")
        step(listing, by=user)
    except StateError:
        messages.warning(request, _("That is not possible any more. This is how it stands now."))
    else:
        messages.success(request, str(success))
    return redirect(home)


def own_listing(request: HttpRequest, pk: int) -> Listing:
    """A listing the person may change: 404 where they may not see it, 403 where only that, or its
    partner has withdrawn.
    """
    listings_seen = Listing.objects.visible_to(request.user)
    listing = get_object_or_404(listings_seen.select_related("partner__municipality"), pk=pk)
    may_write = acts_for(request, listing.partner, at_least=Membership.Role.EDITOR)
    if not (may_write and listing.partner.takes_edits):
        raise PermissionDenied
    choose_partner(request, listing.partner.slug)
    return listing


def home_of(request: HttpRequest, partner: Partner) -> str:
    """Where the person sees all needs and seeds of the partner: their own, or on its behalf."""
    acting = capacity_for(request, partner)
    if acting is None:
        return reverse("partners:my_listings")
    page = "affiliate_detail" if acting.federation else "partner_review"
    return reverse(f"partners:{page}", args=[partner.slug])

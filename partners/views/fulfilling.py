"""A counterpart was found: the button, and the few questions how it went."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from partners.access import capacity_for
from partners.forms import FulfilmentForm
from partners.models import Fulfilment, Listing
from partners.publishing import listings
from partners.views.listings import home_of, own_listing
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError


@require_http_methods(["GET", "POST"])
@idempotent
def listing_fulfil(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it as fulfilled, and tell how it went or not; what was not told can be told later."""
    listing = own_listing(request, pk)
    step = request.POST.get("step", "")
    form = FulfilmentForm(request.POST or None, listing=listing)
    if request.method == "POST" and step != "search" and (step == "skip" or form.is_valid()):
        return _fulfil(request, listing, {} if step == "skip" else form.told)
    if not _may_be_told_of(listing):
        messages.warning(request, _("That is not possible any more. This is how it stands now."))
        return redirect(home_of(request, listing.partner))
    if step == "search":
        form.look_for_partners()
    context = {
        "listing": listing,
        "form": form,
        "acting": capacity_for(request, listing.partner),
        "home": home_of(request, listing.partner),
    }
    return render(request, "partners/listing_fulfil.html", context)


def _may_be_told_of(listing: Listing) -> bool:
    is_told = Fulfilment.objects.filter(listing=listing).exists()
    return listing.may_be_fulfilled or (listing.state == Listing.State.FULFILLED and not is_told)


def _fulfil(request: HttpRequest, listing: Listing, told: dict[str, Any]) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    try:
        if listing.state != Listing.State.FULFILLED:
            listings.fulfil_listing(listing, by=user, told=told)
        elif told:
            listings.tell_fulfilment(listing, by=user, told=told)
    except StateError:
        messages.warning(request, _("That is not possible any more. This is how it stands now."))
    else:
        messages.success(request, _thanks(told))
    return redirect(home_of(request, listing.partner))


def _thanks(told: dict[str, Any]) -> Any:
    if told:
        return _("Well done! Thank you for telling us how it went.")
    return _("Well done! It is marked as fulfilled.")

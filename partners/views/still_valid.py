"""The link in the mail that asks whether a listing still holds; it needs no login."""

from django.contrib.auth.decorators import login_not_required
from django.core.signing import SignatureExpired
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners.publishing import listings, reviewing
from partners.publishing.reviewing import Asked
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError

_PAGE = "partners/listing_still_valid.html"


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
@idempotent
def listing_still_valid(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button; only the button acts, so a mail scanner may follow the link."""
    try:
        asked = reviewing.read_token(token)
    except SignatureExpired:
        return _shown(request, {"is_too_late": True}, 410)
    if asked is None:
        raise Http404
    if request.method == "POST":
        return _confirm(request, asked, token)
    return _shown(request, _standing(asked))


def _confirm(request: HttpRequest, asked: Asked, token: str) -> HttpResponse:
    try:
        listings.confirm_listing(asked.listing, seen=asked.seen, mailed_to=asked.person)
    except StateError:
        return _shown(request, {**_standing(asked), "may_confirm": False}, 409)
    return redirect("partners:listing_still_valid", token)


def _standing(asked: Asked) -> dict[str, object]:
    """Whether there is still something to say, or somebody has said so already."""
    listing = asked.listing
    is_as_mailed = listing.review_by == asked.seen
    is_open = listing.state == listing.State.PUBLISHED or listing.state == listing.State.EXPIRED
    return {
        "listing": listing,
        "may_confirm": is_as_mailed and is_open and listing.partner.is_approved,
        "is_confirmed": listing.is_live and not is_as_mailed,
    }


def _shown(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    response = render(request, _PAGE, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response

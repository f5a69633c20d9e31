"""The pages that set two texts side by side: a listing or challenge and one of its suggestions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from challenges.models import Challenge
from matching.reading.comparing import comparison
from matching.storing.documents import OFFERED_SLUGS
from matching.storing.keys import key_of_slug
from partners.models import Listing
from tomoni.htmx import render


@require_safe
def listing_comparison(request: HttpRequest, pk: int, candidate: str) -> HttpResponse:
    """A need or seed beside one of its counterparts."""
    rows = Listing.objects.visible_to(request.user).select_related("partner")
    return _page(request, get_object_or_404(rows, pk=pk), candidate, "listing_comparison")


@require_safe
def challenge_comparison(request: HttpRequest, slug: str, candidate: str) -> HttpResponse:
    """A challenge beside a seed."""
    rows = Challenge.objects.visible_to(request.user).select_related("municipality")
    rows = rows.annotate(offered_slugs=OFFERED_SLUGS)
    return _page(request, get_object_or_404(rows, slug=slug), candidate, "challenge_comparison")


def _page(
    request: HttpRequest, subject: Listing | Challenge, candidate: str, name: str
) -> HttpResponse:
    shown = comparison(subject, key_of_slug(candidate), request)
    if shown is None:
        raise Http404
    return render(request, f"matching/{name}.html", {**shown})

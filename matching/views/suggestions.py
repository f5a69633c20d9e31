"""The pages of suggestions about one listing or challenge; each is a fragment too."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from challenges.models import Challenge
from matching.reading.conditions import kept_out
from matching.reading.lists import Section, alike, section
from matching.reading.themes import themes
from matching.storing.documents import SUB_THEMES
from partners.models import Listing
from tomoni.htmx import render


@require_safe
def listing_suggestions(request: HttpRequest, pk: int) -> HttpResponse:
    """All counterparts of a need or seed, and the needs that are like a need."""
    rows = Listing.objects.visible_to(request.user).select_related("partner")
    listing = get_object_or_404(rows, pk=pk)
    shown = _section(request, listing)
    # A fragment does not show those, so they are not looked up for it.
    beside = SimpleLazyObject(lambda: alike(listing, request, answers=shown["answers"]))
    more = {"alike": beside, "kept_out": kept_out(shown, request)}
    return _page(request, "listing_suggestions", {**shown, **more})


@require_safe
def challenge_suggestions(request: HttpRequest, slug: str) -> HttpResponse:
    """All seeds for a challenge, those closest to each theme, and for its staff the partners."""
    rows = Challenge.objects.visible_to(request.user).select_related("municipality")
    rows = rows.annotate(sub_theme_titles=SUB_THEMES)
    challenge = get_object_or_404(rows, slug=slug)
    shown = _section(request, challenge)
    # Only the first page shows them.
    by_theme = SimpleLazyObject(lambda: themes(challenge, request, answers=shown["answers"]))
    return _page(request, "challenge_suggestions", {**shown, "themes": by_theme})


def _section(request: HttpRequest, subject: Listing | Challenge) -> Section:
    shown = section(subject, request, is_whole="few" not in request.GET)
    if not shown["may_see"]:
        raise Http404
    return shown


def _page(request: HttpRequest, name: str, shown: dict[str, object]) -> HttpResponse:
    return render(request, f"matching/{name}.html", shown, partials=[name])

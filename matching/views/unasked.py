"""The broker's board: needs without any suggestion, and seeds nobody asked for."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from matching.brokering.brokers import broker_of
from matching.brokering.unasked import unasked_seeds, with_hints
from matching.reading.unmatched import LOOKED_AT, unmatched_needs
from tomoni.filters import Sort, browse, by_field, by_goal
from tomoni.htmx import render

PER_PAGE = 30
FILTERS = (by_goal("primary_goals", "related_goals"), by_field("fields"))
SORTS = (
    Sort("old", _("waiting longest"), "published_at", "pk"),
    Sort("new", _("newest"), "-published_at", "-pk"),
)


@require_safe
def needs_unmatched(request: HttpRequest) -> HttpResponse:
    """Needs for which the matcher has nobody fairly close, the newest first."""
    broker = broker_of(request)
    after = request.GET.get("after", "")
    is_number = after.isascii() and after.isdecimal() and len(after) < 19
    found = unmatched_needs(broker.is_own(), after=int(after) if is_number else None)
    context = {
        "broker": broker,
        "found": found,
        "rows": with_hints(found.needs),
        "looked_at": LOOKED_AT,
        "is_later_page": is_number,
    }
    return render(request, "matching/needs_unmatched.html", context)


@require_safe
def seeds_unasked(request: HttpRequest) -> HttpResponse:
    """Seeds about which no introduction was ever asked for, those that wait longest first."""
    broker = broker_of(request)
    found = browse(request, unasked_seeds(broker.is_own()), FILTERS, SORTS, per_page=PER_PAGE)
    context = {"broker": broker, "found": found}
    return render(request, "matching/seeds_unasked.html", context, partials=["seeds_unasked_rows"])

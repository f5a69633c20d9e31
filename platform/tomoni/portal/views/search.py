"""One search box over everything the reader may see."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tomoni.htmx import render
from tomoni.journal import searches
from tomoni.portal.finding import Finding


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The best of each kind, or one kind page by page, with counts and filters."""
    found = Finding(request.path, request.GET, request.user)
    searches.note(request, found)
    response = render(request, "portal/search.html", {"found": found}, partials=["search_results"])
    response["HX-Push-Url"] = found.url()
    return response

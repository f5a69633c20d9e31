"""One search box over everything the reader may see."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tomoni.htmx import render
from tomoni.portal import finding


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The best of each kind, with the way to all of that kind."""
    asked = finding.asked_for(request.GET)
    groups = finding.find(asked, request.user)
    found_any = any(group.count for group in groups)
    context = {"asked": asked, **finding.choices(), "groups": groups, "found_any": found_any}
    return render(request, "portal/search.html", context, partials=["search_results"])

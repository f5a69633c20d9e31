"""The desk: open challenges to which nobody has proposed, and what could be done about it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from challenges import reading
from challenges.forms.challenge import MANY_GOALS
from challenges.models import Challenge
from tomoni.filters import Sort, browse, by_municipality
from tomoni.htmx import render
from tomoni.municipalities.access import municipalities_of_staff, require_staff
from tomoni.municipalities.models import StaffRole

FILTERS = (by_municipality("municipality"),)
SORTS = (
    Sort("closing", _("closing soon"), "closes_at", "pk"),
    Sort("old", _("open for longest"), "opened_at", "pk"),
)


@require_safe
def unanswered_list(request: HttpRequest) -> HttpResponse:
    """What waits for a first proposal, what ends next on top."""
    require_staff(request)
    rows = Challenge.objects.on_desk_of(request.user).unanswered().select_related("municipality")
    editing = municipalities_of_staff(request, at_least=StaffRole.Role.EDITOR)
    context = {
        "found": browse(request, reading.with_echo(rows), FILTERS, SORTS),
        "editing": {town.pk for town in editing},
        "many_goals": MANY_GOALS,
        "base_url": settings.BASE_URL,
    }
    return render(request, "challenges/unanswered_list.html", context, partials=["unanswered_rows"])

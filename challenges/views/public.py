"""What everybody may see: the challenges and each with all its parts."""

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from challenges import continuing, reading
from challenges.inviting.steps import note_opened
from challenges.kinds import BY_KIND
from challenges.models import Challenge
from challenges.proposing.addressee import addressee_of
from challenges.standing import standing
from tomoni.accounts.models import User
from tomoni.filters import Cases, Sort, browse, by_field, by_goal, by_municipality
from tomoni.htmx import render
from tomoni.journal import searches


def _is_open() -> Q:
    return Q(state=Challenge.State.OPEN, closes_at__gt=timezone.now())


FILTERS = (
    Cases(
        "state",
        _("State"),
        (("open", _("Taking proposals"), _is_open), ("closed", _("Over"), lambda: ~_is_open())),
    ),
    BY_KIND,
    by_goal("primary_goals", "related_goals"),
    by_field("fields"),
    by_municipality("municipality"),
)
SORTS = (
    Sort("new", _("newest first"), "-opened_at", "-pk"),
    Sort("closing", _("closing soon"), "is_over", "from_end", "pk"),
)


@login_not_required
@require_safe
def challenge_list(request: HttpRequest) -> HttpResponse:
    """Published challenges of all municipalities."""
    rows = Challenge.objects.published().with_card().by_end()
    found = browse(request, rows, FILTERS, SORTS)
    searches.note(request, found)
    return render(
        request, "challenges/challenge_list.html", {"found": found}, partials=["challenge_rows"]
    )


@login_not_required
@require_safe
def challenge_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A challenge in the order of its parts, and what the reader can do about it."""
    visible = reading.whole(Challenge.objects.visible_to(request.user))
    visible = continuing.with_projects(reading.with_course(visible, request.user))
    challenge = get_object_or_404(visible, slug=slug)
    course = reading.course_of(challenge)
    if any(each["opened_at"] is None for each in course.invitations):
        note_opened(challenge, cast(User, request.user))
    context = {
        "challenge": challenge,
        "parts": reading.parts_of(challenge),
        "municipality": None if challenge.is_reverse else challenge.municipality,
        "to": addressee_of(challenge),
        "standing": standing(request, challenge),
        "course": course,
        "projects": continuing.projects_of(challenge),
    }
    return render(request, "challenges/challenge_detail.html", context)

"""Calendars of deadlines: one that everybody may subscribe to, and one for who follows."""

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from challenges.calendars import deadlines
from challenges.models import Challenge
from challenges.views.public import FILTERS, SORTS
from tomoni.accounts.models import User
from tomoni.conditional import conditional
from tomoni.filters import Found
from tomoni.htmx import render
from tomoni.limits import feed_limit

_SECONDS = 300  # a calendar need not ask more often


@login_not_required
@require_safe
@feed_limit
def challenge_calendar(request: HttpRequest) -> HttpResponse:
    """The deadlines of all open challenges, narrowed as the list of them may be."""
    rows = deadlines.with_entries(Challenge.objects.published().open())
    found = Found(request.path, request.GET, rows, FILTERS, SORTS)
    newest = found.narrowed.order_by("closes_at", "pk")[: deadlines.MOST]
    content = deadlines.calendar_of(newest, _("Deadlines of challenges"))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    return conditional(request, response, _SECONDS, by_language=True)


@login_not_required
@require_safe
def followed_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The deadlines of what a person follows or writes for; the address is known to them alone."""
    person = deadlines.person_of(token)
    if person is None:
        raise Http404
    with translation.override(person.language):
        rows = deadlines.followed_by(person)
        content = deadlines.calendar_of(rows, _("My deadlines"))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
def calendar_page(request: HttpRequest) -> HttpResponse:
    """The person's own address, and how a calendar takes it."""
    person = cast(User, request.user)
    path = reverse("challenges:followed_calendar", args=[deadlines.calendar_token(person)])
    context = {
        "own_url": f"{settings.BASE_URL}{path}",
        "public_url": settings.BASE_URL + reverse("challenges:challenge_calendar"),
        "coming": list(deadlines.followed_by(person)),
    }
    return render(request, "challenges/calendar_page.html", context)

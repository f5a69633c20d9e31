"""What is read by programs: calendars, the map of the site, what search engines leave alone."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import views as sitemaps
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from challenges.views.calendars import challenge_calendar
from events.views.promoting import event_list_calendar
from tomoni.portal.sitemaps import ROBOTS, SECTIONS

_SECTION = "portal:sitemap_section"


@login_not_required
@require_safe
def events_calendar(request: HttpRequest) -> HttpResponse:
    """The meetings to come, at an address beside the other feeds."""
    return event_list_calendar(request)


@login_not_required
@require_safe
def deadlines_calendar(request: HttpRequest) -> HttpResponse:
    """Until when open challenges take proposals, likewise."""
    return challenge_calendar(request)


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> Any:
    """The index of the sections."""
    return sitemaps.index(request, SECTIONS, sitemap_url_name=_SECTION)


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def sitemap_section(request: HttpRequest, section: str) -> Any:
    """The addresses of one section; `?p=2` is its second file."""
    return sitemaps.sitemap(request, SECTIONS, section=section)


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines leave alone."""
    return HttpResponse(ROBOTS.format(base=settings.BASE_URL), content_type="text/plain")

"""Views that one address may ask for only so often."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tomoni.portal.open_data.limits import seconds_to_wait
from tomoni.portal.views.errors import too_many_requests

View = Callable[..., HttpResponse]


def feed_limit(view: View) -> View:
    """Feeds and calendars together, as often as the setting says; then 429 with Retry-After."""

    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wait = seconds_to_wait(request, "feeds", settings.FEED_REQUESTS_PER_MINUTE)
        return too_many_requests(request, wait) if wait else view(request, *args, **kwargs)

    return limited

"""What all answers of the API have in common: for everybody, limited, kept as long as they hold."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tomoni.conditional import conditional
from tomoni.limits import seconds_to_wait
from tomoni.portal.api.problems import problem
from tomoni.portal.open_data.licence import licence
from tomoni.portal.open_data.sharing import View, readable_from_anywhere

_KEPT_FOR = 60  # seconds for which a copy may be used without asking
_READING = ("GET", "HEAD")


def answering(view: Callable[..., HttpResponse]) -> View:
    """A view of the API as the URLs take it: no login, limits, ETag, readable from anywhere."""

    @readable_from_anywhere
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in _READING:
            return _refused()
        wait = seconds_to_wait(request, "api", settings.API_REQUESTS_PER_MINUTE)
        if wait:
            return _too_many(wait)
        request.method = "GET"  # the server leaves out the body where only the head was asked for
        return _with_headers(request, view(request, *args, **kwargs))

    answered.login_required = False  # type: ignore[attr-defined]
    answered.csrf_exempt = True  # type: ignore[attr-defined]  # nothing is written here
    return answered


def _refused() -> HttpResponse:
    response = problem(405)
    response["Allow"] = "GET, HEAD, OPTIONS"
    return response


def _too_many(wait: int) -> HttpResponse:
    response = problem(429, _("Please wait %(seconds)d seconds.") % {"seconds": wait})
    response["Retry-After"] = str(wait)
    return response


def _with_headers(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code != 200:
        response["Cache-Control"] = "no-store"
        return response
    answer = conditional(request, response, _KEPT_FOR)
    answer["Link"] = f'<{licence().url}>; rel="license"'
    return answer

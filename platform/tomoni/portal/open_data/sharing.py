"""What pages of other sites may read: nothing personal, without credentials, reading only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

View = Callable[..., HttpResponseBase]
_READING = "GET, HEAD, OPTIONS"
_DAY = 86_400


def readable_from_anywhere(view: View) -> View:
    """Let pages of other sites read the answer (CORS), and answer their question beforehand.

    Nothing personal is behind these addresses, and browsers are told to send no credentials.
    """

    @wraps(view)
    def shared(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_asked_first = request.method == "OPTIONS"
        response = _may_read() if is_asked_first else view(request, *args, **kwargs)
        if request.method in ("GET", "HEAD", "OPTIONS"):
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = (
                "Content-Disposition, ETag, Last-Modified, Link, Retry-After"
            )
        return response

    return shared


def _may_read() -> HttpResponse:
    """What a browser asks before it asks with a header like If-None-Match."""
    response = HttpResponse(status=204)
    response["Allow"] = response["Access-Control-Allow-Methods"] = _READING
    response["Access-Control-Allow-Headers"] = (
        "Accept, Accept-Language, If-Modified-Since, If-None-Match"
    )
    response["Access-Control-Max-Age"] = str(_DAY)
    return response

"""What went wrong, for programs and for who reads their log (RFC 9457)."""

import json
from collections.abc import Iterable
from typing import Any

import structlog
from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Schema
from ninja.errors import HttpError, ValidationError

logger = structlog.get_logger(__name__)
CONTENT_TYPE = "application/problem+json"
_TITLES = {
    400: gettext_lazy("The request cannot be read."),
    404: gettext_lazy("There is nothing here."),
    405: gettext_lazy("The API is only read: GET, HEAD and OPTIONS."),
    422: gettext_lazy("A parameter cannot be used."),
    429: gettext_lazy("Too many requests."),
    500: gettext_lazy("Something went wrong on our side"),
    503: gettext_lazy("The service is away for a moment."),
}


class Wrong(Schema):
    """One thing that is wrong with a request."""

    parameter: str
    message: str


class Problem(Schema):
    """A problem in words, in the language of the Accept-Language header."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Wrong]


def problem(status: int, detail: str = "", errors: Iterable[Wrong] = ()) -> HttpResponse:
    """The answer that says what went wrong."""
    words = str(_TITLES.get(status, _("The request cannot be answered.")))
    body = Problem(
        type="about:blank", title=words, status=status, detail=detail or words, errors=list(errors)
    )
    text = json.dumps(body.model_dump(), ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=CONTENT_TYPE)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing of that name, or nothing that everybody may see."""
    return problem(404, _("There is no such entry, or it is not public."))


def refused(request: HttpRequest, exception: HttpError) -> HttpResponse:
    """What an operation refuses by itself."""
    return problem(exception.status_code, str(exception))


def invalid(request: HttpRequest, exception: ValidationError) -> HttpResponse:
    """Parameters that cannot be used, each with the reason."""
    return problem(422, errors=[_wrong(error) for error in exception.errors])


def away(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The database or the cache does not answer."""
    response = problem(503, _("Please try again in half a minute."))
    response["Retry-After"] = "30"
    return response


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django itself refuses to read."""
    return problem(400)


def failed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Our fault: on record as every other, with the number under which it is found there."""
    got_request_exception.send(sender=None, request=request)
    logger.error("api_failed", path=request.path, exc_info=exception)
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    return problem(500, _("Please tell us this number: %(number)s") % {"number": request_id})


def _wrong(error: dict[str, Any]) -> Wrong:
    place = [str(part) for part in error.get("loc", ()) if part not in ("query", "path", "asked")]
    return Wrong(parameter=place[0] if place else "", message=_reason(error))


def _reason(error: dict[str, Any]) -> str:
    context = error.get("ctx") or {}
    kind = str(error.get("type", ""))
    if kind.startswith("int_"):
        return _("It has to be a whole number.")
    if kind == "greater_than_equal":
        return _("It has to be %(number)s or more.") % {"number": context["ge"]}
    if kind == "less_than_equal":
        return _("It has to be %(number)s or less.") % {"number": context["le"]}
    if kind == "string_too_long":
        return _("It has %(number)s characters at most.") % {"number": context["max_length"]}
    if kind == "too_long":
        return _("It has %(number)s values at most.") % {"number": context["max_length"]}
    if kind == "beside_after":
        return _("It cannot be used together with “after”.")
    if kind == "unknown":
        return _("There is no such parameter.")
    return _("It is none of the values that the description of the API lists.")

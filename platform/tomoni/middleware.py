"""What every answer has in common: its request id, and an error page of our own."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]


def request_id_header(get_response: GetResponse) -> GetResponse:
    """Answer with the request id, so that a user can quote it and staff can find it in the log."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        request_id = structlog.contextvars.get_contextvars().get("request_id", "")
        if request_id:
            response["X-Request-ID"] = request_id
        return response

    return middleware


class OwnErrorPages:
    """Turn what a fault below us raises into a page that says what happens next.

    A database or cache that is away answers 503 with Retry-After. Under DEBUG the same pages are
    shown as in production: the demo never shows a traceback, the log does.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.DEBUG and response.status_code == 404 and request.resolver_match is None:
            return _page("page_not_found", request, Http404())
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Choose the page; anything unknown stays with Django outside DEBUG."""
        if isinstance(exception, OperationalError | InterfaceError | RedisError):
            logger.exception("service_unavailable")
            return _page("service_unavailable", request, exception)
        if not settings.DEBUG:
            return None
        if isinstance(exception, Http404):
            return _page("page_not_found", request, exception)
        if isinstance(exception, PermissionDenied | BadRequest | SuspiciousOperation):
            return None  # Django chooses our page for these under DEBUG too
        logger.exception("server_error")
        return _page("server_error", request, exception)


def _page(name: str, request: HttpRequest, exception: Exception) -> HttpResponse:
    # Imported late: the error pages live in the roof, and this module is below everything.
    from django.utils.module_loading import import_string

    response: HttpResponse = import_string(f"tomoni.portal.views.errors.{name}")(
        request, exception=exception
    )
    return response

"""Pages for what went wrong: what happened, what the reader can do, and the id to quote."""

import structlog
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page


def _page(request: HttpRequest, status: int, words: str = "") -> HttpResponse:
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    context = {"status": status, "request_id": request_id, "words": words}
    return render_page(request, f"errors/{status}.html", context, status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent cannot be read; a BadRequest of ours says why, a library's stays in the log."""
    words = str(exception) if type(exception) is BadRequest else ""
    return _page(request, 400, words)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The reader may see it but not do it."""
    return _page(request, 403)


@login_not_required
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is nothing here, or nothing the reader may see."""
    return _page(request, 404)


@login_not_required
def too_many_requests(request: HttpRequest, wait: int = 60) -> HttpResponse:
    """A limit is reached, and holds for so many seconds; those of django-allauth that answer so
    are all per minute.
    """
    response = _page(request, 429)
    response["Retry-After"] = str(wait)
    return response


@login_not_required
def server_error(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Our fault: a page that needs no database."""
    return _page(request, 500)


@login_not_required
def service_unavailable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A part below us is away; it is worth trying again."""
    response = _page(request, 503)
    response["Retry-After"] = "30"
    return response


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or cookies are off."""
    return render_page(request, "errors/csrf.html", status=403)

"""A form that is sent twice happens once: the repeat is answered like the first."""

import hashlib
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import get_resolver
from django.utils.translation import gettext as _

from tomoni.journal.models import Submission
from tomoni.secret_paths import masked

FIELD = "idempotency_key"

View = Callable[..., HttpResponseBase]

_CLAIM = """
    INSERT INTO journal_submission (key, user_id, session, path, location)
    VALUES (%(key)s, %(user_id)s, %(session)s, %(path)s, '')
    ON CONFLICT DO NOTHING
"""


def new_key() -> str:
    """A key for one showing of a form."""
    return str(uuid.uuid4())


def idempotent(view: View) -> View:
    """Run a POST once per key, in one transaction with the key.

    A second POST with the key, even at the same moment, gets the redirect of the first. An answer
    that is no redirect (a form with errors, a refusal) frees the key, so that the corrected form
    can be sent. A missing or malformed key, and the key of another person or form, answers 400.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        key = _parsed(request.POST.get(FIELD, ""))
        if key is None:
            return _refusal(request, _("The form was sent without its key. Please open it again."))
        with transaction.atomic():
            if _claim(key, request):
                return _settled(key, view(request, *args, **kwargs))
        return _answer_of_first(key, request)

    return guarded


def _parsed(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _claim(key: uuid.UUID, request: HttpRequest) -> bool:
    """Whether the key is new. Waits for a concurrent POST with the same key to be over."""
    sender = _sender(request)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"key": key, **sender})
        return cursor.rowcount == 1


def _settled(key: uuid.UUID, response: HttpResponseBase) -> HttpResponseBase:
    """Keep where the sender is led, or free the key."""
    if transaction.get_rollback(using="default"):
        return response  # the key goes with everything else
    submission = Submission.objects.filter(key=key)
    if isinstance(response, HttpResponseRedirect):
        submission.update(location=response.url)
    else:
        submission.delete()
    return response


def _answer_of_first(key: uuid.UUID, request: HttpRequest) -> HttpResponseBase:
    first = Submission.objects.filter(key=key, **_sender(request)).first()
    if first is None:
        return _refusal(request, _("The form was sent before. Please open it again."))
    return HttpResponseRedirect(first.location)


def _refusal(request: HttpRequest, text: str) -> HttpResponse:
    """The project's own page for what cannot be read, in debug mode too."""
    page: Any = get_resolver().resolve_error_handler(400)
    response: HttpResponse = page(request, exception=BadRequest(text))
    return response


def _sender(request: HttpRequest) -> dict[str, Any]:
    """To whom and to which form a key belongs."""
    # No text column takes a NUL, and no table the token of a link.
    path = masked(request.path[:500].replace("\x00", ""))
    if request.user.is_authenticated:
        return {"path": path, "user_id": request.user.pk, "session": ""}
    session_key = request.session.session_key or ""
    digest = hashlib.sha256(session_key.encode()).hexdigest() if session_key else ""
    return {"path": path, "user_id": None, "session": digest}

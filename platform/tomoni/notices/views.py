"""A person's notices, how they wish to be told, and the links of our mails."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.notices import bounces, choosing, links, reading
from tomoni.notices.forms import PaceForm
from tomoni.notices.kinds import kind_of
from tomoni.notices.models import Notice


@require_safe
@never_cache
def notice_list(request: HttpRequest) -> HttpResponse:
    """What the person was told, the unread first."""
    user: User = request.user  # type: ignore[assignment]
    kind, by_time = request.GET.get("kind", ""), request.GET.get("order") == "time"
    found = reading.found(user, kind=kind, by_time=by_time, number=request.GET.get("page", ""))
    context = {
        "found": found,
        "kind": kind,
        "by_time": by_time,
        "bounce": bounces.bounce_of(user),
        "has_unread": any(line.is_new for line in found.lines)
        or Notice.objects.of(user).unread().exists(),
    }
    return render(request, "notices/notice_list.html", context)


@require_safe
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the notice leads; it is read from now on."""
    user: User = request.user  # type: ignore[assignment]
    notice = get_object_or_404(Notice.objects.of(user), pk=pk)
    reading.mark_read(user, [notice.pk])
    return redirect(notice.url)


@require_POST
@idempotent
def notices_read(request: HttpRequest) -> HttpResponse:
    """Tick off all of them."""
    reading.mark_read(request.user)  # type: ignore[arg-type]
    messages.success(request, _("All notices are marked as read."))
    return redirect("notices:notice_list")


@require_POST
@idempotent
def address_retry(request: HttpRequest) -> HttpResponse:
    """The address is right: mail is tried again."""
    bounces.lift(request.user)  # type: ignore[arg-type]
    text = _("Thank you. What has waited comes with the next digest, usually tomorrow morning.")
    messages.success(request, text)
    return redirect("notices:pace_edit")


@require_http_methods(["GET", "POST"])
@idempotent
def pace_edit(request: HttpRequest) -> HttpResponse:
    """How one is told, kind by kind."""
    user: User = request.user  # type: ignore[assignment]
    return _preferences(request, user, is_by_link=False)


@login_not_required
@require_http_methods(["GET", "POST"])
@never_cache
@idempotent
def pace_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same by the signed link of a mail, without login."""
    user = links.person_of(token)
    if user is None:
        raise Http404
    response = _preferences(request, user, is_by_link=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _preferences(request: HttpRequest, user: User, *, is_by_link: bool) -> HttpResponse:
    form = PaceForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("It is saved."))
        return redirect(request.path)
    context: dict[str, Any] = {"form": form, "is_by_link": is_by_link}
    if not is_by_link:
        context["bounce"] = bounces.bounce_of(user)
    return render(request, "notices/pace_edit.html", context)


# Mail programs press this button for their reader (RFC 8058): without a login, a cookie or a token
# of ours. The signed link is the proof, and it can do nothing but stop these mails.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def notice_stop(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button; only the button acts, so a mail scanner may follow the link."""
    found = links.stopped_by(token)
    if found is None:
        raise Http404
    user, scope = found
    is_stopped = request.method == "POST"
    if is_stopped:
        choosing.stop(user, scope)
    context = {
        "is_stopped": is_stopped,
        "scope": scope,
        "kind": kind_of(scope) if scope not in (choosing.ALL, choosing.DIGEST) else None,
        "preferences": links.preferences_path(user),
        "all": links.stop_path(user, choosing.ALL),
    }
    response = render(request, "notices/notice_stop.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response

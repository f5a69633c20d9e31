"""Answering a suggestion: from its card, from both texts side by side, or on a page of its own."""

from typing import Any, NamedTuple, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from challenges.models import Challenge
from matching.feedback import give_feedback, take_back_feedback
from matching.forms.feedback import NONE, FeedbackForm
from matching.models import Trace
from matching.reading.access import may_answer, may_see_suggestions
from matching.reading.cards import Face, face, feedback_url
from matching.reading.comparing import counterpart
from matching.reading.lists import section, suggestions_url, takes_part
from matching.storing.keys import key_of, key_of_slug
from matching.storing.traces import trace_of
from partners.models import Listing
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent

Row = Listing | Challenge


class Answered(NamedTuple):
    """What was just said of whom, and where it is taken back."""

    face: Face
    verdict: str
    url_answer: str


@require_http_methods(["GET", "POST"])
@idempotent
def listing_feedback(request: HttpRequest, pk: int, candidate: str) -> HttpResponse:
    """What the partner of a need or seed says of one of its suggestions."""
    rows = Listing.objects.visible_to(request.user).select_related("partner")
    return _answer(request, get_object_or_404(rows, pk=pk), candidate, "listing")


@require_http_methods(["GET", "POST"])
@idempotent
def challenge_feedback(request: HttpRequest, slug: str, candidate: str) -> HttpResponse:
    """What the office says of a seed that is suggested for its challenge."""
    rows = Challenge.objects.visible_to(request.user).select_related("municipality")
    return _answer(request, get_object_or_404(rows, slug=slug), candidate, "challenge")


def _answer(request: HttpRequest, subject: Row, slug: str, kind: str) -> HttpResponse:
    candidate = _candidate(request, subject, key_of_slug(slug))
    trace = trace_of(subject, candidate) or Trace()
    form = FeedbackForm(request.POST if request.method == "POST" else None, trace=trace)
    if form.is_valid():
        _take(request, subject, candidate, form.cleaned_data)
        return _answered(request, subject, candidate, form.cleaned_data["verdict"], kind)
    context = {
        "subject": subject,
        "left": face(subject),
        "right": face(candidate),
        "is_partner": isinstance(candidate, Listing),
        "trace": trace,
        "form": form,
        "url": suggestions_url(subject),
        "query": request.GET.urlencode(),
    }
    return render(request, f"matching/{kind}_feedback.html", context)


def _candidate(request: HttpRequest, subject: Row, key: str) -> Row:
    """404 for who may not see both, 403 for who may see but not answer."""
    candidate = counterpart(subject, key, request)
    is_seen = takes_part(subject) and may_see_suggestions(request, subject)
    if candidate is None or not is_seen:
        raise Http404
    if not may_answer(request, subject):
        raise PermissionDenied
    return candidate


def _take(request: HttpRequest, subject: Row, candidate: Row, said: dict[str, Any]) -> None:
    by = cast(User, request.user)
    if said["verdict"] == NONE:
        take_back_feedback(subject, candidate, by=by)
    else:
        give_feedback(subject, candidate, by=by, **said)


def _answered(
    request: HttpRequest, subject: Row, candidate: Row, verdict: str, kind: str
) -> HttpResponse:
    """The list as it is now, in place of the old one; without scripts back to where it was said."""
    answered = Answered(face(candidate), verdict, feedback_url(subject, key_of(candidate)))
    part = f"{kind}_suggestions"
    if request.htmx and request.htmx.target == part.replace("_", "-"):  # type: ignore[attr-defined]
        shown = section(subject, request, is_whole="few" not in request.GET)
        context = {**shown, "answered": answered}
        response = render(request, f"matching/{part}.html", context, partials=[part])
        response["HX-Push-Url"] = "false"  # the reader stays on the page
        return response
    messages.success(request, _message(answered))
    return HttpResponseRedirect(_way_back(request, subject))


def _message(answered: Answered) -> str:
    said = {
        Trace.Verdict.USEFUL.value: _("“%(title)s” is marked as useful and stays on top."),
        Trace.Verdict.NOT_FOR_US.value: _("“%(title)s” is put aside and is not shown any more."),
        Trace.Verdict.KNOWN.value: _("“%(title)s” is put aside, as you know them already."),
        NONE: _("What was said of “%(title)s” is taken back."),
    }[answered.verdict]
    words = said % {"title": answered.face.title}
    if answered.verdict == NONE:
        return words
    return format_html('{} <a href="{}">{}</a>', words, answered.url_answer, _("Change or undo"))


def _way_back(request: HttpRequest, subject: Row) -> str:
    if "my" in request.GET:
        return reverse("portal:my")
    if "few" in request.GET:
        return f"{subject.get_absolute_url()}#{subject._meta.model_name}-suggestions"
    page = request.GET.get("page", "")
    query = f"?page={page}" if page.isascii() and page.isdecimal() else ""
    return f"{suggestions_url(subject)}{query}"

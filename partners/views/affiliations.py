"""Belonging to a federation: asked from either side, answered, ended."""

from typing import Any

from allauth.decorators import rate_limit
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.access import require_acting, require_mediator
from partners.forms.asking import AnswerForm, AskMemberForm, JoinForm
from partners.models import Affiliation, AffiliationRequest, Membership, Partner
from partners.ties import affiliating
from tomoni import text
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError

_OWNER, _EDITOR = Membership.Role.OWNER, Membership.Role.EDITOR
_limited = rate_limit(action="affiliation_request")
_FOUND = 20  # partners that are shown of a search
_LONGEST = 60


# --- The federation asks --------------------------------------------------------------------------


@require_safe
def affiliate_search(request: HttpRequest) -> HttpResponse:
    """Registered partners by name, to be asked."""
    federation = require_mediator(request).partner
    words = text.one_line(request.GET.get("q", ""))[:_LONGEST]
    rows = affiliating.askable(federation).ranked_by(words) if words else Partner.objects.none()
    asked = AffiliationRequest.objects.open().filter(federation=federation, partner=OuterRef("pk"))
    rows = rows.select_related("type", "municipality").annotate(is_asked=Exists(asked))
    found = list(rows[: _FOUND + 1])
    context = {
        "federation": federation,
        "words": words,
        "found": found[:_FOUND],
        "has_more": len(found) > _FOUND,
    }
    return render(request, "partners/affiliate_search.html", context)


@require_http_methods(["GET", "POST"])
@_limited
@idempotent
def affiliate_ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask one partner to belong to the federation."""
    federation = require_mediator(request).partner
    partner = get_object_or_404(affiliating.askable(federation), slug=slug)
    form = AskMemberForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"federation": federation, "partner": partner, "form": form}
        return render(request, "partners/affiliate_ask.html", context)
    try:
        affiliating.ask_partner(federation, partner, by=_user(request), **form.cleaned_data)
    except StateError as error:
        messages.warning(request, _why_not(error, partner))
    else:
        words = _("%(name)s is asked. Its owners get a mail and have 30 days to answer.")
        messages.success(request, words % {"name": partner.name})
    return redirect("partners:affiliate_list")


# --- The partner asks -----------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@_limited
@idempotent
def federation_join(request: HttpRequest, slug: str) -> HttpResponse:
    """A partner's owner asks a federation to take it in."""
    partner = require_acting(request, at_least=_OWNER).partner
    federation = get_object_or_404(Partner.objects.approved().select_related("type"), slug=slug)
    if not federation.may_mediate or federation == partner or not partner.is_approved:
        raise Http404
    form = JoinForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"federation": federation, "partner": partner, "form": form}
        return render(request, "partners/federation_join.html", context)
    try:
        affiliating.ask_federation(partner, federation, by=_user(request), **form.cleaned_data)
    except StateError as error:
        messages.warning(request, _why_not(error, federation))
    else:
        words = _("%(name)s is asked. Its people get a mail and have 30 days to answer.")
        messages.success(request, words % {"name": federation.name})
    return redirect("partners:representation")


def _why_not(error: StateError, other: Partner) -> str:
    if isinstance(error, affiliating.RestsError):
        words = _("%(name)s has declined not long ago. It can be asked again after 90 days.")
    else:
        words = _("%(name)s is asked already, or belongs together with you already.")
    return words % {"name": other.name}


# --- Answers --------------------------------------------------------------------------------------


@require_POST
@idempotent
def affiliation_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The asked side agrees or declines; the asking side takes it back."""
    side, asked = _side_of(request, pk)
    back = "partners:representation" if side == asked.partner else "partners:affiliate_list"
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(_errors_of(form)))
        return redirect(back)
    try:
        words = _take(form.cleaned_data, asked, side, _user(request))
    except StateError:
        messages.warning(request, _("It was answered or is over. This is how it stands now."))
    else:
        messages.success(request, words)
    return redirect(back)


def _side_of(request: HttpRequest, pk: int) -> tuple[Partner, AffiliationRequest]:
    """The side for which the person acts: the partner's owner, or an editor of the federation."""
    membership = require_acting(request)
    side = membership.partner
    rows = AffiliationRequest.objects.select_related("federation", "partner")
    asked = get_object_or_404(rows, pk=pk)
    if side == asked.partner:
        require_acting(request, at_least=_OWNER)
    elif side == asked.federation:
        require_mediator(request)
    else:
        raise Http404
    return side, asked


def _take(answers: dict[str, Any], asked: AffiliationRequest, side: Partner, by: User) -> str:
    answer = answers["answer"]
    if (answer == AnswerForm.WITHDRAW) != (side == asked.asking):
        raise StateError(f"{answer} is not for {side.pk} to say")
    if answer == AnswerForm.WITHDRAW:
        affiliating.withdraw(asked, by=by)
        return _("It is taken back.")
    if answer == AnswerForm.DECLINE:
        affiliating.decline(asked, by=by, reason=answers["reason"])
        return _("You have declined. %(name)s gets a mail.") % {"name": asked.asking.name}
    allowed = {name: answers[name] for name in ("edits_profile", "writes_listings")}
    affiliating.agree(asked, by=by, **allowed)
    return _("You have agreed. %(name)s gets a mail.") % {"name": asked.asking.name}


def _errors_of(form: AnswerForm) -> list[str]:
    return [str(message) for errors in form.errors.values() for message in errors]


# --- The end --------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@idempotent
def representation_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The partner leaves a federation, after being asked once more."""
    partner = require_acting(request, at_least=_OWNER).partner
    affiliation = get_object_or_404(_affiliations(), partner=partner, pk=pk)
    return _end(request, affiliation, partner, "partners:representation")


@require_http_methods(["GET", "POST"])
@idempotent
def affiliate_end(request: HttpRequest, slug: str) -> HttpResponse:
    """The federation parts from a member, after being asked once more."""
    federation = require_mediator(request).partner
    affiliation = get_object_or_404(_affiliations(), federation=federation, partner__slug=slug)
    require_acting(request, at_least=_OWNER)
    return _end(request, affiliation, federation, "partners:affiliate_list")


def _affiliations() -> Any:
    return Affiliation.objects.select_related("federation", "partner")


def _end(request: HttpRequest, affiliation: Affiliation, side: Partner, back: str) -> HttpResponse:
    if request.method != "POST":
        is_partner = side == affiliation.partner
        other = affiliation.federation if is_partner else affiliation.partner
        context = {
            "affiliation": affiliation,
            "other": other,
            "is_partner": is_partner,
            "is_unclaimed": affiliation.partner.is_unclaimed,
            "back": back,
        }
        page = "representation_end" if is_partner else "affiliate_end"
        return render(request, f"partners/{page}.html", context)
    affiliating.end(affiliation, by=_user(request), ended_by=side)
    messages.success(request, _("It is ended. Both sides get a mail."))
    return redirect(back)


def _user(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user

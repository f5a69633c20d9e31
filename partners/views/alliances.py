"""Asking together: offered from the page of a need, answered on a page of its own."""

from dataclasses import dataclass
from typing import Any

from allauth.decorators import rate_limit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.access import acting_membership, capacity_for, choose_partner, require_acting
from partners.acting import Capacity
from partners.forms.asking import AnswerForm, OfferForm
from partners.mailing.responsible import contact_of
from partners.models import Alliance, Listing, Membership, Partner
from partners.ties import allying
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError

_EDITOR = Membership.Role.EDITOR
_PER_PAGE = 30


@require_http_methods(["GET", "POST"])
@rate_limit(action="alliance")
@idempotent
def alliance_offer(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Offer the partner of another need to ask together."""
    need, other_need = _pair(request, pk, other)
    form = OfferForm(request.POST if request.method == "POST" else None)
    earlier = allying.settled(need, other_need).order_by("-pk").first()
    if not form.is_valid():
        context = {
            "need": need,
            "acting": capacity_for(request, need.partner, at_least=_EDITOR),
            "other": other_need,
            "form": form,
            "earlier": earlier,
            "left": allying.offers_left(need),
            "takes_part": allying.both_take_part(need, other_need),
        }
        return render(request, "partners/alliance_offer.html", context)
    try:
        alliance = allying.offer(need, other_need, by=_user(request), **form.cleaned_data)
    except allying.TooManyError:
        messages.warning(request, _("You may offer five alliances a week. Please go on later."))
    except StateError:
        words = _(
            "This cannot be offered now: it was settled, one is over, or the other takes none."
        )
        messages.warning(request, words)
    else:
        words = _("It is offered. %(name)s gets a mail and has 30 days to answer.")
        messages.success(request, words % {"name": other_need.partner.name})
        return redirect(alliance)
    return redirect("partners:alliance_offer", pk, other)


def _pair(request: HttpRequest, pk: int, other: int) -> tuple[Listing, Listing]:
    """A need of the person's own partner, or of one for which they write, and another that they may
    see: 404, then 403.
    """
    needs = Listing.objects.needs().visible_to(request.user)
    needs = needs.select_related("partner__municipality")
    need = get_object_or_404(needs, pk=pk)
    partner = need.partner
    acting = acting_membership(request)
    is_own = acting is not None and acting.partner_id == partner.pk
    if not (is_own or capacity_for(request, partner, at_least=_EDITOR)):
        raise Http404
    other_need = get_object_or_404(needs.exclude(partner=partner), pk=other)
    if is_own:
        require_acting(request, at_least=_EDITOR)
    return need, other_need


@require_safe
def alliance_list(request: HttpRequest) -> HttpResponse:
    """What was offered to the partner and by it."""
    choose_partner(request, request.GET.get("partner", ""))
    partner = require_acting(request).partner
    rows = _of(partner).order_by("-created_at", "-pk")
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    alliances = [_told(row, partner) for row in page]
    context = {"partner": partner, "alliances": alliances, "page": page}
    return render(request, "partners/alliance_list.html", context)


@require_safe
def alliance_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Both needs side by side, the message, and the answer; contacts once both have agreed."""
    side = _side(request, pk)
    alliance = side.alliance
    context = {
        **_told(alliance, side.partner),
        "contact": _contact(alliance, side.partner),
        "partner": side.partner,
        "acting": side.acting,
        "may_answer": side.may_answer,
        "takes_part": allying.both_take_part(alliance.need, alliance.other),
        "form": AnswerForm(),
    }
    return render(request, "partners/alliance_detail.html", context)


@require_POST
@idempotent
def alliance_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The asked side agrees or declines; the asking side takes it back."""
    side = _side(request, pk)
    alliance = side.alliance
    if not side.may_answer:
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("That was not understood. Please choose one of the answers."))
        return redirect(alliance)
    is_asking = alliance.need.partner_id == side.partner.pk
    try:
        messages.success(request, _take(form.cleaned_data, alliance, is_asking, _user(request)))
    except StateError:
        messages.warning(request, _("It was answered or is over. This is how it stands now."))
    return redirect(alliance)


def _take(answers: dict[str, Any], alliance: Alliance, is_asking: bool, by: User) -> str:
    answer = answers["answer"]
    if (answer == AnswerForm.WITHDRAW) != is_asking:
        raise StateError(f"{answer} is for the other side to say")
    if answer == AnswerForm.WITHDRAW:
        allying.withdraw(alliance, by=by)
        return _("It is taken back.")
    if answer == AnswerForm.DECLINE:
        allying.decline(alliance, by=by, reason=answers["reason"])
        return _("You have declined. They hear of it without any name of yours.")
    allying.agree(alliance, by=by)
    return _("You ask together now. Both have got the name and address of the other.")


def _of(partner: Partner) -> Any:
    return _rows().filter(Q(need__partner=partner) | Q(other__partner=partner))


def _rows() -> Any:
    return Alliance.objects.select_related(
        "need__partner__municipality", "other__partner__municipality", "asked_by", "answered_by"
    )


@dataclass(frozen=True)
class _Side:
    """An alliance, and for which of its partners the person stands; as whom, if on its behalf."""

    alliance: Alliance
    partner: Partner
    may_answer: bool
    acting: Capacity | None = None


def _side(request: HttpRequest, pk: int) -> _Side:
    """That of the person's own partner, else of one for which they write; 404 for strangers."""
    choose_partner(request, request.GET.get("partner", ""))
    alliance = get_object_or_404(_rows(), pk=pk)
    partners = (alliance.need.partner, alliance.other.partner)
    membership = acting_membership(request)
    for partner in partners:
        if membership and membership.partner_id == partner.pk:
            return _Side(alliance, partner, membership.may(_EDITOR))
    for partner in partners:
        if acting := capacity_for(request, partner, at_least=_EDITOR):
            return _Side(alliance, partner, may_answer=True, acting=acting)
    raise Http404


def _told(alliance: Alliance, partner: Partner) -> dict[str, Any]:
    """The alliance as this side sees it."""
    is_asking = alliance.need.partner_id == partner.pk
    own, theirs = (alliance.need, alliance.other) if is_asking else (alliance.other, alliance.need)
    # Of a need that is paused, for staff only or of a partner out of sight, nothing is told, as on
    # every other page.
    is_shown = theirs.is_public or (theirs.is_shown_to_partners and own.partner.is_approved)
    return {
        "alliance": alliance,
        "is_asking": is_asking,
        "own": own,
        "theirs": theirs,
        "is_shown": is_shown,
    }


def _contact(alliance: Alliance, partner: Partner) -> User | None:
    """To whom this side writes, once both have agreed: somebody who acts for the other now."""
    if alliance.state != Alliance.State.AGREED:
        return None
    if alliance.need.partner_id == partner.pk:
        return contact_of(alliance.other.partner, alliance.answered_by)
    return contact_of(alliance.need.partner, alliance.asked_by)


def _user(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user

"""The registration of one's own partner: renewed, proved, read back, ended."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.access import acts_for, capacity_for, choose_partner, require_acting, require_named
from partners.acting import Capacity
from partners.forms import RenewForm, WithdrawForm
from partners.forms.life import AskToLiftForm
from partners.life import ending, renewing
from partners.models import RENEWABLE_AFTER, Listing, Membership, Partner
from partners.record.history import page_of_history
from partners.views.desk import PER_PAGE
from partners.views.listings import home_of
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError

_Role = Membership.Role


@require_http_methods(["GET", "POST"])
@idempotent
def partner_renew(request: HttpRequest) -> HttpResponse:
    """Is this still right? Everything on one page, and one button that renews."""
    partner = _owned(request, request.GET.get("partner", ""))
    form = RenewForm(request.POST if request.method == "POST" else None, partner=partner)
    if form.is_valid():
        return _renew(request, partner, form)
    return render(request, "partners/partner_renew.html", _renewal(request, partner, form))


def _renew(request: HttpRequest, partner: Partner, form: RenewForm) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    try:
        renewing.renew_partner(
            partner, by=user, seen=_day(request.POST.get("seen")), pledged=form.pledged
        )
    except StateError:
        words = _("The registration has changed in the meantime. This is how it stands now.")
        messages.warning(request, words)
    return redirect(f"{request.path}?partner={partner.slug}")


def _renewal(request: HttpRequest, partner: Partner, form: RenewForm) -> dict[str, Any]:
    shown = (Listing.State.PUBLISHED, Listing.State.PAUSED, Listing.State.EXPIRED)
    owners = partner.memberships.filter(role=_Role.OWNER).select_related("user")
    return {
        "partner": partner,
        "form": form,
        "until": renewing.renewed_until(partner),
        "last_day": partner.expires_on and partner.expires_on + RENEWABLE_AFTER,
        "listings": partner.listings.filter(state__in=shown).order_by("side", "-updated_at"),
        "owners": owners.order_by("pk"),
        "acting": capacity_for(request, partner),
    }


@require_http_methods(["GET", "POST"])
@idempotent
def suspension_answer(request: HttpRequest) -> HttpResponse:
    """A suspended partner has mended what was asked, and asks to be looked at again."""
    partner = _owned(request, request.GET.get("partner", ""))
    if partner.state != Partner.State.SUSPENDED:
        messages.info(request, _("That is not possible any more. This is how it stands now."))
        return redirect(_home(request, partner))
    form = AskToLiftForm(request.POST or None, initial={"words": partner.lift_words})
    if not form.is_valid():
        acting = capacity_for(request, partner)
        context = {"partner": partner, "form": form, "acting": acting}
        context["back"] = _home(request, partner)
        return render(request, "partners/suspension_answer.html", context)
    user: User = request.user  # type: ignore[assignment]
    try:
        ending.ask_to_lift(partner, by=user, words=form.cleaned_data["words"])
    except StateError:
        messages.warning(request, _("That is not possible any more. This is how it stands now."))
    else:
        messages.success(
            request, _("Your municipality is asked to look again. It answers by mail.")
        )
    return redirect(_home(request, partner))


@require_safe
def partner_certificate(request: HttpRequest) -> HttpResponse:
    """The certificate of registration, to be printed; for members of a registered partner, and for
    who acts for it on its behalf.
    """
    partner, acting = _certified(request)
    if not partner.is_approved:
        raise PermissionDenied
    address = request.build_absolute_uri(partner.get_absolute_url())
    back = home_of(request, partner) if acting else ""
    context = {"partner": partner, "address": address, "back": back}
    return render(request, "partners/partner_certificate.html", context)


@require_safe
def own_history(request: HttpRequest) -> HttpResponse:
    """What happened to one's own partner and who changed what; without what is the office's."""
    partner = _acting(request, at_least=_Role.VIEWER)
    page = page_of_history(partner, request.GET.get("page"), PER_PAGE, for_members=True)
    return render(request, "partners/own_history.html", {"partner": partner, "page": page})


@require_http_methods(["GET", "POST"])
@idempotent
def partner_withdraw(request: HttpRequest) -> HttpResponse:
    """End the registration, after having read what that means."""
    partner = require_named(request, at_least=_Role.OWNER).partner
    if not partner.may_be_withdrawn:
        messages.info(request, _("This registration has been withdrawn already."))
        return redirect("portal:my")
    form = WithdrawForm(request.POST or None)
    if not form.is_valid():
        context = {"partner": partner, "form": form, "shown": partner.listings.live().count()}
        return render(request, "partners/partner_withdraw.html", context)
    user: User = request.user  # type: ignore[assignment]
    try:
        ending.withdraw_partner(partner, by=user, reason=form.cleaned_data["reason"])
    except StateError:
        messages.warning(request, _("That is not possible any more. This is how it stands now."))
    else:
        messages.success(request, _("The registration is withdrawn. You get a mail about it."))
    return redirect("portal:my")


def _certified(request: HttpRequest) -> tuple[Partner, Capacity | None]:
    """The person's own partner; or the one named, for which they act on its behalf."""
    slug = request.GET.get("partner", "")
    if slug and choose_partner(request, slug) is None:
        partner = get_object_or_404(Partner.objects.visible_to(request.user), slug=slug)
        if acting := capacity_for(request, partner):
            return partner, acting
    return _acting(request, at_least=_Role.VIEWER), None


def _acting(request: HttpRequest, *, at_least: Membership.Role) -> Partner:
    """The partner the person acts for, or the one of theirs that a link names."""
    choose_partner(request, request.GET.get("partner", ""))
    return require_acting(request, at_least=at_least).partner


def _owned(request: HttpRequest, slug: str) -> Partner:
    """The partner the person may renew, as its owner or on its behalf: 404, then 403."""
    if not slug:
        return require_acting(request, at_least=_Role.OWNER).partner
    partner = get_object_or_404(Partner.objects.visible_to(request.user), slug=slug)
    if not acts_for(request, partner, at_least=_Role.OWNER):
        raise PermissionDenied
    choose_partner(request, slug)
    return partner


def _home(request: HttpRequest, partner: Partner) -> str:
    acting = capacity_for(request, partner)
    return home_of(request, partner) if acting else reverse("portal:my")


def _day(typed: str | None) -> date | None:
    try:
        return parse_date(typed or "")
    except ValueError:
        return None

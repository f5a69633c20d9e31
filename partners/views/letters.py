"""The letter with a claim code: issued once, shown for a quarter of an hour to who issued it."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.forms import CodeForm
from partners.models import Claim, ClaimAddress, OnBehalf, Partner
from partners.people import claims, codes
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.models import StateError

SHOWN_FOR = timedelta(minutes=15)


def issue(request: HttpRequest, partner: Partner, letter: str, detail: str) -> HttpResponse:
    """A new code, for the letter and, where an address is given, by mail; then the letter."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That is no e-mail address. Nothing was sent."))
        return redirect(f"partners:{detail}", partner.slug)
    user: User = request.user  # type: ignore[assignment]
    email = form.cleaned_data["email"]
    try:
        claims.issue_code(partner, by=user, email=email)
    except StateError:
        messages.warning(request, _("It has an owner already and needs no code."))
        return redirect(f"partners:{detail}", partner.slug)
    if email:
        messages.success(request, _("The code goes to %(email)s as well.") % {"email": email})
    return redirect(f"partners:{letter}", partner.slug)


def show(request: HttpRequest, partner: Partner, page: str) -> HttpResponse:
    """The letter, to who has just issued the code; afterwards how to get a new one."""
    claim = partner.claims.open().first()
    code = claims.code_to_show(claim) if claim and _is_fresh(claim, request) else None
    address = settings.BASE_URL + reverse("partners:partner_claim")
    context = {
        "partner": partner,
        "code": code,
        "spoken": codes.spoken(code) if code else "",
        "qr": codes.qr(f"{address}?receipt={partner.receipt}#{code}") if code else "",
        "claim": claim,
        "address_of": ClaimAddress.objects.filter(partner=partner).first(),
        "on_behalf": OnBehalf.objects.filter(partner=partner).select_related("federation").first(),
        "address": address,
    }
    return render(request, page, context)


def _is_fresh(claim: Claim, request: HttpRequest) -> bool:
    is_own = claim.issued_by_id == request.user.pk
    return is_own and claim.created_at > timezone.now() - SHOWN_FOR

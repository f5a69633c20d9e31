"""The letter with a claim code: issued once, shown for a quarter of an hour, then only its hash is
left. The code waits in the cache: there it goes away by itself.
"""

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from partners import claims
from partners.forms import CodeForm
from partners.models import OnBehalf, Partner
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.models import StateError

SHOWN_FOR = 15 * 60  # seconds


def issue(request: HttpRequest, partner: Partner, letter: str, detail: str) -> HttpResponse:
    """A new code, for the letter and, where an address is given, by mail; then the letter."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That is no e-mail address. Nothing was sent."))
        return redirect(f"partners:{detail}", partner.slug)
    user: User = request.user  # type: ignore[assignment]
    email = form.cleaned_data["email"]
    try:
        code = claims.issue_code(partner, by=user, email=email)
    except StateError:
        messages.warning(request, _("It has an owner already and needs no code."))
        return redirect(f"partners:{detail}", partner.slug)
    cache.set(_key(request, partner), code, SHOWN_FOR)
    if email:
        messages.success(request, _("The code goes to %(email)s as well.") % {"email": email})
    return redirect(f"partners:{letter}", partner.slug)


def show(request: HttpRequest, partner: Partner, page: str) -> HttpResponse:
    """The letter, as long as the code is at hand; afterwards how to get a new one."""
    context = {
        "partner": partner,
        "code": cache.get(_key(request, partner)),
        "claim": partner.claims.open().first(),
        "on_behalf": OnBehalf.objects.filter(partner=partner).select_related("federation").first(),
        "address": settings.BASE_URL + reverse("partners:partner_claim"),
    }
    return render(request, page, context)


def _key(request: HttpRequest, partner: Partner) -> str:
    return f"partners.letter:{partner.pk}:{request.user.pk}"

"""A partner that was registered on behalf takes over its pages with the code of its letter."""

import time

from allauth.decorators import rate_limit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners.access import choose_partner
from partners.forms import ClaimForm, TakeOverForm
from partners.models import Claim
from partners.people import claims
from partners.people.claims import Trial
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError

_SESSION = "claim"
_MINUTES = 30  # between the right code and the last button
_ANSWERS: dict[Trial, Promise] = {
    Trial.WRONG: gettext_lazy(
        "The number and the code do not belong together. Please compare both with your letter. "
        "After five wrong codes a letter is no longer good; then ask for a new one."
    ),
    Trial.EXPIRED: gettext_lazy(
        "This code was right, but its day is over. Please ask who sent the letter for a new one."
    ),
    Trial.LOCKED: gettext_lazy(
        "This code was right, but before it too many wrong ones were typed. "
        "Please ask who sent the letter for a new one."
    ),
    Trial.USED: gettext_lazy(
        "With this code the pages were taken over already. "
        "Ask your colleagues who did it; they can invite you."
    ),
}


@require_http_methods(["GET", "POST"])
@never_cache
@rate_limit(action="partner_claim")
@idempotent
def partner_claim(request: HttpRequest) -> HttpResponse:
    """The number and the code of the letter."""
    form = ClaimForm(request.POST or None, initial={"receipt": request.GET.get("receipt", "")})
    if form.is_valid():
        trial, claim = claims.try_code(form.cleaned_data["receipt"], form.cleaned_data["code"])
        if trial == Trial.RIGHT and claim:
            request.session[_SESSION] = [claim.pk, time.time()]
            return redirect("partners:partner_claim_confirm")
        form.add_error("code", str(_ANSWERS[trial]))
    return render(request, "partners/partner_claim.html", {"form": form})


@require_http_methods(["GET", "POST"])
@never_cache
@idempotent
def partner_claim_confirm(request: HttpRequest) -> HttpResponse:
    """Whose pages these are, what others may go on doing, and the button."""
    claim = _claim_of(request)
    if claim is None:
        return redirect("partners:partner_claim")
    form = TakeOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _take_over(request, claim, form)
    partner = claim.partner
    context = {
        "form": form,
        "partner": partner,
        "federations": [row.federation for row in partner.federations.all()],
        "listings": partner.listings.count(),
    }
    return render(request, "partners/partner_claim_confirm.html", context)


def _take_over(request: HttpRequest, claim: Claim, form: TakeOverForm) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    del request.session[_SESSION]
    try:
        membership = claims.take_over(claim, user, **form.cleaned_data)
    except StateError:
        messages.warning(request, _("Somebody else has taken over these pages meanwhile."))
        return redirect("partners:partner_claim")
    request.__dict__.pop("_memberships", None)
    choose_partner(request, membership.partner.slug)
    words = _("You are the owner of %(name)s now.") % {"name": membership.partner.name}
    messages.success(request, words)
    return redirect("portal:my")


def _claim_of(request: HttpRequest) -> Claim | None:
    """The claim whose code was typed in this session, while it is good."""
    pk, typed_at = request.session.get(_SESSION) or (None, 0.0)
    if pk is None or time.time() - typed_at > _MINUTES * 60:
        return None
    rows = Claim.objects.select_related("partner__municipality", "partner__on_behalf__federation")
    claim = rows.prefetch_related("partner__federations__federation").filter(pk=pk).first()
    return claim if claim and claim.is_good else None

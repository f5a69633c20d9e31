"""Asking to be let in where one's organisation is registered already."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.access import memberships
from partners.forms.people import JoinForm
from partners.models import Partner
from partners.people import joining
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError


@require_http_methods(["GET", "POST"])
@rate_limit(action="partner_join")
@idempotent
def partner_join(request: HttpRequest, slug: str) -> HttpResponse:
    """A few words to the owners, who see the name and address of who asks."""
    partner = get_object_or_404(Partner.objects.approved(), slug=slug)
    user: User = request.user  # type: ignore[assignment]
    if any(membership.partner_id == partner.pk for membership in memberships(request)):
        raise Http404
    form = JoinForm(request.POST or None)
    context = {
        "partner": partner,
        "form": form,
        "may_ask": joining.may_ask(partner, user),
        "has_asked": joining.has_asked(partner, user),
    }
    if not form.is_valid():
        return render(request, "partners/partner_join.html", context)
    try:
        joining.ask_to_join(partner, by=user, words=form.cleaned_data["words"])
    except StateError:
        messages.warning(request, _("That is not possible now. This is how it stands."))
    else:
        messages.success(request, _("The owners get a mail with your name and address."))
    return redirect("partners:partner_join", slug)

"""What a text speaks of, and whom it is near to, while somebody is writing it."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from challenges.forms.challenge import ChallengeForm
from matching.reading.hints import WritingForm, may_ask_again, writing_of
from matching.reading.hints import hints as hints_of
from partners.access import acts_for, require_approved_member
from partners.forms.listing import ListingForm
from partners.models import Listing, Membership, Partner
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.municipalities.access import municipalities_of_staff, require_staff
from tomoni.municipalities.models import StaffRole


@require_POST
def hints(request: HttpRequest, side: str) -> HttpResponse:
    """The box beside the form, from what stands in the form; nothing is saved."""
    form = _challenge_form(request) if side == "challenge" else _listing_form(request, side)
    if not may_ask_again(request):
        return HttpResponse(status=204)
    shown = hints_of(writing_of(form), request)
    return render(request, "matching/_hints.html", {"hints": shown, "is_live": True})


def _challenge_form(request: HttpRequest) -> WritingForm:
    require_staff(request, at_least=StaffRole.Role.EDITOR)
    towns = municipalities_of_staff(request, at_least=StaffRole.Role.EDITOR)
    return ChallengeForm(request.POST, municipalities=towns)


def _listing_form(request: HttpRequest, side: str) -> WritingForm:
    if side not in Listing.Side.values:
        raise Http404
    listing = Listing(partner=_partner(request, request.POST.get("partner", "")), side=side)
    return ListingForm(request.POST, instance=listing)


def _partner(request: HttpRequest, slug: str) -> Partner:
    """The registered partner for which the person writes: the named one, or the first."""
    if not slug:
        return require_approved_member(request, at_least=Membership.Role.EDITOR).partner
    rows = Partner.objects.visible_to(cast(User, request.user)).select_related("municipality")
    partner = get_object_or_404(rows, slug=slug)
    if not (partner.is_approved and acts_for(request, partner, at_least=Membership.Role.EDITOR)):
        raise PermissionDenied
    return partner

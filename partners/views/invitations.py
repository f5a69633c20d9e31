"""Inviting somebody to act for a partner, and accepting."""

from collections.abc import Callable

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from partners.access import choose_partner, require_acting, require_named
from partners.forms import InvitationForm
from partners.models import Invitation, Membership
from partners.people import invitations
from tomoni.accounts.models import User
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError

_OWNER = Membership.Role.OWNER
_limited = rate_limit(action="partner_invitation")
GONE = 410


@require_http_methods(["GET", "POST"])
@_limited
@idempotent
def invitation_create(request: HttpRequest) -> HttpResponse:
    """Ask somebody by mail to act for the partner."""
    partner = require_named(request, at_least=_OWNER).partner
    asked = {"email": request.GET.get("email", "")[:254]}  # by who would like to join
    form = InvitationForm(request.POST or None, partner=partner, initial=asked)
    if not form.is_valid():
        context = {"form": form, "partner": partner}
        return render(request, "partners/invitation_create.html", context)
    email, role = form.cleaned_data["email"], Membership.Role(form.cleaned_data["role"])
    user: User = request.user  # type: ignore[assignment]
    invitations.invite(partner, email, role, by=user)
    messages.success(request, _("%(email)s gets a mail with a link.") % {"email": email})
    return redirect("partners:member_list")


@require_POST
@_limited
@idempotent
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link, good for another week."""
    words = _("The invitation is sent again. The link of the earlier mail no longer works.")
    return _take(request, pk, invitations.resend, words)


@require_POST
@idempotent
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    return _take(request, pk, invitations.withdraw, _("The invitation is withdrawn."))


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
@idempotent
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link of the mail leads: who invites, to what, and the one button."""
    invitation = invitations.found_by(token)
    if invitation is None:
        raise Http404
    if not invitation.is_good:
        return _show(request, invitation, status=GONE)
    if request.method != "POST" or not _may_accept(request, invitation):
        return _show(request, invitation)
    user: User = request.user  # type: ignore[assignment]
    try:
        membership = invitations.accept(invitation, user)
    except StateError:
        return _show(request, invitation, status=GONE)
    request.__dict__.pop("_memberships", None)
    choose_partner(request, membership.partner.slug)
    words = _("Welcome! You act for %(name)s now.") % {"name": membership.partner.name}
    messages.success(request, words)
    return redirect("portal:my")


def _may_accept(request: HttpRequest, invitation: Invitation) -> bool:
    """Who is logged in with the invited address, or says that this other account is meant."""
    user = request.user
    if not user.is_authenticated:
        return False
    return invitation.is_for(user.email) or request.POST.get("other_account") == "yes"


def _show(request: HttpRequest, invitation: Invitation, *, status: int = 200) -> HttpResponse:
    user = request.user
    is_other = user.is_authenticated and not invitation.is_for(user.email)
    context = {
        "invitation": invitation,
        "is_other": is_other,
        "asks_again": is_other and request.method == "POST",
    }
    return render(request, "partners/invitation_accept.html", context, status=status)


def _take(request: HttpRequest, pk: int, step: Callable[..., object], words: str) -> HttpResponse:
    partner = require_acting(request, at_least=_OWNER).partner
    invitation = get_object_or_404(Invitation, partner=partner, pk=pk)
    user: User = request.user  # type: ignore[assignment]
    try:
        step(invitation, by=user)
    except StateError:
        messages.warning(request, _("That invitation is over: it was accepted or withdrawn."))
    else:
        messages.success(request, words)
    return redirect("partners:member_list")

"""The people of the partner for which one acts: who they are, what they may do, who is invited."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.access import choose_partner, require_acting, require_named
from partners.forms import RoleForm
from partners.models import Invitation, Membership
from partners.people import members
from tomoni.accounts.models import User
from tomoni.filters import Words
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.models import StateError

_Role = Membership.Role
_LAST_OWNER = gettext_lazy(
    "A partner always has an owner. Make somebody else the owner first, or hand it over."
)
_TOO_LATE = gettext_lazy("Somebody has changed this in the meantime. This is how it stands now.")


@require_safe
def member_list(request: HttpRequest) -> HttpResponse:
    """Everybody who acts for the partner; its owners also see who is invited."""
    membership = require_acting(request)
    partner = membership.partner
    is_owner = membership.may(_Role.OWNER)
    context = {
        "membership": membership,
        "partner": partner,
        "is_owner": is_owner,
        "members": list(partner.memberships.select_related("user").order_by("pk")),
        "invitations": _invitations(membership) if is_owner else [],
        "roles": _Role.choices,
        "has_other_owners": members.owners_of(partner).exclude(pk=membership.pk).exists(),
    }
    return render(request, "partners/member_list.html", context)


def _invitations(membership: Membership) -> list[Invitation]:
    return list(Invitation.objects.open().filter(partner=membership.partner).order_by("pk"))


@require_POST
@idempotent
def member_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a member another role."""
    member = _member(request, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Please choose one of the three roles."))
        return redirect("partners:member_list")
    role = _Role(form.cleaned_data["role"])
    words = _("%(name)s: %(role)s") % {"name": member.user.name, "role": role.label}
    return _take(request, lambda by: members.change_role(member, role, by=by), words)


@require_http_methods(["GET", "POST"])
@idempotent
def member_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody out of the partner, after asking once more."""
    member = _member(request, pk)
    if request.method != "POST":
        return render(request, "partners/member_remove.html", {"member": member})
    words = _("%(name)s is no member any more and gets a mail.") % {"name": member.user.name}
    return _take(request, lambda by: members.remove_member(member, by=by), words)


@require_http_methods(["GET", "POST"])
@idempotent
def member_leave(request: HttpRequest) -> HttpResponse:
    """Leave the partner, after asking once more."""
    membership = require_named(request)
    if request.method != "POST":
        others = members.owners_of(membership.partner).exclude(pk=membership.pk)
        is_last = membership.may(_Role.OWNER) and not others.exists()
        is_last = is_last and not membership.partner.is_withdrawn
        context = {"membership": membership, "is_last_owner": is_last}
        return render(request, "partners/member_leave.html", context)
    words = _("You have left %(name)s.") % {"name": membership.partner.name}
    response = _take(request, lambda by: members.leave(membership), words)
    has_left = not Membership.objects.filter(pk=membership.pk).exists()
    return redirect("portal:my") if has_left else response


@require_http_methods(["GET", "POST"])
@idempotent
def ownership_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Make another member the owner in one's own place, after asking once more."""
    member = _member(request, pk)
    if member.user_id == request.user.pk:
        raise Http404
    if request.method != "POST":
        return render(request, "partners/ownership_hand_over.html", {"member": member})
    words = _("%(name)s is the owner now. You both get a mail.") % {"name": member.user.name}
    return _take(request, lambda by: members.hand_over(member, by=by), words)


@require_POST
@idempotent
def partner_switch(request: HttpRequest) -> HttpResponse:
    """Act for another of one's partners from now on; what is no partner of the person's is 404."""
    membership = choose_partner(request, request.POST.get("partner", ""))
    if membership is None:
        raise Http404
    words = _("You act for %(name)s now.") % {"name": membership.partner.name}
    messages.success(request, words)
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(back if is_ours else reverse("portal:my"))


def _member(request: HttpRequest, pk: int) -> Membership:
    """A member of the partner of which the person is an owner: 403 for others, then 404."""
    partner = require_acting(request, at_least=_Role.OWNER).partner
    rows = partner.memberships.select_related("user", "partner__municipality")
    return get_object_or_404(rows, pk=pk)


def _take(request: HttpRequest, step: Callable[[User], object], words: Words) -> HttpResponse:
    """Run the step and say what became of it."""
    user: User = request.user  # type: ignore[assignment]
    try:
        step(user)
    except members.LastOwnerError:
        messages.warning(request, str(_LAST_OWNER))
    except StateError:
        messages.warning(request, str(_TOO_LATE))
    else:
        messages.success(request, str(words))
    return redirect("partners:member_list")

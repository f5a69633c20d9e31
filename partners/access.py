"""For which partners a person acts, and as what."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from partners.models import Membership, Partner


def memberships(request: HttpRequest) -> list[Membership]:
    """The person's memberships, asked once per request."""
    if not request.user.is_authenticated:
        return []
    known: list[Membership] | None = getattr(request, "_memberships", None)
    if known is None:
        rows = Membership.objects.filter(user=request.user.pk)
        known = list(rows.select_related("partner", "partner__municipality").order_by("pk"))
        request._memberships = known  # type: ignore[attr-defined]
    return known


def acts_for(request: HttpRequest, partner: Partner, *, at_least: Membership.Role) -> bool:
    """Whether the person is a member of the partner with the role or a stronger one."""
    return any(
        membership.partner_id == partner.pk and membership.may(at_least)
        for membership in memberships(request)
    )


def partners_acted_for(request: HttpRequest) -> list[Partner]:
    """The registered partners for which the person may write: propose, register at meetings."""
    return [
        membership.partner
        for membership in memberships(request)
        if membership.partner.is_approved and membership.may(Membership.Role.EDITOR)
    ]


def approved_membership(
    request: HttpRequest, *, at_least: Membership.Role = Membership.Role.EDITOR
) -> Membership | None:
    """The person's first membership of a registered partner with the role or a stronger one."""
    for membership in memberships(request):
        if membership.partner.is_approved and membership.may(at_least):
            return membership
    return None


def require_member(
    request: HttpRequest, partner: Partner, *, at_least: Membership.Role = Membership.Role.VIEWER
) -> Membership:
    """The membership that lets the person act: 404 for strangers, 403 for a weaker role."""
    for membership in memberships(request):
        if membership.partner_id == partner.pk:
            if membership.may(at_least):
                return membership
            raise PermissionDenied
    raise Http404


def require_approved_member(
    request: HttpRequest, *, at_least: Membership.Role = Membership.Role.EDITOR
) -> Membership:
    """The membership of a registered partner that lets the person act, else 403."""
    membership = approved_membership(request, at_least=at_least)
    if membership is None:
        raise PermissionDenied
    return membership

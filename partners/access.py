"""For which partners a person acts, and as what."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from partners.acting import Capacity, capacity
from partners.models import Membership, Partner
from tomoni.accounts.models import User

_CHOSEN = "partner"  # in the session: the id of the partner for which the person acts


def memberships(request: HttpRequest) -> list[Membership]:
    """The person's memberships, asked once per request."""
    if not request.user.is_authenticated:
        return []
    known: list[Membership] | None = getattr(request, "_memberships", None)
    if known is None:
        rows = Membership.objects.filter(user=request.user.pk)
        known = list(
            rows.select_related("partner", "partner__municipality", "partner__type").order_by("pk")
        )
        request._memberships = known  # type: ignore[attr-defined]
    return known


def acting_membership(request: HttpRequest) -> Membership | None:
    """The membership in which the person acts now: of the chosen partner, else the best there is.

    Whom the person left, or never belonged to, cannot be chosen, whatever the session says.
    """
    own = memberships(request)
    chosen = request.session.get(_CHOSEN) if len(own) > 1 else None
    named = [membership for membership in own if membership.partner_id == chosen]
    return named[0] if named else max(own, key=_usefulness, default=None)


def _usefulness(membership: Membership) -> tuple[bool, int]:
    roles = list(Membership.Role)
    return membership.partner.is_approved, roles.index(Membership.Role(membership.role))


def choose_partner(request: HttpRequest, slug: str) -> Membership | None:
    """Act for this partner from now on, if the person belongs to it; else nothing changes."""
    for membership in memberships(request):
        if membership.partner.slug == slug:
            if len(memberships(request)) > 1:
                request.session[_CHOSEN] = membership.partner_id
            return membership
    return None


def capacity_for(
    request: HttpRequest, partner: Partner, *, at_least: Membership.Role = Membership.Role.VIEWER
) -> Capacity | None:
    """As whom the person acts who is no member of the partner; None for members and strangers."""
    if any(membership.partner_id == partner.pk for membership in memberships(request)):
        return None
    user = request.user
    return capacity(user, partner, at_least=at_least) if isinstance(user, User) else None


def acts_for(request: HttpRequest, partner: Partner, *, at_least: Membership.Role) -> bool:
    """Whether the person is a member with the role or a stronger one, or does that on behalf."""
    for membership in memberships(request):
        if membership.partner_id == partner.pk:
            return membership.may(at_least)
    return capacity_for(request, partner, at_least=at_least) is not None


def may_declare(request: HttpRequest, partner: Partner) -> bool:
    """Whether the person writes the SDGs declaration of the partner and reports on it: its editors
    and owners, and who may change its profile on its behalf, since it is a part of that.
    """
    for membership in memberships(request):
        if membership.partner_id == partner.pk:
            return membership.may(Membership.Role.EDITOR)
    return capacity_for(request, partner, at_least=Membership.Role.OWNER) is not None


def partners_acted_for(request: HttpRequest) -> list[Partner]:
    """The chosen partner, if it is registered and the person may write for it: propose, register
    at meetings.
    """
    membership = approved_membership(request)
    return [membership.partner] if membership else []


def approved_membership(
    request: HttpRequest, *, at_least: Membership.Role = Membership.Role.EDITOR
) -> Membership | None:
    """The membership in which the person acts, where partner and role suffice."""
    membership = acting_membership(request)
    if membership and membership.partner.is_approved and membership.may(at_least):
        return membership
    return None


def require_member(
    request: HttpRequest, partner: Partner, *, at_least: Membership.Role = Membership.Role.VIEWER
) -> Membership:
    """The membership that lets the person act: 404 for strangers, 403 for a weaker role."""
    for membership in memberships(request):
        if membership.partner_id == partner.pk:
            return _sufficient(membership, at_least)
    raise Http404


def require_acting(
    request: HttpRequest, *, at_least: Membership.Role = Membership.Role.VIEWER
) -> Membership:
    """The membership in which the person acts: 404 where there is none, 403 for a weaker role."""
    membership = acting_membership(request)
    if membership is None:
        raise Http404
    return _sufficient(membership, at_least)


def require_named(
    request: HttpRequest, *, at_least: Membership.Role = Membership.Role.VIEWER
) -> Membership:
    """The membership of the partner that a sent form names, or the one to which a link leads.

    So what was meant for one partner is never done to another that was switched to in a second
    tab: of several, a form names one, or is refused with 404.
    """
    is_sent = request.method == "POST"
    slug = (request.POST if is_sent else request.GET).get("partner", "")
    named = choose_partner(request, slug)
    if is_sent and named is None and (slug or len(memberships(request)) > 1):
        raise Http404
    return require_acting(request, at_least=at_least)


def require_mediator(request: HttpRequest) -> Membership:
    """The membership, as editor or owner, of a body that acts for its members; 404 for others."""
    membership = require_acting(request)
    if not membership.partner.may_mediate:
        raise Http404
    return _sufficient(membership, Membership.Role.EDITOR)


def require_approved_member(
    request: HttpRequest, *, at_least: Membership.Role = Membership.Role.EDITOR
) -> Membership:
    """The membership of a registered partner that lets the person act, else 403."""
    membership = approved_membership(request, at_least=at_least)
    if membership is None:
        raise PermissionDenied
    return membership


def _sufficient(membership: Membership, at_least: Membership.Role) -> Membership:
    if not membership.may(at_least):
        raise PermissionDenied
    return membership

"""Which municipality's office a person works for, and as what."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from tomoni.municipalities.models import Municipality, StaffRole


def staff_roles(request: HttpRequest) -> list[StaffRole]:
    """The person's roles, asked once per request."""
    if not request.user.is_authenticated:
        return []
    known: list[StaffRole] | None = getattr(request, "_staff_roles", None)
    if known is None:
        rows = StaffRole.objects.filter(user=request.user.pk).select_related("municipality")
        known = list(rows.order_by("municipality__code", "pk"))
        request._staff_roles = known  # type: ignore[attr-defined]
    return known


def require_staff(
    request: HttpRequest,
    municipality_id: int | None = None,
    *,
    at_least: StaffRole.Role = StaffRole.Role.VIEWER,
) -> StaffRole:
    """The role that lets the person act: 404 for strangers, 403 for staff with too weak a role.

    Without a municipality, the first one in which the person's role suffices.
    """
    roles = [
        role
        for role in staff_roles(request)
        if municipality_id is None or role.municipality_id == municipality_id
    ]
    if not roles:
        raise Http404
    for role in roles:
        if StaffRole.Role(role.role).includes(at_least):
            return role
    raise PermissionDenied


def municipalities_of_staff(
    request: HttpRequest, *, at_least: StaffRole.Role = StaffRole.Role.VIEWER
) -> list[Municipality]:
    """The municipalities in which the person has the role."""
    return [
        role.municipality
        for role in staff_roles(request)
        if StaffRole.Role(role.role).includes(at_least)
    ]

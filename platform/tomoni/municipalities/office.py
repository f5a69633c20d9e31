"""Who in an office is told of what waits there: everybody who can do something about it."""

from django.db.models import QuerySet

from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality, StaffRole


def people_of_office(municipality: Municipality | int) -> QuerySet[User]:
    """Its editors and managers who can still log in, in the order in which they came."""
    roles = StaffRole.Role.at_least(StaffRole.Role.EDITOR)
    staff = StaffRole.objects.filter(municipality=municipality, role__in=roles)
    return User.objects.filter(pk__in=staff.values("user"), is_active=True).order_by("pk")

"""People of every kind, and requests as the middleware hands them to a view."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory

from partners.models import Membership, Partner
from tests.factories import make_member, make_municipality, make_operator, make_staff, make_user
from tests.matching.world import make_partner
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality, StaffRole

ROLES = (
    "anonymous",
    "signed in",
    "member of a waiting partner",
    "viewer of another partner",
    "viewer of the own partner",
    "editor of the own partner",
    "owner of the own partner",
    "staff viewer of the city",
    "staff editor of the city",
    "staff manager of the city",
    "staff of another city",
    "operator",
)


def person(role: str, *, own: Partner, city: Municipality) -> User | AnonymousUser:
    """Somebody in this role towards a partner and a municipality."""
    if role == "anonymous":
        return AnonymousUser()
    if role == "signed in":
        return make_user()
    if role == "operator":
        return make_operator()
    if role == "member of a waiting partner":
        return make_member(make_partner(state=Partner.State.SUBMITTED))
    if role == "viewer of another partner":
        return make_member(make_partner(), Membership.Role.VIEWER)
    if role == "staff of another city":
        return make_staff(make_municipality())
    if role.startswith("staff"):
        return make_staff(city, StaffRole.Role(role.split()[1]))
    return make_member(own, Membership.Role(role.split()[0]))


def request_of(user: User | AnonymousUser) -> HttpRequest:
    """A GET by this person."""
    request = RequestFactory().get("/")
    request.user = user
    return request

"""Who may see suggestions: the table of docs/matching.md, role by role."""

import pytest

from matching.reading.access import may_see_partners, may_see_suggestions
from partners.models import Partner
from tests.matching.visitors import ROLES, person, request_of
from tests.matching.world import make_challenge, make_need

pytestmark = pytest.mark.django_db

STAFF = {role for role in ROLES if role.startswith("staff") and role.endswith("of the city")}
OWN = {role for role in ROLES if role.endswith("of the own partner")}
SEE_THOSE_OF_A_LISTING = OWN | STAFF
SEE_THOSE_OF_A_CHALLENGE = OWN | STAFF | {"viewer of another partner"}


@pytest.mark.parametrize("role", ROLES)
def test_suggestions_of_a_listing(role: str) -> None:
    listing = make_need()
    user = person(role, own=listing.partner, city=listing.partner.municipality)
    assert may_see_suggestions(request_of(user), listing) == (role in SEE_THOSE_OF_A_LISTING)


@pytest.mark.parametrize("role", ROLES)
def test_suggestions_of_a_challenge(role: str) -> None:
    challenge, own = make_challenge(), make_need().partner
    request = request_of(person(role, own=own, city=challenge.municipality))
    assert may_see_suggestions(request, challenge) == (role in SEE_THOSE_OF_A_CHALLENGE)
    assert may_see_partners(request, challenge) == (role in STAFF)


def test_members_of_a_suspended_partner_see_nothing() -> None:
    listing, challenge = make_need(), make_challenge()
    Partner.objects.filter(pk=listing.partner_id).update(state=Partner.State.SUSPENDED)
    user = person("owner of the own partner", own=listing.partner, city=challenge.municipality)
    request = request_of(user)
    assert not may_see_suggestions(request, listing)
    assert not may_see_suggestions(request, challenge)

"""Towns with a policy of their own, and the people who set it."""

from dataclasses import asdict
from typing import Any

from matching.engine.policy import Policy
from matching.models import MatchingPolicy
from matching.reading.lists import suggestions_about
from partners.models import Listing, Partner
from tests.factories import make_municipality, make_staff
from tests.matching.visitors import request_of
from tests.matching.world import (
    make_partner,
)
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality, StaffRole
from tomoni.taxonomy.models import Sector

URL = "/desk/matching/"
SAME_PREFECTURE = Policy(0, 0.05, 0, 0, 0)
OTHER_BUSINESS = Policy(0.05, 0, 0, 0, 0)
Role = StaffRole.Role


def manager_of(town: Municipality) -> User:
    return make_staff(town, Role.MANAGER)


def store_policy(town: Municipality, policy: Policy) -> None:
    MatchingPolicy.objects.update_or_create(municipality=town, defaults=asdict(policy))


def partner_in(prefecture: str, sector: Sector | None) -> Partner:
    return make_partner(municipality=make_municipality(prefecture=prefecture), sector=sector)


def town_of(listing: Listing) -> Municipality:
    return listing.partner.municipality


def titles(subject: Any, user: User) -> list[str]:
    found = suggestions_about(subject, request_of(user))
    return [card["title_right"] for card in found if card["side_right"] != "partner"]

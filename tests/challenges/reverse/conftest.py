"""A partner that calls, and its owner."""

from typing import Any

import pytest

from partners.models import Partner
from tests.factories import make_member, make_partner
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def partner(city: Municipality) -> Partner:
    return make_partner("水路電機", municipality=city)


@pytest.fixture
def owner(partner: Partner) -> User:
    return make_member(partner, name="電田 花子")

"""The city in whose office partners register."""

import pytest

from tests.factories import make_municipality
from tomoni.municipalities.models import Municipality


@pytest.fixture
def city() -> Municipality:
    return make_municipality("掛川市")

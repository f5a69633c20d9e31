"""A need that a policy decides about."""

import pytest

from matching.models import Version
from partners.models import Listing
from tests.matching.policy_towns import partner_in
from tests.matching.world import (
    make_need,
    make_seed,
    settle,
)
from tomoni.taxonomy.models import Sector


@pytest.fixture
def sectors() -> tuple[Sector, Sector]:
    first, second = Sector.objects.order_by("pk")[:2]
    return first, second


@pytest.fixture
def need(sectors: tuple[Sector, Sector]) -> Listing:
    """A need between a seed nearby in the same business and one far away in another."""
    own, other = sectors
    need = make_need(partner_in("静岡県", own))
    near = make_seed(partner_in("静岡県", own), title="近くの空き家の改修")
    far = make_seed(partner_in("北海道", other), title="遠くの空き家の改修")
    settle(need, near, far)
    return need


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """No rebuild is asked for because much has changed, so that only the changes are at work."""
    monkeypatch.setattr(Version, "is_worn", False)

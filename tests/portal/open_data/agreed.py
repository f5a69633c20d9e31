"""Agreements for the tests of the open data and the API."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from partners.models import Agreement, Partner
from tomoni.municipalities.models import Municipality


def make_agreed(municipality: Municipality, *partners: Partner, **fields: Any) -> Agreement:
    """One in force, signed a month ago by the municipality and these partners, with one item."""
    signed_on = timezone.localdate() - timedelta(days=30)
    defaults = {"state": Agreement.State.IN_FORCE, "signed_on": signed_on, "title": "連携協定"}
    agreement = Agreement.objects.create(
        **{**defaults, "municipality": municipality, "purposes": "ともに解決します。", **fields}
    )
    agreement.parties.create(municipality=municipality, is_lead=True)
    for order, partner in enumerate(partners, 1):
        agreement.parties.create(partner=partner, order=order)
    agreement.items.create(title="共同研究", body="年に二回集まります。", goal_id=9)
    return agreement

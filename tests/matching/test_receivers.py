"""A step asks for matching in its own transaction, so both happen or neither."""

import pytest
from django.db import transaction

from challenges.signals import challenge_changed
from partners.models import Listing
from partners.signals import listing_changed
from tests.factories import make_challenge, make_member
from tests.matching.world import HOUSES, NEED, announce, make_need, make_partner
from tomoni.journal.models import Job

pytestmark = pytest.mark.django_db


def asked() -> list[tuple[str, str]]:
    return list(Job.objects.open().order_by("pk").values_list("kind", "key"))


def test_listing_challenge_and_partner_are_asked_for_by_their_key() -> None:
    need, challenge = make_need(), make_challenge()
    announce(need, challenge, need.partner)
    keys = [f"listing:{need.pk}", f"challenge:{challenge.pk}", f"partner:{need.partner_id}"]
    assert asked() == [("matching.match", key) for key in keys]


def test_many_changes_of_one_listing_are_one_row() -> None:
    need = make_need()
    for _ in range(5):
        announce(need)
    assert asked() == [("matching.match", f"listing:{need.pk}")]


def test_what_is_rolled_back_asks_for_nothing() -> None:
    need = make_need()
    with pytest.raises(RuntimeError, match="no"), transaction.atomic():
        listing_changed.send(Listing, listing=need)
        assert asked() != []
        raise RuntimeError("no")
    assert asked() == []


@pytest.mark.django_db(transaction=True)
def test_signal_outside_a_transaction_is_refused() -> None:
    challenge = make_challenge()
    with pytest.raises(RuntimeError, match="inside the transaction"):
        challenge_changed.send(type(challenge), challenge=challenge)


def test_publishing_through_the_step_asks_for_matching() -> None:
    from partners.publishing.listings import publish_listing

    partner = make_partner()
    listing = Listing(partner=partner, side=NEED, **HOUSES)
    publish_listing(listing, by=make_member(partner))
    assert ("matching.match", f"listing:{listing.pk}") in asked()

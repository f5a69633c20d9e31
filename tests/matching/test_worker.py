"""A need and a seed meet through the real relay and a real worker, each a process of its own."""

from pathlib import Path

import pytest
from django.db import connection

from matching.storing import store
from matching.storing.keys import key_of
from partners.models import Listing
from partners.publishing.listings import pause_listing, publish_listing
from tests.factories import make_member, make_partner
from tests.matching.world import HOUSES, NEED, SEED, computed_anew, stored_lists
from tests.workers import environment, running_relay, running_worker, wait_until
from tomoni.journal.models import Job

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def publish(side: Listing.Side) -> Listing:
    partner = make_partner()
    listing = Listing(partner=partner, side=side, **HOUSES)
    return publish_listing(listing, by=make_member(partner))


def is_quiet() -> bool:
    return not Job.objects.open().filter(kind__startswith="matching.").exists()


def test_worker_writes_suggestions_and_withdraws_them(tmp_path: Path) -> None:
    need = publish(NEED)
    env = environment(tmp_path)
    with running_relay(env), running_worker(env):
        seed = publish(SEED)
        pair = {("seed", key_of(need)), ("need", key_of(seed))}
        wait_until(lambda: stored_lists().keys() == pair)
        wait_until(is_quiet)
        assert stored_lists() == computed_anew()
        pause_listing(seed, by=seed.partner.members.get())
        wait_until(lambda: stored_lists() == {})
        wait_until(is_quiet)
        version = store.current()
        assert version
        assert list(store.digests(version.slot)) == [key_of(need)]
    assert not Job.objects.dead().exists()
    connection.close()

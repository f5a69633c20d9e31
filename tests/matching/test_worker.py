"""A need and a seed meet through the real relay and a real worker, each a process of its own."""

from pathlib import Path

import pytest
from django.db import connection

from matching import stored
from matching.models import Suggestion
from partners.listings import pause_listing, publish_listing
from partners.models import Listing
from tests.factories import make_member, make_partner
from tests.matching.world import HOUSES, NEED, SEED, computed_anew
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
        wait_until(lambda: Suggestion.objects.about(need).filter(candidate_listing=seed).exists())
        wait_until(lambda: Suggestion.objects.about(seed).filter(candidate_listing=need).exists())
        wait_until(is_quiet)
        assert stored.outlines() == computed_anew()
        pause_listing(seed, by=seed.partner.members.get())
        wait_until(lambda: not Suggestion.objects.exists())
    assert not Job.objects.dead().exists()
    connection.close()

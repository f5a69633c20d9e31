"""The desk of an open challenge offers the suggested partners, each with its button."""

from typing import Any

import pytest
from django.test import Client

from challenges.inviting import steps
from challenges.models import Challenge
from partners.models import Listing
from tests.factories import make_member, make_proposal, make_staff
from tests.matching.world import TOPICS, make_challenge, make_seed, settle
from tests.queries import count_queries
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db
BUTTON = 'name="partner" value="{}"'


@pytest.fixture
def challenge() -> Challenge:
    return make_challenge()


@pytest.fixture
def seeds(challenge: Challenge) -> list[Listing]:
    """Seeds about the challenge's own matter, of partners with members."""
    found = [make_seed(), make_seed(), make_seed()]
    for seed in found:
        make_member(seed.partner)
    settle(challenge, *found, *(make_seed(title=t, body=f"{t}に詳しい。") for t in TOPICS[4:12]))
    return found


def desk(client: Client, challenge: Challenge) -> str:
    return client.get(f"/desk/challenges/{challenge.slug}/").content.decode()


def test_each_suggested_partner_has_a_button_until_it_is_invited_or_answers(
    client: Client, challenge: Challenge, seeds: list[Listing]
) -> None:
    client.force_login(challenge.created_by)
    slugs = [BUTTON.format(seed.partner.slug) for seed in seeds]
    page = desk(client, challenge)
    assert all(button in page for button in slugs)
    assert page.count('class="reasons"') == len(seeds)
    steps.invite(challenge, seeds[0].partner, by=challenge.created_by)
    make_proposal(challenge, seeds[1].partner)
    page = desk(client, challenge)
    assert [button in page for button in slugs] == [False, False, True]
    assert seeds[0].partner.name in page  # among those that were invited


@pytest.mark.parametrize("fields", [{"state": "closed"}, {"state": "draft"}])
@pytest.mark.usefixtures("seeds")
def test_nobody_is_offered_where_nothing_can_be_proposed(
    client: Client, challenge: Challenge, fields: dict[str, Any]
) -> None:
    client.force_login(challenge.created_by)
    closed_at = challenge.opened_at if fields["state"] == "closed" else None
    Challenge.objects.filter(pk=challenge.pk).update(closed_at=closed_at, **fields)
    assert 'name="partner"' not in desk(client, challenge)


@pytest.mark.usefixtures("seeds")
def test_viewers_have_no_buttons(client: Client, challenge: Challenge) -> None:
    client.force_login(make_staff(challenge.municipality, StaffRole.Role.VIEWER))
    assert 'name="partner"' not in desk(client, challenge)


def test_the_desk_keeps_its_budget_with_suggestions_and_invitations(
    client: Client, challenge: Challenge, seeds: list[Listing]
) -> None:
    steps.invite(challenge, seeds[0].partner, by=challenge.created_by)
    client.force_login(challenge.created_by)
    assert count_queries(client, f"/desk/challenges/{challenge.slug}/") <= 12

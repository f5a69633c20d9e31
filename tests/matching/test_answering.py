"""Who could answer a challenge before it is public: looked up as it stands, for its office."""

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from challenges.models import Challenge
from matching.models import NeighbourList
from matching.reading.answering import answering
from partners.models import Listing
from tests.factories import (
    make_challenge,
    make_listing,
    make_municipality,
    make_partner,
    make_staff,
)
from tests.matching.world import TOPICS, make_seed, settle
from tomoni.accounts.models import User
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db
TEA = "茶殻を堆肥にして畑に戻す設備と、分析の人手を出せます。"


def asking(user: User) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


def make_tea_seed(**fields: Any) -> Listing:
    partner = make_partner("茶殻めぐる株式会社")
    return make_listing(partner, Listing.Side.SEED, title="茶殻を堆肥にします", body=TEA, **fields)


def unlike() -> list[Listing]:
    """Seeds of other things, so that tea is a rare word."""
    return [make_seed(title=topic, body=f"{topic}に詳しい。") for topic in TOPICS[4:16]]


@pytest.fixture
def draft() -> Challenge:
    return make_challenge(
        state="draft",
        title="茶殻を堆肥にして畑に戻す",
        wish="茶工場から出る茶殻を堆肥にして、畑に戻したい。",
        background="茶殻が毎日出ています。",
        project_name="茶殻を土へ",
        expected_outcomes="茶殻を捨てないこと。",
        goals=(),
        project_content="茶殻を集め、堆肥にし、畑で使います。",
    )


def test_a_draft_meets_who_could_answer_it_and_stores_nothing(draft: Challenge) -> None:
    seed, other = (
        make_tea_seed(),
        make_listing(side=Listing.Side.SEED, title="夜の学習会", body="数学を教えます。"),
    )
    settle(seed, other)
    before = NeighbourList.objects.count()
    found = answering(draft, asking(draft.created_by))
    assert found is not None
    assert [likely.seed for likely in found.named] == [seed]
    assert (found.number, found.is_at_least) == (1, False)
    assert found.named[0].partner == seed.partner
    assert found.named[0].reasons[0]["kind"] == "text"
    assert NeighbourList.objects.count() == before


def test_a_partner_is_counted_once(draft: Challenge) -> None:
    seed = make_tea_seed()
    second = make_listing(seed.partner, Listing.Side.SEED, title="茶殻を集めます", body=TEA)
    settle(seed, second, *unlike())
    found = answering(draft, asking(draft.created_by))
    assert found is not None
    assert (found.number, len(found.named)) == (1, 1)


def test_few_are_named_and_all_are_counted(
    draft: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(make_tea_seed(), make_tea_seed(), *unlike())
    monkeypatch.setattr("matching.reading.answering.NAMED", 1)
    found = answering(draft, asking(draft.created_by))
    assert found is not None
    assert (found.number, len(found.named)) == (2, 1)


def test_what_staff_of_another_city_or_a_partner_asks_stays_unsaid(draft: Challenge) -> None:
    settle(make_tea_seed())
    others = make_staff(make_municipality(), StaffRole.Role.MANAGER)
    assert answering(draft, asking(others)) is None


def test_hidden_seeds_are_not_named(draft: Challenge) -> None:
    seed = make_tea_seed()
    settle(seed, *unlike())
    seed.state = Listing.State.PAUSED
    seed.save()
    found = answering(draft, asking(draft.created_by))
    assert found is not None
    assert found.number == 0


@pytest.mark.parametrize("state", list(Challenge.State))
def test_the_desk_shows_it_until_the_challenge_is_open(client: Client, state: str) -> None:
    challenge = make_challenge(state=state)
    settle(make_tea_seed())
    client.force_login(challenge.created_by)
    page = client.get(f"/desk/challenges/{challenge.slug}/").content.decode()
    assert ('id="answering"' in page) == (state in Challenge.UNOPENED_STATES)


def test_before_the_first_rebuild_nobody_is_found(draft: Challenge) -> None:
    found = answering(draft, asking(draft.created_by))
    assert found is not None
    assert found.number == 0

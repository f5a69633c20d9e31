"""What both would gain: from what they chose, in both directions, and nothing invented."""

from typing import Any

import pytest

from matching.engine import Document
from matching.reading.gains import MOST_GOALS, Gains, Side, gains
from tests.factories import make_member, make_staff
from tests.matching.answering import client_of
from tests.matching.world import make_challenge, make_need, make_seed, settle
from tomoni.taxonomy.models import ResourceKind

pytestmark = pytest.mark.django_db


def side(which: str, who: str, offers: tuple[str, ...] = (), **chosen: Any) -> Side:
    sets = {name: frozenset(values) for name, values in chosen.items()}
    return Side(Document("x:1", which, "題", "文", **sets), who, frozenset(offers))  # type: ignore[arg-type]


@pytest.fixture
def kinds() -> list[ResourceKind]:
    return list(ResourceKind.objects.order_by("pk")[:3])


def test_resources_are_worded_for_each_side(kinds: list[ResourceKind]) -> None:
    sought, both, offered = (kind.slug for kind in kinds)
    need = side("need", "商店", resources=(sought, both))
    seed = side("seed", "大学", resources=(both, offered))
    name = kinds[1].name_ja
    found = gains(need, seed)
    assert found.left == [f"足りない「{name}」を、大学が補えます。"]
    assert found.right == [f"提供できる「{name}」を、商店で生かせます。"]
    turned = gains(seed, need)
    assert (turned.left, turned.right) == (found.right, found.left)
    assert (found.who_left, found.who_right) == ("商店", "大学")


def test_city_that_offers_something_itself(kinds: list[ResourceKind]) -> None:
    challenge = side("challenge", "試験市", offers=(kinds[0].slug,))
    found = gains(side("seed", "大学"), challenge)
    assert found.left == [f"試験市からは「{kinds[0].name_ja}」の提供があります。"]
    assert found.right == []


def test_needs_alike_ask_together(kinds: list[ResourceKind]) -> None:
    one, other = (side("need", who, resources=(kinds[0].slug,)) for who in ("甲", "乙"))
    found = gains(one, other)
    assert (found.left, found.right) == ([], [])
    assert "いっしょに呼びかけ" in found.together[0]


def test_goals_and_fields_that_both_chose_the_main_ones_first() -> None:
    one = side("need", "甲", goals=(3, 11, 12), primary_goals=(12,), fields=("housing",))
    other = side("seed", "乙", goals=(3, 11, 12), primary_goals=(11, 12), fields=("housing",))
    goals, fields = gains(one, other).together
    numbers = [int(word.split()[0]) for word in goals.partition("：")[2].split("、")]
    assert numbers == [12, 3, 11]
    assert fields.startswith("同じ分野で活動しています：")


def test_who_ticks_everything_is_told_nothing_of_goals() -> None:
    every = tuple(range(1, 18))
    assert gains(side("need", "甲", goals=every), side("seed", "乙", goals=every)).together == []
    fewer = every[: MOST_GOALS - 1]
    assert gains(side("need", "甲", goals=fewer), side("seed", "乙", goals=fewer)).together


def test_nothing_chosen_is_nothing_said() -> None:
    assert gains(side("need", "甲"), side("seed", "乙")) == Gains("甲", [], "乙", [], [])
    assert gains(side("need", "甲"), side("seed", "乙")).is_empty


def test_page_shows_gains_and_words_in_their_context(kinds: list[ResourceKind]) -> None:
    need = make_need(body="駅の近くにある空き家を、若い世代に貸したい。")
    seed = make_seed(title="大工の相談", body="空き家のことなら何でも。")
    for row in (need, seed):
        row.resources.set([kinds[0]])
    settle(need, seed)
    client = client_of(make_member(need.partner))
    html = client.get(f"/listings/{need.pk}/suggestions/listing-{seed.pk}/").content.decode()
    gained = html.partition('id="gains"')[2].partition("</section>")[0]
    assert f"足りない「{kinds[0].name_ja}」を、{seed.partner.name}が補えます。" in gained
    assert f"提供できる「{kinds[0].name_ja}」を、{need.partner.name}で生かせます。" in gained
    words = html.partition('id="words"')[2].partition("</section>")[0]
    assert "件のうち2件の文章に出てきます" in words
    assert '<mark class="shared-word">空き家</mark>のことなら何でも。' in words


def test_what_a_city_offers_is_read_from_both_sides(kinds: list[ResourceKind]) -> None:
    challenge, seed = make_challenge(), make_seed()
    challenge.offered_resources.set([kinds[2]])
    settle(challenge, seed)
    pages = {
        f"/challenges/{challenge.slug}/suggestions/listing-{seed.pk}/": make_staff(
            challenge.municipality
        ),
        f"/listings/{seed.pk}/suggestions/challenge-{challenge.pk}/": make_member(seed.partner),
    }
    for url, who in pages.items():
        html = client_of(who).get(url).content.decode()
        assert f"「{kinds[2].name_ja}」の提供があります。" in html, url

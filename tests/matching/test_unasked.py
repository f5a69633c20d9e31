"""Needs without any suggestion, as the stored lists have it, and seeds nobody asked for."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.test import Client
from django.utils import timezone

from matching.engine import level_of
from matching.models import MatchingPolicy
from matching.reading import found, unmatched
from matching.reading.unmatched import unmatched_needs
from matching.rebuilding import run_here as rebuild
from matching.storing.keys import key_of
from partners.models import Listing, Partner
from tests.factories import make_staff
from tests.matching.pairs import ask, make_side
from tests.matching.policy_towns import partner_in
from tests.matching.world import (
    SCHOOL,
    TEA,
    TOPICS,
    make_need,
    make_partner,
    make_seed,
    settle,
)
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.taxonomy.models import Sector

NEEDS, SEEDS = "/desk/introductions/needs/", "/desk/introductions/seeds/"
FILLERS = [
    "会計",
    "広報",
    "写真",
    "翻訳",
    "運搬",
    "測量",
    "演劇",
    "合唱",
    "編物",
    "将棋",
    "花火",
    "和紙",
    "染物",
    "製茶",
]
pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> Partner:
    return make_partner("例の店")


@pytest.fixture
def clerk(partner: Partner) -> User:
    return make_staff(partner.municipality)


def titles(**asked: int) -> list[str]:
    return [need.title for need in unmatched_needs(Q(), **asked).needs]


def page_of(person: User, url: str) -> str:
    client = Client()
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_before_the_first_rebuild_nothing_is_said() -> None:
    make_need()
    assert unmatched_needs(Q()).is_known is False


def test_a_need_with_somebody_close_is_left_out_and_the_newest_stands_first() -> None:
    make_need(title="空き家の改修")
    make_seed()
    now = timezone.now()
    make_need(**SCHOOL, published_at=now - timedelta(days=2), goals=())
    make_need(**TEA, published_at=now - timedelta(days=1), goals=())
    rebuild()
    assert titles() == [TEA["title"], SCHOOL["title"]]


@pytest.mark.parametrize(
    "change", [{"visibility": "staff"}, {"state": "paused"}, {"review_by": "2020-01-01"}], ids=str
)
def test_a_seed_that_partners_do_not_see_is_no_suggestion(change: dict[str, str]) -> None:
    need, seed = make_need(), make_seed()
    rebuild()
    assert titles() == []
    Listing.objects.filter(pk=seed.pk).update(**change)
    assert titles() == [need.title]


def test_a_suspended_partner_is_no_suggestion() -> None:
    need, seed = make_need(), make_seed()
    rebuild()
    Partner.objects.filter(pk=seed.partner_id).update(state=Partner.State.SUSPENDED)
    assert titles() == [need.title]


def test_what_the_matcher_has_not_looked_at_is_not_called_unmatched() -> None:
    make_seed()
    rebuild()
    need = make_need(**SCHOOL)
    assert titles() == []
    settle(need)
    assert titles() == [need.title]


@pytest.mark.parametrize(("level", "number"), [(3, 4), (4, 9), (5, 17)])
def test_sql_and_engine_agree_on_every_need(
    level: int, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With sectors, prefectures, ages, a policy that is not the default, and silent profiles."""
    monkeypatch.setattr(unmatched, "LEAST_FITTING", level)
    first, second = Sector.objects.order_by("pk")[:2]
    places = [
        partner_in(prefecture, sector)
        for prefecture in ("静岡県", "愛知県", "北海道")
        for sector in (first, second)
    ]
    for partner in places[:4]:
        MatchingPolicy.objects.create(
            municipality=partner.municipality,
            different_sector=0.05,
            same_prefecture=0,
            neighbouring_prefecture=0.05,
            freshness=0.03,
            reciprocity=0.45,
        )
    for place in range(len(TOPICS)):
        age = timezone.now() - timedelta(days=17 * place)
        own, other = places[place % 6], places[(place * 5 + place // 6 + 1) % 6]
        shared = TOPICS[place]
        lacking = "、".join([shared, *FILLERS[: 1 + place % 8]])
        offered = "、".join([shared, *reversed(FILLERS[-1 - place % 5 :])])
        make_need(own, title="相談", body=f"{lacking}に困る。", goals=(), published_at=age)
        make_seed(other, title="会", body=offered, goals=(), published_at=age)
    rebuild()
    needs = Listing.objects.needs()
    expected = {need.pk for need in needs if not _has_one(need, level)}
    shown: set[int] = set()
    after = None
    while True:
        page = unmatched_needs(Q(), after=after)
        shown |= {need.pk for need in page.needs}
        after = page.go_on
        if after is None:
            break
    assert shown == expected
    assert len(expected) == number


def _has_one(need: Listing, level: int) -> bool:
    lists = found.found([key_of(need)], ["seed"])
    scores = [match.score for each in lists for match in each.best(60)]
    return any(level_of(score) >= level for score in scores)


def test_page_by_page_without_gaps_or_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unmatched, "PER_PAGE", 2)
    monkeypatch.setattr(unmatched, "LOOKED_AT", 3)
    same = timezone.now()
    needs = [
        make_need(title=f"{topic}の相談", body=topic, goals=(), published_at=same)
        for topic in TOPICS[:7]
    ]
    make_seed(title="英語の会", body="英語。", goals=())
    rebuild()
    seen, after, pages = [], None, 0
    while True:
        page = unmatched_needs(Q(), after=after)
        seen += [need.pk for need in page.needs]
        pages += 1
        after = page.go_on
        if after is None:
            break
    assert seen == [need.pk for need in reversed(needs)]
    assert pages == 4


def test_a_page_that_has_looked_at_enough_says_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, partner: Partner, clerk: User
) -> None:
    monkeypatch.setattr(unmatched, "LOOKED_AT", 1)
    old = make_need(partner, **SCHOOL, goals=(), published_at=timezone.now() - timedelta(days=9))
    newest = make_need(partner)
    make_seed()
    rebuild()
    page = page_of(clerk, NEEDS)
    assert old.title not in page
    assert f"?after={newest.pk}" in page
    assert old.title in page_of(clerk, f"{NEEDS}?after={newest.pk}")


def test_the_office_reads_its_own_needs_with_what_would_help(partner: Partner, clerk: User) -> None:
    need = make_need(partner, title="給食の相談", body="給食。", goals=(), reach="municipality")
    far = make_need(title="星空の相談", body="星空を見たい。", goals=())
    make_seed()
    rebuild()
    page = page_of(clerk, NEEDS)
    assert need.title in page
    assert far.title not in page
    assert "もう少し" in page or "くわしく" in page or "説明" in page
    assert "条件を広げられないか" in page
    assert f"/desk/introductions/propose/?place=listing-{need.pk}" in page


def test_needs_ask_the_database_as_often_for_many(
    client: Client, partner: Partner, clerk: User
) -> None:
    client.force_login(clerk)
    topics = iter(TOPICS)

    def add() -> None:
        make_need(partner, title="相談", body=next(topics), goals=())
        rebuild()

    assert_constant_queries(client, NEEDS, add, at_most=10)


def test_an_odd_address_shows_the_first_page(partner: Partner, clerk: User) -> None:
    need = make_need(partner, **SCHOOL)
    rebuild()
    for after in ("x", "-1", "٣", "0", "9" * 30):
        assert need.title in page_of(clerk, f"{NEEDS}?after={after}")


# --- Seeds --------------------------------------------------------------------------------------


def test_a_seed_somebody_asked_for_is_left_out(clerk: User, partner: Partner) -> None:
    city = partner.municipality
    asked = make_side("店", "seed", municipality=city)
    Listing.objects.filter(pk=asked.listing.pk).update(title="頼まれたシーズ")
    alone = make_seed(partner, title="だれも頼まないシーズ")
    make_seed(title="よその町のシーズ")
    make_seed(partner, title="職員だけのシーズ", visibility="staff")
    ask(make_side("別の店"), asked)
    page = page_of(clerk, SEEDS)
    assert alone.title in page
    for title in ("頼まれたシーズ", "よその町のシーズ", "職員だけのシーズ"):
        assert title not in page


def test_seeds_that_wait_longest_stand_first(clerk: User, partner: Partner) -> None:
    make_seed(partner, title="新しいシーズ")
    make_seed(partner, title="古いシーズ", published_at=timezone.now() - timedelta(days=90))
    page = page_of(clerk, SEEDS)
    assert page.index("古いシーズ") < page.index("新しいシーズ")
    assert "2か月前" in page


def test_seeds_are_narrowed_down_by_goal(clerk: User, partner: Partner) -> None:
    make_seed(partner, title="街のシーズ", goals=(11,))
    make_seed(partner, title="海のシーズ", goals=(14,))
    page = page_of(clerk, f"{SEEDS}?goal=14")
    assert "海のシーズ" in page
    assert "街のシーズ" not in page


def test_seeds_ask_the_database_as_often_for_many(
    client: Client, partner: Partner, clerk: User
) -> None:
    client.force_login(clerk)
    assert_constant_queries(client, SEEDS, lambda: make_seed(partner), at_most=10)

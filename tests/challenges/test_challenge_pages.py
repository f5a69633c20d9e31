"""The public list and page of challenges: order of the parts, filters, who sees what, cost."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from challenges.models import Challenge, Contact, SubTheme
from tests.factories import (
    make_challenge,
    make_member,
    make_municipality,
    make_partner,
    make_staff,
    make_user,
)
from tests.queries import assert_constant_queries, count_queries
from tomoni.municipalities.models import StaffRole, Vision
from tomoni.taxonomy.models import Category, Field, Goal, ResourceKind

pytestmark = pytest.mark.django_db
State = Challenge.State
LIST = "/challenges/"


def make_full(**fields: Any) -> Challenge:
    """A challenge with all its parts, like the one that ticks every goal."""
    fields.setdefault("category", Category.objects.get(slug="exchange"))
    fields.setdefault("asked_of_advisers", "話題を十分ほど提供してください。")
    fields.setdefault("remarks", "手話通訳があります。")
    challenge = make_challenge(goals=(3, 11), **fields)
    challenge.related_goals.set(Goal.objects.all())
    challenge.fields.set(Field.objects.filter(slug__in=["tourism", "elderly"]))
    challenge.offered_resources.set(ResourceKind.objects.filter(slug="place"))
    challenge.sought_resources.set(ResourceKind.objects.filter(slug="people"))
    vision = Vision.objects.create(municipality=challenge.municipality, name_ja="茶のまち")
    challenge.visions.add(vision)
    for order, title in enumerate(["空き家", "茶", "脱炭素"]):
        SubTheme.objects.create(challenge=challenge, title=title, order=order)
    for order, name in enumerate(["企画政策課", "青年会議所"]):
        Contact.objects.create(
            challenge=challenge, organisation=name, phone="0537-21-1111", order=order
        )
    return challenge


def text_of(client: Client, url: str, status: int = 200) -> str:
    """The page of the address."""
    response = client.get(url)
    assert response.status_code == status, (url, response.status_code)
    return response.content.decode()


def test_the_parts_stand_in_their_fixed_order(client: Client) -> None:
    page = text_of(client, make_full().get_absolute_url())
    main = page[page.index("<article") :]
    parts = [
        "実現したいこと",
        "背景",
        "チャレンジ事業の詳細",
        "事業名",
        "内容",
        "サブテーマ",
        "期待する成果",
        "提供できるリソース",
        "アドバイザーへのお願い",
        "関連するSDGsの目標",
        "行政分野",
        "自由入力欄",
        "この事業に関する問い合わせ先",
        "カテゴリー",
        'id="propose"',
    ]
    places = [main.index(part) for part in parts]
    assert places == sorted(places)


def test_every_part_is_shown(client: Client) -> None:
    challenge = make_full()
    page = text_of(client, challenge.get_absolute_url())
    for shown in (
        challenge.title,
        challenge.project_name,
        "空き家",
        "脱炭素",
        "話題を十分ほど",
        "手話通訳",
        "企画政策課",
        "青年会議所",
        "0537-21-1111",
        "茶のまち",
        "観光振興",
        "場所・フィールド",
        "人材",
        "交流・対話",
        "すべての人に健康と福祉を",
    ):
        assert shown in page


def test_sub_themes_are_a_list_in_their_order(client: Client) -> None:
    page = text_of(client, make_full().get_absolute_url()).partition("<article")[2]
    found = re.search(r"<ol>(.*?)</ol>", page, re.DOTALL)
    assert found is not None
    assert re.findall(r"<li>(.*?)</li>", found[1]) == ["空き家", "茶", "脱炭素"]


def test_a_goal_that_is_main_is_not_repeated_among_the_further_ones(client: Client) -> None:
    page = text_of(client, make_full().get_absolute_url())
    assert page.count("住み続けられるまちづくりを") == 1


def test_texts_of_staff_are_marked_down_and_never_html(client: Client) -> None:
    challenge = make_challenge(wish="**大切**<script>alert(1)</script>")
    page = text_of(client, challenge.get_absolute_url())
    assert "<strong>大切</strong>" in page
    assert "<script>alert(1)" not in page


def test_names_are_escaped(client: Client) -> None:
    challenge = make_challenge(title="<b>太い</b>", project_name="<img src=x>")
    SubTheme.objects.create(challenge=challenge, title="<i>斜め</i>")
    page = text_of(client, challenge.get_absolute_url())
    for tag in ("<b>太い", "<img src=x", "<i>斜め"):
        assert tag not in page


def test_a_cancelled_challenge_says_why(client: Client) -> None:
    challenge = make_challenge(state=State.CANCELLED, cancel_reason="会場が使えません。")
    page = text_of(client, challenge.get_absolute_url())
    assert "会場が使えません。" in page
    assert challenge.get_absolute_url() + "propose/" not in page


@pytest.mark.parametrize("state", Challenge.UNOPENED_STATES)
def test_unopened_challenges_are_for_the_staff_of_their_city(
    client: Client, state: Challenge.State
) -> None:
    challenge = make_challenge(state=state)
    url = challenge.get_absolute_url()
    text_of(client, url, 404)
    for stranger in (make_user(), make_staff(make_municipality()), make_member(make_partner())):
        client.force_login(stranger)
        text_of(client, url, 404)
    client.force_login(make_staff(challenge.municipality, StaffRole.Role.VIEWER))
    assert "職員だけ" in text_of(client, url)
    assert challenge.title not in text_of(client, LIST)


@pytest.mark.parametrize("state", Challenge.PUBLIC_STATES)
def test_opened_challenges_are_for_everybody(client: Client, state: Challenge.State) -> None:
    challenge = make_challenge(state=state)
    text_of(client, challenge.get_absolute_url())
    assert challenge.title in text_of(client, LIST)


def test_the_page_speaks_english(client: Client) -> None:
    challenge = make_full()
    client.cookies["django_language"] = "en"
    page = text_of(client, challenge.get_absolute_url())
    for shown in ("What we want to achieve", "Sub-themes", "Related SDGs", "Tourism", "Log in"):
        assert shown in page


def titles(client: Client, query: str) -> list[str]:
    """The titles in the list, in their order."""
    page = text_of(client, LIST + query)
    return re.findall(r'<h3><a href="/challenges/[^"]+">([^<]+)</a>', page)


@pytest.fixture
def three() -> dict[str, Challenge]:
    """Three challenges that differ in everything a filter asks for."""
    now, first, second = (
        timezone.now(),
        make_municipality(slug="kakegawa"),
        make_municipality(slug="kanazawa"),
    )
    rows = {
        "茶畑": make_challenge(
            first, goals=(2,), title="茶畑", closes_at=now + timedelta(days=9), opened_at=now
        ),
        "空き家": make_challenge(
            second,
            goals=(11,),
            title="空き家",
            closes_at=now + timedelta(days=2),
            opened_at=now - timedelta(days=1),
        ),
        "海岸": make_challenge(
            first,
            goals=(14,),
            title="海岸",
            state=State.CLOSED,
            closes_at=now - timedelta(days=3),
            opened_at=now - timedelta(days=2),
        ),
    }
    rows["茶畑"].related_goals.set([11])
    rows["空き家"].fields.set(Field.objects.filter(slug="housing"))
    return rows


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["茶畑", "空き家", "海岸"]),
        ("?sort=closing", ["空き家", "茶畑", "海岸"]),
        ("?goal=11", ["茶畑", "空き家"]),
        ("?goal=2&goal=14", ["茶畑", "海岸"]),
        ("?field=housing", ["空き家"]),
        ("?municipality=kakegawa", ["茶畑", "海岸"]),
        ("?state=open", ["茶畑", "空き家"]),
        ("?state=closed", ["海岸"]),
        ("?q=茶", ["茶畑"]),
        ("?q=海岸&goal=14", ["海岸"]),
        ("?q=海岸&goal=2", []),
        ("?municipality=kakegawa&state=open&goal=2", ["茶畑"]),
        ("?goal=7", []),
    ],
)
@pytest.mark.usefixtures("three")
def test_filters_and_orders(client: Client, query: str, expected: list[str]) -> None:
    assert titles(client, query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "?goal=abc",
        "?goal=99",
        "?goal=-1",
        "?goal=",
        "?page=99999",
        "?page=0",
        "?page=abc",
        "?field=nothing",
        "?municipality=%00",
        "?state=draft",
        "?sort=nothing",
        "?q=%F0%A0%AE%B7",
        "?q=%27%22%3B--",
        "?q=" + "a" * 500,
        "?unknown=1",
    ],
)
@pytest.mark.usefixtures("three")
def test_mistyped_addresses_are_no_error(client: Client, query: str) -> None:
    text_of(client, LIST + query)


@pytest.mark.usefixtures("three")
def test_the_list_comes_as_a_fragment(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Target": "challenge-rows"}
    response = client.get(LIST + "?goal=2", headers=headers)
    body = response.content.decode()
    assert "<html" not in body
    assert body.lstrip().startswith('<div id="challenge-rows"')
    assert "茶畑" in body
    assert "空き家</a>" not in body


def test_nothing_found_says_so_and_leads_back(client: Client) -> None:
    make_challenge(goals=(1,))
    page = text_of(client, LIST + "?goal=1&q=" + uuid4().hex)
    assert "この条件に合うチャレンジはありません。" in page


def test_the_list_costs_the_same_for_one_row_and_for_three(client: Client) -> None:
    assert_constant_queries(client, LIST, make_full, at_most=8)


def test_a_list_of_twenty_is_small(client: Client) -> None:
    city = make_municipality()
    by = make_staff(city)
    for _ in range(22):
        make_full(municipality=city, created_by=by)
    page = text_of(client, LIST)
    assert page.count('class="row challenge"') == 20
    assert len(page.encode()) <= 40_000


def test_the_page_costs_at_most_eight_queries(client: Client) -> None:
    url = make_full().get_absolute_url()
    assert count_queries(client, url) <= 8
    client.force_login(make_member(make_partner()))
    assert count_queries(client, url) <= 8


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_pages_are_only_read(client: Client, method: str) -> None:
    challenge = make_challenge()
    for url in (LIST, challenge.get_absolute_url()):
        assert getattr(client, method)(url).status_code == 405

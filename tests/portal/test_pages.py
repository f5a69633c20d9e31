"""The public pages of the roof: they answer, in both languages, within their queries."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from partners.models import Listing
from tests.factories import (
    make_challenge,
    make_event,
    make_listing,
    make_municipality,
    make_news,
    make_partner,
    make_project,
)
from tests.queries import assert_constant_queries
from tomoni.portal.front import LISTS, brand_css, contrast_with_white
from tomoni.portal.sources import KINDS
from tomoni.taxonomy.models import Field, Goal, ResourceKind

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/search/",
    "/goals/11/",
    "/fields/housing/",
    "/accessibility/",
    "/privacy/",
    "/terms/",
]


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_page_speaks_the_language(client: Client, url: str, language: str) -> None:
    client.post(reverse("portal:set_language"), {"language": language, "next": "/"})
    response = client.get(url)
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()


@pytest.mark.parametrize(
    "url", ["/goals/0/", "/goals/18/", "/fields/none/", "/m/none/", "/nothing/"]
)
def test_nothing_there_is_a_page_of_ours(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 404
    assert '<html lang="ja"' in response.content.decode()


@pytest.mark.parametrize("url", ["/terms/", "/privacy/"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_rules_name_the_licence_under_which_the_data_is_given_away(
    client: Client, settings: Any, url: str, language: str
) -> None:
    settings.OPEN_DATA_LICENCE = "CC0 1.0"
    page = client.get(url, headers={"accept-language": language}).content.decode()
    assert "CC0 1.0" in page
    assert 'href="/open-data/"' in page


def test_front_page_shows_what_is_open_and_its_figures(client: Client) -> None:
    challenge = make_challenge(title="空き家を宿に")
    make_listing()
    response = client.get("/")
    assert challenge.title in response.content.decode()
    assert [figure["value"] for figure in response.context["figures"]] == [1, 1, 1]


def test_front_page_counts_only_what_everybody_may_see(client: Client) -> None:
    make_listing(visibility=Listing.Visibility.STAFF)
    make_listing(state=Listing.State.PAUSED)
    assert client.get("/").context["figures"][1]["value"] == 0


def test_front_page_asks_as_often_for_three_rows_as_for_one(client: Client) -> None:
    make_event()
    assert_constant_queries(client, "/", make_challenge, at_most=8)


def parts(client: Client, url: str) -> dict[str, list[str]]:
    """What a page about a goal, a field or a municipality shows, by kind."""
    return {
        part.name: [str(hit.row) for hit in part.hits] for part in client.get(url).context["parts"]
    }


def test_goal_page_shows_main_and_further_goals(client: Client) -> None:
    make_listing(title="主な目標", goals=(13,))
    further = make_listing(title="関連する目標", goals=(1,))
    further.related_goals.set([13])
    make_listing(title="別の目標", goals=(2,))
    assert set(parts(client, "/goals/13/")["need"]) == {"主な目標", "関連する目標"}


def test_goal_page_shows_every_kind_with_counts_and_the_way_to_all(client: Client) -> None:
    city = make_municipality()
    partner = make_partner("気候の会", municipality=city, goals=(13,))
    for number in range(7):
        make_listing(partner, title=f"ニーズ{number}", goals=(13,))
    make_listing(partner, Listing.Side.SEED, title="シーズ", goals=(13,))
    make_challenge(city, title="チャレンジ", goals=(13,))
    make_event(city, title="交流会").goals.set([13])
    make_news(partner, title="お知らせ", goals=(13,))
    make_listing(partner, title="見えない", goals=(13,), visibility=Listing.Visibility.PARTNERS)
    shown = {part.name: part for part in client.get("/goals/13/").context["parts"]}
    assert {name: part.count for name, part in shown.items()} == {
        "need": 7,
        "seed": 1,
        "challenge": 1,
        "event": 1,
        "news": 1,
        "partner": 1,
    }
    assert len(shown["need"].hits) == 5
    for part in shown.values():
        assert client.get(part.url).context["found"].total == part.count


def test_what_is_asked_most_leads_to_those_needs(client: Client) -> None:
    partner = make_partner()
    place, people = (ResourceKind.objects.get(slug=slug) for slug in ("place", "people"))
    for kinds in ([place], [place, people]):
        make_listing(partner, goals=(13,)).resources.set(kinds)
    make_listing(partner, Listing.Side.SEED, goals=(13,)).resources.set([people])
    asked = client.get("/goals/13/").context["asked_most"]
    assert [(one["label"], one["count"]) for one in asked] == [
        (place.name, "2"),
        (people.name, "1"),
    ]
    assert client.get(asked[0]["url"]).context["found"].total == 2


@pytest.mark.parametrize("url", ["/goals/13/", "/fields/housing/", "/m/kakegawa/"])
def test_page_asks_as_often_for_three_rows_as_for_one(client: Client, url: str) -> None:
    city = make_municipality(slug="kakegawa")
    partner = make_partner(goals=(13,), municipality=city)

    def add() -> None:
        make_listing(partner, goals=(13,), field_slugs=("housing",))
        make_challenge(city, goals=(13,)).fields.set(Field.objects.filter(slug="housing"))

    assert_constant_queries(client, url, add, at_most=12)


@pytest.mark.parametrize("url", ["/goals/13/", "/fields/housing/", "/m/kakegawa/"])
def test_page_names_its_feed(client: Client, url: str) -> None:
    make_municipality(slug="kakegawa")
    html = client.get(url).content.decode()
    feed = re.search(
        r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]+)"', html
    )
    assert feed
    assert client.get(feed[1]).status_code == 200


def test_field_page_shows_the_field(client: Client) -> None:
    make_listing(title="家", field_slugs=("housing",))
    make_listing(title="旅", field_slugs=("tourism",))
    assert parts(client, "/fields/housing/") == {"need": ["家"]}


def test_municipality_page_shows_its_own(client: Client) -> None:
    city = make_municipality(greeting_ja="ようこそ")
    make_challenge(city, title="わたしたちの")
    make_challenge(title="ほかの")
    make_event(city, title="交流会")
    assert parts(client, city.get_absolute_url()) == {
        "challenge": ["わたしたちの"],
        "event": ["交流会"],
    }
    assert "ようこそ" in client.get(city.get_absolute_url()).content.decode()


def test_front_page_shows_the_latest_news_that_is_public(client: Client) -> None:
    make_news(title="みんなへ")
    make_news(title="仲間へ", visibility="partners")
    assert [str(row) for row in client.get("/").context["news_rows"]] == ["みんなへ"]


@pytest.mark.parametrize(
    ("colour", "is_used"), [("#0b5d4e", True), ("#ffd43d", False), ("", False), ("#777", False)]
)
def test_own_colour_is_used_where_it_can_be_read(colour: str, is_used: bool) -> None:
    assert bool(brand_css(colour)) == is_used


def test_contrast_is_that_of_wcag() -> None:
    assert (round(contrast_with_white("#000000")), round(contrast_with_white("#ffffff"))) == (21, 1)
    assert round(contrast_with_white("#767676"), 2) == 4.54


def test_brand_is_a_style_sheet(client: Client) -> None:
    city = make_municipality(brand_colour="#0b5d4e")
    response = client.get(reverse("portal:municipality_brand", args=[city.slug]))
    assert response.headers["Content-Type"] == "text/css"
    assert b"#0b5d4e" in response.content


@pytest.mark.parametrize(
    "url", ["//evil.example", "https://evil.example/", "\\\\evil.example", "javascript:alert(1)"]
)
def test_language_switch_leads_only_to_ourselves(client: Client, url: str) -> None:
    response = client.post(reverse("portal:set_language"), {"language": "en", "next": url})
    assert response.headers["Location"] == "/"


def test_language_switch_comes_back_to_the_page(client: Client) -> None:
    response = client.post(
        reverse("portal:set_language"), {"language": "en", "next": "/needs/?goal=11"}
    )
    assert response.headers["Location"] == "/needs/?goal=11"


def test_unknown_language_changes_nothing(client: Client) -> None:
    client.post(reverse("portal:set_language"), {"language": "xx", "next": "/"})
    assert '<html lang="ja"' in client.get("/").content.decode()


@pytest.mark.parametrize("url", ["/goals/11/", "/fields/housing/", "/search/?q=11"])
def test_search_box_of_the_head_waits_empty(client: Client, url: str) -> None:
    head = client.get(url).content.decode().partition('role="search"')[2].partition("</form>")[0]
    assert "value=" not in head


@pytest.mark.parametrize(("language", "title"), [("ja", "みほんの共創ひろば"), ("en", "Test City")])
def test_municipality_is_headed_in_the_readers_language(
    client: Client, language: str, title: str
) -> None:
    city = make_municipality("みほん市", platform_name="みほんの共創ひろば")
    client.cookies.load({"django_language": language})
    page = client.get(f"/m/{city.slug}/").content.decode()
    assert f"<h1>{title}" in page


def test_every_kind_that_is_found_has_a_list() -> None:
    assert set(LISTS) == set(KINDS)


def test_a_goal_leads_to_its_projects(client: Client) -> None:
    project = make_project(visibility="public")
    project.goals.set(Goal.objects.filter(number=13))
    page = client.get("/goals/13/").content.decode()
    assert project.get_absolute_url() in page
    assert "/projects/?goal=13" in page

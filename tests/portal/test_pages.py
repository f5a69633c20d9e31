"""The public pages of the roof: they answer, in both languages, within their queries."""

import pytest
from django.test import Client
from django.urls import reverse

from partners.models import Listing
from tests.factories import (
    make_challenge,
    make_event,
    make_listing,
    make_municipality,
    make_partner,
)
from tests.queries import assert_constant_queries
from tomoni.portal.front import brand_css, contrast_with_white

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


def test_goal_page_shows_main_and_further_goals(client: Client) -> None:
    main = make_listing(title="主な目標", goals=(13,))
    further = make_listing(title="関連する目標", goals=(1,))
    further.related_goals.set([13])
    other = make_listing(title="別の目標", goals=(2,))
    shown = client.get("/goals/13/").context["needs"]
    assert {row.pk for row in shown} == {main.pk, further.pk}
    assert other.pk not in {row.pk for row in shown}


def test_goal_page_asks_as_often_for_three_rows_as_for_one(client: Client) -> None:
    partner = make_partner(goals=(13,))
    assert_constant_queries(
        client, "/goals/13/", lambda: make_listing(partner, goals=(13,)), at_most=20
    )


def test_field_page_shows_the_field(client: Client) -> None:
    shown = make_listing(field_slugs=("housing",))
    make_listing(field_slugs=("tourism",))
    assert [row.pk for row in client.get("/fields/housing/").context["needs"]] == [shown.pk]


def test_municipality_page_shows_its_own(client: Client) -> None:
    city = make_municipality(greeting_ja="ようこそ")
    own, _other = make_challenge(city), make_challenge()
    make_event(city)
    response = client.get(city.get_absolute_url())
    assert response.context["challenges"] == [own]
    assert "ようこそ" in response.content.decode()


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

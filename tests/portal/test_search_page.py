"""One search box over everything the reader may see."""

import pytest
from django.test import Client

from challenges.models import Challenge
from partners.models import Listing
from tests.factories import (
    make_challenge,
    make_event,
    make_listing,
    make_member,
    make_municipality,
    make_partner,
)
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db


def titles(client: Client, query: str) -> set[str]:
    """Everything the search shows."""
    groups = client.get(f"/search/{query}").context["groups"]
    return {str(row) for group in groups for row in group.rows}


def test_two_characters_find_every_kind(client: Client) -> None:
    make_listing(title="防災倉庫がほしい")
    make_listing(title="防災食を出せます", side=Listing.Side.SEED)
    make_challenge(title="防災のまち")
    make_partner(name="防災の会")
    make_event(title="防災を話す会")
    make_listing(title="関係ない", body="お茶")
    assert titles(client, "?q=防災") == {
        "防災倉庫がほしい",
        "防災食を出せます",
        "防災のまち",
        "防災の会",
        "防災を話す会",
    }


def test_filters_combine(client: Client) -> None:
    city = make_municipality()
    partner = make_partner(municipality=city)
    make_listing(partner, title="合う", goals=(13,), field_slugs=("energy",))
    make_listing(partner, title="目標が違う", goals=(1,), field_slugs=("energy",))
    make_listing(partner, title="分野が違う", goals=(13,), field_slugs=("tourism",))
    make_listing(title="街が違う", goals=(13,), field_slugs=("energy",))
    assert titles(client, f"?goal=13&field=energy&municipality={city.slug}") == {"合う"}


def test_nobody_finds_what_is_hidden(client: Client) -> None:
    make_listing(title="職員だけ", visibility=Listing.Visibility.STAFF)
    make_listing(title="仲間だけ", visibility=Listing.Visibility.PARTNERS)
    make_listing(title="休み中だけ", state=Listing.State.PAUSED)
    make_challenge(title="下書きだけ", state=Challenge.State.DRAFT, opened_at=None)
    assert titles(client, "?q=だけ") == set()


def test_partners_find_what_is_for_partners(client: Client) -> None:
    make_listing(title="仲間だけ", visibility=Listing.Visibility.PARTNERS)
    client.force_login(make_member(make_partner()))
    assert titles(client, "?q=だけ") == {"仲間だけ"}


def test_count_is_of_all_and_leads_to_the_list(client: Client) -> None:
    partner = make_partner()
    for number in range(7):
        make_listing(partner, title=f"竹林{number}")
    group = client.get("/search/?q=竹林").context["groups"][0]
    assert (group.count, len(group.rows)) == (7, 5)
    assert client.get(group.url).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "?goal=abc",
        "?goal=99",
        "?goal=１３",
        "?field=%00",
        "?municipality='",
        "?q=%00%F0%90",
        "?q=" + "長" * 500,
        "?goal=-1",
        "?goal=" + "9" * 400,
    ],
)
def test_strange_parameters_are_no_error(client: Client, query: str) -> None:
    assert client.get(f"/search/{query}").status_code == 200


def test_fragment_is_only_the_results(client: Client) -> None:
    response = client.get(
        "/search/?q=x", headers={"HX-Request": "true", "HX-Target": "search-results"}
    )
    html = response.content.decode().strip()
    assert html.startswith('<div id="search-results"')
    assert "HX-Target" in response.headers["Vary"]


def test_history_restore_gets_the_whole_page(client: Client) -> None:
    headers = {
        "HX-Request": "true",
        "HX-Target": "search-results",
        "HX-History-Restore-Request": "true",
    }
    assert "<html" in client.get("/search/?q=x", headers=headers).content.decode()


def test_search_asks_as_often_for_three_rows_as_for_one(client: Client) -> None:
    assert_constant_queries(
        client, "/search/?q=空き家", lambda: make_listing(title="空き家"), at_most=8
    )

"""Feeds: valid Atom, what everybody may see, ids that stay, and no answer twice."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from events.reporting import steps as reporting
from partners.models import Listing, News, Partner
from tests.bad_inputs import TYPEABLE
from tests.events.past import make_past
from tests.factories import (
    make_agreement,
    make_challenge,
    make_event,
    make_listing,
    make_member,
    make_municipality,
    make_news,
    make_partner,
    make_project,
    make_user,
)
from tests.queries import assert_constant_queries
from tomoni.portal.places import KEYS

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client: Client, url: str) -> ElementTree.Element:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314 – our own


def titles(client: Client, url: str) -> list[str]:
    return [str(entry.findtext(f"{ATOM}title")) for entry in feed(client, url).iter(f"{ATOM}entry")]


def _make_report() -> None:
    report = reporting.begin(make_past(), by=make_user())
    told = {"title": report.title, "text": "話しました。", "tags": []}
    reporting.write(report, told, by=make_user(), seen=1)
    reporting.publish(report, by=make_user())


@pytest.mark.parametrize("place", KEYS)
def test_feed_has_what_atom_asks_for(client: Client, place: str) -> None:
    """RFC 4287, 4.1: id, title and updated of the feed and of each entry, an author, and links."""
    partner = make_partner("竹の会")
    make_listing(partner, title="竹林")
    make_listing(partner, Listing.Side.SEED, title="竹")
    make_challenge()
    make_event()
    make_news(partner)
    make_project(partner, visibility="public")
    _make_report()
    make_agreement(partner, "竹の友")
    root = feed(client, f"/feeds/{place}/")
    entries = list(root.iter(f"{ATOM}entry"))
    assert entries
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{name}"), name
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == f"http://127.0.0.1:8000/feeds/{place}/"
    assert str(links["alternate"]).startswith("http://127.0.0.1:8000/")
    for entry in entries:
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert str(entry.findtext(f"{ATOM}id")).startswith("tag:127.0.0.1,2026:")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)


def test_same_parameters_as_the_list(client: Client) -> None:
    city = make_municipality(slug="kakegawa")
    make_listing(make_partner(municipality=city), title="竹林", goals=(15,))
    make_listing(title="竹林の外", goals=(15,))
    make_listing(make_partner(municipality=city), title="茶", goals=(12,))
    assert titles(client, "/feeds/needs/?goal=15&municipality=kakegawa&page=9&sort=due&x=1") == [
        "竹林"
    ]
    assert titles(client, "/feeds/search/?q=竹林&kind=need&goal=15&municipality=kakegawa") == [
        "竹林"
    ]
    assert titles(client, "/feeds/search/?q=見つからない") == []


def test_newest_of_all_kinds_come_first(client: Client) -> None:
    now = timezone.now()
    make_listing(title="古い", published_at=now - timedelta(days=9), goals=(15,))
    make_challenge(title="中", opened_at=now - timedelta(days=5), goals=(15,))
    make_news(title="新しい", goals=(15,))
    shown = titles(client, "/feeds/search/?goal=15")
    assert shown == ["新しい", "中", "古い"]


def test_nobody_reads_what_is_not_public_even_logged_in(client: Client) -> None:
    partner = make_partner()
    make_listing(partner, title="職員だけ", visibility=Listing.Visibility.STAFF)
    make_listing(partner, title="仲間だけ", visibility=Listing.Visibility.PARTNERS)
    make_listing(partner, title="休み", state=Listing.State.PAUSED)
    make_listing(make_partner(state=Partner.State.SUSPENDED), title="停止")
    make_news(partner, title="仲間へ", visibility=News.Visibility.PARTNERS)
    make_news(partner, title="隠された", hidden_at=timezone.now(), hidden_reason="名前")
    make_partner("秘密の会", address="秘密町", shows_address=False)
    client.force_login(make_member(partner))
    assert titles(client, "/feeds/needs/") == []
    assert titles(client, "/feeds/news/") == []
    assert "秘密町" not in client.get("/feeds/partners/").content.decode()


def test_an_edit_keeps_the_id(client: Client) -> None:
    def ids() -> list[str | None]:
        return [element.text for element in feed(client, "/feeds/needs/").iter(f"{ATOM}id")]

    listing = make_listing()
    before = ids()
    listing.title = "新しい題"
    listing.save()
    assert ids() == before


def test_what_the_reader_has_is_not_sent_again(client: Client) -> None:
    listing = make_listing(published_at=timezone.now() - timedelta(days=2))
    response = client.get("/feeds/needs/")
    tag, modified = response["ETag"], response["Last-Modified"]
    assert client.get("/feeds/needs/", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/feeds/needs/", headers={"If-Modified-Since": modified}).status_code == 304
    listing.title = "新しい題"
    listing.save()
    again: Any = client.get("/feeds/needs/", headers={"If-None-Match": tag})
    assert (again.status_code, again["ETag"] != tag) == (200, True)


@pytest.mark.parametrize("case", TYPEABLE)
def test_anything_that_was_written_is_valid_xml(client: Client, case: str) -> None:
    make_listing(title=TYPEABLE[case].replace("\x00", "")[:80] or "題", body="\x07\x1b<b>&")
    assert feed(client, "/feeds/needs/").find(f"{ATOM}entry") is not None


@pytest.mark.parametrize(
    "query", ["?goal=x", "?q=%00", "?q=" + "長" * 3000, "?q='%26|<->", "?kind=x&state=y", "?page=9"]
)
def test_strange_parameters_are_no_error(client: Client, query: str) -> None:
    for place in KEYS:
        assert client.get(f"/feeds/{place}/{query}").status_code == 200


def test_unknown_list_is_not_there(client: Client) -> None:
    assert client.get("/feeds/evil/").status_code == 404


def test_feed_asks_as_often_for_three_rows_as_for_one(client: Client) -> None:
    assert_constant_queries(client, "/feeds/search/?goal=11", make_listing, at_most=8)

"""What search engines read: the map of the site, what they leave alone, and data in the pages."""

import json
import re
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from challenges.models import Challenge
from events.models import Event
from partners.models import Listing, Partner, Project
from tests.factories import (
    make_agreement,
    make_challenge,
    make_event,
    make_listing,
    make_news,
    make_partner,
    make_project,
)
from tests.portal.open_data.agreed import make_one_of_each
from tomoni.portal import sitemaps

pytestmark = pytest.mark.django_db
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NASTY = "</script><script>alert(1)</script>&"


def locations(url: str) -> list[str]:
    response = Client().get(url)
    assert response.status_code == 200
    root = ElementTree.fromstring(response.content)  # noqa: S314 – our own
    return [str(each.text).partition("//")[2].partition("/")[2] for each in root.iter(f"{MAP}loc")]


def data_in(url: str) -> Any:
    html = Client().get(url).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    return json.loads(found.group(1)) if found else None


def test_the_map_has_every_public_page_and_no_other() -> None:
    partner = make_partner()
    shown = [
        *(partner, make_listing(partner), make_challenge(), make_event(), make_news(partner)),
        make_project(partner, visibility="public"),
    ]
    hidden = [
        make_listing(partner, visibility=Listing.Visibility.PARTNERS),
        make_listing(partner, state=Listing.State.DRAFT),
        make_challenge(state=Challenge.State.DRAFT),
        make_event(state=Event.State.DRAFT),
        make_partner(state=Partner.State.SUBMITTED),
        make_project(partner),
    ]
    make_one_of_each(partner)
    listed = {f"/{path}" for part in locations("/sitemap.xml") for path in locations(f"/{part}")}
    for row in shown:
        assert row.get_absolute_url() in listed
    for row in hidden:
        assert row.get_absolute_url() not in listed
    for path in ("/", "/goals/11/", "/needs/", "/open-data/partners/", "/reports/tags/ocha/"):
        assert path in listed
    assert not [path for path in listed if path.startswith(("/my/", "/desk/", "/provenance/"))]


def test_every_address_of_the_map_opens() -> None:
    make_listing()
    for part in locations("/sitemap.xml"):
        for path in locations(f"/{part}")[:3]:
            assert Client().get(f"/{path}").status_code == 200, path


def test_a_long_section_is_cut_into_files(monkeypatch: pytest.MonkeyPatch) -> None:
    for section in sitemaps.SECTIONS.values():
        monkeypatch.setattr(section, "limit", 2, raising=False)
    partner = make_partner()
    for _ in range(3):
        make_listing(partner)
    parts = [part for part in locations("/sitemap.xml") if part.startswith("sitemap-listings")]
    assert parts == ["sitemap-listings.xml", "sitemap-listings.xml?p=2"]
    assert [len(locations(f"/{part}")) for part in parts] == [2, 1]


def test_the_index_reads_no_rows() -> None:
    make_listing()
    with CaptureQueriesContext(connection) as captured:
        locations("/sitemap.xml")
    assert not [q["sql"] for q in captured.captured_queries if '"title"' in q["sql"]]


def test_robots_are_kept_from_what_is_nobody_s_and_shown_the_map() -> None:
    text = Client().get("/robots.txt").content.decode()
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text
    for path in ("/my/", "/desk/", "/admin/", "/provenance/", "/feeds/search/", "/*?*sort="):
        assert f"Disallow: {path}\n" in text


def test_lists_that_are_narrowed_or_sorted_are_read_once() -> None:
    make_listing(goals=(11,))
    none = '<meta name="robots" content="noindex, follow">'
    for query, is_left_out in (("", False), ("?page=2", False), ("?goal=11", True)):
        assert (none in Client().get(f"/needs/{query}").content.decode()) == is_left_out, query
    narrowed = Client().get("/needs/?goal=11&sort=title").content.decode()
    for link in re.findall(r'<a [^>]*href="/needs/\?[^>]*>', narrowed):
        assert 'rel="nofollow"' in link, link


def test_needs_and_seeds_are_demands_and_offers() -> None:
    partner = make_partner("緑茶商店")
    need, seed = make_listing(partner), make_listing(partner, Listing.Side.SEED)
    for row, kind in ((need, "Demand"), (seed, "Offer")):
        page, way = data_in(row.get_absolute_url())["@graph"]
        assert page["mainEntity"]["@type"] == kind
        assert page["author"]["name"] == "緑茶商店"
        assert [step["position"] for step in way["itemListElement"]] == [1, 2, 3]
        assert way["itemListElement"][-1]["name"] == row.title


def test_a_partner_shows_only_the_address_it_shows_to_everybody() -> None:
    secret = {"address": "内緒の一丁目", "phone": "050-0000-0000"}
    shy = make_partner(**secret, shows_address=False, shows_phone=False)
    [thing, _way] = data_in(shy.get_absolute_url())["@graph"]
    assert thing["@type"] == "Organization"
    assert not {"address", "telephone", "email"} & set(thing)
    open_one = make_partner(**secret, shows_address=True, shows_phone=True)
    [thing, _way] = data_in(open_one.get_absolute_url())["@graph"]
    assert (thing["address"], thing["telephone"]) == ("内緒の一丁目", "050-0000-0000")


def test_a_challenge_and_a_project_name_who_stands_behind_them() -> None:
    challenge = make_challenge()
    page, _way = data_in(challenge.get_absolute_url())["@graph"]
    assert page["author"]["@type"] == "GovernmentOrganization"
    assert page["mainEntity"]["validThrough"] == challenge.closes_at.isoformat()
    early = timezone.make_aware(datetime(2026, 4, 1, 8))  # in UTC, the day before
    project = make_project(make_partner("緑茶商店"), visibility="public", started_at=early)
    thing, _way = data_in(project.get_absolute_url())["@graph"]
    assert (thing["@type"], thing["foundingDate"]) == ("Project", "2026-04-01")
    assert [each["name"] for each in thing["member"]] == ["緑茶商店"]
    agreement = make_agreement(make_partner("緑茶商店"), "竹の友")
    thing, _way = data_in(agreement.get_absolute_url())["@graph"]
    assert (thing["@type"], thing["datePublished"]) == ("Article", f"{agreement.signed_on}")
    assert [each["name"] for each in thing["mentions"]] == ["緑茶商店", "竹の友"]


def test_nothing_in_a_text_ends_the_element() -> None:
    listing = make_listing(title=f"題{NASTY}"[:60], body=NASTY)
    html = Client().get(listing.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    [page, _way] = data_in(listing.get_absolute_url())["@graph"]
    assert page["mainEntity"]["description"] == NASTY


def test_what_not_everybody_may_see_is_described_to_nobody() -> None:
    listing = make_listing(visibility=Listing.Visibility.PARTNERS)
    project = make_project(visibility=Project.Visibility.MEMBERS)
    for row, person in ((listing, None), (project, project.started_by)):
        client = Client()
        if person:
            client.force_login(person)
        assert "application/ld+json" not in client.get(row.get_absolute_url()).content.decode()

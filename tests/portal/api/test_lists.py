"""The lists of the API: the same rows in the same order as the pages, however narrowed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenges.models import Challenge
from events.models import Report
from partners.models import Agreement, Listing, Partner, Project, SupportCall
from tests.factories import (
    make_call,
    make_challenge,
    make_event,
    make_listing,
    make_partner,
    make_project,
    make_user,
)
from tests.portal.open_data.agreed import make_agreed
from tests.queries import assert_constant_queries
from tomoni.municipalities.models import Vision
from tomoni.portal.open_data.columns import DataSet
from tomoni.portal.open_data.data_sets import DATA_SETS
from tomoni.taxonomy.models import Field, PartnerType, ResourceKind

pytestmark = pytest.mark.django_db
PAGES = {
    "partners": "partners:partner_list",
    "listings": "partners:listing_list",
    "challenges": "challenges:challenge_list",
    "events": "events:event_list",
    "reports": "events:report_list",
    "projects": "partners:project_list",
    "agreements": "partners:agreement_list",
}


@pytest.fixture(autouse=True)
def _no_limit(settings: Any) -> None:
    settings.RATE_LIMITS = False


@pytest.fixture(scope="module")
def two_cities(module_rows: None) -> None:
    """Two of everything, which differ in all that one can narrow by."""
    types = list(PartnerType.objects.all()[:2])
    fields, kinds = list(Field.objects.all()[:2]), list(ResourceKind.objects.all()[:2])
    for number in range(2):
        partner = make_partner(f"お茶の会{number}", goals=(number + 1,), type=types[number])
        city = partner.municipality
        vision = Vision.objects.create(municipality=city, name_ja=f"ビジョン{number}")
        listing = make_listing(partner, Listing.Side.values[number], goals=(number + 1,))
        listing.areas.add(city)
        listing.resources.add(kinds[number])
        challenge = make_challenge(city) if number else make_call(partner)
        event = make_event(city)
        project = make_project(
            partner, visibility="public", state=Project.State.values[number], municipality=city
        )
        _report(event)
        if not number:
            _seeks_supporters(project)
        agreement = make_agreed(
            *(city, partner),
            title=f"お茶の協定{number}",
            state=Agreement.State.values[number + 1],
            signed_on=_today() - timedelta(days=500 * number + 1),
            ended_on=_today() if number else None,
        )
        agreement.items.update(goal_id=number + 1, field=fields[number])
        for row in (partner, listing, challenge):
            row.visions.add(vision)
            row.primary_goals.set([number + 1])
        for row in (partner, listing, challenge, event, project):
            row.fields.set([fields[number]])
        for row in (event, project):
            row.goals.set([number + 1])
    closed = make_challenge(state=Challenge.State.DECIDED, closes_at=timezone.now())
    closed.primary_goals.clear()


def _seeks_supporters(project: Project) -> None:
    SupportCall.objects.create(
        project=project,
        sought="いっしょに広めてくださる方",
        until=_today(),
        opened_by=make_user(),
        opened_at=timezone.now(),
    )


def _today() -> date:
    return timezone.localdate()


def _report(event: Any) -> None:
    Report.objects.create(
        event=event,
        title="交流会を開きました",
        text="お茶を飲みました。",
        state=Report.State.PUBLISHED,
        published_at=timezone.now(),
        written_by=make_user(),
    )


def ids_of_page(client: Client, name: str, asked: dict[str, Any]) -> list[int]:
    found = client.get(reverse(PAGES[name]), asked).context["found"]
    return [row.pk for row in found.page]


def ids_of_api(client: Client, name: str, asked: dict[str, Any]) -> list[int]:
    answer = client.get(reverse(f"api:{name}_list"), asked)
    assert answer.status_code == 200, answer.content
    return [item["id"] for item in answer.json()["items"]]


def values_of(client: Client, name: str, parameter: str) -> list[str]:
    """What the description lists for a filter."""
    described = client.get("/api/v1/openapi.json").json()
    for each in described["paths"][f"/api/v1/{name}"]["get"]["parameters"]:
        if each["name"] == parameter:
            items = each["schema"]["items"]
            return list(items.get("enum") or [items["const"]])
    raise AssertionError(f"{name} has no {parameter}")


@pytest.mark.parametrize("name", PAGES)
def test_every_filter_finds_what_the_page_finds(
    client: Client, two_cities: None, name: str
) -> None:
    everything = ids_of_api(client, name, {})
    assert everything == ids_of_page(client, name, {})
    for narrowing in DATA_SETS[name].filters:
        narrowed = 0
        for value in values_of(client, name, narrowing.parameter):
            asked = {narrowing.parameter: value}
            got = ids_of_api(client, name, asked)
            assert got == ids_of_page(client, name, asked), asked
            narrowed += 0 < len(got) < len(everything)
        assert narrowed >= 1, (name, narrowing.parameter)


@pytest.mark.parametrize("name", PAGES)
def test_words_and_orders_are_those_of_the_page(
    client: Client, two_cities: None, name: str
) -> None:
    for sort in DATA_SETS[name].sorts:
        asked = {"sort": sort.value}
        assert ids_of_api(client, name, asked) == ids_of_page(client, name, asked), asked
    words = {"q": "お茶"}
    assert ids_of_api(client, name, words) == ids_of_page(client, name, words)


def test_several_values_are_alternatives_and_filters_combine(
    client: Client, two_cities: None
) -> None:
    asked = {"goal": ["1", "2"], "side": "need"}
    got = ids_of_api(client, "listings", asked)
    assert got == ids_of_page(client, "listings", asked)
    assert len(got) == 1


def test_reports_are_found_by_year(client: Client, two_cities: None) -> None:
    day = timezone.localdate(Report.objects.first().event.starts_at)
    assert len(ids_of_api(client, "reports", {"year": day.year, "month": day.month})) >= 1
    assert ids_of_api(client, "reports", {"month": day.month % 12 + 1}) == []
    assert ids_of_api(client, "reports", {"year": 1999}) == []


def test_pages_follow_each_other(client: Client, module_rows: None) -> None:
    partner = make_partner()
    made = [make_listing(partner).pk for _ in range(5)]
    address, seen = f"/api/v1/listings?limit=2&municipality={partner.municipality.slug}", []
    while address:
        answer = client.get(address).json()
        assert answer["count"] == 5
        seen += [item["id"] for item in answer["items"]]
        address = (answer["next"] or "").replace("http://127.0.0.1:8000", "")
    assert seen == made[::-1]
    assert answer["previous"].endswith("page=2")
    beyond = client.get("/api/v1/listings", {"page": 1_000_000, "limit": 100}).json()
    assert (beyond["items"], beyond["next"]) == ([], None)


def test_what_comes_or_goes_meanwhile_moves_no_other_row(client: Client, module_rows: None) -> None:
    partner = make_partner()
    made = [make_listing(partner).pk for _ in range(5)]
    own = f"municipality={partner.municipality.slug}"
    address, read = f"/api/v1/listings?after=0&limit=2&{own}", []
    while address:
        answer = client.get(address).json()
        assert (answer["page"], answer["previous"]) == (None, None)
        read += [item["id"] for item in answer["items"]]
        address = (answer["next"] or "").replace("http://127.0.0.1:8000", "")
        if len(read) == 2:
            Listing.objects.filter(pk=made[0]).update(visibility=Listing.Visibility.STAFF)
            made.append(make_listing(partner).pk)
    assert read == made


def test_a_row_is_what_its_list_says(client: Client, two_cities: None) -> None:
    for name, data_set in DATA_SETS.items():
        items = client.get(reverse(f"api:{name}_list")).json()["items"]
        assert items, name
        address = reverse(f"api:{name}_detail", args=[items[0]["id"]])
        assert client.get(address).json() == items[0]
        assert list(items[0]) == [column.key for column in data_set.columns]


def test_a_fulfilled_need_is_still_found_by_its_id(client: Client) -> None:
    listing = make_listing(make_partner(), state=Listing.State.FULFILLED)
    assert client.get(f"/api/v1/listings/{listing.pk}").json()["state"] == "fulfilled"
    own = {"municipality": listing.partner.municipality.slug}
    assert ids_of_api(client, "listings", own) == []


ADD: dict[str, Callable[[Partner], object]] = {
    "partners": lambda partner: make_partner(municipality=partner.municipality),
    "listings": lambda partner: make_listing(partner),
    "challenges": lambda partner: make_challenge(partner.municipality),
    "events": lambda partner: make_event(partner.municipality),
    "reports": lambda partner: _report(make_event(partner.municipality)),
    "projects": lambda partner: make_project(partner, visibility="public"),
    "agreements": lambda partner: make_agreed(partner.municipality, partner),
}


@pytest.mark.parametrize("name", ADD)
def test_a_list_asks_as_often_for_three_rows_as_for_one(client: Client, name: str) -> None:
    partner = make_partner()
    address = reverse(f"api:{name}_list")
    at_most = 6 if name == "agreements" else 4  # which number of its kind each is
    assert_constant_queries(client, address, lambda: ADD[name](partner), at_most=at_most)


def test_data_sets_without_a_page_have_no_filters() -> None:
    without = {name: each for name, each in DATA_SETS.items() if name not in PAGES}
    assert not any(each.filters for each in without.values())
    assert isinstance(DATA_SETS["goals"], DataSet)

"""What every answer of the API has: problems in words, ETag, limits, reading from other sites."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.db import OperationalError
from django.test import Client

from tests.bad_inputs import TYPEABLE
from tests.factories import make_listing, make_partner
from tests.portal.open_data.crawling import content_of
from tomoni import limits
from tomoni.portal.api import site
from tomoni.portal.open_data.data_sets import DATA_SETS

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


def told(response: Any) -> dict[str, Any]:
    assert response["Content-Type"] == PROBLEM
    return json.loads(response.content)  # type: ignore[no-any-return]


def status_of(client: Client, path: str, **more: Any) -> int:
    """The status of an answer that was read to its end."""
    response: Any = client.get(path, **more)
    content_of(response)
    return int(response.status_code)


def test_what_is_private_is_not_there(client: Client) -> None:
    draft = make_listing(make_partner(), state="draft", published_at=None)
    response = client.get(f"/api/v1/listings/{draft.pk}")
    assert (response.status_code, told(response)["status"]) == (404, 404)
    assert told(response)["detail"] == "その情報はないか、公開されていません。"


def test_problems_are_told_in_the_language_of_the_reader(client: Client) -> None:
    english = client.get("/api/v1/goals/99", headers={"accept-language": "en"})
    assert told(english)["detail"] == "There is no such entry, or it is not public."


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page=-1", "page"),
        ("page=0", "page"),
        ("page=9223372036854775808", "page"),
        ("page=x", "page"),
        ("limit=101", "limit"),
        ("sort=random", "sort"),
        ("after=-1", "after"),
        ("after=5&sort=new", "sort"),
        ("after=5&page=2", "page"),
        ("goal=18", "goal"),
        ("municipality=nowhere", "municipality"),
        ("feild=tourism", "feild"),
        ("goal=", "goal"),
        ("q=" + "a" * 101, "q"),
        ("&".join(["goal=1"] * 31), "goal"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(
    client: Client, query: str, parameter: str
) -> None:
    response = client.get(f"/api/v1/listings?{query}")
    assert response.status_code == 422
    [wrong] = told(response)["errors"]
    assert wrong["parameter"] == parameter
    assert wrong["message"]


@pytest.mark.parametrize("kind", TYPEABLE)
def test_bad_inputs_are_answered_and_never_an_error_of_ours(
    client: Client, settings: Any, kind: str
) -> None:
    settings.RATE_LIMITS = False
    text = TYPEABLE[kind][:2000]
    for name, data_set in DATA_SETS.items():
        for parameter in ("q", "page", "sort", *(each.parameter for each in data_set.filters)):
            response = client.get(f"/api/v1/{name}", {parameter: text})
            assert response.status_code in (200, 422), (name, parameter)
    for path in ("/api/", "/api/v1/", "/api/v1/listings/", "/api/v1/fields/", "/open-data/"):
        response = client.get(path + quote(text, safe=""), follow=True)
        assert response.status_code in (200, 404), path
    for path in (f"/open-data/{quote(text, safe='')}.csv", f"/open-data/x{quote(text)}/goals.csv"):
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize("path", ["/api/v1/listings?q=%ED%A0%80", "/api/v1/listings/%FF%FE"])
def test_bytes_that_are_no_text_are_answered(client: Client, path: str) -> None:
    assert client.get(path).status_code in (200, 404, 422)


def test_an_unchanged_answer_has_no_body(client: Client) -> None:
    listing = make_listing(make_partner())
    first = client.get("/api/v1/listings")
    again = {"if-none-match": first["ETag"]}
    assert client.get("/api/v1/listings", headers=again).status_code == 304
    listing.title = "別のタイトル"
    listing.save()
    assert client.get("/api/v1/listings", headers=again).status_code == 200
    assert first["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("path", ["/api/v1/goals", "/api/v1/openapi.json", "/open-data/goals.csv"])
def test_other_sites_may_read_without_credentials(client: Client, path: str) -> None:
    for response in (client.get(path), client.head(path), client.options(path)):
        content_of(response)
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
    asked_first = client.options(path)
    assert asked_first.status_code == 204
    for header in ("If-None-Match", "If-Modified-Since"):
        assert header in asked_first["Access-Control-Allow-Headers"]
    assert client.get("/api/v1/goals").cookies == {}


@pytest.mark.parametrize("path", ["/", "/listings/", "/accounts/login/", "/open-data/"])
def test_nothing_else_is_read_from_other_sites(client: Client, path: str) -> None:
    assert "Access-Control-Allow-Origin" not in client.get(path)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_only_read(client: Client, method: str) -> None:
    response = getattr(client, method)("/api/v1/listings")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert told(response)["title"] == "APIは読み取り専用です（GET、HEAD、OPTIONS）。"


def test_who_asks_too_often_waits(client: Client, settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_010)
    settings.API_REQUESTS_PER_MINUTE = settings.OPEN_DATA_FILES_PER_MINUTE = 2
    for path in ("/api/v1/goals", "/open-data/goals.csv"):
        assert [status_of(client, path) for _ in range(3)] == [200, 200, 429], path
        refused = client.get(path)
        assert refused["Retry-After"] == "50"
        assert status_of(client, path, REMOTE_ADDR="192.0.2.7") == 200
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_060)
    assert client.get("/api/v1/goals").status_code == 200
    settings.API_REQUESTS_PER_MINUTE = 0
    assert [client.get("/api/v1/goals").status_code for _ in range(5)] == [200] * 5


def test_a_database_that_is_away_is_told_as_a_problem(client: Client, monkeypatch: Any) -> None:
    def fail(*args: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(site, "list_of", fail)
    response = client.get("/api/v1/goals")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert told(response)["status"] == 503


def test_a_fault_of_ours_is_told_as_a_problem(client: Client, monkeypatch: Any) -> None:
    def fail(*args: Any) -> None:
        raise ValueError("intern")

    monkeypatch.setattr(site, "list_of", fail)
    client.raise_request_exception = False
    response = client.get("/api/v1/goals")
    assert (response.status_code, told(response)["status"]) == (500, 500)
    assert b"intern" not in response.content


def test_the_root_of_the_api_leads_to_its_page(client: Client) -> None:
    response = client.get("/api/v1")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/")


def test_the_page_of_the_api_is_served_by_ourselves(client: Client) -> None:
    page = client.get("/api/v1/").content.decode()
    assert "<script" not in page.split("</head>")[1]
    for name in DATA_SETS:
        assert f'href="/api/v1/{name}"' in page
    described = client.get("/api/v1/openapi.json").json()
    assert described["info"]["license"]["name"] == "CC BY 4.0"
    figures = {path for path in described["paths"] if path.startswith("/api/v1/insights/")}
    assert len(figures) == 4
    assert len(described["paths"]) == 2 * len(DATA_SETS) + len(figures)

"""What is looked for is written down once, and nothing of who looks."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_listing, make_municipality, make_user
from tomoni.journal import retention
from tomoni.journal.models import Search

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        *("/search/", "/needs/", "/seeds/", "/listings/", "/partners/", "/challenges/"),
        *("/projects/", "/news/", "/events/", "/reports/"),
    ],
)
def test_every_list_with_words_writes_one_row(client: Client, path: str) -> None:
    assert client.get(path, {"q": "ＴＥＡ　殻"}).status_code == 200
    assert Search.objects.get().words == "tea 殻"


def test_how_many_were_found(client: Client) -> None:
    make_listing(title="茶殻がほしい")
    client.get("/search/", {"q": "茶殻"})
    client.get("/search/", {"q": "宇宙食"})
    assert dict(Search.objects.values_list("words", "found")) == {"茶殻": 1, "宇宙食": 0}
    assert [row.words for row in Search.objects.without_result()] == ["宇宙食"]


def test_the_municipality_where_it_is_narrowed_down_to_one(client: Client) -> None:
    one, other = make_municipality(), make_municipality()
    client.get("/search/", {"q": "茶殻", "municipality": one.slug})
    client.get("/search/", {"q": "茶葉", "municipality": [one.slug, other.slug]})
    client.get("/search/", {"q": "茶畑"})
    found = dict(Search.objects.values_list("words", "municipality"))
    assert found == {"茶殻": one.pk, "茶葉": None, "茶畑": None}


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "  "}, {"q": "茶", "page": "2"}])
def test_without_words_and_on_further_pages_nothing(client: Client, query: dict[str, str]) -> None:
    client.get("/search/", query)
    assert not Search.objects.exists()


@pytest.mark.parametrize("header", ["Referer", "HX-Current-URL"])
def test_who_narrows_a_search_down_still_looks_for_the_same(client: Client, header: str) -> None:
    client.get("/search/", {"q": "茶殻"})
    before = {header: "http://testserver/search/?q=茶殻"}
    client.get("/search/", {"q": "茶殻", "goal": "11"}, headers=before)
    assert Search.objects.count() == 1
    client.get("/needs/", {"q": "茶殻"}, headers=before)
    assert Search.objects.count() == 1
    client.get("/search/", {"q": "茶葉"}, headers=before)
    assert Search.objects.count() == 2


@pytest.mark.parametrize("came_from", ["http://[", "x" * 5000, "http://a/?" + "a&" * 500])
def test_a_senseless_referer_is_no_error(client: Client, came_from: str) -> None:
    assert client.get("/search/", {"q": "茶"}, headers={"Referer": came_from}).status_code == 200


@pytest.mark.parametrize("words", ["\x00", "a\x00b", "🎉" * 10_000, "\ud800"])
def test_bad_words_are_no_error(client: Client, words: str) -> None:
    query: Any = {"q": words.encode("utf-8", "surrogatepass")}
    assert client.get("/search/", query).status_code == 200


def test_nothing_tells_who_it_was(client: Client) -> None:
    client.force_login(make_user())
    client.get("/search/", {"q": "茶殻"})
    fields = {field.name for field in Search._meta.get_fields()}
    assert fields == {"id", "at", "words", "found", "municipality"}


def test_one_insert_and_nothing_else(client: Client) -> None:
    client.get("/search/", {"q": "茶"})
    with CaptureQueriesContext(connection) as captured:
        client.get("/search/", {"q": "茶"})
    own = [each for each in captured.captured_queries if "journal_search" in each["sql"]]
    assert len(own) == 1


def test_forgotten_after_400_days() -> None:
    now = timezone.now()
    Search.objects.create(words="古い", found=0, at=now - timedelta(days=401))
    Search.objects.create(words="新しい", found=0, at=now - timedelta(days=399))
    retention.sweep()
    assert [row.words for row in Search.objects.all()] == ["新しい"]

"""Statements that the database plans once for each connection."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partners.models import Listing
from tests.factories import make_listing
from tomoni import counting
from tomoni.prepared import MOST_PLANS, prepared_rows, written_out

pytestmark = pytest.mark.django_db


def plans() -> dict[str, list[int]]:
    """{statement: how often it was asked by its one plan, and by a plan for its values}."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements")
        return {statement: counts for statement, *counts in cursor.fetchall()}


def asked(client: Client, *queries: str) -> dict[str, list[int]]:
    """What these searches have added to the plans."""
    before = plans()
    for query in queries:
        counting.forget()
        client.get(f"/search/{query}")
    return {statement: counts for statement, counts in plans().items() if statement not in before}


def test_searches_of_one_form_are_planned_once_whatever_is_looked_for(client: Client) -> None:
    make_listing(title="竹林を借りたい", goals=(15,))
    found = asked(client, "?q=竹林&goal=15", "?q=竹林&goal=3", "?q=無い&goal=15")
    assert [*found.values()] == [[3, 0]]
    assert "'published'" in next(iter(found))  # of which the planner knows an index
    assert "竹林" not in next(iter(found))


def test_what_is_found_by_one_plan_is_right_for_each_word(client: Client) -> None:
    for title in ("竹林を借りたい", "海辺を借りたい", "海辺の会"):
        make_listing(title=title)
    for word, number in (("竹林", 1), ("海辺", 2), ("山", 0), ("借り", 2)):
        assert client.get(f"/search/?q={word}").context["found"].total == number


def test_of_another_form_is_planned_by_itself(client: Client) -> None:
    assert len(asked(client, "?q=竹林&kind=need", "?q=竹林&kind=need&field=tourism")) == 2


@pytest.mark.parametrize("sort", ["new", "closing"])
def test_by_date_too(client: Client, sort: str) -> None:
    make_listing(title="竹林を借りたい", goals=(15,))
    found = asked(client, f"?q=竹林&sort={sort}", f"?q=無い&sort={sort}")
    assert [*found.values()] == [[2, 0]]


@pytest.mark.parametrize("query", ["?goal=15", "?goal=15&sort=closing"])
def test_where_all_rows_are_read_the_plan_depends_on_what_is_looked_for(
    client: Client, query: str
) -> None:
    make_listing(title="竹林", goals=(15,))
    assert asked(client, query) == {}
    assert client.get(f"/search/{query}").context["found"].total == 1


def test_a_connection_keeps_so_many_plans() -> None:
    for number in range(MOST_PLANS + 3):
        assert prepared_rows(f"SELECT {number} + %s::int", [1]) == [(number + 1,)]
    assert len(plans()) == MOST_PLANS


def test_what_was_rolled_back_is_planned_anew() -> None:
    statement = "SELECT 'rolled back', %s::int"
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        prepared_rows(statement, [1])
        raise ZeroDivisionError
    assert prepared_rows(statement, [2]) == [("rolled back", 2)]


def test_it_stands_in_the_log_of_statements() -> None:
    with CaptureQueriesContext(connection) as captured:
        prepared_rows("SELECT 'logged', %s::int", [1])
    assert ["'logged'" in each["sql"] for each in captured.captured_queries] == [True]


def test_words_of_ours_are_written_out() -> None:
    params: list[Any] = [Listing.State.PUBLISHED, "竹林", True, 3]
    statement = "SELECT 1 WHERE %s = 'published' AND %s = '竹林' AND %s AND %s = 3"
    written, rest = written_out(statement, params)
    assert written == "SELECT 1 WHERE 'published' = 'published' AND %s = '竹林' AND true AND %s = 3"
    assert rest == ("竹林", 3)
    assert prepared_rows(written, rest) == [(1,)]


@pytest.mark.parametrize("params", [[], [1, 2]])
def test_each_place_has_its_parameter(params: list[int]) -> None:
    with pytest.raises(ValueError, match="zip"):
        written_out("SELECT %s", params)

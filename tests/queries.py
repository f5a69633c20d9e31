"""Asserting that a page asks the database as often for three rows as for one."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def count_queries(client: Client, url: str) -> int:
    """The queries of a GET that answers 200; the first GET warms what is asked once per process."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def assert_constant_queries(
    client: Client, url: str, add_row: Callable[[], object], *, at_most: int
) -> None:
    """As many queries with three rows as with one, and no more than the page's budget."""
    add_row()
    with_one = count_queries(client, url)
    add_row()
    add_row()
    with_three = count_queries(client, url)
    assert (with_one, with_three <= at_most) == (with_three, True), (with_one, with_three)

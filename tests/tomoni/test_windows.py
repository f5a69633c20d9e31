"""Where the first rows of an order are looked for, and where the others."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Listing, News
from tests.factories import make_dated_listings, make_listing
from tomoni import windows
from tomoni.chosen import BLOCK
from tomoni.windows import NEWEST, PAST_DAYS, SPARE_BLOCKS, SPARE_DAYS, Order, Window

pytestmark = pytest.mark.django_db

NEW = Order((("place", True),), "published_at")
CLOSING = Order((("place", False),), "review_by")


def today() -> int:
    """As days are counted: since 1970, in UTC."""
    return (datetime.now(UTC).date() - date(1970, 1, 1)).days


def window_of(order: Order) -> Window:
    (window,) = windows.windows_of([(Listing, order)]).values()
    return window


def further(window: Window, n: int) -> list[int]:
    """The numbers that are n steps beyond the first."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key FROM (SELECT {n} AS n) b, LATERAL {window.further}")
        return [key for (key,) in cursor.fetchall()]


def test_days_reach_as_far_as_they_have_rows() -> None:
    make_dated_listings(range(1, 801))  # eight days are a 100th
    new, closing = window_of(NEW), window_of(CLOSING)
    assert (new.name, closing.name) == ("day published_at", "day review_by")
    assert new.first.start in (today() - 9, today() - 8)
    assert new.first.stop == today() + SPARE_DAYS + 1
    assert closing.first.start == today() - PAST_DAYS
    assert closing.first.stop - 1 in (today() + 8, today() + 9)


@pytest.mark.parametrize(("order", "step"), [(NEW, -1), (CLOSING, 1)])
def test_further_days_follow_the_first(order: Order, step: int) -> None:
    make_dated_listings(range(1, 801))
    window = window_of(order)
    last = window.first.start if step < 0 else window.first.stop - 1
    for n in (2, 10, 30):
        days = further(window, n)
        assert days == [last + step * place for place in range(1, len(days) + 1)]
        assert len(days) == pytest.approx(8 * n, abs=1 + n // 4)


def test_days_end_with_half_of_the_rows() -> None:
    make_dated_listings(range(1, 801))
    assert 300 < len(further(window_of(NEW), 45)) < 400
    assert further(window_of(NEW), 50) == []


def test_full_day_stands_for_the_shares_it_has() -> None:
    make_dated_listings([1] * 8 + [2] * 100 + list(range(3, 695)))
    window = window_of(NEW)
    assert window.first.start == today() - 1
    assert further(window, 2) == further(window, 12) == [today() - 2]
    assert len(further(window, 14)) > 8


@pytest.mark.parametrize("days", [range(300), [1] * 300 + [*range(2, 202)], []])
def test_few_rows_or_most_of_one_day_are_read_whole(days: Sequence[int]) -> None:
    make_dated_listings(days)
    assert windows.windows_of([(Listing, NEW), (Listing, CLOSING)]) == {}


def test_what_closes_begins_with_today_whatever_is_over() -> None:
    make_dated_listings(range(-400, 400))
    assert window_of(CLOSING).first.stop - 1 in range(today() + 3, today() + 10)


def test_table_that_the_database_has_not_looked_at_is_read_whole() -> None:
    make_listing()
    assert windows.windows_of([(Listing, NEW), (Listing, CLOSING)]) == {}


def test_blocks_are_counted_from_the_greatest_key() -> None:
    make_listing(pk=160 * BLOCK)
    window = window_of(NEWEST)
    assert (window.name, window.first) == ("block", range(157, 160 + SPARE_BLOCKS))
    assert further(window, 5) == [152, 153, 154, 155, 156]
    assert further(window, 78) == []  # half of all


def test_keys_of_few_rows_and_models_that_keep_no_day_have_none() -> None:
    make_listing(pk=BLOCK)
    assert windows.windows_of([(Listing, NEWEST), (News, NEW)]) == {}


def test_is_asked_once_and_all_together() -> None:
    make_dated_listings(range(1, 801))
    for at_most in (1, 0):
        with CaptureQueriesContext(connection) as asked:
            windows.windows_of([(Listing, NEW), (Listing, CLOSING), (Listing, NEWEST)])
        assert len(asked) == at_most

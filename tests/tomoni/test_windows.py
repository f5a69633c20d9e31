"""Where the first rows of an order are looked for, and where the others."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from partners.models import Listing, News
from tests.factories import make_listing, make_partner
from tomoni import windows
from tomoni.chosen import BLOCK
from tomoni.windows import FIRST_SHARE, NEWEST, SPARE_BLOCKS, SPARE_DAYS, Order, Window

pytestmark = pytest.mark.django_db

NEW = Order((("place", True),), "published_at")
CLOSING = Order((("place", False),), "review_by")
TODAY = (datetime.now(UTC).date() - date(1970, 1, 1)).days


def make_listings(days: Sequence[int]) -> None:
    """Published so many days ago, to be looked at after as many."""
    today, partner = datetime.now(UTC), make_partner()
    Listing.objects.bulk_create(
        Listing(
            partner=partner,
            side=Listing.Side.NEED,
            state=Listing.State.PUBLISHED,
            published_at=today - timedelta(days=day),
            review_by=today.date() + timedelta(days=day),
        )
        for day in days
    )


def window_of(order: Order) -> Window:
    (window,) = windows.windows_of([(Listing, order)]).values()
    return window


def further(window: Window, n: int) -> list[int]:
    """The numbers that are n steps beyond the first."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key FROM (SELECT {n} AS n) b, LATERAL {window.further}")
        return [key for (key,) in cursor.fetchall()]


def test_days_reach_as_far_as_they_have_rows() -> None:
    make_listings([day for day in range(1, 5 * FIRST_SHARE + 1) for _twice in range(2)])
    new, closing = window_of(NEW), window_of(CLOSING)
    assert (new.name, closing.name) == ("day published_at", "day review_by")
    assert new.first == range(TODAY - 5, TODAY + SPARE_DAYS + 1)  # two a day: ten are an 80th
    assert closing.first == range(TODAY, TODAY + 6)
    assert further(new, 2) == [TODAY - day for day in range(6, 16)]
    assert further(closing, 2) == [TODAY + day for day in range(6, 16)]


def test_days_end_with_half_of_the_rows() -> None:
    make_listings(range(1, 5 * FIRST_SHARE + 1))
    assert len(further(window_of(NEW), FIRST_SHARE // 2 - 1)) == 195  # with the first 5, 200
    assert further(window_of(NEW), FIRST_SHARE // 2) == []


def test_full_day_stands_for_the_shares_it_has() -> None:
    make_listings([1] * 6 + [2] * 18 + list(range(3, 400)))  # an 80th are 6
    window = window_of(NEW)
    assert window.first.start == TODAY - 1
    assert further(window, 2) == further(window, 3) == [TODAY - 2]
    assert further(window, 4) == [TODAY - day for day in range(2, 9)]


@pytest.mark.parametrize("days", [range(300), [1] * 300 + [*range(2, 202)], []])
def test_few_rows_or_most_of_one_day_are_read_whole(days: Sequence[int]) -> None:
    make_listings(days)
    assert windows.windows_of([(Listing, NEW), (Listing, CLOSING)]) == {}


def test_only_those_that_come_first_tell_the_days() -> None:
    make_listings(range(1, 6 * FIRST_SHARE + 1))
    Listing.objects.filter(pk__in=Listing.objects.order_by("review_by")[:100]).update(
        state=Listing.State.FULFILLED
    )
    is_open = Q(state=Listing.State.PUBLISHED)
    order = Order((("is_open", True), ("place", False)), "review_by", is_open)
    assert window_of(order).first == range(TODAY, TODAY + 106)


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
    make_listings(range(1, 5 * FIRST_SHARE + 1))
    for at_most in (1, 0):
        with CaptureQueriesContext(connection) as asked:
            windows.windows_of([(Listing, NEW), (Listing, CLOSING), (Listing, NEWEST)])
        assert len(asked) == at_most

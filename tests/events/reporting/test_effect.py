"""What happened in the thirty days before and after a meeting, counted from rows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from events.models import Event
from events.reporting import effect
from matching.models import Trace
from matching.storing.traces import columns_of
from tests.events.past import make_past
from tests.factories import make_listing, make_municipality, make_partner, make_staff
from tests.matching.pairs import ask, make_side
from tomoni.journal.models import Entry, Search

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 10, 3, tzinfo=UTC)


@pytest.fixture
def held() -> Any:
    """Forty days after the meeting."""
    with time_machine.travel(NOON, tick=False):
        yield make_past(days=40)


def _counts(event: Event) -> dict[str, tuple[int, int]]:
    return {each.name: (each.total_before, each.total_after) for each in effect.effect_of(event)}


def _search(event: Event, days: int, **fields: Any) -> None:
    fields = {"municipality": event.municipality, **fields}
    Search.objects.create(words="茶", found=1, at=event.starts_at + timedelta(days=days), **fields)


def test_nothing_has_happened(held: Event) -> None:
    assert set(_counts(held).values()) == {(0, 0)}


@pytest.mark.parametrize(
    ("days", "counted"),
    [(-31, (0, 0)), (-30, (1, 0)), (-1, (1, 0)), (0, (0, 1)), (29, (0, 1)), (30, (0, 0))],
)
def test_the_day_of_the_meeting_belongs_to_the_days_after(
    held: Event, days: int, counted: tuple[int, int]
) -> None:
    _search(held, days)
    assert _counts(held)["searches"] == counted


def test_searches_of_this_city_and_of_none(held: Event) -> None:
    _search(held, 1)
    _search(held, 1, municipality=None)
    _search(held, 1, municipality=make_municipality())
    assert _counts(held)["searches"] == (0, 2)


def test_registrations_and_listings_by_the_journal(held: Event) -> None:
    for verb, city in (
        ("partner.submitted", held.municipality),
        ("listing.published", held.municipality),
        ("listing.updated", held.municipality),
        ("listing.published", make_municipality()),
    ):
        Entry.objects.create(
            verb=verb,
            subject_type="x",
            subject_id="1",
            subject_title="x",
            municipality=city,
            at=held.starts_at + timedelta(days=2),
        )
    counts = _counts(held)
    assert (counts["registrations"], counts["listings"]) == ((0, 1), (0, 1))


def test_suggestions_opened_on_the_day_they_were_opened(held: Event) -> None:
    need = make_listing(make_partner(municipality=held.municipality))
    for days in (-3, 2, 3):
        seed = make_listing(side="seed")
        opened = held.starts_at + timedelta(days=days)
        Trace.objects.create(**columns_of(need, seed), opened_at=opened)
    assert _counts(held)["opened"] == (1, 2)


def test_introductions_of_a_partner_of_the_city(held: Event) -> None:
    own = make_side(side="need", municipality=held.municipality)
    introduction = ask(own, make_side(side="seed"))
    type(introduction).objects.update(requested_at=held.starts_at + timedelta(days=5))
    assert _counts(held)["introductions"] == (0, 1)


def test_three_spans_of_ten_days_before_and_after_add_up(held: Event) -> None:
    for days in (-30, -21, -20, -1, 0, 9, 10, 29):
        _search(held, days)
    measures = effect.effect_of(held)
    periods = effect.by_period(measures, effect.span_of(held))
    assert [row.counts[0] for row in periods] == [2, 1, 1, 2, 1, 1]
    assert [row.is_after for row in periods] == [False] * 3 + [True] * 3


def test_the_title_says_what_it_shows(held: Event) -> None:
    _search(held, -1)
    _search(held, 1)
    _search(held, 2)
    assert effect.effect_of(held)[0].title == "検索：前1件、後2件"


@pytest.mark.parametrize(
    ("days_ago", "passed", "is_over"),
    [(-3, 0, False), (0, 1, False), (9, 10, False), (30, 30, True)],
)
@time_machine.travel(NOON, tick=False)
def test_how_many_of_the_days_have_passed(days_ago: int, passed: int, is_over: bool) -> None:
    today = timezone.localdate()
    span = effect.Span(today - timedelta(days=days_ago), today)
    assert (span.days_after, span.is_over) == (passed, is_over)


def test_the_page_says_that_the_days_are_not_over(client: Client) -> None:
    event = make_past(days=5)
    client.force_login(make_staff(event.municipality))
    page = client.get(f"/desk/events/{event.slug}/effect/").content.decode()
    assert "30日間はまだ終わっていません" in page
    assert page.count('role="img"') == 5

"""What listings and partners have chosen stands in their own row, whoever wrote it and how."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from partners.models import Listing, Partner
from tests.factories import make_listing, make_municipality, make_partner
from tests.keeping import assert_kept, kept
from tomoni.chosen import kept_later
from tomoni.facets import by_field, by_goal, by_municipality
from tomoni.portal.demo import scale
from tomoni.taxonomy.models import Field, Goal, PartnerType, ResourceKind

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")
GOALS = by_goal("primary_goals", "related_goals")


def _adds_to_a_table_of_pairs(listing: Listing) -> None:
    pair = Listing.fields.through
    pair.objects.bulk_create(
        pair(listing=listing, field=field) for field in Field.objects.all()[:3]
    )


def _turns_pairs(listing: Listing) -> None:
    Listing.primary_goals.through.objects.filter(listing=listing, goal=11).update(goal=5)


def _moves(listing: Listing) -> None:
    other = make_municipality("移る先")
    Partner.objects.filter(pk=listing.partner_id).update(municipality=other)


def _becomes_another(listing: Listing) -> None:
    listing.partner.type = PartnerType.objects.exclude(pk=listing.partner.type_id)[0]
    listing.partner.save()


WAYS: dict[str, Callable[[Listing], Any]] = {
    "set": lambda listing: listing.primary_goals.set([2, 3]),
    "added": lambda listing: listing.related_goals.add(7),
    "taken away": lambda listing: listing.primary_goals.remove(11),
    "emptied": lambda listing: listing.primary_goals.clear(),
    "resources": lambda listing: listing.resources.set(ResourceKind.objects.all()[:2]),
    "many pairs at once": _adds_to_a_table_of_pairs,
    "pairs turned": _turns_pairs,
    "state of many at once": lambda listing: Listing.objects.update(state="fulfilled"),
    "the partner's choices": lambda listing: listing.partner.fields.set(Field.objects.all()[:2]),
    "the partner moves": _moves,
    "the partner's type": _becomes_another,
    "of another partner": lambda listing: Listing.objects.update(
        partner=make_partner(municipality=make_municipality("隣の市"))
    ),
    "published anew": lambda listing: Listing.objects.filter(pk=listing.pk).update(
        published_at=datetime(2026, 4, 1, 0, 30, tzinfo=TOKYO)
    ),
    "valid for longer": lambda listing: Listing.objects.update(review_by=date(2031, 3, 31)),
    "never published": lambda listing: Listing.objects.filter(pk=listing.pk).update(
        state="draft", published_at=None, review_by=None
    ),
    "the partner's term": lambda listing: Partner.objects.update(expires_on=date(2031, 3, 31)),
    "a goal is gone": lambda listing: Listing.primary_goals.through.objects.all().delete(),
    "deleted": lambda listing: Listing.objects.filter(pk=listing.pk).delete(),
}


@pytest.mark.parametrize("write", WAYS.values(), ids=WAYS)
def test_whoever_writes_it_is_kept(write: Callable[[Listing], Any]) -> None:
    listing = make_listing(goals=(11, 12), field_slugs=("housing",))
    make_listing(listing.partner, Listing.Side.SEED, goals=(1,))
    assert_kept(Listing, Partner)
    before = kept(Listing), kept(Partner)
    write(listing)
    assert_kept(Listing, Partner)
    assert (kept(Listing), kept(Partner)) != before


def test_what_is_given_for_it_is_not_looked_at() -> None:
    listing = make_listing(goals=(11,))
    assert listing.chosen == []  # of when it was made
    listing.save()
    Listing.objects.update(chosen=["primary_goals=3"])
    assert_kept(Listing, Partner)


def test_day_is_that_of_greenwich() -> None:
    """As the days are counted, whatever the session's time zone."""
    midnight = datetime(2026, 4, 2, 0, 30, tzinfo=TOKYO)
    make_listing(published_at=midnight, review_by=date(2026, 4, 2))
    assert {"day published_at=20544", "day review_by=20545"} <= set(kept(Listing)[0])


def test_thousands_are_written_once_at_the_end() -> None:
    listing = make_listing(goals=())
    with kept_later([listing], []):
        listing.primary_goals.add(4)
        assert "primary_goals=4" not in kept(Listing)[0]
    assert_kept(Listing, Partner)
    listing.primary_goals.add(5)  # and as ever after that
    assert_kept(Listing, Partner)


def test_generated_ones_too() -> None:
    make_municipality()
    scale.generate(3, 1, str)
    assert_kept(Listing, Partner)
    assert any("related_goals" in key or "fields" in key for key in kept(Listing)[0])


def test_lists_are_narrowed_by_it() -> None:
    listing = make_listing(goals=(11,), field_slugs=("housing",))
    listing.related_goals.set(Goal.objects.filter(number=7))
    make_listing(goals=(3,), field_slugs=("tourism",))
    for narrowing, value in (
        (GOALS, "11"),
        (GOALS, "7"),
        (by_field("fields"), "housing"),
        (by_municipality("partner__municipality"), listing.partner.municipality.slug),
    ):
        rows = Listing.objects.filter(narrowing.condition(Listing, [value]))
        assert rows.get() == listing
        assert "&&" in str(rows.query)


def test_what_does_not_exist_finds_nothing() -> None:
    make_listing()
    assert not Listing.objects.filter(by_field("fields").condition(Listing, ["no-such"])).exists()


def test_relation_that_is_not_kept_is_asked_by_its_pairs() -> None:
    listing = make_listing(goals=(11,))
    rows = Listing.objects.filter(by_goal("partner__primary_goals").condition(Listing, ["11"]))
    assert "&&" not in str(rows.query)
    listing.partner.primary_goals.set([11])
    assert rows.get() == listing

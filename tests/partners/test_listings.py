"""The steps of a need or seed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from time_machine import travel

from partners.models import Listing, Partner
from partners.publishing import listings
from partners.signals import listing_changed
from tests.factories import make_listing, make_partner, make_user
from tomoni.journal.models import Entry
from tomoni.journal.record import history_of
from tomoni.models import LostUpdateError, StateError
from tomoni.taxonomy.models import Goal, PartnerType

pytestmark = pytest.mark.django_db
State = Listing.State


@pytest.fixture
def heard() -> Any:
    """The listings of which `listing_changed` told, with the goals they had at that moment."""
    seen: list[tuple[Listing, list[int]]] = []

    def listen(sender: Any, listing: Listing, **kwargs: Any) -> None:
        seen.append((listing, [goal.number for goal in listing.primary_goals.all()]))

    listing_changed.connect(listen)
    yield seen
    listing_changed.disconnect(listen)


@travel("2026-08-31 10:00+09:00", tick=False)
def test_publishing_shows_it_for_six_months(heard: list[Any]) -> None:
    listing = Listing(partner=make_partner(), side="need", title="茶殻", body="使い道を。")
    goals = Goal.objects.filter(number=12)
    listings.publish_listing(listing, by=make_user(), chosen={"primary_goals": goals})
    listing.refresh_from_db()
    assert (listing.state, listing.review_by) == (State.PUBLISHED, date(2027, 2, 28))
    assert listing.published_at == timezone.now()
    assert list(Listing.objects.live().found_by("茶殻")) == [listing]
    assert heard == [(listing, [12])]  # told when everything is there
    assert [entry.verb for entry in history_of(listing)] == ["listing.published"]


@pytest.mark.parametrize("state", [s for s in Partner.State.values if s != "approved"])
def test_only_registered_partners_publish(state: str, heard: list[Any]) -> None:
    partner = make_partner(state=state, return_reason="理由")
    with pytest.raises(StateError):
        listings.publish_listing(
            Listing(partner=partner, side="seed", title="茶殻", body="…"), by=make_user()
        )
    paused = make_listing(partner, state=State.PAUSED)
    with pytest.raises(StateError):
        listings.resume_listing(paused, by=make_user())
    assert Listing.objects.count() == 1
    assert not Entry.objects.exists()
    assert heard == []


def test_edit_says_that_it_still_holds() -> None:
    listing = make_listing(review_by=timezone.localdate() + timedelta(days=3))
    listing.title = "新しい題"
    listings.update_listing(listing, by=make_user(), seen_version=1)
    listing.refresh_from_db()
    assert (listing.title, listing.version) == ("新しい題", 2)
    assert listing.review_by > timezone.localdate() + timedelta(days=170)
    assert history_of(listing)[0].data == {"changed": ["title"]}


def test_changed_conditions_are_saved_told_and_written_down(heard: list[Any]) -> None:
    listing = make_listing(accepts=("company",))
    listing.reach = Listing.Reach.PREFECTURE
    chosen = {"accepts": PartnerType.objects.filter(slug="npo")}
    listings.update_listing(listing, by=make_user(), seen_version=1, chosen=chosen)
    listing.refresh_from_db()
    assert (listing.reach, [kind.slug for kind in listing.accepts.all()]) == ("prefecture", ["npo"])
    assert history_of(listing)[0].data == {"changed": ["reach", "accepts"]}
    assert len(heard) == 1


def test_edit_of_a_paused_one_does_not_show_it() -> None:
    listing = make_listing(state=State.PAUSED)
    before = listing.review_by
    listings.update_listing(listing, by=make_user(), seen_version=1)
    listing.refresh_from_db()
    assert (listing.state, listing.review_by) == (State.PAUSED, before)


def test_edit_never_carries_state_or_partner() -> None:
    listing, other = make_listing(), make_partner()
    partner = listing.partner
    listing.state, listing.partner = State.FULFILLED, other
    listings.update_listing(listing, by=make_user(), seen_version=1)
    stored = Listing.objects.get()
    assert (stored.state, stored.partner) == (State.PUBLISHED, partner)


def test_second_of_two_editors_is_told(heard: list[Any]) -> None:
    listing = make_listing()
    listings.update_listing(listing, by=make_user(), seen_version=1)
    with pytest.raises(LostUpdateError):
        listings.update_listing(listing, by=make_user(), seen_version=1)
    assert len(heard) == 1


def test_pause_and_resume(heard: list[Any]) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    listing = make_listing(review_by=yesterday)
    listings.pause_listing(listing, by=make_user())
    assert listing.shown_until == yesterday  # it did not hold today
    assert not Listing.objects.live().exists()
    listings.resume_listing(listing, by=make_user())
    assert list(Listing.objects.live()) == [listing]
    assert len(heard) == 2
    listing.refresh_from_db()
    assert listing.shown_until is None


def test_outdated_one_lives_again_when_it_is_said_to_hold() -> None:
    listing = make_listing(review_by=timezone.localdate() - timedelta(days=1))
    published = listing.published_at
    assert (listing.is_live, listing.is_outdated) == (False, True)
    listings.resume_listing(listing, by=make_user())
    listing.refresh_from_db()
    assert (listing.is_live, listing.published_at) == (True, published)


def test_fulfilled_one_stays_readable_and_looks_for_nobody() -> None:
    listing = make_listing()
    listings.fulfil_listing(listing, by=make_user())
    assert not Listing.objects.live().exists()
    assert list(Listing.objects.visible_to(make_user())) == [listing]
    assert listing.shown_until == timezone.localdate()


def test_what_was_out_of_sight_keeps_its_last_day() -> None:
    last = timezone.localdate() - timedelta(days=30)
    listing = make_listing(state=State.PAUSED, shown_until=last)
    listings.fulfil_listing(listing, by=make_user())
    listing.refresh_from_db()
    assert listing.shown_until == last


STEPS: dict[str, tuple[Any, set[str]]] = {
    "publish": (lambda row, by: listings.publish_listing(row, by=by), {State.DRAFT}),
    "update": (
        lambda row, by: listings.update_listing(row, by=by, seen_version=1),
        {State.DRAFT, State.PUBLISHED, State.PAUSED, State.EXPIRED},
    ),
    "pause": (lambda row, by: listings.pause_listing(row, by=by), {State.PUBLISHED}),
    "resume": (
        lambda row, by: listings.resume_listing(row, by=by),
        {State.PAUSED, State.EXPIRED, State.PUBLISHED},
    ),
    "fulfil": (
        lambda row, by: listings.fulfil_listing(row, by=by),
        {State.PUBLISHED, State.PAUSED, State.EXPIRED},
    ),
}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("name", sorted(STEPS))
def test_step_is_possible_only_from_its_states(name: str, state: str, heard: list[Any]) -> None:
    step, allowed = STEPS[name]
    listing, by = make_listing(state=state), make_user()
    if state in allowed:
        step(listing, by)
        assert len(heard) == Entry.objects.count() == 1
        return
    with pytest.raises(StateError):
        step(listing, by)
    listing.refresh_from_db()
    assert listing.state == state
    assert (heard, Entry.objects.count()) == ([], 0)

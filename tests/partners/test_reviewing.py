"""Asking whether a listing still holds, and letting it lapse when nobody says so."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from time_machine import travel

from partners import jobs
from partners.models import Listing, Membership, Partner
from partners.publishing import listings, reviewing
from partners.signals import listing_changed
from partners.tasks import review_listings
from tests.factories import make_listing, make_member, make_partner
from tests.mails import link_in
from tomoni.journal import ledger
from tomoni.journal.mail import KIND as MAIL
from tomoni.journal.models import Job
from tomoni.journal.record import history_of
from tomoni.models import StateError

pytestmark = pytest.mark.django_db
State = Listing.State
TODAY = date(2027, 3, 1)
MORNING = datetime(2027, 2, 28, 21, 0, tzinfo=UTC)  # six o'clock in Japan


@pytest.fixture(autouse=True)
def _morning() -> Any:
    with travel(MORNING, tick=False):
        yield


def due_in(days: int, **fields: Any) -> Listing:
    """A listing of a partner with one owner, valid for so many days more."""
    listing = make_listing(review_by=TODAY + timedelta(days=days), **fields)
    make_member(listing.partner)
    return listing


def night() -> None:
    """What beat, relay and workers do in a night, mails included."""
    review_listings()
    for kind in (reviewing.DAY, reviewing.LISTING, MAIL):
        for job in Job.objects.filter(kind=kind, done_at=None):
            Job.objects.filter(pk=job.pk).update(due_at=timezone.now() - timedelta(days=900))
            assert ledger.run(job.pk) == ledger.Outcome.DONE


@pytest.mark.parametrize(
    ("days", "asked", "state"),
    [
        (200, 0, State.PUBLISHED),
        (15, 0, State.PUBLISHED),
        (14, 1, State.PUBLISHED),
        (11, 1, State.PUBLISHED),  # three nights on which nothing ran are made up
        (10, 0, State.PUBLISHED),
        (1, 0, State.PUBLISHED),
        (0, 1, State.PUBLISHED),
        (-1, 1, State.EXPIRED),
        (-400, 1, State.EXPIRED),
    ],
)
def test_who_is_asked_when_and_what_lapses(days: int, asked: int, state: str) -> None:
    listing = due_in(days)
    night()
    listing.refresh_from_db()
    assert (len(mail.outbox), listing.state) == (asked, state)


def test_whole_life_without_an_answer_is_two_mails_and_a_lapse() -> None:
    listing = due_in(20)
    for day in range(30):
        with travel(MORNING + timedelta(days=day), tick=False):
            night()
    listing.refresh_from_db()
    subjects = [message.subject for message in mail.outbox]
    assert len(subjects) == 2
    assert "きょうまで" in subjects[1]
    assert listing.state == State.EXPIRED
    assert [entry.verb for entry in history_of(listing)] == ["listing.expired"]
    assert history_of(listing)[0].actor is None


def test_second_look_and_a_repeated_day_write_to_nobody_again() -> None:
    listing = due_in(14)
    night()
    Job.objects.filter(kind=reviewing.DAY).delete()
    night()
    reviewing.review(listing.pk)
    assert Job.objects.filter(kind=MAIL).count() == len(mail.outbox) == 1


def test_worker_that_dies_after_the_mail_was_asked_for_leaves_nothing_half() -> None:
    listing = due_in(-1)
    write = jobs.review_listing(f"listing:{listing.pk}", {})
    with pytest.raises(RuntimeError), transaction.atomic():
        write()
        raise RuntimeError("killed")
    listing.refresh_from_db()
    assert (listing.state, Job.objects.count()) == (State.PUBLISHED, 0)
    night()
    listing.refresh_from_db()
    assert (listing.state, len(mail.outbox)) == (State.EXPIRED, 1)


def test_another_date_is_asked_about_anew() -> None:
    listing = due_in(14)
    night()
    Listing.objects.update(review_by=TODAY + timedelta(days=13))
    night_later = MORNING + timedelta(days=1)
    with travel(night_later, tick=False):
        night()
    assert len(mail.outbox) == 2
    assert listing.pk


def test_editors_and_owners_are_asked_in_their_language() -> None:
    listing = make_listing(review_by=TODAY)
    make_member(listing.partner, Membership.Role.VIEWER)
    make_member(listing.partner, Membership.Role.EDITOR, language="en", name="Ann")
    make_member(listing.partner)
    make_member(listing.partner, is_active=False)
    night()
    assert sorted(message.subject[:4] for message in mail.outbox) == ["Does", "【きょう"]
    english = next(message for message in mail.outbox if "Ann" in str(message.body))
    assert "Dear Ann," in str(english.body)


@pytest.mark.parametrize("state", [s for s in State.values if s != State.PUBLISHED])
def test_what_is_not_shown_is_left_alone(state: str) -> None:
    listing = due_in(-1, state=state)
    night()
    listing.refresh_from_db()
    assert (mail.outbox, listing.state) == ([], state)


def test_listings_of_suspended_partners_are_left_alone() -> None:
    listing = due_in(-1)
    Partner.objects.update(state=Partner.State.SUSPENDED)
    night()
    listing.refresh_from_db()
    assert (mail.outbox, listing.state) == ([], State.PUBLISHED)


def test_lapse_tells_the_matcher_once() -> None:
    heard: list[Listing] = []

    def listen(sender: Any, listing: Listing, **kwargs: Any) -> None:
        heard.append(listing)

    listing = due_in(-1)
    listing_changed.connect(listen)
    night()
    reviewing.review(listing.pk)
    listing_changed.disconnect(listen)
    assert heard == [listing]
    assert Job.objects.filter(kind="matching.match", key=f"listing:{listing.pk}").exists()


def test_lapse_loses_against_who_says_in_the_same_moment_that_it_holds() -> None:
    listing = due_in(-1)
    stale = Listing.objects.get(pk=listing.pk)
    listings.resume_listing(listing, by=make_member(listing.partner))
    with pytest.raises(StateError):
        listings.lapse_listing(stale)
    listing.refresh_from_db()
    assert listing.is_live


def test_nobody_is_woken_and_a_day_is_asked_for_once() -> None:
    with travel(datetime(2027, 2, 28, 19, 30, tzinfo=UTC), tick=False):  # half past four
        review_listings()
    assert not Job.objects.exists()
    for _ in range(3):
        review_listings()
    assert [(job.key, job.once) for job in Job.objects.all()] == [("2027-03-01", True)]


def test_poisoned_listing_holds_up_no_other() -> None:
    rows = [due_in(0), due_in(0)]
    review_listings()
    assert ledger.run(Job.objects.get().pk) == ledger.Outcome.DONE
    keys = set(Job.objects.filter(kind=reviewing.LISTING).values_list("key", flat=True))
    assert keys == {f"listing:{row.pk}" for row in rows}


def test_listing_that_is_gone_is_no_failure() -> None:
    reviewing.review(10**9)


def test_mail_says_what_it_is_about_and_leads_to_the_button() -> None:
    listing = due_in(14, title="茶殻の使い道 & <もっと>")
    night()
    body = str(mail.outbox[0].body)
    assert "茶殻の使い道 & <もっと>" in body
    assert "2027年3月15日" in body
    assert link_in(body).startswith("/listings/still-valid/")
    assert listing.partner.name in body


def test_valid_for_as_long_as_was_chosen() -> None:
    partner = make_partner()
    listing = Listing(partner=partner, side="need", title="茶殻", body="使い道を。", valid_months=1)
    listings.publish_listing(listing, by=make_member(partner))
    assert listing.review_by == date(2027, 4, 1)

"""Who is told of new suggestions, when, and never twice."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from challenges.models import Challenge
from matching import new_suggestions
from matching.feedback import give_feedback
from matching.models import Trace
from matching.reading.showing import NEW_OF_CHALLENGE, NEW_OF_LISTING
from matching.storing.keys import key_of
from matching.tasks import tell_of_new
from partners.models import Listing, Membership, Partner
from tests.factories import make_member, make_staff, make_user
from tests.matching.answering import client_of
from tests.matching.world import (
    ABOUT_EVERYTHING,
    SCHOOL,
    drain,
    make_challenge,
    make_need,
    make_partner,
    make_seed,
    make_seeds,
    settle,
)
from tomoni.journal.models import Job
from tomoni.municipalities.models import StaffRole
from tomoni.notices.kinds import Pace, kind_of
from tomoni.notices.models import Notice
from tomoni.notices.wording import worded

pytestmark = pytest.mark.django_db


def night(monkeypatch: pytest.MonkeyPatch | None = None) -> int:
    """What happens in a night: all lists are compared; how many pieces of work it took."""
    with transaction.atomic():
        new_suggestions.ask_for_parts(timezone.localdate().isoformat(), new_suggestions.parts())
    return drain(new_suggestions.DAY, new_suggestions.PART)


def told(kind: str = NEW_OF_LISTING) -> list[tuple[str, list[str]]]:
    """Whom every notice of the kind went to, and of whom it tells."""
    rows = Notice.objects.filter(kind=kind).select_related("recipient").order_by("pk")
    return [(str(row.recipient), row.data["candidates"]) for row in rows]


def words() -> list[str]:
    rows = Notice.objects.select_related("recipient").order_by("pk")
    return [said.text for said in worded(rows)]


def test_members_are_told_of_who_is_fairly_close_in_one_notice() -> None:
    need, near = make_need(), make_seed(title="近い大工")
    make_seed(**SCHOOL)
    other = make_seed(title="もう一軒の大工")
    settle(need, near, other)
    for role in Membership.Role:
        make_member(need.partner, role)
    make_user(), make_member(make_partner())
    night()
    notices = told()
    assert len(notices) == 3
    assert {tuple(sorted(keys)) for _, keys in notices} == {
        tuple(sorted([key_of(near), key_of(other)]))
    }
    assert len(words()) == 3
    assert "新しい候補が2件" in words()[0]
    assert "近い大工" in words()[0]


def test_nobody_is_told_twice_however_often_it_runs() -> None:
    need, seed = make_need(), make_seed()
    settle(need, seed)
    make_member(need.partner)
    night()
    night()
    assert len(told()) == 1
    later = make_seed(title="あとから来た大工")
    settle(later)
    with transaction.atomic():  # the next day
        new_suggestions.ask_for_parts("2099-01-01", new_suggestions.parts())
    drain(new_suggestions.PART)
    assert [keys for _, keys in told()] == [[key_of(seed)], [key_of(later)]]


def test_what_dies_before_its_end_leaves_nothing_and_is_made_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    need, seed = make_need(), make_seed()
    settle(need, seed)
    make_member(need.partner), make_member(need.partner)
    calls = []

    def dies(*args: Any, **kwargs: Any) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("killed")

    pairs = new_suggestions.new_suggestions([key_of(need)])
    monkeypatch.setattr(new_suggestions, "tell", dies)
    with pytest.raises(RuntimeError), transaction.atomic():
        new_suggestions.tell_of(pairs, "2026-11-28")
    assert not Trace.objects.exists()
    monkeypatch.undo()
    night()
    assert len(told()) == 2


def test_of_two_who_compare_at_once_one_tells() -> None:
    need, seed = make_need(), make_seed()
    settle(need, seed)
    make_member(need.partner)
    pairs = new_suggestions.new_suggestions([key_of(need)])
    for day in ("2026-11-28", "2026-11-29"):
        with transaction.atomic():
            new_suggestions.tell_of(pairs, day)
    assert len(told()) == 1


@pytest.mark.parametrize("what", ["shown", "opened", "useful", "not_for_us", "known"])
def test_what_is_known_is_no_news(what: str) -> None:
    need, seed = make_need(), make_seed()
    settle(need, seed)
    by = make_member(need.partner)
    if what in ("shown", "opened"):
        tail = f"listing-{seed.pk}/" if what == "opened" else ""
        client_of(by).get(f"/listings/{need.pk}/suggestions/{tail}")
    else:
        give_feedback(need, seed, what, by=by, reason="not_now" if what == "not_for_us" else "")
    night()
    assert told() == []


def test_other_listings_of_a_known_partner_are_no_news() -> None:
    need, partner = make_need(), make_partner()
    first = make_seed(partner)
    settle(need, first)
    give_feedback(need, first, "known", by=make_member(need.partner))
    settle(make_seed(partner, title="空き家の設計"))
    night()
    assert told() == []


@pytest.mark.parametrize(
    ("fields", "partner_fields"),
    [
        ({"state": Listing.State.PAUSED}, {}),
        ({"visibility": Listing.Visibility.STAFF}, {}),
        ({"review_by": timezone.localdate() - timedelta(days=1)}, {}),
        ({}, {"state": Partner.State.SUSPENDED, "suspend_reason": "確認中"}),
    ],
)
def test_nobody_is_told_for_or_of_what_takes_no_part(
    fields: dict[str, Any], partner_fields: dict[str, Any]
) -> None:
    need, seed = make_need(), make_seed()
    make_member(need.partner), make_member(seed.partner)
    settle(need, seed)
    Listing.objects.filter(pk=seed.pk).update(**fields)
    Partner.objects.filter(pk=seed.partner_id).update(**partner_fields)
    night()
    assert told() == []


def test_partner_without_people_is_left_until_it_has_some() -> None:
    need, seed = make_need(), make_seed()
    settle(need, seed)
    night()
    assert not Trace.objects.exists()
    make_member(need.partner)
    night()
    assert len(told()) == 1


def test_office_is_told_for_its_open_challenges() -> None:
    challenge, seed = make_challenge(), make_seed()
    settle(challenge, seed)
    city = challenge.municipality
    roles = [StaffRole.Role.VIEWER, StaffRole.Role.EDITOR, StaffRole.Role.MANAGER]
    _viewer, *writing = [make_staff(city, role) for role in roles]
    writing.append(challenge.created_by)
    night()
    names = {name for name, _ in told(NEW_OF_CHALLENGE)}
    assert names == {str(person) for person in writing}
    assert len(words()) == 3
    assert seed.title in words()[0]
    Challenge.objects.filter(pk=challenge.pk).update(closes_at=timezone.now())
    assert words() == []


def test_seed_is_told_of_needs_and_challenges() -> None:
    seed, need, challenge = make_seed(), make_need(), make_challenge(title="空き家の活用")
    settle(seed, need, challenge)
    make_member(seed.partner)
    night()
    [(_, keys)] = told()
    assert set(keys) == {key_of(need), key_of(challenge)}
    assert challenge.municipality.name_ja in words()[0]


def test_notice_drops_who_is_no_suggestion_any_more_and_then_itself() -> None:
    need, seeds = make_need(), [make_seed(title=f"大工{n}") for n in range(4)]
    settle(need, *seeds)
    by = make_member(need.partner)
    night()
    assert all(seed.title in words()[0] for seed in seeds)
    give_feedback(need, seeds[0], "not_for_us", by=by, reason="too_far")
    Listing.objects.filter(pk=seeds[1].pk).update(state=Listing.State.PAUSED)
    Partner.objects.filter(pk=seeds[2].partner_id).update(
        state=Partner.State.SUSPENDED, suspend_reason="確認中"
    )
    assert [seed.title in words()[0] for seed in seeds] == [False, False, False, True]
    give_feedback(need, seeds[3], "known", by=by)
    assert words() == []


def test_notice_is_over_with_the_listing_and_for_who_has_left() -> None:
    need, seed = make_need(), make_seed()
    settle(need, seed)
    make_member(need.partner)
    night()
    assert len(words()) == 1
    Membership.objects.filter(partner=need.partner).delete()
    assert words() == []


def test_notice_is_read_by_who_opens_the_list() -> None:
    need, seed = make_need(), make_seed()
    settle(need, seed)
    first, second = make_member(need.partner), make_member(need.partner)
    night()
    client_of(first).get(f"/listings/{need.pk}/suggestions/")
    assert set(Notice.objects.unread().values_list("recipient", flat=True)) == {second.pk}


def test_it_comes_with_the_weekly_digest_and_leads_behind_the_login() -> None:
    for name in (NEW_OF_LISTING, NEW_OF_CHALLENGE):
        kind = kind_of(name)
        assert (kind.usual, kind.is_public, kind.is_owed) == (Pace.WEEKLY, False, False)


def test_many_are_counted_and_few_are_named() -> None:
    need = make_need(**ABOUT_EVERYTHING)
    seeds = make_seeds(9, field_slugs=("housing",))
    settle(need, *seeds)
    make_member(need.partner)
    notice = Notice(
        recipient=make_member(need.partner),
        kind=NEW_OF_LISTING,
        subject_type="partners.listing",
        subject_id=str(need.pk),
        data={"candidates": [key_of(seed) for seed in seeds]},
    )
    with transaction.atomic():
        new_suggestions.claim_untold([(key_of(need), key_of(seed)) for seed in seeds])
    notice.save()
    [said] = worded([notice])
    assert said.text.count("\n- ") == new_suggestions.NAMED + 1
    assert "ほか4件" in said.text


def test_list_of_notices_costs_the_same_for_three_listings_as_for_one() -> None:
    by = None
    counts = []
    partner = make_partner()
    by = make_member(partner)
    for number in range(3):
        settle(make_need(partner), make_seed(title=f"大工{number}"))
        night()
        notices = list(Notice.objects.filter(recipient=by).select_related("recipient"))
        with CaptureQueriesContext(connection) as captured:
            worded(notices)
        counts.append(len(captured))
    assert len(set(counts)) == 1


def test_a_part_asks_as_often_for_three_lists_as_for_one() -> None:
    counts = []
    for _ in range(3):
        settle(make_need(), make_seed())
        keys = [f"listing:{pk}" for pk in Listing.objects.values_list("pk", flat=True)]
        with CaptureQueriesContext(connection) as captured:
            new_suggestions.new_suggestions(keys)
        counts.append(len(captured))
    assert len(set(counts)) == 1


@pytest.mark.parametrize(("hour", "asked"), [(4, 0), (5, 1), (23, 1)])
def test_beat_asks_once_a_day_from_the_morning_on(
    monkeypatch: pytest.MonkeyPatch, hour: int, asked: int
) -> None:
    now = datetime(2026, 11, 28, hour, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
    monkeypatch.setattr(timezone, "now", lambda: now)
    for _ in range(3):
        tell_of_new()
    assert Job.objects.filter(kind=new_suggestions.DAY).count() == asked


def test_day_is_cut_into_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_suggestions, "AT_A_TIME", 2)
    needs = [make_need() for _ in range(3)]
    for need in needs:
        make_member(need.partner)
    settle(make_seed(), *needs)
    assert night() == 2
    assert len(told()) == 3

"""The clocks: who owes an answer is reminded on three days, then an introduction closes itself."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from matching import tasks
from matching.introducing import clocks, steps
from matching.models import Block, Introduction, Party, Pause
from partners.models import Listing, Membership, Partner
from tests.factories import make_member, make_staff
from tests.matching.pairs import Side, ask, make_side
from tests.matching.told_introductions import Said, sent, to, who_got
from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.models import Job
from tomoni.municipalities.models import IntroductionRoute
from tomoni.notices.models import Notice

State, OFFICE = Introduction.State, IntroductionRoute.OFFICE
TOKYO = ZoneInfo("Asia/Tokyo")
ASKED = datetime(2026, 6, 1, 12, tzinfo=TOKYO)
pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(ASKED, tick=False) as clock:
        yield clock


@pytest.fixture
def shop(clock: Any) -> Side:
    return shown_for_long(make_side("例の店", side="need"))


@pytest.fixture
def school(clock: Any) -> Side:
    return shown_for_long(make_side("例の学校", side="seed"))


@pytest.fixture
def clerk(school: Side) -> User:
    return make_staff(school.partner.municipality)


def shown_for_long(side: Side) -> Side:
    for_long = ASKED.date() + timedelta(days=400)
    Listing.objects.filter(pk=side.listing.pk).update(review_by=for_long)
    side.listing.refresh_from_db()
    return side


def beat(clock: Any, days: int, hour: int = 6) -> None:
    """Beat calls on the morning so many days later, and the workers do what is asked for."""
    clock.move_to(datetime.combine(ASKED.date(), ASKED.timetz()).replace(hour=hour))
    clock.shift(timedelta(days=days))
    tasks.look_at_introductions()
    while due := Job.objects.overdue().filter(kind__startswith="matching.introduction").first():
        assert ledger.run(due.pk) == ledger.Outcome.DONE


def mails_on(clock: Any, days: int) -> list[Said]:
    beat(clock, days)
    return sent()


# --- Who is reminded, and when ------------------------------------------------------------------


def test_who_is_asked_is_reminded_on_three_days_and_nobody_else(
    shop: Side, school: Side, clock: Any
) -> None:
    ask(shop, school)
    sent()
    reminded = [
        (days, said.to) for days in range(1, 61) for said in mails_on(clock, days) if said.kind
    ]
    assert reminded == [(days, school.person.email) for days in (9, 21, 45)]


def test_last_reminder_names_the_day_on_which_it_can_still_be_answered(
    shop: Side, school: Side, clock: Any
) -> None:
    made = ask(shop, school)
    sent()
    first = to(school.person, mails_on(clock, 9))
    assert "まだお返事がありません" in first.body
    assert "2026年6月1日に届いた" in first.body
    beat(clock, 21)
    sent()
    last = to(school.person, mails_on(clock, 45))
    assert last.subject == "2026年7月31日まで：例の学校は例の店と話してみますか"
    assert "ご案内はこれが最後です。2026年7月31日を過ぎると自動で終わります。" in last.body
    assert made.last_day == date(2026, 7, 31)


def test_it_closes_the_morning_after_its_last_day_and_both_are_told(
    shop: Side, school: Side, clock: Any
) -> None:
    made = ask(shop, school)
    sent()
    mails_on(clock, 60)
    made.refresh_from_db()
    assert made.state == State.FORWARDED
    assert who_got("unanswered", mails_on(clock, 61)) == [shop.person.email, school.person.email]
    made.refresh_from_db()
    assert made.state == State.UNANSWERED
    assert mails_on(clock, 62) == []


def test_broker_is_reminded_until_it_passes_on_and_then_the_clocks_begin_anew(
    shop: Side, school: Side, clerk: User, clock: Any
) -> None:
    made = ask(shop, school, route=OFFICE)
    sent()
    assert [(said.to, said.kind) for said in mails_on(clock, 9)] == [
        (clerk.email, "broker_reminder")
    ]
    clock.move_to(ASKED + timedelta(days=20))
    made.refresh_from_db()
    steps.forward(made, by=clerk)
    sent()
    assert mails_on(clock, 21) == []
    assert [(said.to, said.kind) for said in mails_on(clock, 29)] == [
        (school.person.email, "reminder")
    ]
    made.refresh_from_db()
    assert (made.reminders, made.last_day) == (1, date(2026, 8, 20))


def test_broker_that_passes_nothing_on_is_reminded_thrice_and_who_was_asked_hears_nothing(
    shop: Side, school: Side, clerk: User, clock: Any
) -> None:
    ask(shop, school, route=OFFICE)
    sent()
    got = [(days, said.to, said.kind) for days in range(1, 63) for said in mails_on(clock, days)]
    assert got == [
        (9, clerk.email, "broker_reminder"),
        (21, clerk.email, "broker_reminder"),
        (45, clerk.email, "broker_reminder"),
        (61, shop.person.email, "unanswered"),
        (61, clerk.email, "brokered"),
    ]


def test_of_three_only_who_has_not_answered_is_reminded(
    shop: Side, school: Side, clerk: User, clock: Any
) -> None:
    farm = shown_for_long(make_side("例の農園", side="seed"))
    sides = (shop, school, farm)
    made = steps.bring_together(
        [(side.partner, side.listing) for side in sides],
        municipality=shop.partner.municipality,
        by=clerk,
        note_to_all="三者でぜひ。",
    )
    steps.agree(made, school.partner, by=school.person)
    sent()
    mails = mails_on(clock, 9)
    assert who_got("reminder", mails) == [shop.person.email, farm.person.email]
    made.refresh_from_db()
    steps.decline(made, farm.partner, by=farm.person)
    sent()
    assert who_got("reminder", mails_on(clock, 21)) == [shop.person.email]


# --- Who is left in peace -----------------------------------------------------------------------


def pause(shop: Side, school: Side) -> None:
    Pause.objects.create(partner=school.partner, by=school.person)


def block(shop: Side, school: Side) -> None:
    Block.objects.create(partner=school.partner, blocked=shop.partner, by=school.person)


def suspend_asked(shop: Side, school: Side) -> None:
    Partner.objects.filter(pk=school.partner.pk).update(state=Partner.State.SUSPENDED)


def suspend_asking(shop: Side, school: Side) -> None:
    Partner.objects.filter(pk=shop.partner.pk).update(state=Partner.State.SUSPENDED)


def hide_need(shop: Side, school: Side) -> None:
    Listing.objects.filter(pk=shop.listing.pk).update(state=Listing.State.FULFILLED)


@pytest.mark.parametrize("change", [pause, block, suspend_asked, suspend_asking, hide_need])
def test_no_reminder_where_no_answer_can_be_expected_but_it_still_closes(
    change: Any, shop: Side, school: Side, clock: Any
) -> None:
    made = ask(shop, school)
    sent()
    change(shop, school)
    assert [said for days in (9, 21, 45) for said in mails_on(clock, days)] == []
    assert not Notice.objects.filter(kind="matching.introduction_reminder").exists()
    beat(clock, 61)
    made.refresh_from_db()
    assert made.state == State.UNANSWERED


@pytest.mark.parametrize("change", [pause, block, suspend_asked, suspend_asking, hide_need])
def test_reminder_that_is_asked_for_is_not_sent_after_the_change(
    change: Any, shop: Side, school: Side, clock: Any
) -> None:
    ask(shop, school)
    sent()
    beat(clock, 9)
    change(shop, school)
    assert sent() == []
    notice = Notice.objects.get(kind="matching.introduction_reminder")
    assert notice.mail == Notice.Mail.LEFT_OUT


def test_pause_that_is_over_lets_the_next_reminder_through(
    shop: Side, school: Side, clock: Any
) -> None:
    ask(shop, school)
    sent()
    until = ASKED.date() + timedelta(days=15)
    Pause.objects.create(partner=school.partner, until=until, by=school.person)
    assert mails_on(clock, 9) == []
    assert mails_on(clock, 15) == []
    assert who_got("reminder", mails_on(clock, 21)) == [school.person.email]


def test_who_has_left_is_not_reminded_and_who_has_come_is(
    shop: Side, school: Side, clock: Any
) -> None:
    ask(shop, school)
    sent()
    newcomer = make_member(school.partner)
    Membership.objects.filter(user=school.person).delete()
    assert who_got("reminder", mails_on(clock, 9)) == [newcomer.email]


# --- Twice, late, halfway -----------------------------------------------------------------------


def test_day_is_looked_through_once_from_five_in_the_morning(
    shop: Side, school: Side, clock: Any
) -> None:
    ask(shop, school)
    sent()
    beat(clock, 9, hour=4)
    assert not Job.objects.filter(kind=clocks.DAY).exists()
    for hour in (5, 6, 23):
        beat(clock, 9, hour=hour)
    assert list(Job.objects.filter(kind=clocks.DAY).values_list("key", flat=True)) == ["2026-06-10"]
    assert who_got("reminder", sent()) == [school.person.email]


def test_look_may_be_repeated_as_often_as_it_happens(shop: Side, school: Side, clock: Any) -> None:
    made = ask(shop, school)
    sent()
    beat(clock, 9)
    for _ in range(3):
        clocks.look_at(made.pk)
    Introduction.objects.update(reminders=0)  # as if it had been forgotten
    clocks.look_at(made.pk)
    assert who_got("reminder", sent()) == [school.person.email]


@pytest.mark.parametrize(("days", "number"), [(20, 1), (22, 2), (50, 3)])
def test_after_a_gap_only_the_latest_reminder_goes_out(
    days: int, number: int, shop: Side, school: Side, clock: Any
) -> None:
    made = ask(shop, school)
    sent()
    assert who_got("reminder", mails_on(clock, days)) == [school.person.email]
    made.refresh_from_db()
    assert made.reminders == number
    assert mails_on(clock, days) == []


def test_reminder_that_was_late_is_not_sent_after_the_next(
    shop: Side, school: Side, clock: Any
) -> None:
    """The mail server was away for two weeks: the first reminder is no longer the latest."""
    ask(shop, school)
    sent()
    beat(clock, 9)
    beat(clock, 21)
    assert who_got("reminder", sent()) == [school.person.email]
    left_out = Notice.objects.filter(mail=Notice.Mail.LEFT_OUT).get()
    assert left_out.data == {"number": 1}


def test_after_a_long_gap_it_closes_without_a_reminder(
    shop: Side, school: Side, clock: Any
) -> None:
    ask(shop, school)
    sent()
    assert {said.kind for said in mails_on(clock, 80)} == {"unanswered"}


def test_worker_that_dies_halfway_has_told_and_counted_nothing(
    shop: Side, school: Side, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ask(shop, school)
    sent()
    clock.move_to(ASKED + timedelta(days=9))

    def die(*args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr("tomoni.notices.unread.forget", die)
        with pytest.raises(KeyboardInterrupt):
            clocks.look_at(made.pk)
    made.refresh_from_db()
    assert (made.reminders, who_got("reminder", sent())) == (0, [])
    clocks.look_at(made.pk)
    assert who_got("reminder", sent()) == [school.person.email]


def test_answer_in_time_is_the_end_of_it(shop: Side, school: Side, clock: Any) -> None:
    made = ask(shop, school)
    sent()
    beat(clock, 9)
    steps.agree(made, school.partner, by=school.person)
    assert {said.kind for said in sent()} == {"accepted"}
    assert clocks.due_introductions(ASKED.date() + timedelta(days=100)) == []
    clocks.look_at(made.pk)
    assert made.parties.get(partner=school.partner).state == Party.State.AGREED

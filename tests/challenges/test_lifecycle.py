"""How a challenge moves: what is allowed from where, and what the clock does by itself."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from challenges import deadlines, lifecycle, outcome, review
from challenges.models import Challenge
from challenges.signals import challenge_changed
from challenges.tasks import follow_the_clock
from tests.challenges.writing import written
from tests.factories import make_challenge, make_municipality, make_proposal, make_staff
from tomoni.journal.models import Entry, Job
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db
State, Role = Challenge.State, StaffRole.Role
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def ready(state: Challenge.State) -> Challenge:
    """A challenge in the state, without a moment planned for its opening."""
    opens_at = {"opens_at": timezone.now()} if state == State.SCHEDULED else {"opens_at": None}
    return make_challenge(state=state, **opens_at)


def ask_review(challenge: Challenge) -> None:
    review.ask_for_review(challenge, by=challenge.created_by)


def take_back(challenge: Challenge) -> None:
    review.take_back(challenge, by=challenge.created_by)


def return_(challenge: Challenge) -> None:
    manager = make_staff(challenge.municipality, Role.MANAGER)
    remarks = {"wish": "だれのための場所か、書いてください。"}
    review.return_challenge(challenge, by=manager, remarks=remarks, seen=challenge.version)


def publish(challenge: Challenge) -> None:
    manager = make_staff(challenge.municipality, Role.MANAGER)
    review.publish_challenge(challenge, by=manager, seen=challenge.version)


def close(challenge: Challenge) -> None:
    lifecycle.close_challenge(challenge, by=challenge.created_by, reason="理由")


def reopen(challenge: Challenge) -> None:
    lifecycle.reopen_challenge(challenge, by=challenge.created_by)


def extend(challenge: Challenge) -> None:
    later = challenge.closes_at + timedelta(days=7)
    deadlines.extend_deadline(challenge, until=later, by=challenge.created_by)


def select(challenge: Challenge) -> None:
    outcome.start_selecting(challenge, by=challenge.created_by)


def decide(challenge: Challenge) -> None:
    outcome.decide_challenge(challenge, by=challenge.created_by, result="二件とすすめます。")


def start(challenge: Challenge) -> None:
    outcome.start_work(challenge, by=challenge.created_by)


def complete(challenge: Challenge) -> None:
    outcome.complete_challenge(challenge, by=challenge.created_by, report="三軒が開きました。")


def cancel(challenge: Challenge) -> None:
    lifecycle.cancel_challenge(challenge, by=challenge.created_by, reason="予算がありません。")


def clock(challenge: Challenge) -> None:
    lifecycle.open_scheduled(challenge)


# Written out once more, so that a slip in the table of transitions does not pass unseen.
RESULTS: dict[Callable[[Challenge], None], dict[Challenge.State, Challenge.State]] = {
    ask_review: {State.DRAFT: State.IN_REVIEW},
    take_back: {State.IN_REVIEW: State.DRAFT, State.SCHEDULED: State.DRAFT},
    return_: {State.IN_REVIEW: State.DRAFT},
    publish: {State.IN_REVIEW: State.OPEN},
    clock: {State.SCHEDULED: State.OPEN},
    close: {State.OPEN: State.CLOSED},
    reopen: {State.CLOSED: State.OPEN},
    extend: {State.OPEN: State.OPEN, State.CLOSED: State.OPEN},
    select: {State.CLOSED: State.SELECTING},
    decide: {State.SELECTING: State.DECIDED},
    start: {State.DECIDED: State.UNDER_WAY},
    complete: {State.DECIDED: State.COMPLETED, State.UNDER_WAY: State.COMPLETED},
    cancel: {state: State.CANCELLED for state in State if state not in Challenge.FINISHED_STATES},
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("step", list(RESULTS), ids=lambda step: step.__name__)
def test_every_step_from_every_state(
    step: Callable[[Challenge], None], state: Challenge.State
) -> None:
    challenge = ready(state)
    expected = RESULTS[step].get(state)
    if expected is None:
        with pytest.raises(StateError):
            step(challenge)
    else:
        step(challenge)
    challenge.refresh_from_db()
    assert challenge.state == (expected or state)
    assert Entry.objects.filter(subject_id=str(challenge.pk)).count() == (1 if expected else 0)


def test_opening_tells_the_apps_above_inside_the_transaction() -> None:
    challenge, told = ready(State.IN_REVIEW), []

    def receive(challenge: Challenge, **kwargs: Any) -> None:
        told.append((challenge.pk, challenge.state, transaction.get_connection().in_atomic_block))

    challenge_changed.connect(receive)
    try:
        publish(challenge)
    finally:
        challenge_changed.disconnect(receive)
    assert told == [(challenge.pk, State.OPEN, True)]


def test_opening_dates_the_challenge_and_names_who_did_it() -> None:
    challenge = ready(State.IN_REVIEW)
    manager = make_staff(challenge.municipality, Role.MANAGER)
    with time_machine.travel(NOW, tick=False):
        challenge.closes_at = NOW + timedelta(days=1)
        challenge.save()
        review.publish_challenge(challenge, by=manager, seen=challenge.version)
    assert challenge.opened_at == NOW
    entry = Entry.objects.get(verb="challenge.opened")
    assert (entry.actor, entry.municipality) == (manager, challenge.municipality)


def test_opening_before_its_time_plans_it() -> None:
    challenge = make_challenge(state=State.IN_REVIEW, opens_at=timezone.now() + timedelta(hours=1))
    publish(challenge)
    assert (challenge.state, challenge.opened_at) == (State.SCHEDULED, None)
    assert not challenge.is_public


def test_opening_after_its_deadline_is_refused() -> None:
    challenge = make_challenge(
        state=State.IN_REVIEW, opens_at=None, closes_at=timezone.now() - timedelta(seconds=1)
    )
    with pytest.raises(StateError, match="締切"):
        publish(challenge)


def test_reopening_after_its_deadline_is_refused() -> None:
    challenge = make_challenge(state=State.CLOSED, closes_at=timezone.now() - timedelta(days=1))
    with pytest.raises(StateError, match="締切"):
        reopen(challenge)


def test_a_second_step_works_on_what_the_first_has_left() -> None:
    challenge = ready(State.OPEN)
    stale = Challenge.objects.get(pk=challenge.pk)
    close(challenge)
    with pytest.raises(StateError):
        close(stale)
    assert Entry.objects.filter(verb="challenge.closed").count() == 1


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"opens_at": NOW}, State.OPEN),
        ({"opens_at": NOW + timedelta(seconds=1)}, State.SCHEDULED),
        ({"opens_at": NOW - timedelta(days=9), "closes_at": NOW}, State.SCHEDULED),
    ],
)
def test_the_clock_opens_what_is_due_to_the_second(
    fields: dict[str, Any], expected: Challenge.State
) -> None:
    challenge = make_challenge(
        state=State.SCHEDULED, **{"closes_at": NOW + timedelta(days=1), **fields}
    )
    with time_machine.travel(NOW, tick=False):
        follow_the_clock()
    challenge.refresh_from_db()
    assert challenge.state == expected


@pytest.mark.parametrize(
    ("closes_at", "expected"),
    [(NOW, State.CLOSED), (NOW + timedelta(seconds=1), State.OPEN)],
)
def test_the_clock_closes_what_is_due_to_the_second(
    closes_at: datetime, expected: Challenge.State
) -> None:
    challenge = make_challenge(closes_at=closes_at)
    with time_machine.travel(NOW, tick=False):
        follow_the_clock()
    challenge.refresh_from_db()
    assert challenge.state == expected


def test_the_clock_runs_twice_and_moves_once() -> None:
    make_challenge(closes_at=timezone.now() - timedelta(minutes=1))
    assert (follow_the_clock(), follow_the_clock()) == (1, 0)
    entry = Entry.objects.get(verb="challenge.closed")
    assert entry.actor is None


def test_cancelling_keeps_the_reason_and_tells_who_waits() -> None:
    challenge = make_challenge()
    waiting = make_proposal(challenge)
    make_proposal(challenge, state="withdrawn")
    cancel(challenge)
    mails = Job.objects.filter(kind="journal.mail")
    assert [mail.payload["to"] for mail in mails] == [waiting.submitted_by_id]
    assert mails[0].payload["context"]["reason"] == challenge.cancel_reason != ""
    assert challenge.is_public


def test_a_challenge_cancelled_before_it_opened_is_never_public() -> None:
    challenge = ready(State.DRAFT)
    cancel(challenge)
    assert not challenge.is_public
    assert not Challenge.objects.published().filter(pk=challenge.pk).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.OPEN, "opened_at": None},
        {"state": State.CLOSED, "closed_at": None},
        {"state": State.SCHEDULED, "opens_at": None},
        {"state": State.CANCELLED, "cancel_reason": ""},
    ],
)
def test_impossible_rows_cannot_exist(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_challenge(**fields)


def test_a_failed_step_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    challenge = ready(State.IN_REVIEW)

    def fail(**kwargs: Any) -> None:
        raise RuntimeError

    challenge_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            publish(challenge)
    finally:
        challenge_changed.disconnect(fail)
    challenge.refresh_from_db()
    assert challenge.state == State.IN_REVIEW
    assert not Entry.objects.exists()


def test_slugs_are_numbered_per_city_and_year() -> None:
    city = make_municipality(slug="kakegawa")
    by = make_staff(city)
    with time_machine.travel(NOW, tick=False):
        first, second = (written(city, by) for _ in range(2))
    assert (first.slug, second.slug) == ("kakegawa-2026-1", "kakegawa-2026-2")


def test_writing_keeps_the_order_of_the_sub_themes() -> None:
    city = make_municipality()
    challenge = written(city, make_staff(city))
    assert [theme.title for theme in challenge.sub_themes.all()] == ["改修", "見守り"]
    assert challenge.state == State.DRAFT

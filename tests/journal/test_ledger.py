"""The ledger, step by step: asking, running, failing, giving up, trying again."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from tests.factories import make_operator
from tomoni.journal import ledger
from tomoni.journal.ledger import Outcome
from tomoni.journal.models import Entry, Job
from tomoni.journal.record import history_of

pytestmark = pytest.mark.django_db

Ask = Callable[..., Job]
Register = Callable[..., None]
LONG_AGO = timedelta(hours=1)


def nothing(key: str, payload: dict[str, Any]) -> ledger.Write:
    return lambda: None


def failing(key: str, payload: dict[str, Any]) -> ledger.Write:
    raise ValueError("no luck\0")


def noting(key: str, payload: dict[str, Any]) -> ledger.Write:
    """The effect is a journal entry with the payload."""
    return lambda: _note(key, payload)


def _note(key: str, payload: dict[str, Any]) -> None:
    Entry.objects.create(verb="test.done", subject_type="test", subject_id=key, data=payload)


def make_due(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(due_at=Now(), locked_until=None)


# --- Asking ---


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("function", [ledger.enqueue, ledger.enqueue_once])
def test_asking_outside_a_transaction_is_a_mistake(function: Callable[..., None]) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        function("test.work", "a")


def test_asking_stands_or_falls_with_the_transaction(ask: Ask) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask()
        raise ZeroDivisionError
    assert not Job.objects.exists()


def test_first_asking_is_due_at_once(ask: Ask) -> None:
    assert ask().due_at <= timezone.now()


def test_asking_again_is_one_row_put_off_a_little_with_the_last_payload(ask: Ask) -> None:
    first = ask(payload={"n": 1})
    again = ask(payload={"n": 2})
    assert (again.pk, again.generation, again.payload) == (first.pk, 2, {"n": 2})
    assert timedelta(seconds=4) < again.due_at - first.due_at < timedelta(seconds=10)


def test_asking_again_and_again_puts_off_no_longer_than_half_a_minute(ask: Ask) -> None:
    job = ask()
    Job.objects.update(first_due_at=Now() - timedelta(seconds=28))
    again = ask()
    assert again.due_at == again.first_due_at + ledger.DEBOUNCE_AT_MOST
    assert again.due_at - job.due_at < timedelta(seconds=4)


def test_asking_with_delay_waits_as_long(ask: Ask) -> None:
    job = ask(delay=timedelta(hours=1))
    assert timedelta(minutes=59) < job.due_at - timezone.now() <= timedelta(hours=1)


def test_asking_now_brings_delayed_work_forward(ask: Ask) -> None:
    ask(delay=timedelta(hours=1))
    assert ask().due_at - timezone.now() < timedelta(seconds=6)


def test_same_key_of_another_kind_is_other_work(ask: Ask) -> None:
    ask("a")
    ledger.enqueue("test.other", "a")
    assert Job.objects.count() == 2


def test_asking_once_leaves_a_used_key_alone_even_when_done(on_work: Register) -> None:
    on_work(noting)
    ledger.enqueue_once("test.work", "a", {"n": 1})
    ledger.enqueue_once("test.work", "a", {"n": 2})
    assert ledger.run(Job.objects.get().pk) == Outcome.DONE
    ledger.enqueue_once("test.work", "a", {"n": 3})
    assert Job.objects.count() == 1
    assert Entry.objects.get().data == {"n": 1}


def test_done_work_may_be_asked_for_again(ask: Ask, on_work: Register) -> None:
    on_work(nothing)
    first = ask()
    ledger.run(first.pk)
    assert ask().pk != first.pk


# --- Running ---


def test_run_writes_and_closes(ask: Ask, on_work: Register) -> None:
    on_work(noting)
    job = ask(payload={"person": "Alice"})
    assert ledger.run(job.pk) == Outcome.DONE
    job.refresh_from_db()
    assert (job.state, job.attempts, job.payload) == (Job.State.DONE, 1, {})
    assert Entry.objects.get().data == {"person": "Alice"}


def test_run_skips_what_is_done_unknown_not_due_or_held(ask: Ask, on_work: Register) -> None:
    on_work(nothing)
    done, early, held = ask("done"), ask("early", delay=timedelta(hours=1)), ask("held")
    ledger.run(done.pk)
    Job.objects.filter(pk=held.pk).update(locked_until=Now() + timedelta(minutes=1))
    ledger.enqueue("test.of-a-newer-release", "a")
    unknown = Job.objects.get(kind="test.of-a-newer-release")
    outcomes = [ledger.run(pk) for pk in (done.pk, early.pk, held.pk, unknown.pk, 0)]
    assert outcomes == [Outcome.SKIPPED] * 5
    unknown.refresh_from_db()
    assert unknown.attempts == 0


@pytest.mark.django_db(transaction=True)
def test_run_computes_outside_a_transaction_and_writes_inside_one(
    ask: Ask, on_work: Register
) -> None:
    seen = []

    def looking(key: str, payload: dict[str, Any]) -> ledger.Write:
        seen.append(connection.in_atomic_block)
        return lambda: seen.append(connection.in_atomic_block)

    on_work(looking)
    ledger.run(ask().pk)
    assert seen == [False, True]


def test_run_asked_for_again_meanwhile_stays_open(ask: Ask, on_work: Register) -> None:
    def interrupted(key: str, payload: dict[str, Any]) -> ledger.Write:
        if payload["n"] == 1:
            ask(payload={"n": 2})
        return lambda: _note(key, payload)

    on_work(interrupted)
    job = ask(payload={"n": 1})
    assert ledger.run(job.pk) == Outcome.AGAIN
    make_due(job)
    assert ledger.run(job.pk) == Outcome.DONE
    assert [entry.data["n"] for entry in Entry.objects.order_by("pk")] == [1, 2]


def test_run_that_is_overtaken_writes_nothing(ask: Ask, on_work: Register) -> None:
    outcomes = []

    def overtaken(key: str, payload: dict[str, Any]) -> ledger.Write:
        number = len(outcomes)
        if not outcomes:
            outcomes.append(None)
            Job.objects.update(locked_until=Now() - timedelta(seconds=1))  # the lease ran out
            outcomes.append(ledger.run(job.pk))
        return lambda: _note(key, {"run": number})

    on_work(overtaken)
    job = ask()
    assert ledger.run(job.pk) == Outcome.LOST
    assert outcomes == [None, Outcome.DONE]
    assert Entry.objects.get().data == {"run": 1}


def test_run_that_is_overtaken_while_it_writes_is_rolled_back(ask: Ask, on_work: Register) -> None:
    def overtaken(key: str, payload: dict[str, Any]) -> ledger.Write:
        def write() -> None:
            _note(key, payload)
            Job.objects.update(attempts=2)

        return write

    on_work(overtaken)
    assert ledger.run(ask().pk) == Outcome.LOST
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_run_longer_than_its_lease_keeps_the_claim(ask: Ask, on_work: Register) -> None:
    lease = timedelta(milliseconds=300)

    def long(key: str, payload: dict[str, Any]) -> ledger.Write:
        first = Job.objects.get().locked_until
        assert first is not None
        prolonged = threading.Event()
        while not prolonged.wait(0.05):
            if Job.objects.filter(locked_until__gt=first + 2 * lease).exists():
                prolonged.set()
        assert ledger.run(Job.objects.get().pk) == Outcome.SKIPPED
        return lambda: _note(key, payload)

    on_work(long, lease=lease)
    assert ledger.run(ask().pk) == Outcome.DONE
    assert Job.objects.get().attempts == 1


# --- Failing ---


def test_failure_is_told_and_tried_again_later(ask: Ask, on_work: Register) -> None:
    on_work(failing, waits=[timedelta(minutes=7)])
    job = ask()
    assert ledger.run(job.pk) == Outcome.FAILED
    job.refresh_from_db()
    assert (job.last_error, job.state) == ("ValueError: no luck", Job.State.WAITING)
    assert timedelta(minutes=6) < job.due_at - timezone.now() <= timedelta(minutes=7)


def test_failure_while_writing_leaves_nothing_behind(ask: Ask, on_work: Register) -> None:
    def half(key: str, payload: dict[str, Any]) -> ledger.Write:
        def write() -> None:
            _note(key, payload)
            raise ValueError

        return write

    on_work(half)
    assert ledger.run(ask().pk) == Outcome.FAILED
    assert not Entry.objects.exists()


def test_fifth_failure_is_the_last(ask: Ask, on_work: Register) -> None:
    on_work(failing)
    job = ask()
    outcomes = []
    for _ in range(6):
        make_due(job)
        outcomes.append(ledger.run(job.pk))
    assert outcomes == [Outcome.FAILED] * 4 + [Outcome.DEAD, Outcome.SKIPPED]
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DEAD, 5)


def test_asking_again_gives_failing_work_five_new_tries_soon(ask: Ask, on_work: Register) -> None:
    on_work(failing)
    job = ask()
    ledger.run(job.pk)
    again = ask()
    assert (again.pk, again.tries, again.attempts) == (job.pk, 0, 1)
    assert again.due_at - timezone.now() < timedelta(seconds=6)


def test_last_try_that_fails_on_old_data_is_not_the_end(ask: Ask, on_work: Register) -> None:
    def failing_while_edited(key: str, payload: dict[str, Any]) -> ledger.Write:
        ask()
        raise ValueError

    on_work(failing_while_edited)
    job = ask()
    Job.objects.update(tries=4, attempts=4)
    assert ledger.run(job.pk) == Outcome.FAILED
    job.refresh_from_db()
    assert job.due_at - timezone.now() < timedelta(seconds=6)


# --- Trying again by hand ---


def dead_job(ask: Ask) -> Job:
    job = ask()
    Job.objects.filter(pk=job.pk).update(dead_at=Now(), tries=5, attempts=5)
    job.refresh_from_db()
    return job


def test_retry_gives_new_tries_and_is_journalled(ask: Ask, on_work: Register) -> None:
    on_work(noting)
    operator, job = make_operator(), dead_job(ask)
    ledger.retry(job, by=operator)
    assert ledger.run(job.pk) == Outcome.DONE
    job.refresh_from_db()
    assert job.attempts == 6
    assert [(entry.verb, entry.actor) for entry in history_of(job)] == [("job.retried", operator)]


def test_retry_leaves_living_work_alone(ask: Ask) -> None:
    job = ask()
    ledger.retry(job, by=None)
    assert not history_of(job).exists()


def test_retry_gives_way_to_a_newer_row_of_the_same_work(ask: Ask) -> None:
    old = dead_job(ask)
    newer = ask()
    ledger.retry(old, by=None)
    old.refresh_from_db()
    assert old.state == Job.State.DONE
    assert Job.objects.open().get() == newer


# --- Health ---


def test_health_of_an_idle_ledger_is_all_noughts() -> None:
    assert ledger.health() == ledger.Health(0, 0.0, 0, None)


def test_health_counts_open_overdue_and_dead(ask: Ask) -> None:
    dead_job(ask)
    late, held = ask("late"), ask("held")
    ask("early", delay=timedelta(hours=1))
    Job.objects.filter(pk=late.pk).update(due_at=Now() - timedelta(minutes=5))
    Job.objects.filter(pk=held.pk).update(
        due_at=Now() - LONG_AGO, locked_until=Now() + timedelta(minutes=1)
    )
    health = ledger.health()
    assert (health.open, health.dead) == (3, 1)
    assert 300 <= health.overdue_seconds < 400


def test_two_handlers_for_a_kind_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two handlers"):
        ledger.handler(ledger.HEARTBEAT)(nothing)

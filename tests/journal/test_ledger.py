"""How a row is worked on: claimed, computed, written and closed; or failed, and tried again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from tests.journal.work import Ask, Register, failing, make_due, note, nothing, noting
from tests.workers import wait_until
from tomoni.journal import ledger
from tomoni.journal.ledger import Outcome
from tomoni.journal.models import Entry, Job

pytestmark = pytest.mark.django_db


def test_run_writes_and_closes(ask: Ask, on_work: Register) -> None:
    on_work(noting)
    job = ask(payload={"person": "Alice"})
    assert ledger.run(job.pk) == Outcome.DONE
    job.refresh_from_db()
    assert (job.state, job.attempts, job.payload) == (Job.State.DONE, 1, {})
    assert Entry.objects.get().data == {"person": "Alice"}


def test_run_skips_what_took_its_worker_down_five_times(ask: Ask, on_work: Register) -> None:
    on_work(nothing)
    job = ask()
    Job.objects.update(tries=5, locked_until=Now() - timedelta(seconds=1))
    assert ledger.run(job.pk) == Outcome.SKIPPED


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
        return lambda: note(key, payload)

    on_work(interrupted)
    job = ask(payload={"n": 1})
    assert ledger.run(job.pk) == Outcome.AGAIN
    make_due(job)
    assert ledger.run(job.pk) == Outcome.DONE
    assert [entry.data["n"] for entry in Entry.objects.order_by("pk")] == [1, 2]


def test_run_that_is_overtaken_does_not_even_begin_to_write(ask: Ask, on_work: Register) -> None:
    """What cannot be rolled back, like mail, must not be sent by the one who was overtaken."""
    computed, written = [], []

    def overtaken(key: str, payload: dict[str, Any]) -> ledger.Write:
        number = len(computed)
        computed.append(number)
        if number == 0:
            Job.objects.update(locked_until=Now() - timedelta(seconds=1))  # the lease ran out
            assert ledger.run(job.pk) == Outcome.DONE
        return lambda: written.append(number)

    on_work(overtaken)
    job = ask()
    assert ledger.run(job.pk) == Outcome.LOST
    assert (computed, written) == ([0, 1], [1])


def test_run_that_is_overtaken_while_it_writes_is_rolled_back(ask: Ask, on_work: Register) -> None:
    def overtaken(key: str, payload: dict[str, Any]) -> ledger.Write:
        def write() -> None:
            note(key, payload)
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
        wait_until(Job.objects.filter(locked_until__gt=first + 2 * lease).exists, within=20)
        assert ledger.run(Job.objects.get().pk) == Outcome.SKIPPED
        return lambda: note(key, payload)

    on_work(long, lease=lease)
    assert ledger.run(ask().pk) == Outcome.DONE
    assert Job.objects.get().attempts == 1


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
            note(key, payload)
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

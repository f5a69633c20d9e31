"""Trying again by hand, and the ledger's state of health."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from tests.factories import make_operator
from tests.journal.work import Ask, Register, nothing, noting
from tomoni.journal import ledger
from tomoni.journal.ledger import Outcome
from tomoni.journal.models import Job
from tomoni.journal.record import history_of

pytestmark = pytest.mark.django_db


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


def test_health_of_an_idle_ledger_is_all_noughts() -> None:
    assert ledger.health() == ledger.Health(0, 0.0, 0, None)


def test_health_counts_open_overdue_and_dead(ask: Ask) -> None:
    dead_job(ask)
    late, held = ask("late"), ask("held")
    ask("early", delay=timedelta(hours=1))
    Job.objects.filter(pk=late.pk).update(due_at=Now() - timedelta(minutes=5))
    Job.objects.filter(pk=held.pk).update(
        due_at=Now() - timedelta(hours=1), locked_until=Now() + timedelta(minutes=1)
    )
    health = ledger.health()
    assert (health.open, health.dead) == (3, 1)
    assert 300 <= health.overdue_seconds < 400


def test_two_handlers_for_a_kind_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two handlers"):
        ledger.handler(ledger.HEARTBEAT)(nothing)

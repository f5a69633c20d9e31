"""The heartbeat, and what the ledger forgets."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from tomoni.journal import ledger, retention
from tomoni.journal.models import Job, Submission
from tomoni.journal.tasks import heartbeat, run_job

pytestmark = pytest.mark.django_db


def test_heartbeat_is_seen_only_after_it_went_the_whole_way() -> None:
    heartbeat()
    assert ledger.health().last_heartbeat is None
    run_job(Job.objects.get().pk)
    last = ledger.health().last_heartbeat
    assert last is not None
    assert timezone.now() - last < timedelta(minutes=1)


def test_heartbeats_that_pile_up_are_one_row() -> None:
    heartbeat()
    heartbeat()
    assert Job.objects.get().generation == 2


def done_job(kind: str, ago: timedelta, *, once: bool = False) -> Job:
    return Job.objects.create(kind=kind, key=str(ago), once=once, done_at=Now() - ago)


def test_sweep_forgets_what_is_long_done() -> None:
    done_job("test.work", timedelta(days=31))
    kept = [
        done_job("test.work", timedelta(days=29)),
        done_job("test.work", timedelta(days=400), once=True),
        Job.objects.create(kind="test.work", key="open", due_at=Now() - timedelta(days=400)),
        Job.objects.create(kind="test.work", key="dead", dead_at=Now() - timedelta(days=400)),
    ]
    retention.sweep()
    assert set(Job.objects.all()) == set(kept)


def test_sweep_keeps_the_heartbeats_of_an_hour() -> None:
    done_job(ledger.HEARTBEAT, timedelta(minutes=61))
    recent = done_job(ledger.HEARTBEAT, timedelta(minutes=59))
    retention.sweep()
    assert Job.objects.get() == recent


def test_sweep_forgets_submissions_after_a_week() -> None:
    Submission.objects.create(path="/old/", created_at=Now() - timedelta(days=8))
    recent = Submission.objects.create(path="/new/", created_at=Now() - timedelta(days=6))
    retention.sweep()
    assert Submission.objects.get() == recent

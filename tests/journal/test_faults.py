"""The ledger with real processes: whatever is killed or forgets, work happens, and once."""

import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from tests.journal.sample.asking import SETTINGS, all_closed, ask, keys_of
from tests.workers import (
    broker_folder,
    empty_broker,
    environment,
    kill,
    log_of,
    messages_waiting,
    running_relay,
    running_worker,
    wait_until,
)
from tomoni.journal import ledger
from tomoni.journal.models import Entry, Job

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path, settings=SETTINGS)


def test_worker_killed_in_the_middle_of_a_job_costs_time_not_work(
    env: dict[str, str], tmp_path: Path
) -> None:
    ask("sample.gated", "a")
    with running_relay(env):
        with running_worker(env) as worker:
            wait_until(lambda: keys_of("sample.started"))
            kill(worker)
        (tmp_path / "gate").touch()
        with running_worker(env):
            wait_until(all_closed)
    assert keys_of("sample.done") == ["a"]
    assert Job.objects.get().attempts == 2


def test_broker_that_forgets_everything_costs_time_not_work(env: dict[str, str]) -> None:
    keys = [f"{number:02}" for number in range(20)]
    ask("sample.plain", *keys)
    with running_relay(env):
        wait_until(lambda: messages_waiting(env) == len(keys))
        empty_broker(env)
        assert messages_waiting(env) == 0
        Job.objects.update(hint_at=Now())  # ten seconds later
        with running_worker(env):
            wait_until(all_closed)
    assert keys_of("sample.done") == keys


def test_broker_that_is_down_at_commit_costs_time_not_work(tmp_path: Path) -> None:
    env = environment(tmp_path, settings=SETTINGS, broker="filesystem://")
    with running_relay(env):
        wait_until(lambda: "running" in log_of(env, "relay").read_text())
        folder, aside = broker_folder(env), tmp_path / "aside"
        folder.rename(aside)
        folder.touch()  # a file where the folder should be: nothing can be sent
        ask("sample.plain", "a")
        wait_until(lambda: "relay_pass_failed" in log_of(env, "relay").read_text())
        assert Job.objects.get().hint_at is None, "a hint that was not sent must not be waited for"
        folder.unlink()
        aside.rename(folder)
        with running_worker(env):
            wait_until(all_closed)
    assert keys_of("sample.done") == ["a"]
    assert "relay_recovered" in log_of(env, "relay").read_text()


def test_poison_is_given_up_after_five_tries_and_harms_nobody(
    env: dict[str, str], tmp_path: Path
) -> None:
    ask("sample.poison", "p")
    ask("sample.crash", "c")
    ask("sample.plain", "1", "2", "3")
    with running_relay(env), running_worker(env):
        wait_until(all_closed)
        poison, crash = Job.objects.dead().order_by("-kind")
        assert (poison.kind, poison.attempts, poison.last_error) == (
            "sample.poison",
            5,
            "ValueError: poison",
        )
        assert (crash.kind, crash.attempts) == ("sample.crash", 5)
        assert keys_of("sample.done") == ["1", "2", "3"]

        (tmp_path / "cure").touch()
        ledger.retry(poison, by=None)
        wait_until(all_closed)
    assert keys_of("sample.done") == ["1", "2", "3", "p"]
    assert Job.objects.dead().get() == crash


def test_fifty_concurrent_edits_never_run_at_once_and_the_last_is_seen(
    env: dict[str, str],
) -> None:
    def edit(number: int) -> None:
        with transaction.atomic():
            Entry.objects.create(verb="sample.edited", subject_type="sample", subject_id="a")
            ledger.enqueue("sample.latest", "a")
        connection.close()

    with running_relay(env), running_relay(env), running_worker(env):
        ask("sample.latest", "a")
        wait_until(lambda: keys_of("sample.seen"))
        with ThreadPoolExecutor(8) as editors:
            list(editors.map(edit, range(50)))
        wait_until(all_closed)
    runs = list(Entry.objects.filter(verb="sample.seen").order_by("pk"))
    assert runs[-1].data == {"edits": 50}
    assert len(runs) < 10
    assert not keys_of("sample.overlap")


def test_worker_that_outlives_its_lease_is_refused(env: dict[str, str], tmp_path: Path) -> None:
    ask("sample.gated", "a")
    with running_relay(env), running_worker(env):
        wait_until(lambda: keys_of("sample.started"))
        frozen = Entry.objects.get(verb="sample.started").data["pid"]
        os.kill(frozen, signal.SIGSTOP)
        wait_until(lambda: len(keys_of("sample.started")) == 2)
        (tmp_path / "gate").touch()
        wait_until(all_closed)
        os.kill(frozen, signal.SIGCONT)
        wait_until(lambda: '"outcome": "lost"' in log_of(env, "worker").read_text())
    assert Counter(keys_of("sample.done")) == {"a": 1}
    assert Job.objects.get().attempts == 2

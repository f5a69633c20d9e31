"""Mails of notices with real workers, Redis, PostgreSQL and SMTP: whatever breaks, none is lost.

What a mail server has taken is counted by Message-ID. A mail may arrive twice only where a worker
lost its life or its database between the server's 250 and the commit; then both copies bear the
same Message-ID. So there are at most as many copies as there were workers to be hit at a time.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from challenges.models import Challenge
from matching.introducing import clocks, rules
from matching.models import Introduction, Party
from tests.factories import make_challenge, make_user
from tests.matching.pairs import Side, make_side
from tests.notices.told import ABOUT, PLAIN
from tests.own_postgres import OwnPostgres
from tests.own_redis import OwnRedis
from tests.smtp import Server, busy, running_server, welcome
from tests.workers import (
    environment,
    kill,
    log_of,
    running_relay,
    running_worker,
    wait_until,
)
from tomoni.journal import ledger
from tomoni.journal.mail import message_id
from tomoni.journal.models import Job
from tomoni.notices.models import Notice
from tomoni.notices.telling import tell

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
WORKERS = 2


@pytest.fixture
def server() -> Iterator[Server]:
    with running_server() as server:
        yield server


def env_of(folder: Path, server: Server, broker: str | None = None) -> dict[str, str]:
    settings = "tests.notices.sample_settings"
    return environment(folder, settings=settings, broker=broker, EMAIL_URL=server.url)


def tell_many(challenge: Challenge, number: int) -> None:
    """So many notices to ten people."""
    people = [make_user() for _ in range(10)]
    with transaction.atomic():
        for n in range(number):
            about = {"about": challenge, "key": f"n{n}", "url": "/"}
            tell(people[n % 10], PLAIN.name, **about, data={"number": n + 1})  # type: ignore[arg-type]


def all_sent() -> bool:
    return not Notice.objects.waiting().exists() and not Job.objects.open().exists()


def assert_each_once(server: Server, *, copies: int = 0) -> None:
    """Every notice was taken by the mail server; none twice but for so many copies at most."""
    taken = server.message_ids()
    expected = {
        message_id(f"notices.mail:{pk}") for pk in Notice.objects.values_list("pk", flat=True)
    }
    assert set(taken) == expected
    assert len(taken) - len(expected) <= copies
    assert not Notice.objects.exclude(mail=Notice.Mail.SENT).exists()


def test_worker_killed_in_the_middle_of_a_thousand_loses_none(
    tmp_path: Path, server: Server, challenge: Challenge
) -> None:
    env = env_of(tmp_path, server)
    tell_many(challenge, 1000)
    with running_relay(env):
        with running_worker(env, concurrency=WORKERS) as worker:
            wait_until(lambda: len(server.taken) > 200)
            kill(worker)
        assert len(server.taken) < 1000, "it was killed in the middle"
        with running_worker(env, concurrency=WORKERS):
            wait_until(all_sent)
    assert_each_once(server, copies=WORKERS)


@pytest.mark.skipif(not shutil.which("redis-server"), reason="no redis-server here")
def test_redis_stopped_and_started_empty_loses_none(
    tmp_path: Path, server: Server, challenge: Challenge
) -> None:
    redis = OwnRedis(tmp_path)
    env = env_of(tmp_path, server, broker=redis.url)
    try:
        with running_relay(env), ExitStack() as supervisor:
            workers: list[subprocess.Popen[str]] = []

            def supervised() -> None:
                # Started again where kombu ends it with its broker, as systemd and Docker do.
                if not workers or workers[-1].poll() is not None:
                    worker = running_worker(env, concurrency=WORKERS, may_end=True)
                    workers.append(supervisor.enter_context(worker))

            def some(number: int) -> bool:
                supervised()
                return len(server.taken) > number

            tell_many(challenge, 200)
            wait_until(lambda: some(40))
            redis.kill()
            wait_until(lambda: "relay_pass_failed" in log_of(env, "relay").read_text())
            redis.start()
            wait_until(lambda: some(41) and all_sent())
    finally:
        redis.kill()
    assert_each_once(server, copies=WORKERS)


def test_database_that_throws_everybody_out_loses_none(
    tmp_path: Path, server: Server, challenge: Challenge
) -> None:
    env = env_of(tmp_path, server)
    tell_many(challenge, 200)
    cuts = 3
    with running_relay(env), running_worker(env, concurrency=WORKERS):
        for cut in range(cuts):
            wait_until(lambda: len(server.taken) > 30 * (cut + 1))  # noqa: B023 - asked at once
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        wait_until(all_sent)
    assert_each_once(server, copies=WORKERS * cuts)


@pytest.fixture
def own_postgres(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnPostgres]:
    """A server of the test's own, which the test and its processes use instead of the usual one."""
    monkeypatch.setenv("TOMONI_VAR", str(tmp_path / "postgres"))
    own = OwnPostgres()
    try:
        with own.used():
            yield own
    finally:
        own.remove()


# Python warns of a fork beside threads; the launcher has none, this process has the mail server's.
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_database_stopped_at_once_and_started_again_loses_none(
    own_postgres: OwnPostgres, tmp_path: Path, server: Server
) -> None:
    env = env_of(tmp_path, server)
    tell_many(make_challenge(title=ABOUT), 1000)
    with running_relay(env), running_worker(env, concurrency=WORKERS) as worker:
        wait_until(lambda: len(server.taken) > 200)
        own_postgres.die()
        wait_until(lambda: "relay_pass_failed" in log_of(env, "relay").read_text())
        assert len(server.taken) < 1000, "it was stopped in the middle"
        own_postgres.start()
        wait_until(all_sent)
        assert worker.poll() is None, "relay and worker outlive it"
    assert_each_once(server, copies=WORKERS)


def test_mail_server_that_refuses_and_then_takes_gets_each_once(
    tmp_path: Path, server: Server, challenge: Challenge
) -> None:
    env = env_of(tmp_path, server)
    server.answer = busy
    tell_many(challenge, 50)
    with running_relay(env), running_worker(env, concurrency=WORKERS):
        wait_until(lambda: server.refused >= 60)  # some for the second time
        assert server.taken == []
        server.answer = welcome
        wait_until(all_sent)
    assert_each_once(server)


def test_mail_server_that_is_not_there_and_comes_back_gets_each_once(
    tmp_path: Path, challenge: Challenge
) -> None:
    with running_server() as gone:
        env, port = env_of(tmp_path, gone), gone.server_address[1]
    tell_many(challenge, 50)
    with running_relay(env), running_worker(env, concurrency=WORKERS):
        wait_until(lambda: Job.objects.exclude(last_error="").count() == 50)
        with running_server(port) as server:
            wait_until(all_sent)
            assert_each_once(server)


# --- The clocks of introductions ------------------------------------------------------------------


def introductions_due(number: int) -> None:
    """So many, of which the first reminder is due today; each of ten partners owes a tenth."""
    since = timezone.now() - timedelta(days=10)
    asking = [make_side(side="need") for _ in range(number // 10)]
    asked = [make_side(side="seed") for _ in range(10)]
    pairs = [(own, other) for own in asking for other in asked]
    made = Introduction.objects.bulk_create(_introduction(*pair, since) for pair in pairs)
    for introduction, (own, other) in zip(made, pairs, strict=True):
        answered: dict[str, Any] = {"answered_by": own.person, "answered_at": since}
        parties = introduction.parties
        parties.create(
            partner=own.partner,
            listing=own.listing,
            is_asking=True,
            state=Party.State.AGREED,
            **answered,
        )
        parties.create(partner=other.partner, listing=other.listing)


def _introduction(own: Side, other: Side, since: Any) -> Introduction:
    return Introduction(
        municipality=other.partner.municipality,
        route="direct",
        between=rules.between([own.partner, other.partner]),
        state=Introduction.State.FORWARDED,
        message="お話をうかがえませんか。",
        asked_by=own.person,
        requested_at=since,
        forwarded_at=since,
    )


def beat() -> None:
    """What beat asks of the ledger from five in the morning on."""
    with transaction.atomic():
        ledger.enqueue_once(clocks.DAY, timezone.localdate().isoformat())


def test_worker_killed_among_two_hundred_reminders_and_beat_twice_sends_each_once(
    tmp_path: Path, server: Server
) -> None:
    env = env_of(tmp_path, server)
    introductions_due(200)
    reminded = Introduction.objects.filter(reminders=1)
    beat()
    with running_relay(env):
        with running_worker(env, concurrency=WORKERS) as worker:
            wait_until(lambda: reminded.count() > 60)
            kill(worker)
        assert len(server.taken) < 200, "it was killed in the middle"
        beat()
        with running_worker(env, concurrency=WORKERS):
            wait_until(lambda: reminded.count() == 200 and all_sent())
    assert Notice.objects.values("subject_id").distinct().count() == Notice.objects.count() == 200
    assert_each_once(server, copies=WORKERS)

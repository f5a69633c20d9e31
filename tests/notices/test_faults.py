"""Mails of notices with real workers, Redis, PostgreSQL and SMTP: whatever breaks, none is lost.

What a mail server has taken is counted by Message-ID. A mail may arrive twice only where a worker
lost its life or its database between the server's 250 and the commit; then both copies bear the
same Message-ID. So there are at most as many copies as there were workers to be hit at a time.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection, transaction

from challenges.models import Challenge
from tests.factories import make_user
from tests.notices.told import PLAIN
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

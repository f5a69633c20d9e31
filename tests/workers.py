"""Real worker and relay processes against the test database, for tests marked `worker`.

    with running_worker(env), running_relay(env):
        ...
        wait_until(lambda: not Job.objects.open().exists())

`env` comes from `environment(tmp_path)`. The tests that use it need a transactional database:
what they write must be committed to be seen.
"""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlencode

import redis
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
_running_now: dict[subprocess.Popen[str], Path] = {}  # … and where each writes
PATIENCE = 120  # seconds; a bound for what should take a few, on a busy machine


def environment(
    folder: Path, *, settings: str = "tests.settings", broker: str | None = None, **more: str
) -> dict[str, str]:
    """What a process needs to work on the test database, with a queue of its own.

    The broker is the Redis of REDIS_URL, or files below `folder`; `broker` chooses another.
    """
    chosen = broker or os.environ.get("REDIS_URL") or "filesystem://"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "DATABASE_URL": database_url(),
        "CELERY_BROKER_URL": chosen,
        "CELERY_QUEUE": f"test-{uuid.uuid4().hex}",
        "TOMONI_VAR": str(folder),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform")]),
        "PYTHONUNBUFFERED": "1",  # what they say is read while they run
        **more,
    }


def database_url() -> str:
    """The address of the database this very test is using."""
    used = connection.settings_dict
    options = {"host": used["OPTIONS"]["host"]} if used["OPTIONS"].get("host") else {}
    host, port = used["HOST"], f":{used['PORT']}" if used["PORT"] else ""
    if host.startswith("/"):
        options, host = {"host": host}, ""
    login = ":".join(quote(part, safe="") for part in (used["USER"], used["PASSWORD"]) if part)
    query = f"?{urlencode(options)}" if options else ""
    return f"postgres://{login}@{host}{port}/{used['NAME']}{query}"


@contextmanager
def running_worker(
    env: dict[str, str], *, concurrency: int = 2, may_end: bool = False
) -> Iterator[subprocess.Popen[str]]:
    """A Celery worker with its children; ended the friendly way.

    A test fails as soon as a worker ends by itself, except one that `may_end`.
    """
    command = ["-m", "celery", "-A", "tomoni", "worker", f"--concurrency={concurrency}"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=INFO"]
    name = f"--hostname={env['CELERY_QUEUE']}@%h"
    try:
        with _running([*command, *quiet, name], env, "worker") as process:
            if may_end:
                _running_now.pop(process)
            yield process
    finally:
        empty_broker(env)


@contextmanager
def running_relay(env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A relay process."""
    try:
        with _running(["manage.py", "relay"], env, "relay") as process:
            yield process
    finally:
        empty_broker(env)


@contextmanager
def _running(
    arguments: list[str], env: dict[str, str], name: str
) -> Iterator[subprocess.Popen[str]]:
    with log_of(env, name).open("a") as log:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=env,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
        )
        _running_now[process] = log_of(env, name)
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    _running_now.pop(process, None)
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=20)
    kill(process)


def kill(process: subprocess.Popen[str]) -> None:
    """kill -9 for the process and all its children."""
    _running_now.pop(process, None)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def log_of(env: dict[str, str], name: str) -> Path:
    """Where the process writes: "worker" or "relay"."""
    return Path(env["TOMONI_VAR"]) / f"{name}.log"


def empty_broker(env: dict[str, str]) -> None:
    """Forget the messages of this test's queue, and nobody else's."""
    url = env["CELERY_BROKER_URL"]
    if url.startswith("filesystem"):
        for message in broker_folder(env).glob("*.msg"):
            message.unlink(missing_ok=True)
        return
    queue = env["CELERY_QUEUE"]
    names = [queue, f"_kombu.binding.{queue}", f"_kombu.binding_permanent.{queue}"]
    with redis.Redis.from_url(url) as server, suppress(redis.ConnectionError):
        server.delete(*names)


def messages_waiting(env: dict[str, str]) -> int:
    """How many messages the broker holds for this test's queue."""
    url = env["CELERY_BROKER_URL"]
    if url.startswith("filesystem"):
        return len(list(broker_folder(env).glob("*.msg")))
    with redis.Redis.from_url(url) as server:
        return server.llen(env["CELERY_QUEUE"])


def broker_folder(env: dict[str, str]) -> Path:
    """Where the filesystem broker keeps its messages."""
    return Path(env["TOMONI_VAR"]) / "broker" / "queue"


def wait_until(condition: Callable[[], object], *, within: float = PATIENCE) -> None:
    """Return as soon as the condition holds; fail if it never does."""
    deadline = time.monotonic() + within
    while not condition():
        for process, log in _running_now.items():
            assert process.poll() is None, f"ended early:\n{log.read_text()[-3000:]}"
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)

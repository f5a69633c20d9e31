"""A Redis of our own that is hung, killed and emptied under a running relay and worker."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
import redis

from tests.journal.sample.asking import SETTINGS, all_closed, ask, keys_of
from tests.workers import environment, log_of, running_relay, running_worker, wait_until

pytestmark = [
    pytest.mark.worker,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("redis-server"), reason="no redis-server here"),
]


class OwnRedis:
    """A server that keeps nothing on disk, so that a kill empties it."""

    def __init__(self, folder: Path) -> None:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder, self.url = folder, f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(
            ["redis-server", *options, "--dir", str(self.folder)], stdout=subprocess.DEVNULL
        )
        with redis.Redis.from_url(self.url) as client:
            wait_until(lambda: _answers(client))

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OwnRedis]:
    server = OwnRedis(tmp_path)
    yield server
    server.kill()


def test_redis_hung_killed_and_emptied_costs_time_not_work(
    server: OwnRedis, tmp_path: Path
) -> None:
    env = environment(tmp_path, settings=SETTINGS, broker=server.url)

    def failures() -> int:
        return log_of(env, "relay").read_text().count("relay_pass_failed")

    with running_relay(env), ExitStack() as supervisor:
        workers: list[subprocess.Popen[str]] = []

        def all_closed_at_last() -> bool:
            # kombu may end the worker when Redis dies under a message that is not acknowledged
            # yet; then it is started again, as systemd, Docker and the demo's launcher do.
            if not workers or workers[-1].poll() is not None:
                worker = running_worker(env, may_end=True)
                workers.append(supervisor.enter_context(worker))
            return all_closed()

        ask("sample.plain", "before")
        wait_until(all_closed_at_last)

        server.signal(signal.SIGSTOP)
        ask("sample.plain", "hung")
        wait_until(failures)
        server.signal(signal.SIGCONT)
        wait_until(all_closed_at_last)

        server.kill()
        before = failures()
        ask("sample.plain", "killed")
        wait_until(lambda: failures() > before)
        server.start()
        wait_until(all_closed_at_last)
    assert keys_of("sample.done") == ["before", "hung", "killed"]

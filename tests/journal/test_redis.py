"""A Redis of our own that is hung, killed and emptied under a running relay and worker."""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.journal.sample.asking import SETTINGS, all_closed, ask, keys_of
from tests.own_redis import OwnRedis
from tests.workers import environment, log_of, running_relay, running_worker, wait_until

pytestmark = [
    pytest.mark.worker,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("redis-server"), reason="no redis-server here"),
]


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

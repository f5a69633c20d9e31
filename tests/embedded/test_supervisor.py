"""The launcher's children: prefixed, restarted, and never left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tomoni.embedded import processes, supervisor
from tomoni.embedded.supervisor import Supervisor

SLEEP = ["sleep", "60"]

# Python warns of a fork beside threads; the launcher has none, a test run may have some.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@pytest.fixture
def nanny(tmp_path: Path) -> Iterator[Supervisor]:
    own = Supervisor(tmp_path / "children.json", os.environ, tmp_path)
    yield own
    own.stop_all()


def shell(script: str) -> list[str]:
    return ["sh", "-c", script]


def test_output_is_prefixed_line_by_line(
    nanny: Supervisor, capfd: pytest.CaptureFixture[str]
) -> None:
    code = nanny.call(
        "relay", shell("echo one; printf 'two\nthr'; sleep 0.2; echo ee; echo err >&2")
    )
    lines = capfd.readouterr().out.splitlines()
    assert code == 0
    assert lines == [f"relay    | {word}" for word in ("one", "two", "three", "err")]


def test_long_output_without_a_last_newline_arrives_whole(
    nanny: Supervisor, capfd: pytest.CaptureFixture[str]
) -> None:
    nanny.call("web", [sys.executable, "-c", "print('x' * 300_000 + 'end', end='')"])
    assert capfd.readouterr().out == "web      | " + "x" * 300_000 + "end\n"


def test_the_exit_code_of_a_call_is_handed_back(nanny: Supervisor) -> None:
    assert nanny.call("prepare", shell("exit 7")) == 7


def test_a_dead_child_starts_again(nanny: Supervisor) -> None:
    nanny.start("worker", SLEEP)
    first = nanny.children["worker"].process
    first.kill()
    first.wait()
    nanny.restart_dead()
    assert nanny.children["worker"].process.pid != first.pid
    assert nanny.children["worker"].process.poll() is None


def test_a_child_that_dies_at_once_starts_again_ever_more_slowly(
    nanny: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: clock[0])
    nanny.start("worker", ["false"])
    pauses = []
    for _ in range(8):
        nanny.children["worker"].process.wait()
        nanny._bury(nanny.children["worker"])
        restart_at = nanny.children["worker"].restart_at or 0.0
        pauses.append(restart_at - clock[0])
        clock[0] = restart_at
        nanny.restart_dead()
    assert pauses == [0, 2, 4, 8, 16, 30, 30, 30]


def test_stopping_leaves_no_child_and_no_grandchild(nanny: Supervisor, tmp_path: Path) -> None:
    nanny.start("worker", shell("sleep 61 & echo $! >grandchild; wait"))
    nanny.start("web", SLEEP)
    assert processes.wait_until(lambda: _number(tmp_path / "grandchild") > 0, seconds=30)
    pids = [child.process.pid for child in nanny.children.values()]
    nanny.stop_all()
    pids.append(_number(tmp_path / "grandchild"))
    assert processes.wait_until(lambda: not any(map(processes.identity, pids)), seconds=30)


def test_a_child_that_ignores_term_is_killed(
    nanny: Supervisor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(supervisor, "GRACE", 0.3)
    nanny.start("web", shell("trap '' TERM; echo 1 >deaf; while :; do sleep 0.1; done"))
    assert processes.wait_until(lambda: _number(tmp_path / "deaf") == 1, seconds=30)
    web = nanny.children["web"].process
    nanny.stop_all()
    assert web.returncode == -signal.SIGKILL


def test_ctrl_c_ends_the_waiting(nanny: Supervisor) -> None:
    with nanny.catching_signals():
        nanny.start("web", shell(f"sleep 0.2; kill -INT {os.getpid()}; sleep 60"))
        assert not nanny.wait(lambda: False, seconds=20)
    assert nanny.is_stopping


def test_ctrl_c_during_a_call_ends_the_called(nanny: Supervisor) -> None:
    with nanny.catching_signals():
        started = time.monotonic()
        assert nanny.call("prepare", shell(f"kill -TERM {os.getpid()}; exec sleep 60")) is None
    assert time.monotonic() - started < 20


LAUNCHER = """
import os, pathlib, sys, time
from tomoni.embedded import processes, supervisor
if sys.argv[1] == "without help":
    processes._die_with_parent = lambda signum: None
own = supervisor.Supervisor(pathlib.Path("children.json"), os.environ, pathlib.Path())
own.start("web", ["sleep", "62"])
print(own.children["web"].process.pid, flush=True)
time.sleep(60)
"""


def killed_launcher(folder: Path, kind: str) -> int:
    """The number of the child that a launcher had when kill -9 ended it."""
    command = [sys.executable, "-c", LAUNCHER, kind]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder) as launcher:
        assert launcher.stdout
        child = int(launcher.stdout.readline())
        launcher.kill()
    return child


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's")
def test_children_do_not_outlive_a_killed_launcher(tmp_path: Path) -> None:
    child = killed_launcher(tmp_path, "with help")
    assert processes.wait_until(lambda: not processes.identity(child), seconds=30)


def test_the_next_start_ends_what_a_killed_launcher_left(nanny: Supervisor, tmp_path: Path) -> None:
    child = killed_launcher(tmp_path, "without help")
    assert processes.identity(child)
    nanny.end_leftovers()
    assert not processes.identity(child)
    assert not nanny.record.exists()


def test_a_process_that_got_the_number_later_is_left_alone(
    nanny: Supervisor, tmp_path: Path
) -> None:
    innocent = subprocess.Popen(SLEEP, start_new_session=True)
    nanny.record.write_text(f'["{innocent.pid} 12345.00"]')
    nanny.end_leftovers()
    with pytest.raises(subprocess.TimeoutExpired):
        innocent.wait(0.5)
    innocent.kill()
    innocent.wait()


@pytest.mark.parametrize("content", ["", "{not json", "[]"])
def test_a_broken_record_is_no_obstacle(nanny: Supervisor, content: str) -> None:
    nanny.record.write_text(content)
    nanny.end_leftovers()
    assert not nanny.record.exists()


def _number(file: Path) -> int:
    text = file.read_text().strip() if file.exists() else ""
    return int(text) if text else 0

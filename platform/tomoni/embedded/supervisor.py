"""Keeps a few processes running, and ends them all together."""

import contextlib
import json
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from tomoni.embedded import processes
from tomoni.embedded.output import Output
from tomoni.embedded.terminal import say

TICK = 0.1  # seconds between two looks at the children
GRACE = 10.0  # what a child gets to end by itself; the ledger repeats a task that is cut off
HEALTHY_AFTER = 30.0  # a child that ran so long starts anew without delay
LONGEST_PAUSE = 30.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Child:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes]
    output: Output
    started: float
    deaths: int = 0  # early ones, one after the other
    restart_at: float | None = None


class Supervisor:
    """Single-threaded: everything happens in `tick`, which every waiting method calls."""

    def __init__(self, record: Path, environment: Mapping[str, str], folder: Path) -> None:
        self.record, self.environment, self.folder = record, dict(environment), folder
        self.children: dict[str, Child] = {}
        self.is_stopping = False
        self._selector = selectors.DefaultSelector()

    @contextlib.contextmanager
    def catching_signals(self) -> Iterator[None]:
        """Ctrl-C, TERM and a closed terminal end the waiting methods instead of the process."""
        before = {signum: signal.signal(signum, self._stop) for signum in STOP_SIGNALS}
        try:
            yield
        finally:
            for signum, handler in before.items():
                signal.signal(signum, handler)

    def end_leftovers(self) -> None:
        """End what an earlier launcher left running; only what is provably the same process."""
        ended = sum(processes.stop_stranger(known, grace=GRACE) for known in _read(self.record))
        if ended:
            say(f"stopped {ended} processes that an earlier run left behind")
        self.record.unlink(missing_ok=True)

    def start(self, name: str, command: Sequence[str]) -> None:
        self._spawn(name, command)

    def call(self, name: str, command: Sequence[str]) -> int | None:
        """Run it to its end, its output prefixed as that of the others; nothing if we must stop."""
        self.start(name, command)
        process = self.children[name].process
        self.wait(lambda: process.poll() is not None)
        child = self.children.pop(name)
        if process.returncode is None:
            processes.stop(process, grace=GRACE)
        self._unwatch(child)
        return None if self.is_stopping else process.returncode

    def wait(self, done: Callable[[], bool], *, seconds: float = float("inf")) -> bool:
        """Tick until done, out of time or told to stop; says whether it is done."""
        deadline = time.monotonic() + seconds
        while not (is_done := done()) and not self.is_stopping and time.monotonic() < deadline:
            self.tick()
        return is_done

    def tick(self) -> None:
        for key, _ in self._selector.select(TICK):
            if not key.data.forward():
                self._selector.unregister(key.fileobj)

    def restart_dead(self) -> None:
        """Start again what ended, after a pause that doubles with each early death."""
        for child in list(self.children.values()):
            if child.restart_at is None and child.process.poll() is not None:
                self._bury(child)
            if child.restart_at is not None and time.monotonic() >= child.restart_at:
                self._spawn(child.name, child.command, child.deaths)

    def stop_all(self) -> None:
        """TERM to all at once, then KILL; afterwards nothing of them is left."""
        self.is_stopping = True
        for child in self.children.values():
            child.process.terminate()
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline and any(map(_is_alive, self.children.values())):
            self.tick()
        for child in self.children.values():
            processes.stop(child.process, grace=0)
            self._unwatch(child)
        self.children.clear()
        self.record.unlink(missing_ok=True)

    def _stop(self, signum: int, frame: FrameType | None) -> None:
        self.is_stopping = True

    def _spawn(self, name: str, command: Sequence[str], deaths: int = 0) -> None:
        process = processes.start(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.environment,
            cwd=self.folder,
        )
        assert process.stdout  # noqa: S101 - we asked for a pipe
        output = Output(name, process.stdout)
        self._selector.register(output.pipe, selectors.EVENT_READ, output)
        self.children[name] = Child(name, command, process, output, time.monotonic(), deaths)
        known = [processes.identity(each.process.pid) for each in self.children.values()]
        self.record.write_text(json.dumps(known))

    def _unwatch(self, child: Child) -> None:
        if child.output in self._watched():
            self._selector.unregister(child.output.pipe)
        child.output.close()

    def _watched(self) -> list[Output]:
        return [key.data for key in self._selector.get_map().values()]

    def _bury(self, child: Child) -> None:
        lived = time.monotonic() - child.started
        child.deaths = 1 if lived > HEALTHY_AFTER else child.deaths + 1
        pause = min(2.0 ** (child.deaths - 1), LONGEST_PAUSE) if child.deaths > 1 else 0.0
        child.restart_at = time.monotonic() + pause
        processes.kill_group(child.process.pid)
        self._unwatch(child)
        say(f"{child.name} ended ({_how(child.process.returncode)}), starts again in {pause:.0f} s")


def _is_alive(child: Child) -> bool:
    return child.process.poll() is None


def _how(returncode: int) -> str:
    return f"signal {-returncode}" if returncode < 0 else f"exit code {returncode}"


def _read(record: Path) -> list[str]:
    try:
        return [str(known) for known in json.loads(record.read_text()) if known]
    except (FileNotFoundError, ValueError):
        return []

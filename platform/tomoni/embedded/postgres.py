"""PostgreSQL for a machine that has no server: own data folder, socket only, never as root."""

import contextlib
import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil

from tomoni.embedded import binaries, paths, processes
from tomoni.embedded.account import passable_folder, private_folder, run_as
from tomoni.embedded.binaries import Binaries
from tomoni.embedded.terminal import LaunchError, say

SPACE_NEEDED = 200 * 1024 * 1024
STATUS_LINE = 7  # of postmaster.pid: starting, ready or stopping
# Orphaned backends end within moments of their server's death; only then may a new one start.
START_TIMEOUT = 60.0
INITDB = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "lc_messages": "C",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "jit": "off",
}


class Postgres:
    """The embedded server. `start` recovers from whatever state an earlier run left behind."""

    def __init__(self) -> None:
        self.data, self.socket = paths.data_dir(), paths.socket_dir()
        self.log = paths.var_dir() / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self, **settings: str) -> None:
        passable_folder(paths.service_dir())
        private_folder(self.socket)
        require_space(paths.service_dir())
        programs = binaries.find(self._major())
        self._end_orphan()
        if self._major() is None:
            self._create(programs)
        self._launch(programs, SETTINGS | settings)
        say(f"{programs} runs in {self.data}")

    def stop(self) -> None:
        """Fast shutdown: clients are disconnected, everything committed is on disk."""
        if self.process is None:
            return
        for signum, grace in ((signal.SIGINT, 30), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(signum)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(grace)
                break
        self.process = None

    def remove(self) -> None:
        """All that it made: for root the whole folder outside the checkout."""
        self._end_orphan()
        folders = [self.socket, self.data, *paths.service_dir().glob("programs-*")]
        for folder in [*folders, *([paths.service_dir()] if os.geteuid() == 0 else [])]:
            shutil.rmtree(folder, ignore_errors=True)

    def listens(self) -> bool:
        """Whoever answers in our private folder is a server of this data folder."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            return client.connect_ex(str(self.socket / ".s.PGSQL.5432")) == 0

    def _major(self) -> int | None:
        """Version of the data folder; nothing where there is none yet."""
        try:
            return int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return None

    def _create(self, programs: Binaries) -> None:
        say(f"creating a database with {programs}")
        # Made beside and renamed at the end, so that an interrupted start leaves no half folder.
        half = self.data.with_name("postgres.half")
        shutil.rmtree(half, ignore_errors=True)
        private_folder(half)
        ctype = "UTF-8" if sys.platform == "darwin" else "C.UTF-8"
        user = ("--username", paths.USER, "--lc-ctype", ctype)
        self._run([programs.folder / "initdb", "--pgdata", half, *user, *INITDB])
        self._run(
            [programs.folder / "postgres", "--single", "-D", half, "template1"],
            input=f"CREATE DATABASE {paths.DATABASE}\n",
        )
        half.rename(self.data)

    def _run(self, command: list[str | Path], *, input: str = "") -> None:  # noqa: A002
        result = subprocess.run(
            command,
            input=input,
            capture_output=True,
            text=True,
            cwd=paths.service_dir(),
            env=environment(),
            start_new_session=True,  # Ctrl-C waits for it: it takes a second or two
            **run_as(),
        )
        if result.returncode or "FATAL" in result.stderr or "ERROR" in result.stderr:
            raise LaunchError(reason(result.stderr) or f"{command[0]} failed")

    def _launch(self, programs: Binaries, settings: dict[str, str]) -> None:
        arguments = [word for item in settings.items() for word in ("-c", "=".join(item))]
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self.process = processes.start(
                [programs.folder / "postgres", "-D", self.data, "-k", self.socket, *arguments],
                death_signal=signal.SIGINT,
                stdout=log,
                stderr=log,
                cwd=self.data,
                env=environment(),
                **run_as(),
            )
        processes.wait_until(lambda: self._is_ready() or not self.is_alive, seconds=START_TIMEOUT)
        if not self._is_ready():
            self.stop()
            raise LaunchError(f"PostgreSQL does not start: {reason(self.log.read_text())}")

    def _is_ready(self) -> bool:
        lines = self._pid_file()
        return (
            self.process is not None
            and len(lines) > STATUS_LINE
            and lines[0] == str(self.process.pid)
            and lines[STATUS_LINE].strip() == "ready"
        )

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _end_orphan(self) -> None:
        """Stop a server that outlived its launcher; forget one whose number another process has."""
        first = (self._pid_file() or [""])[0].strip()
        pid = int(first) if first.isdigit() else 0
        if not pid or not psutil.pid_exists(pid):
            return
        if not _serves(pid, self.data):
            (self.data / "postmaster.pid").unlink()
            return
        say(f"stopping a PostgreSQL that an earlier run left behind (process {pid})")
        for signum in (signal.SIGINT, signal.SIGQUIT):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signum)
            if processes.wait_until(lambda: not psutil.pid_exists(pid), seconds=15):
                return
        raise LaunchError(f"PostgreSQL (process {pid}) does not stop: end it, then start again")


def _serves(pid: int, data: Path) -> bool:
    """PostgreSQL changes into its data folder when it starts."""
    try:
        return Path(psutil.Process(pid).cwd()) == data.resolve()
    except psutil.Error:
        return True  # not to be told: PostgreSQL's own check of the file decides


def environment() -> dict[str, str]:
    """Ours without what would point PostgreSQL's programs elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}


def require_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < SPACE_NEEDED:
        raise LaunchError(
            f"the disk is full: {free // 2**20} MB are free in {folder},"
            f" {SPACE_NEEDED // 2**20} MB are needed"
        )


def reason(output: str) -> str:
    """The line of PostgreSQL's output that says why."""
    if os.strerror(errno.ENOSPC) in output:
        return "the disk is full"
    lines = output.strip().splitlines()
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "rror"))]
    return (telling or lines or [""])[-1].strip()

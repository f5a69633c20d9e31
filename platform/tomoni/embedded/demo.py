"""`make demo`: database, demo world, worker, relay and web server in one terminal."""

import errno
import http.client
import os
import secrets
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

from tomoni.embedded import lock, paths, prepare
from tomoni.embedded.postgres import Postgres, require_space
from tomoni.embedded.supervisor import Supervisor
from tomoni.embedded.terminal import LaunchError, say, write

HOST = "127.0.0.1"
READY_TIMEOUT = 90.0
# Celery warns at length against running as root, which a demo in a container may well do.
CELERY = ("-W", "ignore::UserWarning:celery.platforms", "-m", "celery")
WEB = ("tomoni.wsgi", "--workers=2", "--preload", "--log-level=warning", "--no-control-socket")
WORKER = (
    *("--app=tomoni", "--quiet", "worker", "--beat", "--pool=prefork", "--concurrency=1"),
    *("--loglevel=warning", "--without-gossip", "--without-mingle"),
)


def run() -> int:
    """Everything until Ctrl-C; the exit code."""
    port = read_port(os.environ.get("PORT", "8000"))
    try:
        with lock.launcher_lock():
            return Demo(port).run()
    except lock.TakenError as error:
        raise LaunchError(
            f"Tomoni already runs from this folder (process {error}): stop that one first"
        ) from error


class Demo:
    """The parts of one running demo; PostgreSQL is ours only where no DATABASE_URL is given."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.postgres = None if os.environ.get("DATABASE_URL") else Postgres()
        self.supervisor = Supervisor(
            paths.var_dir() / "children.json", environment(port), paths.checkout()
        )

    def run(self) -> int:
        require_space(paths.var_dir())
        self.supervisor.end_leftovers()
        require_free(self.port)
        with self.supervisor.catching_signals():
            try:
                self._start()
                self._watch()
            finally:
                self._stop()
        return 0

    def _start(self) -> None:
        if self.postgres:
            self.postgres.start()
        else:
            say(f"using the database on {described(os.environ['DATABASE_URL'])}")
        self._prepare()
        for name, command in commands(self.port).items():
            if not self.supervisor.is_stopping:
                self.supervisor.start(name, command)
        self._greet()

    def _prepare(self) -> None:
        command = [sys.executable, "-m", "tomoni.embedded.prepare"]
        if self.supervisor.call("prepare", command):
            raise LaunchError("the database could not be prepared, see the lines above")

    def _greet(self) -> None:
        if self.supervisor.is_stopping:
            return
        web = self.supervisor.children["web"].process
        is_ready = self.supervisor.wait(
            lambda: web.poll() is not None or answers(self.port), seconds=READY_TIMEOUT
        )
        if self.supervisor.is_stopping:
            return
        if not is_ready or web.poll() is not None:
            raise LaunchError("the web server does not become ready, see the lines above")
        logins = paths.var_dir() / prepare.LOGINS
        write("\n" + (logins.read_text() if logins.exists() else "") + "\n")
        write("Only in the demo: mails stay here and are read at /dev/mail/, and staff need no\n")
        write("second factor at login.\n\n")
        say(f"Tomoni is ready: http://{HOST}:{self.port}/   (Ctrl-C stops everything)")

    def _watch(self) -> None:
        while not self.supervisor.is_stopping:
            self.supervisor.tick()
            self.supervisor.restart_dead()
            if self.postgres and not self.postgres.is_alive:
                say("PostgreSQL ended, starting it again")
                self.postgres.start()

    def _stop(self) -> None:
        say("stopping")
        self.supervisor.stop_all()
        if self.postgres:
            self.postgres.stop()
        say("everything is stopped")


def commands(port: int) -> dict[str, list[str]]:
    """The processes of a small installation, started in this order."""
    python = sys.executable
    var = paths.var_dir()
    return {
        "web": [python, "-m", "gunicorn", *WEB, f"--bind={HOST}:{port}"],
        "worker": [python, *CELERY, *WORKER, f"--schedule={var / 'beat-schedule'}"],
        "relay": [python, "manage.py", "relay"],
    }


def environment(port: int) -> dict[str, str]:
    """What the demo presumes; a value that is set already wins."""
    presumed = {
        "DEBUG": "true",
        "SECRET_KEY": "",
        "STAFF_MFA_REQUIRED": "false",
        "BASE_URL": f"http://{HOST}:{port}",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": os.pathsep.join([str(paths.checkout()), str(paths.checkout() / "platform")]),
        "DJANGO_SETTINGS_MODULE": "tomoni.settings",
    }
    merged = presumed | {name: value for name, value in os.environ.items() if value}
    return merged | {"SECRET_KEY": merged["SECRET_KEY"] or secret_key(paths.var_dir())}


def secret_key(folder: Path) -> str:
    """Made once, so that sessions outlive a restart."""
    file = folder / "secret-key"
    if not file.exists() or not file.read_text().strip():
        folder.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text().strip()


def read_port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise LaunchError(f"PORT: expected a number from 1 to 65535, got {text!r}")


def require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            why = "in use" if error.errno == errno.EADDRINUSE else "not ours to take"
            raise LaunchError(
                f"port {port} is {why} on this machine: choose another, e.g. make demo PORT=8001"
            ) from error


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def described(url: str) -> str:
    """A database address without its password."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'a local socket'}, {parts.path.lstrip('/') or 'no name'}"

"""`python -m tomoni.embedded` is the demo; `… run -- COMMAND` lends a command a database.

`… clean` removes what both of them keep.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

import environ

from tomoni.embedded import demo, lock, paths, processes
from tomoni.embedded.postgres import Postgres
from tomoni.embedded.terminal import LaunchError, one_line, write

USAGE = "usage: python -m tomoni.embedded [run -- COMMAND … | clean]\n"


def main(arguments: Sequence[str]) -> int:
    environ.Env.read_env(paths.checkout() / ".env")
    try:
        match arguments:
            case []:
                return demo.run()
            case ["run", "--", _, *_]:
                return lend(arguments[2:])
            case ["clean"]:
                return clean()
    except (LaunchError, OSError) as error:
        write(f"Tomoni cannot go on: {one_line(error)}\n")
        return 1
    write(USAGE)
    return 2


def lend(command: Sequence[str]) -> int:
    """The command's exit code; PostgreSQL runs for as long as it does, if no other is given."""
    if os.environ.get("DATABASE_URL"):
        return call(command)
    postgres = Postgres()
    try:
        with lock.launcher_lock():
            return _with(postgres, command)
    except lock.TakenError:
        # The demo of this folder runs, or starts: its server serves the command too.
        if not processes.wait_until(postgres.listens, seconds=60):
            raise LaunchError("another launcher of this folder runs without PostgreSQL") from None
        return call(command)


def clean() -> int:
    """Remove the database's folders, which for root stand outside the checkout."""
    try:
        with lock.launcher_lock():
            Postgres().remove()
    except lock.TakenError as error:
        raise LaunchError(f"Tomoni runs here (process {error}): stop it first") from error
    return 0


def _with(postgres: Postgres, command: Sequence[str]) -> int:
    try:
        postgres.start(synchronous_commit="off")
        return call(command)
    finally:
        postgres.stop()


def call(command: Sequence[str]) -> int:
    """Its exit code. Ctrl-C reaches it by itself; what is sent to us alone is passed on."""
    process = subprocess.Popen(command, env=_environment())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, lambda received, _frame: process.send_signal(received))
    returncode = process.wait()
    return 128 - returncode if returncode < 0 else returncode


def _environment() -> dict[str, str]:
    # The import of our own package names the settings; the command chooses them itself.
    ours = ("DJANGO_SETTINGS_MODULE", "tomoni.settings")
    return dict(item for item in os.environ.items() if item != ours)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

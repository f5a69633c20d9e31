"""`python -m tomoni.embedded` is the demo; `… run -- COMMAND` lends a command a database."""

import os
import subprocess
import sys
from collections.abc import Sequence

import environ

from tomoni.embedded import demo, lock, paths, processes
from tomoni.embedded.postgres import Postgres
from tomoni.embedded.terminal import LaunchError, one_line, write

USAGE = "usage: python -m tomoni.embedded [run -- COMMAND …]\n"


def main(arguments: Sequence[str]) -> int:
    environ.Env.read_env(paths.checkout() / ".env")
    try:
        match arguments:
            case []:
                return demo.run()
            case ["run", "--", _, *_]:
                return lend(arguments[2:])
    except (LaunchError, OSError) as error:
        write(f"Tomoni does not start: {one_line(error)}\n")
        return 1
    write(USAGE)
    return 2


def lend(command: Sequence[str]) -> int:
    """The command's exit code; PostgreSQL runs for as long as it does, if no other is given."""
    if os.environ.get("DATABASE_URL"):
        return subprocess.call(command)
    postgres = Postgres()
    try:
        with lock.launcher_lock():
            return _with(postgres, command)
    except lock.TakenError:
        # The demo of this folder runs, or starts: its server serves the command too.
        if not processes.wait_until(postgres.listens, seconds=60):
            raise LaunchError("another launcher of this folder runs without PostgreSQL") from None
        return subprocess.call(command)


def _with(postgres: Postgres, command: Sequence[str]) -> int:
    try:
        postgres.start(synchronous_commit="off")
        return subprocess.call(command)
    finally:
        postgres.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

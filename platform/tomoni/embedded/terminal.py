"""What the launcher tells the person at the terminal."""

import contextlib
import sys
import time

_started = time.monotonic()


class LaunchError(Exception):
    """Why it cannot go on and what helps, in one line for the person at the terminal."""


def say(text: str) -> None:
    """One line with the seconds since the start."""
    write(f"[{time.monotonic() - _started:5.1f} s] {text}\n")


def write(text: str) -> None:
    # The terminal may be gone (closed window, broken pipe) while children are still to be stopped.
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(text)
        sys.stdout.flush()


def one_line(error: BaseException) -> str:
    """An error as a person reads it: no class name, no traceback, first line only."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror + (f": {error.filename}" if error.filename else "")
    return (str(error).strip() or type(error).__name__).splitlines()[0]

"""Starting a process that does not outlive us, and ending one that is surely ours."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil

PR_SET_PDEATHSIG = 1


def start(
    command: Sequence[str | Path], *, death_signal: int = signal.SIGTERM, **options: Any
) -> subprocess.Popen[bytes]:
    """Start it in a session of its own, so that Ctrl-C reaches only us.

    On Linux the kernel sends it `death_signal` when we end, even by kill -9. Elsewhere the next
    start ends what it finds (see `supervisor`).
    """
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_die_with_parent(death_signal),  # safe: the launcher has no threads
        **options,
    )


def _die_with_parent(death_signal: int) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def ask_kernel() -> None:
        # Runs after the change of account, which would clear the wish.
        prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel


def identity(pid: int) -> str:
    """Tells a process from a later one with the same number; empty where there is none."""
    try:
        process = psutil.Process(pid)
        is_dead = process.status() == psutil.STATUS_ZOMBIE
        return "" if is_dead else f"{pid} {process.create_time():.2f}"
    except psutil.Error:
        return ""


def stop(process: subprocess.Popen[bytes], *, grace: float) -> None:
    """TERM, which it hands on to its own children; KILL to its group after `grace` seconds."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(grace)
    kill_group(process.pid)
    process.wait()


def stop_stranger(known: str, *, grace: float) -> bool:
    """End the group of a process that is not our child, if it is still the one of that identity."""
    leader = int(known.split()[0])
    if identity(leader) != known:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(leader, signal.SIGTERM)
    wait_until(lambda: identity(leader) != known, seconds=grace)
    kill_group(leader)
    return True


def kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def wait_until(done: Callable[[], bool], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True

"""How long something takes: by the clock, in the database, and of the processor alone."""

import time
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection


class Clock:
    """Milliseconds in the database, and how many statements; to be given to `execute_wrapper`."""

    def __init__(self) -> None:
        self.milliseconds, self.queries = 0.0, 0

    def __call__(self, execute: Any, *args: Any) -> Any:
        begin = time.perf_counter()
        try:
            return execute(*args)
        finally:
            self.milliseconds += 1000 * (time.perf_counter() - begin)
            self.queries += 1


def processor() -> float:
    """Milliseconds that the server's process for this connection has worked; 0 if elsewhere.

    A busy machine does not lengthen them.
    """
    try:
        return int(Path(f"/proc/{_process()}/schedstat").read_text().split()[0]) / 1e6
    except OSError:
        return 0.0


@cache
def _process() -> int:
    with connection.cursor() as cursor:
        # One process does it all, so that its time is all there is.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        pid: int = cursor.fetchone()[0]
    return pid

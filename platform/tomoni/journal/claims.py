"""A worker's hold on a ledger row: taken, kept while it computes, given back in one statement.

Every time is the database's, so that workers on several machines agree. `attempts` is the
fencing token: whoever claims a row raises it, and whoever held it before can no longer close it.
"""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.db import connection

logger = structlog.get_logger(__name__)

TRIES = 5
_ERROR_LENGTH = 2000

_TAKE = """
    UPDATE journal_job AS job
       SET attempts = attempts + 1, tries = tries + 1,
           hint_at = NULL, locked_until = statement_timestamp() + known.lease
      FROM unnest(%s::text[], %s::interval[]) AS known (kind, lease)
     WHERE known.kind = job.kind AND job.id = (
           SELECT id FROM journal_job
            WHERE id = %s AND done_at IS NULL AND dead_at IS NULL
              AND due_at <= statement_timestamp() AND tries < %s
              AND (locked_until IS NULL OR locked_until <= statement_timestamp())
              FOR UPDATE SKIP LOCKED)
 RETURNING job.id, job.attempts, job.generation, job.kind, job.key, job.payload, known.lease
"""
_MINE = "WHERE id = %(id)s AND attempts = %(token)s AND done_at IS NULL AND dead_at IS NULL"
_KEEP = f"UPDATE journal_job SET locked_until = statement_timestamp() + %(lease)s {_MINE}"  # noqa: S608
_CLOSE = f"""
    UPDATE journal_job
       SET done_at = CASE WHEN generation = %(generation)s THEN statement_timestamp() END,
           payload = CASE WHEN generation = %(generation)s THEN '{{}}' ELSE payload END,
           first_due_at = statement_timestamp(),
           locked_until = NULL, hint_at = NULL, tries = 0, last_error = ''
     {_MINE}
 RETURNING done_at IS NOT NULL
"""  # noqa: S608 - both parts are constants of this module
_FAIL = f"""
    UPDATE journal_job
       SET dead_at = CASE WHEN tries >= %(tries)s THEN statement_timestamp() END,
           due_at = statement_timestamp()
                    + coalesce((%(waits)s::interval[])[tries], interval '0'),
           locked_until = NULL, hint_at = NULL, last_error = %(error)s
     {_MINE}
 RETURNING dead_at IS NOT NULL
"""  # noqa: S608


class ClaimLostError(Exception):
    """Another worker has claimed the row since, or the row is closed."""


@dataclass(frozen=True)
class Claim:
    """A row as it was when the worker took it; `token` proves the hold."""

    job_id: int
    token: int
    generation: int
    kind: str
    key: str
    payload: dict[str, Any]
    lease: timedelta

    def close(self) -> bool:
        """Mark the row done, inside the transaction of its effect.

        False: the work was asked for again meanwhile, and the row stays open. Raises
        ClaimLostError, upon which the caller's transaction must be rolled back.
        """
        return self._change(_CLOSE, generation=self.generation)

    def fail(self, error: str, waits: Sequence[timedelta]) -> bool:
        """Give the row back for a later try, or, after the last one, up; True if given up.

        `waits` are the pauses after the first, second … try. Raises ClaimLostError.
        """
        clean = error.replace("\0", "")[:_ERROR_LENGTH]
        return self._change(_FAIL, error=clean, waits=list(waits), tries=TRIES)

    def keep(self) -> bool:
        """Hold the row for another lease; False if it is lost."""
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, self._values(lease=self.lease))
            return cursor.rowcount == 1

    def _change(self, statement: str, **values: Any) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(statement, self._values(**values))
            row = cursor.fetchone()
        if row is None:
            raise ClaimLostError(self.job_id)
        return bool(row[0])

    def _values(self, **values: Any) -> dict[str, Any]:
        return {"id": self.job_id, "token": self.token, **values}


def take(job_id: int, leases: Mapping[str, timedelta]) -> Claim | None:
    """Claim the row if it is due, free, and of a kind among `leases`; None if not."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [list(leases), list(leases.values()), job_id, TRIES])
        row = cursor.fetchone()
    if row is None:
        return None
    number, token, generation, kind, key, payload, lease = row
    return Claim(number, token, generation, kind, key, json.loads(payload), lease)


@contextmanager
def kept(claim: Claim) -> Iterator[None]:
    """Prolong the claim while the block runs, so that a lease may be short and work long."""
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_until, args=(claim, stop), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


def _keep_until(claim: Claim, stop: threading.Event) -> None:
    try:
        while not stop.wait(claim.lease.total_seconds() / 3):
            if not claim.keep():
                return
    except Exception:
        # The work goes on; if the lease runs out, its result is refused and it is done again.
        logger.warning("lease_not_kept", job=claim.job_id, exc_info=True)
    finally:
        connection.close()  # this thread's own

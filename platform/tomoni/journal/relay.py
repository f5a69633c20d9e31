"""The relay: offers due ledger rows to the workers, a message with an id for each.

A message is only a hint. Whether it arrives, arrives twice or is forgotten by the broker does not
matter: an open row is offered again after a while. Any number of relays may run.
"""

import threading
from collections import deque
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import structlog
from django.db import close_old_connections, connection

from tomoni.celery import app
from tomoni.journal import claims, ledger

logger = structlog.get_logger(__name__)

PAUSE = 0.5  # seconds between passes
LONGEST_PAUSE = 8.0  # … while the database or the broker is away
# How many messages may be on their way at once. Without a bound, rows that wait for a slow worker
# would be offered again and again until the broker is full of repetitions.
WINDOW = 500
REPEAT_AFTER = timedelta(seconds=10)
REPEAT_AT_MOST_AFTER = timedelta(seconds=30)
_TASK = "tomoni.journal.tasks.run_job"

_DUE = """
    kind = ANY(%(kinds)s) AND done_at IS NULL AND dead_at IS NULL
    AND due_at <= statement_timestamp()
    AND (locked_until IS NULL OR locked_until <= statement_timestamp())
"""
# The longer a row has been due, the later its hint is repeated.
_OFFER = f"""
    UPDATE journal_job
       SET hint_at = statement_timestamp() + greatest(%(soon)s,
                     least(statement_timestamp() - due_at, %(late)s))
     WHERE id IN (
           SELECT id FROM journal_job
            WHERE {_DUE} AND (hint_at IS NULL OR hint_at <= statement_timestamp())
            ORDER BY due_at, id
            LIMIT greatest(0, %(window)s - (
                  SELECT count(*) FROM journal_job
                   WHERE {_DUE} AND hint_at > statement_timestamp()))
              FOR UPDATE SKIP LOCKED)
 RETURNING id
"""  # noqa: S608 - both parts are constants of this module
_WITHDRAW = "UPDATE journal_job SET hint_at = NULL WHERE id = ANY(%s) AND done_at IS NULL"
_BURY = """
    UPDATE journal_job
       SET dead_at = statement_timestamp(),
           last_error = 'The worker ended in the middle of the last try. ' || last_error
     WHERE done_at IS NULL AND dead_at IS NULL
       AND tries >= %s AND locked_until <= statement_timestamp()
"""


def relay_once() -> int:
    """Offer what is due and bury what killed its last worker; returns how many were offered.

    Raises what the database or the broker raises. Rows whose message could not be sent are due
    for the next pass at once.
    """
    waiting = deque(_choose())
    number = len(waiting)
    try:
        _send(waiting)
    finally:
        if waiting:
            _withdraw(waiting)
    return number


def run_until(stop: threading.Event) -> None:
    """Relay until told to stop, whatever is away meanwhile."""
    pause = PAUSE
    while not stop.is_set():
        try:
            relay_once()
        except Exception:
            pause = min(pause * 2, LONGEST_PAUSE)
            logger.warning("relay_pass_failed", next_in_seconds=pause, exc_info=True)
        else:
            if pause > PAUSE:
                logger.info("relay_recovered")
            pause = PAUSE
        close_old_connections()
        stop.wait(pause)


def _choose() -> list[int]:
    values: dict[str, Any] = {
        "kinds": list(ledger.handlers),
        "soon": REPEAT_AFTER,
        "late": REPEAT_AT_MOST_AFTER,
        "window": WINDOW,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BURY, [claims.TRIES])
        cursor.execute(_OFFER, values)
        return sorted(row[0] for row in cursor.fetchall())


def _send(waiting: deque[int]) -> None:
    """Send one message per id and take it off the queue; what is left was not sent."""
    if not waiting:
        return
    # A connection for each pass: nothing is left over from a broker that was away or hung.
    with app.connection_for_write() as broker, app.amqp.Producer(broker) as producer:
        while waiting:
            app.send_task(_TASK, (waiting[0],), producer=producer)
            waiting.popleft()


def _withdraw(job_ids: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WITHDRAW, [list(job_ids)])

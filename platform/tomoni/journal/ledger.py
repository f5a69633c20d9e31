"""Background work that is never lost: asked for in the transaction that needs it, closed in the
transaction of its effect.

`enqueue` writes a row; the relay offers due rows to the workers; `run` claims one, computes without
a transaction, then writes and closes it in one. Whatever dies in between, the row stays open and
is offered again. docs/reliability.md tells the whole story.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Max, Min
from django.db.models.functions import Now
from django.utils import timezone

from tomoni.accounts.models import User
from tomoni.journal import claims
from tomoni.journal.claims import Claim, ClaimLostError
from tomoni.journal.models import Job
from tomoni.journal.record import record

logger = structlog.get_logger(__name__)

Write = Callable[[], None]
Function = Callable[[str, dict[str, Any]], Write]

# Work that is asked for again while it waits is put off a little, so that a burst of edits is
# one run, but never longer than this after it was first due.
DEBOUNCE = timedelta(seconds=5)
DEBOUNCE_AT_MOST = timedelta(seconds=30)
# A worker that is killed is noticed when its lease runs out; one that lives prolongs it.
LEASE = timedelta(seconds=30)
WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 120, 600))
HEARTBEAT = "journal.heartbeat"

_ENQUEUE = """
    INSERT INTO journal_job (kind, key, payload, once, last_error, due_at, first_due_at)
    VALUES (%(kind)s, %(key)s, %(payload)s, %(once)s, '',
            statement_timestamp() + %(delay)s, statement_timestamp() + %(delay)s)
"""
_ASK_AGAIN = """
    ON CONFLICT (kind, key) WHERE done_at IS NULL AND dead_at IS NULL
    DO UPDATE SET generation = journal_job.generation + 1, tries = 0, hint_at = NULL,
                  payload = EXCLUDED.payload,
                  due_at = least(statement_timestamp() + greatest(%(delay)s, %(debounce)s),
                                 journal_job.first_due_at + %(at_most)s)
"""
_LEAVE_ALONE = "ON CONFLICT DO NOTHING"


class Outcome(StrEnum):
    """What became of one run."""

    DONE = "done"
    AGAIN = "again"  # done, and asked for again meanwhile: the row stays open
    SKIPPED = "skipped"  # closed, not due, or another worker has it
    LOST = "lost"  # another worker took over; nothing was written
    FAILED = "failed"  # will be tried again
    DEAD = "dead"  # given up; staff see it


@dataclass(frozen=True)
class Handler:
    """How work of one kind is done, for how long a claim holds, the pauses between tries."""

    function: Function
    lease: timedelta
    waits: Sequence[timedelta]


@dataclass(frozen=True)
class Health:
    """The ledger in four figures. Overdue is the longest wait of a due row nobody works on."""

    open: int
    overdue_seconds: float
    dead: int
    last_heartbeat: datetime | None


handlers: dict[str, Handler] = {}


def handler(
    kind: str, *, lease: timedelta = LEASE, waits: Sequence[timedelta] = WAITS
) -> Callable[[Function], Function]:
    """Register a function for a kind of work; it stands in an app's `jobs.py`.

    The function gets key and payload, computes outside any transaction, and returns `write`. That
    is run in one transaction together with closing the row, and not at all if the claim was lost.
    """

    def register(function: Function) -> Function:
        if kind in handlers:
            raise ValueError(f"two handlers for {kind}")
        handlers[kind] = Handler(function, lease, waits)
        return function

    return register


def enqueue(
    kind: str,
    key: str,
    payload: dict[str, Any] | None = None,
    *,
    delay: timedelta = timedelta(0),
) -> None:
    """Ask for work, in the caller's transaction; RuntimeError outside one.

    There is one open row per kind and key. Asking again replaces its payload and puts it off by
    DEBOUNCE; if it is being worked on, it is run once more afterwards.
    """
    _insert(_ENQUEUE + _ASK_AGAIN, kind, key, payload, delay, once=False)


def enqueue_once(
    kind: str,
    key: str,
    payload: dict[str, Any] | None = None,
    *,
    delay: timedelta = timedelta(0),
) -> None:
    """Ask for work that must not happen twice: a key that was ever used is left alone."""
    _insert(_ENQUEUE + _LEAVE_ALONE, kind, key, payload, delay, once=True)


def _insert(
    statement: str,
    kind: str,
    key: str,
    payload: dict[str, Any] | None,
    delay: timedelta,
    *,
    once: bool,
) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError(f"{kind}: work is asked for inside the transaction that needs it")
    values: dict[str, Any] = {
        "kind": kind,
        "key": key,
        "payload": json.dumps(payload or {}, cls=DjangoJSONEncoder),
        "once": once,
        "delay": delay,
        "debounce": DEBOUNCE,
        "at_most": DEBOUNCE_AT_MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def run(job_id: int) -> Outcome:
    """Do the work of a row, unless somebody else has it. Safe to call any number of times."""
    claim = claims.take(job_id, {kind: known.lease for kind, known in handlers.items()})
    if claim is None:
        return Outcome.SKIPPED
    started = time.monotonic()
    with structlog.contextvars.bound_contextvars(job=claim.job_id, kind=claim.kind, key=claim.key):
        outcome = _work(claim)
        logger.info("job_ran", outcome=outcome, seconds=round(time.monotonic() - started, 3))
    return outcome


def _work(claim: Claim) -> Outcome:
    try:
        with claims.kept(claim):
            write = handlers[claim.kind].function(claim.key, claim.payload)
            return _close(claim, write)
    except ClaimLostError:
        return Outcome.LOST
    except Exception as error:
        logger.warning("job_failed", exc_info=True)
        return _fail(claim, error)


def _close(claim: Claim, write: Write) -> Outcome:
    # Asked before the transaction, so that the row is locked for its last statement only: a web
    # request that asks for the same work must not wait for `write`.
    if not claim.keep():
        raise ClaimLostError(claim.job_id)
    with transaction.atomic():
        write()
        return Outcome.DONE if claim.close() else Outcome.AGAIN


def _fail(claim: Claim, error: Exception) -> Outcome:
    try:
        text = f"{type(error).__name__}: {error}"
        is_dead = claim.fail(text, handlers[claim.kind].waits)
    except ClaimLostError:
        return Outcome.LOST
    return Outcome.DEAD if is_dead else Outcome.FAILED


@transaction.atomic
def retry(job: Job, *, by: User | None) -> None:
    """Give a dead row five new tries; a row that is not dead is left alone.

    If the same work was asked for again since, that row does it, and this one is closed.
    """
    row = Job.objects.select_for_update().dead().filter(pk=job.pk)
    if not row:
        return
    if Job.objects.open().filter(kind=job.kind, key=job.key).exists():
        row.update(dead_at=None, done_at=Now())
    else:
        row.update(dead_at=None, due_at=Now(), first_due_at=Now(), hint_at=None, tries=0)
    record(by, "job.retried", job)


def health() -> Health:
    """Ask the ledger how it fares."""
    first_due = Job.objects.overdue().aggregate(at=Min("due_at"))["at"]
    overdue = (timezone.now() - first_due).total_seconds() if first_due else 0.0
    beats = Job.objects.done().filter(kind=HEARTBEAT)
    return Health(
        open=Job.objects.open().count(),
        overdue_seconds=max(0.0, overdue),
        dead=Job.objects.dead().count(),
        last_heartbeat=beats.aggregate(at=Max("done_at"))["at"],
    )

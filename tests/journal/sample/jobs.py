"""Work that a test can steer through files, and that tells what it did through the journal."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from tomoni.journal import ledger
from tomoni.journal.models import Entry

AT_ONCE = (timedelta(0),) * 4
SHORT = timedelta(seconds=2)
EDITED = "sample.edited"


def note(verb: str, key: str, **data: Any) -> None:
    Entry.objects.create(verb=verb, subject_type="sample", subject_id=key, data=data)


def file(name: str) -> Path:
    return Path(settings.VAR) / name


@ledger.handler("sample.plain")
def plain(key: str, payload: dict[str, Any]) -> ledger.Write:
    return lambda: note("sample.done", key)


@ledger.handler("sample.gated", lease=SHORT)
def gated(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Computes until the file `gate` is there."""
    note("sample.started", key, pid=os.getpid())
    while not file("gate").exists():
        time.sleep(0.02)
    return lambda: note("sample.done", key)


@ledger.handler("sample.poison", waits=AT_ONCE)
def poison(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Fails until the file `cure` is there."""
    if not file("cure").exists():
        raise ValueError("poison")
    return lambda: note("sample.done", key)


@ledger.handler("sample.crash", lease=timedelta(milliseconds=500))
def crash(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Takes its worker down."""
    os.kill(os.getpid(), signal.SIGKILL)
    return lambda: None


@ledger.handler("sample.latest")
def latest(key: str, payload: dict[str, Any]) -> ledger.Write:
    """Counts the edits it can see, slowly, and notes when it is not alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(4711)")
        if not cursor.fetchone()[0]:
            note("sample.overlap", key)
        seen = Entry.objects.filter(verb=EDITED).count()
        time.sleep(0.3)
        cursor.execute("SELECT pg_advisory_unlock_all()")
    return lambda: note("sample.seen", key, edits=seen)

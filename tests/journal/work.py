"""Work that the ledger's tests ask for."""

from collections.abc import Callable
from typing import Any

from django.db.models.functions import Now

from tomoni.journal import ledger
from tomoni.journal.models import Entry, Job

Ask = Callable[..., Job]
Register = Callable[..., None]


def nothing(key: str, payload: dict[str, Any]) -> ledger.Write:
    return lambda: None


def failing(key: str, payload: dict[str, Any]) -> ledger.Write:
    raise ValueError("no luck\0")


def noting(key: str, payload: dict[str, Any]) -> ledger.Write:
    """The effect is a journal entry with the payload."""
    return lambda: note(key, payload)


def note(key: str, payload: dict[str, Any]) -> None:
    Entry.objects.create(verb="test.done", subject_type="test", subject_id=key, data=payload)


def make_due(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(due_at=Now(), locked_until=None)

"""How long it is remembered what is done, sent and looked for."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models.functions import Now

from tomoni.journal.ledger import HEARTBEAT
from tomoni.journal.models import Job, Search, Submission

JOBS_KEPT = timedelta(days=30)
HEARTBEATS_KEPT = timedelta(hours=1)
SUBMISSIONS_KEPT = timedelta(days=7)
SEARCHES_KEPT = timedelta(days=400)
_AT_A_TIME = 1000


def sweep() -> None:
    """Forget a bounded number of old rows; a row that must never be repeated stays for ever."""
    done = Job.objects.done().filter(once=False)
    _forget(done.filter(done_at__lt=Now() - JOBS_KEPT))
    _forget(done.filter(kind=HEARTBEAT, done_at__lt=Now() - HEARTBEATS_KEPT))
    _forget(Submission.objects.filter(created_at__lt=Now() - SUBMISSIONS_KEPT))
    _forget(Search.objects.filter(at__lt=Now() - SEARCHES_KEPT))


def _forget(rows: models.QuerySet[Any]) -> None:
    some = rows.order_by("pk").values("pk")[:_AT_A_TIME]
    rows.model._default_manager.filter(pk__in=some).delete()

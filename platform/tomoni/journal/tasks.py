"""What Celery calls. A message is only a hint; the ledger decides what is done."""

from celery import shared_task
from django.db import transaction

from tomoni.journal import ledger


@shared_task
def run_job(job_id: int) -> None:
    """Do the work of a ledger row, if it is still to be done."""
    ledger.run(job_id)


@shared_task
def heartbeat() -> None:
    """Send one job through the whole path: beat, worker, ledger, relay, broker, worker."""
    with transaction.atomic():
        ledger.enqueue(ledger.HEARTBEAT, "")

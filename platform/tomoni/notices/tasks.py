"""What beat asks of notices."""

from celery import shared_task
from django.db import transaction

from tomoni.notices import mailing, retention


@shared_task
def ask_for_digests() -> None:
    """Every quarter of an hour, so that a night without beat is made up; works once a day."""
    with transaction.atomic():
        mailing.ask_for_day()


@shared_task
def sweep() -> None:
    """Forget what is old, and what belongs to closed accounts."""
    retention.sweep()

"""What beat asks of partners and listings."""

from celery import shared_task
from django.db import transaction

from partners import keeping, renewing, reviewing


@shared_task
def review_listings() -> None:
    """Every quarter of an hour, so that a night without beat is made up; works once a day."""
    with transaction.atomic():
        reviewing.ask_for_review()


@shared_task
def renew_registrations() -> None:
    """As often as listings are reviewed, and for the same reason; works once a day."""
    with transaction.atomic():
        renewing.ask_for_renewals()


@shared_task
def forget_changes() -> None:
    """Forget what edits of long ago have replaced."""
    keeping.sweep()

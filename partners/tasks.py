"""What beat asks of partners and listings."""

from celery import shared_task
from django.db import transaction

from partners import reviewing


@shared_task
def review_listings() -> None:
    """Every quarter of an hour, so that a night without beat is made up; works once a day."""
    with transaction.atomic():
        reviewing.ask_for_review()

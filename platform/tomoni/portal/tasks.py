"""What beat asks of the roof."""

from celery import shared_task
from django.db import transaction

from tomoni.portal import saving
from tomoni.portal.insights import renewing


@shared_task
def mail_saved_searches() -> None:
    """Every quarter of an hour, so that a night without beat is made up; works once a day."""
    with transaction.atomic():
        saving.ask_for_day()


@shared_task
def renew_insights() -> None:
    """Every quarter of an hour: nobody who opens the figures waits for them to be counted."""
    renewing.renew()

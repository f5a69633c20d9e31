"""What beat asks of meetings."""

from celery import shared_task
from django.db import transaction

from events.attending import reminders
from events.following import clocks


@shared_task
def remind() -> None:
    """Every five minutes: the marks of the meetings that come up, each asked for once."""
    with transaction.atomic():
        reminders.ask_for_passes()


@shared_task
def look_at_afterwards() -> None:
    """Every quarter of an hour, so that a night without beat is made up; works once a day."""
    with transaction.atomic():
        clocks.ask_for_looks()

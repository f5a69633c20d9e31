"""What beat asks of challenges."""

from celery import shared_task
from django.db import transaction

from challenges import lifecycle
from challenges.screening import replying


@shared_task
def follow_the_clock() -> int:
    """Once a minute: open and close challenges whose hour has come."""
    return lifecycle.follow_the_clock()


@shared_task
def remind_of_replies() -> None:
    """Every quarter of an hour, so that a night without beat is made up; works once a day."""
    with transaction.atomic():
        replying.ask_for_reminders()

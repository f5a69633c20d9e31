"""What beat asks of challenges."""

from celery import shared_task

from challenges import lifecycle


@shared_task
def follow_the_clock() -> int:
    """Once a minute: open and close challenges whose hour has come."""
    return lifecycle.follow_the_clock()

"""What beat asks of accounts."""

from celery import shared_task

from tomoni.accounts import retention


@shared_task
def sweep_drafts() -> None:
    """Forget what was begun long ago and never sent."""
    retention.sweep_drafts()

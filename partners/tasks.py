"""What beat asks of partners and listings."""

from celery import shared_task
from django.db import transaction

from partners.agreements import terms
from partners.bulk import importing
from partners.life import renewing
from partners.publishing import declaring, reviewing
from partners.record import keeping


@shared_task
def review_listings() -> None:
    """Every quarter of an hour, so that a night without beat is made up; works once a day."""
    with transaction.atomic():
        reviewing.ask_for_review()


@shared_task
def ask_for_reports() -> None:
    """Every hour; works once a day, in spring, and writes once a year to anybody."""
    with transaction.atomic():
        declaring.ask_for_reports()


@shared_task
def renew_registrations() -> None:
    """As often as listings are reviewed, and for the same reason; works once a day."""
    with transaction.atomic():
        renewing.ask_for_renewals()


@shared_task
def look_at_agreements() -> None:
    """As often as listings are reviewed, and for the same reason; works once a day."""
    with transaction.atomic():
        terms.ask_for_looks()


@shared_task
def forget_changes() -> None:
    """Forget what edits of long ago have replaced."""
    keeping.sweep()


@shared_task
def forget_lists() -> None:
    """Take away files and words of lists that are older than promised."""
    importing.forget_outdated()

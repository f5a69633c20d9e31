"""What beat asks of the matcher and of introductions."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from matching import new_suggestions, retention
from matching.engine import engine_version
from matching.introducing import clocks, keeping
from matching.models import Version
from matching.storing import store
from matching.suggestions import ask_for_rebuild

REBUILD_HOUR = 3
"""From this hour of the day on, when hardly anybody reads."""


@shared_task
def keep_fresh() -> None:
    """Have everything made anew once a day, and where nothing is made yet or by another engine."""
    if _is_due(store.current()):
        with transaction.atomic():
            ask_for_rebuild(delay=timedelta(0))


@shared_task
def tell_of_new() -> None:
    """Every quarter of an hour, so that a night without beat is made up; works once a day."""
    with transaction.atomic():
        new_suggestions.ask_for_day()


@shared_task
def sweep() -> None:
    """Forget what was shown and answered, or written in introductions, long ago."""
    retention.sweep()
    keeping.sweep()


def _is_due(version: Version | None) -> bool:
    if version is None or version.engine_version != engine_version():
        return True
    return version.as_of < timezone.localdate() and timezone.localtime().hour >= REBUILD_HOUR


@shared_task
def look_at_introductions() -> None:
    """Every quarter of an hour, so that a night without beat is made up; works once a day."""
    with transaction.atomic():
        clocks.ask_for_looks()

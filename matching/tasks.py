"""What beat asks of the matcher."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from matching import store
from matching.engine import engine_version
from matching.models import Version
from matching.suggestions import ask_for_rebuild

REBUILD_HOUR = 3
"""From this hour of the day on, when hardly anybody reads."""


@shared_task
def keep_fresh() -> None:
    """Have everything made anew once a day, and where nothing is made yet or by another engine."""
    if _is_due(store.current()):
        with transaction.atomic():
            ask_for_rebuild(delay=timedelta(0))


def _is_due(version: Version | None) -> bool:
    if version is None or version.engine_version != engine_version():
        return True
    return version.as_of < timezone.localdate() and timezone.localtime().hour >= REBUILD_HOUR

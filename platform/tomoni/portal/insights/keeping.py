"""How far back rows reach that are thrown away after a while: what lies before is not told."""

from datetime import date, timedelta

from django.utils import timezone

from tomoni.municipalities.models import Municipality


def oldest_kept(kept_for: timedelta) -> date:
    """The first day of which all rows are there still."""
    return timezone.localdate() - kept_for


def is_forgotten(kept_for: timedelta | None, first: date) -> bool:
    """Of a time that begins on the day some rows may be gone; on a platform that is younger than
    what it keeps nothing is. Asks the database only about days long past.
    """
    if kept_for is None or first >= oldest_kept(kept_for):
        return False
    old = Municipality.objects.filter(created_at__date__lt=oldest_kept(kept_for))
    return old.exists()

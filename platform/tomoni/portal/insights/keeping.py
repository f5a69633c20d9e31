"""How far back rows reach that are thrown away after a while: what lies before is not told."""

from datetime import date, timedelta

from django.utils import timezone

from tomoni.municipalities.models import Municipality


def oldest_kept(kept_for: timedelta | None) -> date | None:
    """The first day of which all rows are there still; None where none can have been thrown away,
    on a platform that is younger than what it keeps.
    """
    if kept_for is None:
        return None
    oldest = timezone.localdate() - kept_for
    is_old = Municipality.objects.filter(created_at__date__lt=oldest).exists()
    return oldest if is_old else None


def is_forgotten(kept_for: timedelta | None, first: date) -> bool:
    """Of a time that begins on the day some rows may be gone. Asks only for days long past."""
    if kept_for is None or first >= timezone.localdate() - kept_for:
        return False
    return oldest_kept(kept_for) is not None

"""How long it is kept what edits have replaced."""

from datetime import timedelta

from django.db.models.functions import Now

from partners.models import Change

CHANGES_KEPT = timedelta(days=3 * 365)
"""That is longer than a registration lasts in any of the cities we know."""
_AT_A_TIME = 1000


def sweep() -> None:
    """Forget what was changed long ago, a bounded number at a time; the journal still knows which
    fields that were.
    """
    old = Change.objects.filter(at__lt=Now() - CHANGES_KEPT).order_by("pk")
    Change.objects.filter(pk__in=old.values("pk")[:_AT_A_TIME]).delete()

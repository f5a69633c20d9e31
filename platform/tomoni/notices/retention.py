"""How long notices are kept, and what goes when an account is closed."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from tomoni.notices import unread
from tomoni.notices.models import Bounce, DigestDay, Notice, Preference

KEPT = timedelta(days=400)
"""As the page on personal data says."""
_AT_A_TIME = 5_000


def sweep() -> int:
    """Forget old notices and those of closed accounts, a bounded number at a time; how many."""
    for model in (Preference, DigestDay, Bounce):
        model._default_manager.filter(user__is_active=False).delete()
    old = Notice.objects.filter(created_at__lt=timezone.now() - KEPT)
    return _forget(old) + _forget(Notice.objects.filter(recipient__is_active=False))


def _forget(rows: QuerySet[Notice]) -> int:
    some = list(rows.order_by("created_at").values_list("pk", "recipient")[:_AT_A_TIME])
    Notice.objects.filter(pk__in=[pk for pk, _reader in some]).delete()
    for reader in {reader for _pk, reader in some}:
        unread.forget(reader)
    return len(some)

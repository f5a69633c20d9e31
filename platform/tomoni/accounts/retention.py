"""How long it is kept what somebody has typed and never sent."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tomoni.accounts import drafts
from tomoni.accounts.models import Draft

DRAFTS_KEPT = timedelta(days=365)
"""Since the last word was typed, as the page on personal data says."""
_AT_A_TIME = 500


def sweep_drafts() -> int:
    """Forget drafts that nobody went on with, and their files; how many there were.

    A bounded number at a time, each by itself: one whose file gives trouble holds up no other.
    """
    return sum(_forget(draft.pk) for draft in _old()[:_AT_A_TIME])


@transaction.atomic
def _forget(pk: UUID) -> bool:
    """Unless somebody has gone on with it meanwhile."""
    draft = _old().select_for_update(skip_locked=True).filter(pk=pk).first()
    if draft:
        drafts.discard(draft)
    return draft is not None


def _old() -> QuerySet[Draft]:
    limit = timezone.now() - DRAFTS_KEPT
    return Draft.objects.filter(sent_at=None, updated_at__lt=limit).order_by("updated_at")

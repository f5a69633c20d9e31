"""How long it is kept what partners and brokers have written around an introduction."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Now

from matching.models import Introduction, Party

WORDS_KEPT = timedelta(days=400)
"""After it is over or the last was told of it, as the page on personal data says."""
_AT_A_TIME = 1000
_WRITTEN = ("message", "broker_note", "decline_reason", "outcome_text")


@transaction.atomic
def sweep() -> int:
    """Forget the words of what is long over; of how many introductions. Who asked whom, when, and
    what came of it stays: the counts of the municipality rest on it.

    A bounded number at a time.
    """
    reasons = Party.objects.exclude(reason="")
    has_words = Q(Exists(reasons.filter(introduction=OuterRef("pk"))))
    for name in _WRITTEN:
        has_words |= ~Q(**{name: ""})
    settled = Coalesce("over_at", "outcome_at", "met_at", "accepted_at")
    old = Introduction.objects.alias(settled=settled).filter(settled__lt=Now() - WORDS_KEPT)
    keys = list(old.filter(has_words).order_by("pk").values_list("pk", flat=True)[:_AT_A_TIME])
    Introduction.objects.filter(pk__in=keys).update(**dict.fromkeys(_WRITTEN, ""))
    reasons.filter(introduction__in=keys).update(reason="")
    return len(keys)

"""How long it is kept what was shown, opened and answered."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from challenges.models import Challenge
from matching.models import Trace
from partners.models import Listing

KEPT = timedelta(days=800)
"""After a need, seed or challenge has ended: two fiscal years can be compared to their last day."""
_AT_A_TIME = 5_000


def sweep() -> int:
    """Forget the traces of what ended long ago, a bounded number at a time; how many there were."""
    limit = timezone.now() - KEPT
    listings = Listing.objects.exclude(state=Listing.State.PUBLISHED).filter(updated_at__lt=limit)
    challenges = Challenge.objects.filter(closes_at__lt=limit)
    gone = Q(listing__in=listings.values("pk")) | Q(challenge__in=challenges.values("pk"))
    gone |= Q(candidate_listing__in=listings.values("pk"))
    gone |= Q(candidate_challenge__in=challenges.values("pk"))
    some = list(Trace.objects.filter(gone).order_by("pk").values_list("pk", flat=True)[:_AT_A_TIME])
    Trace.objects.filter(pk__in=some).delete()
    return len(some)

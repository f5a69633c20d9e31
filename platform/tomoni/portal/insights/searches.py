"""What people looked for and did not find; for staff alone, and never who looked."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q
from django.db.models.functions import TruncDate

from tomoni.journal.models import Search
from tomoni.journal.retention import SEARCHES_KEPT
from tomoni.portal.insights.keeping import is_forgotten
from tomoni.portal.insights.scope import Scope

LEAST, LEAST_DAYS = 3, 2
"""Words that were looked for less often, or on one day alone, may be somebody's name or affair:
nobody is shown them.
"""
MOST = 30


@dataclass(frozen=True)
class Sought:
    """Words with how often they found nothing, and when that was last."""

    words: str
    times: int
    last_at: datetime


def are_kept(scope: Scope) -> bool:
    """All searches of the time are on record; of a time longer ago only the later ones are."""
    return not is_forgotten(SEARCHES_KEPT, scope.period.first)


def without_result(scope: Scope) -> list[Sought]:
    """The most frequent first: of searches narrowed down to the municipalities, or to none."""
    if scope.towns is None:
        return []
    rows = Search.objects.without_result().filter(scope.during("at")).exclude(words="")
    here = rows.filter(scope.in_towns("municipality") | Q(municipality=None))
    counted = (
        here.order_by()
        .values("words")
        .annotate(n=Count("pk"), days=Count(TruncDate("at"), distinct=True), last=Max("at"))
    )
    often = counted.filter(n__gte=LEAST, days__gte=LEAST_DAYS).order_by("-n", "words")[:MOST]
    return [Sought(row["words"], row["n"], row["last"]) for row in often]

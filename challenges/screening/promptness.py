"""How fast a municipality replies, as everybody may read it.

Counted is every proposal that got its reply within the last twelve months, and every one whose
reply is overdue now. So who leaves proposals lying does not look faster for it: these count as
late, and with the days that have passed so far. Withdrawn ones, those to a cancelled
challenge and those still in time do not count. Below LEAST replies there is no figure: one more or
less would turn it over.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    Value,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from challenges.models import Proposal
from tomoni.municipalities.models import Municipality

LEAST = 5
PERIOD = timedelta(days=365)


@dataclass(frozen=True)
class Promptness:
    """Proposals counted, replied to in time and overdue without a reply, and the median."""

    number: int
    in_time: int
    overdue: int
    median_days: int | None

    @property
    def is_enough(self) -> bool:
        """Whether there is a figure at all."""
        return self.number >= LEAST

    @property
    def per_cent(self) -> int:
        """The share in time, rounded down: nobody is better than they are."""
        return 100 * self.in_time // self.number


class Median(Aggregate):
    """The middle value; between two of them, half-way."""

    template = "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def promptness_of(municipality: Municipality) -> Promptness:
    """The figure of today, in one query."""
    today = timezone.localdate()
    has_reply = Q(state__in=[Proposal.State.ACCEPTED, Proposal.State.DECLINED])
    owed = Proposal.objects.awaiting_decision().order_by().values("pk")
    is_overdue = Q(pk__in=owed, reply_due_on__lt=today)
    ended: Any = Coalesce(TruncDate("decided_at"), Value(today), output_field=DateField())
    lasted = ExpressionWrapper(F("ended") - F("came"), output_field=DurationField())
    rows = Proposal.objects.filter(municipality=municipality).filter(
        has_reply & Q(decided_at__gte=timezone.now() - PERIOD) | is_overdue
    )
    found = (
        rows.annotate(ended=ended, came=TruncDate("submitted_at"))
        .annotate(lasted=lasted)
        .aggregate(
            number=Count("pk"),
            in_time=Count("pk", filter=has_reply & Q(ended__lte=F("reply_due_on"))),
            overdue=Count("pk", filter=is_overdue),
            median=Median("lasted"),
        )
    )
    return Promptness(median_days=_whole_days(found.pop("median")), **found)


def _whole_days(median: timedelta | None) -> int | None:
    """Rounded up, for the same reason."""
    return None if median is None else ceil(median / timedelta(days=1))

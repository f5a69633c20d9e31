"""How often the suggestions of a city were answered, and how: counts, and nobody's name."""

from datetime import date, datetime, time
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise

from matching.models import Trace
from partners.fiscal import first_day, fiscal_year
from tomoni.municipalities.models import Municipality


class Line(NamedTuple):
    """One answer with how often partners gave it, and the office for its challenges."""

    label: str | Promise
    partners: int
    office: int
    is_reason: bool = False


class Counted(NamedTuple):
    """The answers of a fiscal year, useful ones first, each reason under "not for us"."""

    year: int
    lines: list[Line]

    @property
    def total(self) -> int:
        """How many answers there are."""
        return sum(line.partners + line.office for line in self.lines if not line.is_reason)


def feedback_counts(city: Municipality, today: date) -> Counted:
    """The answers that were given this fiscal year and not taken back, in one query."""
    year = fiscal_year(today)
    rows = Trace.objects.of_city(city.pk).answered_between(_midnight(year), _midnight(year + 1))
    grouped = rows.order_by().values_list("verdict", "reason")
    by_partners, by_office = Q(challenge=None), Q(listing=None)
    counts = grouped.annotate(
        partners=Count("pk", filter=by_partners), office=Count("pk", filter=by_office)
    )
    found = {(verdict, reason): (one, other) for verdict, reason, one, other in counts}
    return Counted(year, [line for verdict in Trace.Verdict for line in _lines(verdict, found)])


def _midnight(year: int) -> datetime:
    return timezone.make_aware(datetime.combine(first_day(year), time.min))


_Found = dict[tuple[str, str], tuple[int, int]]


def _lines(verdict: Trace.Verdict, found: _Found) -> list[Line]:
    own = [counts for (said, _reason), counts in found.items() if said == verdict]
    total = Line(verdict.label, sum(one for one, _ in own), sum(other for _, other in own))
    if verdict != Trace.Verdict.NOT_FOR_US:
        return [total]
    reasons = [
        Line(reason.label, *found.get((verdict, reason), (0, 0)), is_reason=True)
        for reason in Trace.Reason
    ]
    return [total, *reasons]

"""Published reports by the month in which their meeting was."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncMonth

from events.models import Report, ReportQuerySet


@dataclass(frozen=True)
class Month:
    """A month with reports."""

    first: date
    count: int


@dataclass(frozen=True)
class Year:
    """A year with its months, the latest first."""

    number: int
    months: list[Month]

    @property
    def count(self) -> int:
        """Reports of the year."""
        return sum(month.count for month in self.months)


def archives() -> list[Year]:
    """All years that have reports, the latest first."""
    rows = (
        Report.objects.filter(state=Report.State.PUBLISHED)
        .annotate(month=TruncMonth("event__starts_at"))
        .order_by("-month")
        .values("month")
        .annotate(n=Count("pk"))
    )
    years: dict[int, list[Month]] = defaultdict(list)
    for row in rows:
        first = row["month"].date()
        years[first.year].append(Month(first, row["n"]))
    return [Year(number, months) for number, months in years.items()]


def of_month(rows: ReportQuerySet, year: int, month: int) -> ReportQuerySet:
    """Those whose meeting began in the month."""
    return rows.filter(event__starts_at__year=year, event__starts_at__month=month)

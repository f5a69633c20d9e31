"""What a meeting has moved: what happened in its city in the thirty days before and after.

The day of the meeting belongs to the days after. Every figure is counted from rows: searches,
the journal, the traces of suggestions, introductions. That something happened afterwards does not
say that it happened because of it.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import Event
from matching.models import Introduction, Party, Trace
from tomoni.charts import Columns, columns
from tomoni.journal.models import Entry, Search
from tomoni.municipalities.models import Municipality

DAYS = 30


@dataclass(frozen=True)
class Span:
    """The sixty days around a meeting."""

    day: date
    today: date

    @property
    def first(self) -> date:
        """The first of the days before."""
        return self.day - timedelta(days=DAYS)

    @property
    def end(self) -> date:
        """The day after the last of the days after."""
        return self.day + timedelta(days=DAYS)

    @property
    def last(self) -> date:
        """The last of the days after."""
        return self.end - timedelta(days=1)

    @property
    def days_after(self) -> int:
        """How many of the days after have begun."""
        return min(max((self.today - self.day).days + 1, 0), DAYS)

    @property
    def is_over(self) -> bool:
        """All sixty days have passed."""
        return self.today >= self.end


@dataclass(frozen=True)
class Measure:
    """One thing that is counted, day by day."""

    name: str
    label: str | Promise
    before: list[int]
    after: list[int]

    @property
    def total_before(self) -> int:
        """In the thirty days before."""
        return sum(self.before)

    @property
    def total_after(self) -> int:
        """From the day of the meeting on, as far as the days have passed."""
        return sum(self.after)

    @property
    def title(self) -> str:
        """What it shows, plainly."""
        words = _("%(what)s: %(before)d before, %(after)d after")
        return str(words) % {
            "what": self.label,
            "before": self.total_before,
            "after": self.total_after,
        }

    @property
    def chart(self) -> Columns:
        """The same as a picture."""
        return columns(self.name, self.title, self.before, self.after)


Rows = Callable[[Municipality], tuple[QuerySet[Any], str]]


def _searches(city: Municipality) -> tuple[QuerySet[Any], str]:
    """Those narrowed down to the city, and those that were not narrowed down."""
    return Search.objects.filter(Q(municipality=city) | Q(municipality=None)), "at"


def _registrations(city: Municipality) -> tuple[QuerySet[Any], str]:
    return Entry.objects.filter(municipality=city, verb="partner.submitted"), "at"


def _listings(city: Municipality) -> tuple[QuerySet[Any], str]:
    return Entry.objects.filter(municipality=city, verb="listing.published"), "at"


def _opened(city: Municipality) -> tuple[QuerySet[Any], str]:
    return Trace.objects.of_city(city.pk), "opened_at"


def _introductions(city: Municipality) -> tuple[QuerySet[Any], str]:
    theirs = Party.objects.filter(introduction=OuterRef("pk"), partner__municipality=city)
    return Introduction.objects.filter(Exists(theirs)), "requested_at"


MEASURES: tuple[tuple[str, str | Promise, Rows], ...] = (
    ("searches", _("Searches"), _searches),
    ("registrations", _("Registrations of partners"), _registrations),
    ("listings", _("Needs and seeds published"), _listings),
    ("opened", _("Suggestions opened"), _opened),
    ("introductions", _("Introductions asked for"), _introductions),
)


def span_of(event: Event) -> Span:
    """Around the day on which it began."""
    return Span(timezone.localdate(event.starts_at), timezone.localdate())


def effect_of(event: Event) -> list[Measure]:
    """All measures: one query each."""
    span = span_of(event)
    return [
        _measured(name, label, rows(event.municipality), span) for name, label, rows in MEASURES
    ]


def _measured(
    name: str, label: str | Promise, counted: tuple[QuerySet[Any], str], span: Span
) -> Measure:
    rows, column = counted
    within = {f"{column}__gte": _midnight(span.first), f"{column}__lt": _midnight(span.end)}
    by_day = rows.filter(**within).order_by().annotate(on=TruncDate(column)).values("on")
    found = Counter({row["on"]: row["n"] for row in by_day.annotate(n=Count("pk"))})
    days = [span.first + timedelta(days=n) for n in range(2 * DAYS)]
    values = [found[day] for day in days]
    return Measure(name, label, values[:DAYS], values[DAYS:])


@dataclass(frozen=True)
class Period:
    """A row of the table: the days from `first` to `last`, and what was counted of each measure."""

    first: date
    last: date
    is_after: bool
    counts: list[int]


def by_period(measures: list[Measure], span: Span) -> list[Period]:
    """The same in tens of days: three rows before, three after."""
    rows = []
    for start in range(0, 2 * DAYS, 10):
        values = [[*each.before, *each.after][start : start + 10] for each in measures]
        first = span.first + timedelta(days=start)
        last = first + timedelta(days=9)
        rows.append(Period(first, last, start >= DAYS, [sum(each) for each in values]))
    return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

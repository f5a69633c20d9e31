"""The time that is counted: a fiscal year, a month of it, or the last twelve months."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from partners.dates import months_later
from partners.fiscal import FIRST_MONTH, first_day, fiscal_year

YEARS_OFFERED = 5
ALL = "all"
BEGINNING = date(1900, 1, 1)
"""Older than anything that can be counted here."""


@dataclass(frozen=True)
class Period:
    """Days from `first` up to, but not including, `end`; `year` and `month` are 0 where none was
    chosen. One that `is_cut` is the beginning of that year or month alone.
    """

    first: date
    end: date
    year: int = 0
    month: int = 0
    is_all: bool = False
    is_cut: bool = False

    @property
    def last(self) -> date:
        """The last of its days."""
        return self.end - timedelta(days=1)

    @property
    def first_at(self) -> datetime:
        """The moment it begins."""
        return _midnight(self.first)

    @property
    def end_at(self) -> datetime:
        """The first moment after it."""
        return _midnight(self.end)

    @property
    def label(self) -> str:
        """“Fiscal 2026”, “June 2026”, or “the last 12 months”."""
        if self.month:
            values = {"year": self.first.year, "month": self.month}
            return self._up_to(gettext("%(year)d/%(month)d") % values)
        if self.year:
            return self._up_to(gettext("Fiscal %(year)d") % {"year": self.year})
        return gettext("All years") if self.is_all else gettext("The last 12 months")

    def _up_to(self, label: str) -> str:
        """With its last day, where it is only the beginning of what it is called after."""
        if not self.is_cut:
            return label
        words = {"time": label, "day": date_format(self.last, "DATE_FORMAT")}
        return gettext("%(time)s (up to %(day)s)") % words

    def until(self, today: date) -> "Period":
        """Itself; cut off after today where it has begun and not ended."""
        if self.is_over(today) or today < self.first:
            return self
        return replace(self, end=today + timedelta(days=1), is_cut=True)

    @property
    def in_address(self) -> dict[str, str]:
        """How it stands in an address: {"year": "2026", "month": "6"}."""
        if self.is_all:
            return {"year": ALL, "month": ""}
        return {"year": str(self.year or ""), "month": str(self.month or "")}

    def is_over(self, today: date) -> bool:
        """All its days have passed."""
        return self.end <= today

    def twelve_months(self, today: date) -> "Period":
        """The twelve months that end with it, or today where it has not ended."""
        return _twelve_months_to(min(self.end, today + timedelta(days=1)))

    def before(self) -> "Period":
        """The one before: the month or fiscal year, or the twelve months, before it."""
        if self.month:
            last = self.first - timedelta(days=1)
            return month_of(fiscal_year(last), last.month)
        if self.year:
            return year_of(self.year - 1)
        return _twelve_months_to(self.first)

    def before_until(self, today: date) -> "Period":
        """The one before; where it has not ended, no more of that than as many days."""
        before = self.before()
        if self.is_over(today):
            return before
        passed = max(today + timedelta(days=1) - self.first, timedelta(days=1))
        return replace(before, end=min(before.end, before.first + passed), is_cut=True)


def last_twelve_months(today: date) -> Period:
    """Up to and with today."""
    return _twelve_months_to(today + timedelta(days=1))


def _twelve_months_to(end: date) -> Period:
    return Period(months_later(end, -12), end)


def all_years(today: date) -> Period:
    """Everything up to and with today, whenever it began."""
    return Period(BEGINNING, today + timedelta(days=1), is_all=True)


def year_of(year: int) -> Period:
    """A fiscal year, from April to March."""
    return Period(first_day(year), first_day(year + 1), year)


def month_of(year: int, month: int) -> Period:
    """A month of a fiscal year: January to March stand at its end."""
    first = date(year if month >= FIRST_MONTH else year + 1, month, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Period(first, following, year, month)


def years_offered(today: date) -> list[int]:
    """The fiscal years one may choose, this one first."""
    this = fiscal_year(today)
    return list(range(this, this - YEARS_OFFERED, -1))


def months_of_year() -> list[int]:
    """April to March."""
    return [(FIRST_MONTH + n - 1) % 12 + 1 for n in range(12)]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

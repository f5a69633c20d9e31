"""The fiscal year of Japanese offices: from April to March, named after the year it begins in."""

from datetime import date

FIRST_MONTH = 4


def fiscal_year(day: date) -> int:
    """The fiscal year of a day: 2026 for 1 April 2026 and for 31 March 2027."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def first_day(year: int) -> date:
    """The first of April."""
    return date(year, FIRST_MONTH, 1)


def last_day(year: int) -> date:
    """The last of March of the year after."""
    return date(year + 1, FIRST_MONTH - 1, 31)

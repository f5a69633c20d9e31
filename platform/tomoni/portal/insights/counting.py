"""Counting figures: all of them in one query, kept for half an hour.

What is kept is numbers alone, with the moment they were counted; a list of rows is always read
anew. Page, file and interface ask for the same kept numbers, so they agree.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.core.cache import cache
from django.db.models import Aggregate, Count, DurationField, QuerySet, Value
from django.utils import timezone

from tomoni.portal.insights.figures import FUNNEL, Figure
from tomoni.portal.insights.scope import Scope
from tomoni.portal.insights.shown import Shown, exactly, roughly

KEPT_SECONDS = 30 * 60
T = TypeVar("T")
_is_anew: ContextVar[bool] = ContextVar("is_anew", default=False)


class Median(Aggregate):
    """The middle of all values, or between the two in the middle."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True)
class Line:
    """A figure with what the reader is told of it."""

    figure: Figure
    shown: Shown
    lists_rows: bool


@dataclass(frozen=True)
class Counted:
    """Figures in their order, and when they were counted."""

    scope: Scope
    lines: list[Line]
    at: datetime

    def of(self, name: str) -> Shown:
        """What is told of the figure of this name."""
        return next(line.shown for line in self.lines if line.figure.name == name)


def funnel(scope: Scope) -> Counted:
    """All figures of the way from a partner to an agreement."""
    numbers, at = kept("funnel", scope, lambda: counts(FUNNEL, scope))
    lines = [
        Line(figure, told(figure, numbers[figure.name], scope), may_list(figure, scope))
        for figure in FUNNEL
    ]
    return Counted(scope, lines, at)


def told(figure: Figure, number: int, scope: Scope) -> Shown:
    """The number itself for staff, and where its rows are public; else about how many."""
    return exactly(number) if may_list(figure, scope) else roughly(number)


def may_list(figure: Figure, scope: Scope) -> bool:
    """The reader may see the rows: staff of a municipality, everybody where they are public."""
    return figure.is_open or not scope.is_public


def counts(figures: Sequence[Figure], scope: Scope) -> dict[str, int]:
    """How many rows each figure has: {name: number}, in one query."""
    found = dict.fromkeys((figure.name for figure in figures), 0)
    parts = [_one(figure.name, figure.rows(scope)).annotate(n=Count("pk")) for figure in figures]
    return found | {row["figure"]: row["n"] for row in _together(parts)}


def medians(figures: Sequence[Figure], scope: Scope) -> dict[str, tuple[int, timedelta | None]]:
    """How many rows each has, and the median of what they `took`: {name: (number, median)}."""
    found: dict[str, tuple[int, timedelta | None]] = {figure.name: (0, None) for figure in figures}
    parts = [
        _one(figure.name, figure.rows(scope)).annotate(
            n=Count("pk"), median=Median("took", output_field=DurationField())
        )
        for figure in figures
    ]
    return found | {row["figure"]: (row["n"], row["median"]) for row in _together(parts)}


def _one(name: str, rows: QuerySet[Any]) -> Any:
    """One group of all rows; no row at all where there are none."""
    return rows.order_by().values(figure=Value(name))


def _together(parts: Sequence[Any]) -> Any:
    first, *rest = parts
    return first.union(*rest, all=True) if rest else first


def kept(what: str, scope: Scope, count: Callable[[], T]) -> tuple[T, datetime]:
    """What was counted lately, or what is counted now, and when that was."""
    key = _key(what, scope)
    known: tuple[T, datetime] | None = None if _is_anew.get() else cache.get(key)
    if known is None:
        known = count(), timezone.now()
        cache.set(key, known, KEPT_SECONDS)
    return known


@contextmanager
def anew() -> Iterator[None]:
    """Within it everything is counted, whatever is kept; the new number takes the place of the
    old one, which readers have until then.
    """
    token = _is_anew.set(True)
    try:
        yield
    finally:
        _is_anew.reset(token)


def _key(what: str, scope: Scope) -> str:
    return f"insights:{what}:{scope.key}"

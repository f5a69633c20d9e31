"""Counting figures: all of them in one query, and kept for half an hour.

What is kept is numbers alone, with the moment they were counted; a list of rows is always read
anew. Page, file and interface ask for the same kept numbers, so they agree.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar

import structlog
from django.core.cache import cache
from django.db.models import Aggregate, Count, DurationField, F, QuerySet, Value
from django.utils import timezone
from redis.exceptions import RedisError

from tomoni.portal.insights.figures import FUNNEL, Figure, concerned
from tomoni.portal.insights.keeping import is_forgotten
from tomoni.portal.insights.scope import Scope
from tomoni.portal.insights.shown import (
    LEAST,
    LEAST_FOR_MEDIAN,
    NOT_KEPT,
    Shown,
    exactly,
    roughly,
)

logger = structlog.get_logger(__name__)
KEPT_SECONDS = 30 * 60
LOOKED_AT = 100
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


def kept_as(what: str, figures: Sequence[Figure]) -> str:
    """The name under which numbers of the figures are kept: what another version of the platform
    has kept of others is not read.
    """
    names = ",".join(figure.name for figure in figures)
    return f"{what}-{sha256(names.encode()).hexdigest()[:8]}"


KEPT_AS = kept_as("funnel", FUNNEL)
Known = dict[str, int | None]
Middles = dict[str, tuple[int | None, timedelta | None]]


def funnel(scope: Scope) -> Counted:
    """All figures of the way from a partner to an agreement."""
    numbers, at = kept(KEPT_AS, scope, lambda: known(FUNNEL, scope))
    gone = not_kept(FUNNEL, scope)
    lines = [
        Line(
            figure,
            NOT_KEPT if figure.name in gone else told(figure, numbers[figure.name], scope),
            may_list(figure, scope) and figure.name not in gone,
        )
        for figure in FUNNEL
    ]
    return Counted(scope, lines, at)


def told(figure: Figure, number: int | None, scope: Scope) -> Shown:
    """The number itself for staff, and where its rows are public; else about how many. None is
    a number of rows that tell of too few partners.
    """
    return exactly(number or 0) if may_list(figure, scope) else roughly(number or 0)


def may_list(figure: Figure, scope: Scope) -> bool:
    """The reader may see the rows: staff of a municipality, everybody where they are public."""
    return figure.is_open or not scope.is_public


def not_kept(figures: Sequence[Figure], scope: Scope) -> set[str]:
    """The names of the figures of which rows of the time are forgotten by now."""
    first = scope.period.first
    limits = {each.kept for each in figures}
    passed = {kept_for for kept_for in limits if is_forgotten(kept_for, first)}
    return {each.name for each in figures if each.kept in passed}


def known(figures: Sequence[Figure], scope: Scope) -> Known:
    """How many rows each figure has; None where those are of too few partners to be told of."""
    found: Known = {**counts(figures, scope)}
    return found | dict.fromkeys(_of_too_few(figures, scope, found))


def counts(figures: Sequence[Figure], scope: Scope) -> dict[str, int]:
    """How many rows each figure has: {name: number}, in one query."""
    found = dict.fromkeys((figure.name for figure in figures), 0)
    parts = [_one(figure.name, figure.rows(scope)).annotate(n=Count("pk")) for figure in figures]
    return found | {row["figure"]: row["n"] for row in _together(parts)}


def known_medians(figures: Sequence[Figure], scope: Scope) -> Middles:
    """How many rows each has, and their median; None for what would tell of too few partners, and
    for a median of too few rows.
    """
    found = medians(figures, scope)
    few = _of_too_few(figures, scope, {name: number for name, (number, _) in found.items()})
    return {
        figure.name: (
            None if figure.name in few else found[figure.name][0],
            None if _hides_median(figure, scope, few, found) else found[figure.name][1],
        )
        for figure in figures
    }


def _hides_median(figure: Figure, scope: Scope, few: Collection[str], found: Any) -> bool:
    is_exact = may_list(figure, scope)
    return not is_exact and (figure.name in few or found[figure.name][0] < LEAST_FOR_MEDIAN)


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


def _of_too_few(figures: Sequence[Figure], scope: Scope, found: Mapping[str, Any]) -> set[str]:
    """Of figures whose rows are not the reader's: those that tell of fewer than three partners."""
    closed = [each for each in figures if not may_list(each, scope) and found[each.name] >= LEAST]
    # Most have many: a few rows tell so, and of the others all are asked for.
    left = _with_fewer(closed, scope, LOOKED_AT)
    return {each.name for each in _with_fewer(left, scope, None)}


def _with_fewer(figures: Sequence[Figure], scope: Scope, most: int | None) -> list[Figure]:
    """Those of which so many rows tell of fewer than three partners."""
    if not figures:
        return []
    partners: dict[str, set[int]] = defaultdict(set)
    for row in _together([_partners_of(each, scope, most) for each in figures]):
        partners[row["figure"]].add(row["one"])
    return [each for each in figures if len(partners[each.name]) < LEAST]


def _partners_of(figure: Figure, scope: Scope, most: int | None) -> Any:
    rows, path = concerned(figure.rows(scope), scope)
    partners = rows.order_by().values(figure=Value(figure.name), one=F(path))
    return partners[:most] if most else partners.distinct()


def _one(name: str, rows: QuerySet[Any]) -> Any:
    """One group of all rows; no row at all where there are none."""
    return rows.order_by().values(figure=Value(name))


def _together(parts: Sequence[Any]) -> Any:
    first, *rest = parts
    return first.union(*rest, all=True) if rest else first


def kept(what: str, scope: Scope, count: Callable[[], T]) -> tuple[T, datetime]:
    """What was counted lately, or what is counted now, and when that was. Where the cache is away
    it is counted each time.
    """
    found: tuple[T, datetime] | None = None if _is_anew.get() else _read(_key(what, scope))
    if found is None:
        found = count(), timezone.now()
        with suppress(RedisError):
            cache.set(_key(what, scope), found, KEPT_SECONDS)
    return found


def counted_at(what: str, scope: Scope) -> datetime | None:
    """When it was counted, where that is kept."""
    found = _read(_key(what, scope))
    return found[1] if found else None


def _read(key: str) -> Any:
    try:
        return cache.get(key)
    except RedisError:
        logger.warning("insights_not_kept")
        return None


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

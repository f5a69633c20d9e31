"""What each meeting has moved, one line each; the page of its effect has all of it.

The measures are those of that page: so many in the thirty days before, so many in the thirty days
from its day on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from events.models import Event
from events.reporting.effect import MEASURES, Span, span_of
from matching.retention import KEPT as TRACES_KEPT
from tomoni.journal.retention import SEARCHES_KEPT
from tomoni.municipalities.models import Municipality
from tomoni.portal.insights.keeping import is_forgotten, oldest_kept
from tomoni.portal.insights.periods import Period
from tomoni.portal.insights.scope import Scope

MOST = 24
_KEPT = {"searches": SEARCHES_KEPT, "opened": TRACES_KEPT}


Pair = tuple[int, int] | None


@dataclass(frozen=True)
class Moved:
    """A meeting with what was counted before and after it: a pair for each measure, None where the
    rows of that time are not kept any more.
    """

    event: Event
    span: Span
    pairs: list[Pair]

    @property
    def url(self) -> str:
        """The page of its effect."""
        return reverse("events:event_effect", args=[self.event.slug])

    @property
    def shown(self) -> list[tuple[str, Pair]]:
        """The pairs, each with the address of its picture day by day."""
        names = [name for name, _label, _rows in MEASURES]
        return [
            (f"{self.url}#chart-{name}", pair) for name, pair in zip(names, self.pairs, strict=True)
        ]


def labels() -> list[Any]:
    """What is counted, in the order of the pairs."""
    return [label for _name, label, _rows in MEASURES]


def held(scope: Scope, city: Municipality) -> QuerySet[Any]:
    """The meetings of the city in the time of the scope that have begun, the latest first."""
    rows = Event.objects.exclude(state__in=[Event.State.DRAFT, Event.State.CANCELLED])
    in_time = rows.filter(scope.during("starts_at"), municipality=city)
    return in_time.filter(starts_at__date__lte=scope.today).order_by("-starts_at", "-pk")


def meetings(scope: Scope, city: Municipality) -> list[Moved]:
    """The latest of these meetings, MOST at most.

    One query for them, and one for each measure, however many they are.
    """
    return _moved(list(held(scope, city)[:MOST]), city)


def number_held(shown: list[Moved], scope: Scope, city: Municipality) -> int:
    """How many there are, when so many are shown; asks only where that may be more."""
    return len(shown) if len(shown) < MOST else held(scope, city).count()


def all_meetings(scope: Scope, city: Municipality) -> Iterator[Moved]:
    """All of them, so many at a time."""
    events = list(held(scope, city))
    for first in range(0, len(events), MOST):
        yield from _moved(events[first : first + MOST], city)


def _moved(events: list[Event], city: Municipality) -> list[Moved]:
    spans = [span_of(event) for event in events]
    by_measure = [
        _forget(name, spans, _pairs(*rows(city), spans))
        for name, _label, rows in (MEASURES if events else ())
    ]
    return [
        Moved(event, spans[number], [pairs[number] for pairs in by_measure])
        for number, event in enumerate(events)
    ]


def _forget(name: str, spans: list[Span], pairs: list[tuple[int, int]]) -> list[Pair]:
    """What is left of the rows of a time after some of them were thrown away is no number."""
    kept_for = _KEPT.get(name)
    if kept_for is None or not is_forgotten(kept_for, min(span.first for span in spans)):
        return list(pairs)
    oldest = oldest_kept(kept_for)
    return [None if span.first < oldest else pair for span, pair in zip(spans, pairs, strict=True)]


def _pairs(rows: Any, column: str, spans: list[Span]) -> list[tuple[int, int]]:
    """(before, after) around each of the days."""
    counted = {}
    for number, span in enumerate(spans):
        before = Period(span.first, span.day)
        after = Period(span.day, span.end)
        counted[f"before_{number}"] = Count("pk", filter=_in(column, before))
        counted[f"after_{number}"] = Count("pk", filter=_in(column, after))
    first, end = min(span.first for span in spans), max(span.end for span in spans)
    found = rows.filter(_in(column, Period(first, end))).aggregate(**counted)
    return [(found[f"before_{n}"], found[f"after_{n}"]) for n in range(len(spans))]


def _in(column: str, period: Period) -> Q:
    first, end = period.first_at, period.end_at
    return Q(**{f"{column}__gte": first, f"{column}__lt": end})

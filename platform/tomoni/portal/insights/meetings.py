"""What each meeting has moved, one line each; the page of its effect has all of it.

The measures are those of that page: so many in the thirty days before, so many in the thirty days
from its day on.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from events.models import Event
from events.reporting.effect import MEASURES, Span, span_of
from tomoni.municipalities.models import Municipality
from tomoni.portal.insights.periods import Period
from tomoni.portal.insights.scope import Scope

MOST = 24


@dataclass(frozen=True)
class Moved:
    """A meeting with what was counted before and after it, a pair for each measure."""

    event: Event
    span: Span
    pairs: list[tuple[int, int]]

    @property
    def url(self) -> str:
        """The page of its effect."""
        return reverse("events:event_effect", args=[self.event.slug])


def labels() -> list[Any]:
    """What is counted, in the order of the pairs."""
    return [label for _name, label, _rows in MEASURES]


def meetings(scope: Scope, city: Municipality) -> list[Moved]:
    """The meetings of the city in the time of the scope that have begun, the latest first.

    One query for them, and one for each measure, however many they are.
    """
    rows = Event.objects.exclude(state__in=[Event.State.DRAFT, Event.State.CANCELLED])
    held = rows.filter(scope.during("starts_at"), municipality=city)
    begun = held.filter(starts_at__date__lte=scope.today).order_by("-starts_at", "-pk")
    events = list(begun[:MOST])
    spans = [span_of(event) for event in events]
    by_measure = [_pairs(*rows(city), spans) for _name, _label, rows in MEASURES] if events else []
    return [
        Moved(event, spans[number], [pairs[number] for pairs in by_measure])
        for number, event in enumerate(events)
    ]


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

"""The figures for programs, read-only: a router that the interface mounts under `/insights`.

    api.add_router("/insights", router)

The parameters are those of the pages (`year`, `month`, `goal`, `field`, `type`, `municipality`),
and so are the numbers; what does not exist does not narrow. `counted_at` is when they were counted.
"""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from tomoni.portal.api.problems import Problem
from tomoni.portal.insights import counting, demand, times
from tomoni.portal.insights.scope import Scope, choices

router = Router(tags=["insights"])
_WRONG = {422: Problem, 429: Problem}


class Asked(Schema):
    """What narrows the figures; the last twelve months where no year is given."""

    year: str = ""
    month: str = ""
    goal: str = ""
    field: str = ""
    type: str = ""
    municipality: str = ""


class Number(Schema):
    """A number as everybody may know it: exact, or to the nearest five; where it is null, there
    are fewer than `below`.
    """

    value: int | None
    is_rounded: bool
    below: int | None = None


class FigureOut(Schema):
    """A figure of the funnel."""

    name: str
    label: str
    definition: str
    number: Number


class FunnelOut(Schema):
    """All figures of the way from a partner to an agreement, in their order."""

    first_day: str
    last_day: str
    counted_at: str
    figures: list[FigureOut]


class TimeOut(Schema):
    """A median in days; null where nothing, or too little, can be told."""

    name: str
    label: str
    definition: str
    median_days: float | None
    rows: Number


class TimesOut(Schema):
    """How long people wait for a reply and for a decision."""

    first_day: str
    last_day: str
    counted_at: str
    times: list[TimeOut]


class CellOut(Schema):
    """A goal in a field, with the needs and seeds that name both."""

    goal: int
    field: str
    needs: int
    seeds: int
    gap: int


class DemandOut(Schema):
    """Needs and seeds as they stand today."""

    counted_at: str
    cells: list[CellOut]


@router.get(
    "/funnel",
    response={200: FunnelOut, **_WRONG},
    url_name="insights_funnel",
    summary="パートナーから協定まで / From partners to agreements",
)
def funnel(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """From active partners to agreements."""
    scope = _scope(asked)
    counted = counting.funnel(scope)
    figures = [
        {
            "name": line.figure.name,
            "label": str(line.figure.label),
            "definition": str(line.figure.definition),
            "number": line.shown.as_json,
        }
        for line in counted.lines
    ]
    return {**_days(scope), "counted_at": counted.at.isoformat(), "figures": figures}


@router.get(
    "/times",
    response={200: TimesOut, **_WRONG},
    url_name="insights_times",
    summary="待ち時間の中央値 / Median waiting times",
)
def waiting_times(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Median time to the first reply and to the decision."""
    scope = _scope(asked)
    waits, at = times.waits(scope)
    rows = [
        {
            "name": wait.figure.name,
            "label": str(wait.figure.label),
            "definition": str(wait.figure.definition),
            "median_days": wait.days,
            "rows": wait.rows.as_json,
        }
        for wait in waits
    ]
    return {**_days(scope), "counted_at": at.isoformat(), "times": rows}


@router.get(
    "/demand",
    response={200: DemandOut, **_WRONG},
    url_name="insights_demand",
    summary="足りないところ（目標×分野） / Unmet demand: goals by fields",
)
def unmet_demand(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Goals by fields: how many needs and seeds everybody can see today."""
    found = demand.demand(_scope(asked))
    cells = [
        {
            "goal": cell.goal,
            "field": cell.field.slug,
            "needs": cell.needs,
            "seeds": cell.seeds,
            "gap": cell.gap,
        }
        for cell in found.cells
    ]
    return {"counted_at": found.at.isoformat(), "cells": cells}


def _scope(asked: Asked) -> Scope:
    return choices().scope(asked.dict())


def _days(scope: Scope) -> dict[str, str]:
    return {
        "first_day": scope.period.first.isoformat(),
        "last_day": scope.period.last.isoformat(),
    }

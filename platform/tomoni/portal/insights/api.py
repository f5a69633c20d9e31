"""The figures for programs, read-only: a router that the interface has under `/insights`.

The parameters are those of the pages (`year`, `month`, `goal`, `field`, `type`, `municipality`),
and so are the numbers. An answer repeats what was `asked`; `counted_at` is when it was counted.
"""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from tomoni.portal.api.lists import refuse_unknown, refuse_values_of
from tomoni.portal.api.problems import Problem
from tomoni.portal.insights import counting, demand, network, times
from tomoni.portal.insights.limits import seconds_to_count
from tomoni.portal.insights.scope import Scope, choices
from tomoni.portal.open_data.columns import absolute

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
    """A number as everybody may know it: exact, or to the nearest five. Where it is null, there are
    fewer than `below`, or of fewer partners, or the rows of that time are not kept any more.
    """

    value: int | None
    is_rounded: bool
    is_kept: bool
    below: int | None = None


class FigureOut(Schema):
    """A figure of the funnel."""

    name: str
    label: str
    definition: str
    number: Number


class FunnelOut(Schema):
    """All figures of the way from a partner to an agreement, in their order."""

    asked: Asked
    first_day: str
    last_day: str
    counted_at: str
    figures: list[FigureOut]


class TimeOut(Schema):
    """A median in days of so many `rows`, out of all that were `asked`; null where nothing, or too
    little, can be told.
    """

    name: str
    label: str
    definition: str
    median_days: float | None
    rows: Number
    asked: Number


class TimesOut(Schema):
    """How long people wait for a reply and for a decision."""

    asked: Asked
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

    asked: Asked
    counted_at: str
    cells: list[CellOut]


class PartnerOut(Schema):
    """A partner with the address of its page."""

    name: str
    url: str


class TieOut(Schema):
    """Two partners that stand in the same public projects or agreements, and in how many."""

    partners: list[PartnerOut]
    projects: int
    agreements: int


class NetworkOut(Schema):
    """Who works with whom, the strongest tie first."""

    asked: Asked
    first_day: str
    last_day: str
    ties: list[TieOut]


@router.get(
    "/funnel",
    response={200: FunnelOut, **_WRONG},
    url_name="insights_funnel",
    summary="パートナーから協定まで / From partners to agreements",
)
def funnel(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """From active partners to agreements."""
    scope = _scope(request, asked)
    _limited(request, scope, counting.KEPT_AS)
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
    at = counted.at.isoformat()
    return {**_said(asked, scope), "counted_at": at, "figures": figures}


@router.get(
    "/times",
    response={200: TimesOut, **_WRONG},
    url_name="insights_times",
    summary="待ち時間の中央値 / Median waiting times",
)
def waiting_times(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Median time to the first reply and to the decision."""
    scope = _scope(request, asked)
    _limited(request, scope, times.KEPT_AS)
    waits, at = times.waits(scope)
    rows = [
        {
            "name": wait.figure.name,
            "label": str(wait.figure.label),
            "definition": str(wait.figure.definition),
            "median_days": wait.days,
            "rows": wait.rows.as_json,
            "asked": wait.asked.as_json,
        }
        for wait in waits
    ]
    return {**_said(asked, scope), "counted_at": at.isoformat(), "times": rows}


@router.get(
    "/demand",
    response={200: DemandOut, **_WRONG},
    url_name="insights_demand",
    summary="足りないところ（目標×分野） / Unmet demand: goals by fields",
)
def unmet_demand(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Goals by fields: how many needs and seeds everybody can see today."""
    scope = _scope(request, asked)
    _limited(request, demand.counted_for(scope), demand.KEPT_AS)
    found = demand.demand(scope)
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
    return {"asked": asked, "counted_at": found.at.isoformat(), "cells": cells}


@router.get(
    "/network",
    response={200: NetworkOut, **_WRONG},
    url_name="insights_network",
    summary="だれとだれが協力しているか / Who works with whom",
)
def who_works_with_whom(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Pairs of partners in the same public project or agreement."""
    scope = _scope(request, asked)
    _limited(request, scope)
    ties = network.all_ties(scope)
    names = network.names_of({pk for tie in ties for pk in (tie.one, tie.other)})
    rows = [
        {
            "partners": [
                {"name": names[pk].name, "url": absolute(names[pk].url)}
                for pk in (tie.one, tie.other)
            ],
            "projects": tie.projects,
            "agreements": tie.agreements,
        }
        for tie in ties
    ]
    return {**_said(asked, scope), "ties": rows}


def _scope(request: HttpRequest, asked: Asked) -> Scope:
    refuse_unknown(request, asked)
    offered, values = choices(), asked.dict()
    refuse_values_of(offered.unknown(values))
    return offered.scope(values)


def _limited(request: HttpRequest, scope: Scope, kept_as: str = "") -> None:
    """429 for who asks too often for what is not counted beforehand."""
    wait = seconds_to_count(request, scope, kept_as)
    if wait:
        raise HttpError(429, _("Please wait %(seconds)d seconds.") % {"seconds": wait})


def _said(asked: Asked, scope: Scope) -> dict[str, Any]:
    return {
        "asked": asked,
        "first_day": scope.period.first.isoformat(),
        "last_day": scope.period.last.isoformat(),
    }

"""Insights for everybody: what came of it all, in figures that lead back to their rows."""

import re
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils import timezone
from django.views.decorators.http import require_safe

from partners.bulk.files import Kind, csv_lines
from tomoni.htmx import render
from tomoni.portal.insights import counting, pictures, tables, times
from tomoni.portal.insights.demand import KEPT_AS as DEMAND_KEPT_AS
from tomoni.portal.insights.demand import counted_for, demand
from tomoni.portal.insights.figures import Figure
from tomoni.portal.insights.limits import seconds_to_count
from tomoni.portal.insights.listing_rows import FIGURES, page_of
from tomoni.portal.insights.network import KEPT_AS as NETWORK_KEPT_AS
from tomoni.portal.insights.network import all_ties, names_of, network, shared_rows
from tomoni.portal.insights.periods import ALL, months_of_year, years_offered
from tomoni.portal.insights.scope import GOALS, Choices, Scope, choices
from tomoni.portal.insights.times import waits
from tomoni.portal.views.errors import too_many_requests

UNMET_SHOWN = 30


@login_not_required
@require_safe
def insight_overview(request: HttpRequest) -> HttpResponse:
    """From active partners to agreements, and how long people wait."""
    offered = choices()
    scope = offered.scope(request.GET.dict())
    if refused := too_often(request, scope, counting.KEPT_AS, times.KEPT_AS):
        return refused
    return render(request, "portal/insights/insight_overview.html", overview(scope, offered))


@login_not_required
@require_safe
def insight_rows(request: HttpRequest, name: str) -> HttpResponse:
    """The rows that a figure counts; 404 for figures whose rows are not public."""
    scope = choices().scope(request.GET.dict())
    figure = figure_of(name, scope)
    if refused := too_often(request, scope):
        return refused
    context = rows_of(request, figure, scope)
    return render(request, "portal/insights/insight_rows.html", context)


@login_not_required
@require_safe
def insight_funnel(request: HttpRequest) -> HttpResponseBase:
    """The same figures as CSV."""
    scope = choices().scope(request.GET.dict())
    return too_often(request, scope, counting.KEPT_AS) or funnel_file(scope)


@login_not_required
@require_safe
def insight_times(request: HttpRequest) -> HttpResponseBase:
    """The waiting times as CSV."""
    scope = choices().scope(request.GET.dict())
    return too_often(request, scope, times.KEPT_AS) or times_file(scope)


@login_not_required
@require_safe
def insight_demand(request: HttpRequest) -> HttpResponse:
    """Where more is needed than is offered: goals by fields."""
    offered = choices()
    scope = offered.scope(request.GET.dict())
    if refused := too_often(request, counted_for(scope), DEMAND_KEPT_AS):
        return refused
    found = demand(scope)
    context = {
        **form_of(scope, offered),
        "demand": found,
        "unmet": found.unmet[:UNMET_SHOWN],
        "unmet_number": len(found.unmet),
        "map": pictures.heat_map(found),
        "counted_at": found.at,
    }
    return render(request, "portal/insights/insight_demand.html", context)


@login_not_required
@require_safe
def insight_demand_file(request: HttpRequest) -> HttpResponseBase:
    """The same as CSV, every goal in every field."""
    scope = choices().scope(request.GET.dict())
    refused = too_often(request, counted_for(scope), DEMAND_KEPT_AS)
    return refused or csv_file("demand", tables.demand_table(demand(scope)))


@login_not_required
@require_safe
def insight_network(request: HttpRequest) -> HttpResponse:
    """Who works with whom, as far as everybody may see it."""
    offered = choices()
    scope = offered.scope(request.GET.dict())
    if refused := too_often(request, scope, NETWORK_KEPT_AS):
        return refused
    return render(request, "portal/insights/insight_network.html", network_of(scope, offered))


@login_not_required
@require_safe
def insight_network_file(request: HttpRequest) -> HttpResponseBase:
    """The same as CSV, every pair."""
    scope = choices().scope(request.GET.dict())
    return too_often(request, scope) or network_file(scope)


def too_often(request: HttpRequest, scope: Scope, *kept_as: str) -> HttpResponse | None:
    """The page for who asks too often for numbers that are not kept; None for everybody else."""
    wait = seconds_to_count(request, scope, *kept_as)
    if not wait:
        return None
    response = too_many_requests(request)
    response["Retry-After"] = str(wait)
    return response


# --- Shared with the desk ---------------------------------------------------------------------


def overview(scope: Scope, offered: Choices) -> dict[str, Any]:
    """The funnel and the times, with their pictures."""
    counted = counting.funnel(scope)
    waiting, _at = waits(scope)
    return {
        **form_of(scope, offered),
        "counted": counted,
        "chart": pictures.funnel_picture(counted),
        "waits": waiting,
        "times": pictures.times_picture(waiting),
        "counted_at": counted.at,
    }


def network_of(scope: Scope, offered: Choices) -> dict[str, Any]:
    """The ties, with their picture."""
    found = network(scope)
    title = pictures.network_title(found)
    return {
        **form_of(scope, offered),
        "network": found,
        "network_title": title,
        "counted_at": found.at,
    }


def form_of(scope: Scope, offered: Choices) -> dict[str, Any]:
    """What the form above the figures needs, and how the time is called."""
    return {
        "scope": scope,
        "offered": offered,
        "years": years_offered(scope.today),
        "months": months_of_year(),
        "all_years": ALL,
        "goals": GOALS,
        "chosen": scope.chosen,
        "query": f"?{scope.query}" if scope.query else "",
    }


def figure_of(name: str, scope: Scope) -> Figure:
    """The figure of this name whose rows the reader may see; 404 for any other."""
    figure = FIGURES.get(name)
    if figure is None or not counting.may_list(figure, scope):
        raise Http404
    return figure


def rows_of(request: HttpRequest, figure: Figure, scope: Scope) -> dict[str, Any]:
    """A page of the rows of a figure; `?between=12-45` leaves those in which both partners are."""
    pair = _pair_of(request)
    found = shared_rows(figure.name, scope, pair) if pair else figure.rows(scope)
    if found is None:
        raise Http404
    page, rows = page_of(figure, found, request)
    return {
        "figure": figure,
        "is_kept": not counting.not_kept([figure], scope),
        "between": " ⇄ ".join(each.name for each in names_of(pair).values()),
        "scope": scope,
        "page": page,
        "rows": rows,
        "has_times": any(row.took for row in rows),
        "query": f"?{scope.query}" if scope.query else "",
    }


def _pair_of(request: HttpRequest) -> tuple[int, ...]:
    """The primary keys of the two partners between whom rows are asked for; empty for all rows."""
    asked = request.GET.get("between", "")
    if not asked:
        return ()
    found = re.fullmatch(r"([0-9]{1,18})-([0-9]{1,18})", asked)
    if not found:
        raise Http404
    return tuple(int(pk) for pk in found.groups())


def funnel_file(scope: Scope) -> StreamingHttpResponse:
    """The funnel as CSV."""
    return csv_file("funnel", tables.funnel_table(counting.funnel(scope)))


def times_file(scope: Scope) -> StreamingHttpResponse:
    """The waiting times as CSV."""
    return csv_file("times", tables.times_table(waits(scope)[0]))


def network_file(scope: Scope) -> StreamingHttpResponse:
    """Every tie as CSV."""
    ties = all_ties(scope)
    names = names_of({pk for tie in ties for pk in (tie.one, tie.other)})
    table = tables.network_table(ties, names, with_talks=not scope.is_public)
    return csv_file("network", table)


def csv_file(name: str, rows: Iterable[list[Any]]) -> StreamingHttpResponse:
    """UTF-8 with a mark that Excel knows; no cell starts a formula."""
    response = StreamingHttpResponse(
        csv_lines(rows, Kind.UTF8), content_type="text/csv; charset=utf-8"
    )
    file = f"insights-{name}-{timezone.localdate():%Y%m%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response

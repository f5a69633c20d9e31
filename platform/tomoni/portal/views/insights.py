"""Insights for everybody: what came of it all, in figures that lead back to their rows."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from partners.bulk.files import Kind, csv_lines
from tomoni.htmx import render
from tomoni.portal.insights import counting, pictures, tables
from tomoni.portal.insights.demand import demand
from tomoni.portal.insights.figures import Figure
from tomoni.portal.insights.listing_rows import FIGURES, page_of
from tomoni.portal.insights.network import network
from tomoni.portal.insights.periods import ALL, months_of_year, years_offered
from tomoni.portal.insights.scope import GOALS, Choices, Scope, choices
from tomoni.portal.insights.times import waits

UNMET_SHOWN = 30


@login_not_required
@require_safe
def insight_overview(request: HttpRequest) -> HttpResponse:
    """From active partners to agreements, and how long people wait."""
    offered = choices()
    context = overview(offered.scope(request.GET.dict()), offered)
    return render(request, "portal/insights/insight_overview.html", context)


@login_not_required
@require_safe
def insight_rows(request: HttpRequest, name: str) -> HttpResponse:
    """The rows that a figure counts; 404 for figures whose rows are not public."""
    scope = choices().scope(request.GET.dict())
    context = rows_of(request, figure_of(name, scope), scope)
    return render(request, "portal/insights/insight_rows.html", context)


@login_not_required
@require_safe
def insight_funnel(request: HttpRequest) -> StreamingHttpResponse:
    """The same figures as CSV."""
    return funnel_file(choices().scope(request.GET.dict()))


@login_not_required
@require_safe
def insight_demand(request: HttpRequest) -> HttpResponse:
    """Where more is needed than is offered: goals by fields."""
    offered = choices()
    scope = offered.scope(request.GET.dict())
    found = demand(scope)
    context = {
        **form_of(scope, offered),
        "demand": found,
        "unmet": found.unmet[:UNMET_SHOWN],
        "map": pictures.heat_map(found),
        "counted_at": found.at,
    }
    return render(request, "portal/insights/insight_demand.html", context)


@login_not_required
@require_safe
def insight_demand_file(request: HttpRequest) -> StreamingHttpResponse:
    """The same as CSV, every goal in every field."""
    return csv_file("demand", tables.demand_table(demand(choices().scope(request.GET.dict()))))


@login_not_required
@require_safe
def insight_network(request: HttpRequest) -> HttpResponse:
    """Who works with whom, as far as everybody may see it."""
    offered = choices()
    context = network_of(offered.scope(request.GET.dict()), offered)
    return render(request, "portal/insights/insight_network.html", context)


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
        "times_title": pictures.times_title(waiting),
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
    """A page of the rows of a figure."""
    page, rows = page_of(figure, scope, request)
    return {
        "figure": figure,
        "scope": scope,
        "page": page,
        "rows": rows,
        "has_times": any(row.took for row in rows),
        "query": f"?{scope.query}" if scope.query else "",
    }


def funnel_file(scope: Scope) -> StreamingHttpResponse:
    """The funnel as CSV."""
    return csv_file("funnel", tables.funnel_table(counting.funnel(scope)))


def csv_file(name: str, rows: Iterable[list[Any]]) -> StreamingHttpResponse:
    """UTF-8 with a mark that Excel knows; no cell starts a formula."""
    response = StreamingHttpResponse(
        csv_lines(rows, Kind.UTF8), content_type="text/csv; charset=utf-8"
    )
    file = f"insights-{name}-{timezone.localdate():%Y%m%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response

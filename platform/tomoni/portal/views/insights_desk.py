"""Insights for the staff of a municipality: all rows of its own, and the report for the council."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from partners.bulk.files import XLSX
from partners.fiscal import fiscal_year
from tomoni.htmx import render
from tomoni.municipalities.access import municipalities_of_staff, require_staff
from tomoni.municipalities.models import Municipality
from tomoni.portal.insights import tables
from tomoni.portal.insights.meetings import all_meetings, labels, meetings, number_held
from tomoni.portal.insights.periods import year_of
from tomoni.portal.insights.reports import Report, as_workbook, report
from tomoni.portal.insights.scope import Choices, Scope, choices
from tomoni.portal.insights.searches import LEAST, are_kept, without_result
from tomoni.portal.views.insights import (
    csv_file,
    figure_of,
    form_of,
    funnel_file,
    network_file,
    network_of,
    overview,
    rows_of,
    times_file,
)


@require_safe
def insight_desk(request: HttpRequest) -> HttpResponse:
    """The figures of one's own municipality, and what was looked for in vain."""
    scope, offered = _asked(request)
    context = {
        **overview(scope, offered),
        "searches": without_result(scope),
        "least": LEAST,
        "searches_are_kept": are_kept(scope),
    }
    return render(request, "portal/insights/insight_desk.html", context)


@require_safe
def insight_desk_rows(request: HttpRequest, name: str) -> HttpResponse:
    """The rows that a figure counts, each with its link where the reader may open it."""
    scope, _offered = _asked(request)
    context = rows_of(request, figure_of(name, scope), scope)
    return render(request, "portal/insights/insight_desk_rows.html", context)


@require_safe
def insight_desk_funnel(request: HttpRequest) -> StreamingHttpResponse:
    """The same figures as CSV."""
    scope, _offered = _asked(request)
    return funnel_file(scope)


@require_safe
def insight_desk_times(request: HttpRequest) -> StreamingHttpResponse:
    """The waiting times as CSV."""
    scope, _offered = _asked(request)
    return times_file(scope)


@require_safe
def insight_desk_network(request: HttpRequest) -> HttpResponse:
    """Who works with whom, with the talks that went through the office."""
    context = network_of(*_asked(request))
    return render(request, "portal/insights/insight_desk_network.html", context)


@require_safe
def insight_desk_network_file(request: HttpRequest) -> StreamingHttpResponse:
    """The same as CSV, every pair."""
    scope, _offered = _asked(request)
    return network_file(scope)


@require_safe
def insight_meetings(request: HttpRequest) -> HttpResponse:
    """What each meeting of a municipality has moved."""
    scope, offered = _asked(request)
    city = _city(request, scope)
    moved = meetings(scope, city)
    context = {
        **form_of(scope, offered),
        "city": city,
        "meetings": moved,
        "held": number_held(moved, scope, city),
        "measures": labels(),
    }
    return render(request, "portal/insights/insight_meetings.html", context)


@require_safe
def insight_meetings_file(request: HttpRequest) -> StreamingHttpResponse:
    """The same as CSV, every meeting."""
    scope, _offered = _asked(request)
    moved = all_meetings(scope, _city(request, scope))
    return csv_file("meetings", tables.meetings_table(moved))


@require_safe
def insight_report(request: HttpRequest) -> HttpResponse:
    """The report for the council, to be printed."""
    scope, offered = _asked_of_year(request)
    said = report(scope, _city(request, scope))
    before = "" if said.before.is_cut else f"?{scope.within(said.before).query}"
    context = {**form_of(scope, offered), "report": said, "before_query": before}
    return render(request, "portal/insights/insight_report.html", context)


@require_safe
def insight_report_file(request: HttpRequest) -> FileResponse:
    """The same as an Excel workbook."""
    scope, _offered = _asked_of_year(request)
    said = report(scope, _city(request, scope))
    return FileResponse(
        as_workbook(said), as_attachment=True, filename=_name_of(said), content_type=XLSX
    )


def _name_of(said: Report) -> str:
    period = said.scope.period
    month = f"-{period.month:02}" if period.month else ""
    return f"report-{said.city.slug}-{period.year}{month}.xlsx"


def _asked(request: HttpRequest, **fixed: Any) -> tuple[Scope, Choices]:
    """What the address asks for, of the municipalities for which the person works; else 404."""
    require_staff(request)
    towns = [town.pk for town in municipalities_of_staff(request)]
    offered = choices(towns)
    return offered.scope({**request.GET.dict(), **fixed}, towns), offered


def _asked_of_year(request: HttpRequest) -> tuple[Scope, Choices]:
    """Of one municipality and a fiscal year, this one unless another is chosen; whatever the goal
    or field, a report is about everything.
    """
    city = _city(request, _asked(request)[0])
    scope, offered = _asked(request, goal="", field="", type="", municipality=city.slug)
    if not scope.period.year:
        scope = scope.within(year_of(fiscal_year(timezone.localdate())))
    return scope, offered


def _city(request: HttpRequest, scope: Scope) -> Municipality:
    """The municipality that was chosen, else the first of the person's."""
    towns = municipalities_of_staff(request)
    return next((town for town in towns if town.slug == scope.municipality), towns[0])

"""Reports as everybody reads them: the list with archives and tags, one report, its photos."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from events.models import Report, ReportPhoto, ReportQuerySet, ReportTag
from events.reporting import archives, feed, tags
from partners.views.pictures import picture_response
from tomoni.filters import Sort, browse, by_municipality
from tomoni.htmx import render
from tomoni.journal import searches
from tomoni.limits import feed_limit

FILTERS = (by_municipality("event__municipality"),)
SORTS = (Sort("new", _("latest meeting first"), "-event__starts_at", "-pk"),)
_YEARS = range(1, 10_000)


@login_not_required
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """All published reports, narrowed as the reader likes; of one year with ?year=."""
    rows = Report.objects.published()
    year = _year(request)
    return _list(request, rows.filter(event__starts_at__year=year) if year else rows, year=year)


@login_not_required
@require_safe
def report_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Those of the meetings of one month; 404 for a month that there is not."""
    if year not in _YEARS or not 1 <= month <= 12:
        raise Http404
    rows = archives.of_month(Report.objects.published(), year, month)
    return _list(request, rows, year=year, month=month)


@login_not_required
@require_safe
def report_tag(request: HttpRequest, tag: str) -> HttpResponse:
    """Those with one tag."""
    row = get_object_or_404(ReportTag, slug=tag.replace("\x00", ""))
    return _list(request, Report.objects.published().filter(tags=row), tag=row)


@login_not_required
@require_safe
@feed_limit
def report_feed(request: HttpRequest) -> HttpResponse:
    """The newest, for a feed reader."""
    return feed.answer(request)


@login_not_required
@require_safe
def report_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One report; as a draft for the staff of its city alone."""
    rows = Report.objects.visible_to(request.user).select_related("event__municipality")
    report = get_object_or_404(rows.prefetch_related("photos", "tags"), event__slug=slug)
    context = {"report": report, "event": report.event}
    return render(request, "events/reporting/report_detail.html", context)


@login_not_required
@require_safe
def report_photo(request: HttpRequest, token: UUID) -> FileResponse:
    """A picture, to those who may read its report."""
    readable = Report.objects.visible_to(request.user)
    rows = ReportPhoto.objects.filter(report__in=readable.order_by().values("pk"))
    photo = get_object_or_404(rows.select_related("report"), token=token)
    return picture_response(request, photo.file, is_public=photo.report.is_published)


def _list(request: HttpRequest, rows: ReportQuerySet, **context: Any) -> HttpResponse:
    rows = rows.select_related("event__municipality").prefetch_related("tags", "photos")
    found = browse(request, rows.defer("search"), FILTERS, SORTS)
    searches.note(request, found)
    context |= {"found": found, "years": archives.archives(), "cloud": tags.cloud()}
    page = "events/reporting/report_list.html"
    return render(request, page, context, partials=["report_rows"])


def _year(request: HttpRequest) -> int | None:
    typed = request.GET.get("year", "")
    is_year = typed.isascii() and typed.isdecimal() and len(typed) < 5
    return int(typed) if is_year and int(typed) in _YEARS else None

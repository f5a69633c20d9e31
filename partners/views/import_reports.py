"""The desk: what was found of a list, as a file that can be mended and sent again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.bulk.files import XLSX, Kind, csv_lines, workbook
from partners.bulk.reports import table_of_report
from partners.models import Import
from partners.views.imports import import_of


@require_safe
def import_report(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The list with what was found beside each row, as .xlsx or CSV."""
    source = import_of(request, pk)
    if kind not in Kind.values or not _has_report(source):
        raise Http404
    is_book = kind == Kind.XLSX
    try:
        rows = list(table_of_report(source, keeps_numbers=is_book))
    except (FileNotFoundError, ValidationError):
        messages.warning(request, _("The file is not kept any more. Please upload it again."))
        return redirect(source)
    name = _("report-%(number)s") % {"number": source.pk}
    if is_book:
        file = workbook(rows)
        return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
    charset = "utf-8" if kind == Kind.UTF8 else "Shift_JIS"
    lines = csv_lines(rows, Kind(kind))
    response = StreamingHttpResponse(lines, content_type=f"text/csv; charset={charset}")
    response["Content-Disposition"] = f'attachment; filename="report-{source.pk}.csv"'
    return response


def _has_report(source: Import) -> bool:
    return bool(source.file) and source.state in (Import.State.CHECKED, Import.State.DONE)

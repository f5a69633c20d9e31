"""The desk: the partners of a list as a file."""

from itertools import islice
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from partners.bulk.exporting import table_of
from partners.bulk.files import XLSX, Kind, csv_lines, unwritable, workbook
from partners.bulk.forms import ExportForm
from partners.models import Partner
from partners.views.desk import QUEUE_FILTERS, QUEUE_SORTS, with_turn
from tomoni.accounts.models import User
from tomoni.filters import Found, browse
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.journal.record import record
from tomoni.municipalities.access import municipalities_of_staff, staff_roles
from tomoni.municipalities.models import Municipality, StaffRole

_REPORTED = 100  # cells whose characters cannot be written that are listed one by one


@require_http_methods(["GET", "POST"])
@idempotent
def partner_export(request: HttpRequest) -> HttpResponseBase:
    """Which file is wanted; the POST sends it, and the journal keeps that it was sent.

    What cp932 cannot write is told first; `accepted` says that it was read.
    """
    towns = _towns(request)
    found = _found(request, towns)
    form = ExportForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "found": found}
    if form.is_valid():
        kind = Kind(form.cleaned_data["kind"])
        if kind == Kind.CP932 and "accepted" not in request.POST:
            lacking = list(islice(unwritable(table_of(found.sorted)), _REPORTED + 1))
            context |= {"lacking": lacking[:_REPORTED], "has_more": len(lacking) > _REPORTED}
        if not context.get("lacking"):
            _note(request, towns, found, kind)
            return _file(found, kind)
    return render(request, "partners/partner_export.html", context)


def _towns(request: HttpRequest) -> list[Municipality]:
    """Whose partners the person may take along: 404 for strangers, 403 for a weaker role."""
    if cast(User, request.user).is_operator:
        return list(Municipality.objects.all())
    if not staff_roles(request):
        raise Http404
    towns = municipalities_of_staff(request, at_least=StaffRole.Role.EDITOR)
    if not towns:
        raise PermissionDenied
    return towns


def _found(request: HttpRequest, towns: list[Municipality]) -> Found:
    partners = with_turn(Partner.objects.filter(municipality__in=towns).on_desk())
    return browse(request, partners, QUEUE_FILTERS, QUEUE_SORTS)


def _note(request: HttpRequest, towns: list[Municipality], found: Found, kind: Kind) -> None:
    """An export takes personal data along: each municipality's journal has it."""
    counts = dict.fromkeys([town.pk for town in towns], 0)
    for pk in found.narrowed.values_list("municipality", flat=True):
        counts[pk] += 1
    said = {"kind": kind, "filters": found.query_string}
    for town in towns:
        if counts[town.pk]:
            by = cast(User, request.user)
            record(by, "partners.exported", town, municipality=town, rows=counts[town.pk], **said)


def _file(found: Found, kind: Kind) -> HttpResponseBase:
    name = f"partners-{timezone.localdate():%Y%m%d}"
    rows = table_of(found.sorted)
    if kind == Kind.XLSX:
        file = workbook(rows)
        return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
    charset = "utf-8" if kind == Kind.UTF8 else "Shift_JIS"
    response = StreamingHttpResponse(
        csv_lines(rows, kind), content_type=f"text/csv; charset={charset}"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response

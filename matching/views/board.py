"""The broker's board: what waits, what became of it, and the same as a file."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from matching.brokering.board import SORTS, filters_of, heaps, rows_of, table_of
from matching.brokering.brokers import Broker, broker_of
from matching.models import Introduction
from partners.bulk.files import XLSX, Kind, csv_lines, workbook
from tomoni.filters import Found, browse
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.journal.record import record

PER_PAGE = 30


@require_safe
def introduction_board(request: HttpRequest) -> HttpResponse:
    """Introductions by state: those that pass through the reader with their words and the next
    step, the others of a city as partners and state alone.
    """
    broker = broker_of(request)
    found = _found(request, broker)
    context = {
        "broker": broker,
        "found": found,
        "heaps": heaps(broker),
        "to_pass_on": {row.pk for row in found.page if _is_to_pass_on(row, broker)},
    }
    return render(
        request, "matching/introduction_board.html", context, partials=["introduction_board_rows"]
    )


def _is_to_pass_on(row: Introduction, broker: Broker) -> bool:
    return row.state == Introduction.State.REQUESTED and broker.may_act(row)


def _found(request: HttpRequest, broker: Broker) -> Found:
    return browse(request, rows_of(broker), filters_of(broker), SORTS, per_page=PER_PAGE)


@require_POST
@idempotent
def introduction_export(request: HttpRequest) -> HttpResponseBase:
    """The board as it is narrowed down, as an Excel or CSV file; the journal keeps it."""
    broker = broker_of(request)
    if not broker.may_propose:
        raise PermissionDenied
    found = _found(request, broker)
    kind = Kind.UTF8 if request.POST.get("kind") == Kind.UTF8 else Kind.XLSX
    _note(broker, found, kind)
    name = f"introductions-{timezone.localdate():%Y%m%d}"
    table = table_of(cast(Any, found.sorted))
    if kind == Kind.XLSX:
        file = workbook(table, sheet="introductions")
        return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
    response = StreamingHttpResponse(csv_lines(table, kind), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _note(broker: Broker, found: Found, kind: Kind) -> None:
    said = {"rows": found.total, "kind": kind, "filters": found.query_string}
    for town in broker.towns:
        record(broker.user, "introductions.exported", town, municipality=town, **said)
    for body in broker.federations:
        town = body.municipality
        record(broker.user, "introductions.exported", body, municipality=town, **said)

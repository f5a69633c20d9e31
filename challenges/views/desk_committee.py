"""The desk: what is laid before the screening committee, on paper and as an Excel file."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from challenges.proposing import openings
from challenges.screening.board import board_of
from challenges.screening.tables import table_of
from challenges.views.desk_acts import challenge_on_desk
from partners.bulk.files import XLSX, workbook
from tomoni.htmx import render
from tomoni.journal.idempotency import idempotent
from tomoni.journal.record import record
from tomoni.municipalities.models import StaffRole


@require_safe
def screening_print(request: HttpRequest, slug: str) -> HttpResponse:
    """All proposals with their texts and what the reader may see of their scores, for A4."""
    challenge, role = challenge_on_desk(request, slug)
    board = board_of(challenge, role.user, with_papers=True)
    openings.note_all(request, (row.proposal for row in board.rows), openings.COMMITTEE)
    context = {
        "challenge": challenge,
        "municipality": challenge.municipality,
        "board": board,
        "printed_at": timezone.now(),
        "printed_by": role.user,
    }
    return render(request, "challenges/screening_print.html", context)


@require_POST
@idempotent
def screening_export(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The same as an Excel file; the journal keeps that it was taken along."""
    challenge, role = challenge_on_desk(request, slug, at_least=StaffRole.Role.EDITOR)
    board = board_of(challenge, role.user, with_papers=True)
    openings.note_all(request, (row.proposal for row in board.rows), openings.COMMITTEE)
    town = challenge.municipality
    record(role.user, "screening.exported", challenge, municipality=town, rows=len(board.rows))
    name = f"screening-{challenge.slug}-{timezone.localdate():%Y%m%d}.xlsx"
    file = workbook(table_of(board), sheet="proposals")
    response = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    response["Cache-Control"] = "private, no-store"
    return response

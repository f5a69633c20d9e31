"""What the committee is given: the proposals to a challenge as a table, as far as the reader sees.

No cell starts a formula: `partners.bulk.files` writes text as text.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from challenges.models import Proposal
from challenges.proposing.mails import TEXTS
from challenges.screening.board import Board, Row, Sheet

Line = list[Any]


def table_of(board: Board) -> Iterator[Line]:
    """A line for each proposal: its result, then its texts, then each reviewer's scores."""
    people = _people(board)
    yield [*_result_headers(board), *map(_label, TEXTS), *_sheet_headers(board, people)]
    for place, row in enumerate(board.rows, 1):
        texts = [getattr(row.proposal, name) for name in TEXTS]
        yield [*_result(row, place), *map(_clean, texts), *_sheets(board, row, people)]


def _result_headers(board: Board) -> Line:
    weighed = [f"{criterion.name} ×{criterion.weight}" for criterion in board.criteria]
    return [
        pgettext("rank", "Place"),
        _("Proposal"),
        _("Receipt number"),
        _("Partner"),
        _("State"),
        _("Reply due"),
        _("Average"),
        _("Spread"),
        _("Number of scores"),
        *weighed,
    ]


def _result(row: Row, place: int) -> Line:
    proposal, found = row.proposal, row.result
    return [
        place if found.number else "",
        proposal.title,
        proposal.receipt,
        proposal.partner.name,
        proposal.get_state_display(),
        proposal.reply_due_on.isoformat() if proposal.reply_due_on else "",
        _rounded(found.average) if found.number else _hidden(row),
        _rounded(found.spread),
        found.number if row.is_shown else "",
        *(_rounded(average) for _criterion, average in row.lines),
    ]


def _hidden(row: Row) -> str:
    if row.has_conflict:
        return _("Conflict of interest")
    return _("not scored yet") if row.is_shown else _("not shown yet")


def _people(board: Board) -> list[str]:
    """Everybody whose scores are on the board, named once, in the order of their names."""
    shown = {sheet.assessment.user for row in board.rows for sheet in row.sheets}
    return [str(person) for person in sorted(shown, key=lambda person: (str(person), person.pk))]


def _sheet_headers(board: Board, people: list[str]) -> Line:
    return [
        header
        for person in people
        for header in (
            _("%(reviewer)s: total") % {"reviewer": person},
            *(
                _("%(reviewer)s: %(criterion)s") % {"reviewer": person, "criterion": each.name}
                for each in board.criteria
            ),
            _("%(reviewer)s: remarks") % {"reviewer": person},
        )
    ]


def _sheets(board: Board, row: Row, people: list[str]) -> Line:
    by_person = {str(sheet.assessment.user): sheet for sheet in row.sheets}
    return [
        cell
        for person in people
        for cell in _sheet(board, by_person.get(person), is_hidden=row.has_conflict)
    ]


def _sheet(board: Board, sheet: Sheet | None, *, is_hidden: bool) -> Line:
    if sheet is None or is_hidden:
        return [""] * (len(board.criteria) + 2)
    if not sheet.scores:
        return [_("Conflict of interest"), *([""] * len(board.criteria)), sheet.assessment.conflict]
    said = [f"{score.criterion.name}: {score.remark}" for score in sheet.scores if score.remark]
    points = sheet.points
    return [
        _rounded(sheet.total),
        *(points[criterion.pk] for criterion in board.criteria),
        _clean("\n".join(said)),
    ]


def _rounded(number: float | None) -> float | str:
    return "" if number is None else round(number, 2)


def _label(name: str) -> str:
    return str(Proposal._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _clean(text: str) -> str:
    """Line ends as spreadsheets write them inside a cell."""
    return text.replace("\r\n", "\n").replace("\r", "\n")

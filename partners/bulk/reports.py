"""The report of a list as the list itself, with what was found beside each row.

Every row stands where it stood, titles and empty ones too, so that "D12" is D12 in the report as
well: it is mended there and sent again. What was found is in three columns behind the widest row.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partners.bulk.cells import with_lost_zero
from partners.bulk.headers import header_at
from partners.bulk.problems import in_words
from partners.bulk.reading import open_list, width_of
from partners.bulk.sheets import Cells, NumberText, Sheet
from partners.models import Import, ImportRow
from tomoni import text

MOST_EMPTY = 1_000  # empty rows in a run that are kept as they are


def table_of_report(source: Import, *, keeps_numbers: bool = False) -> Iterator[list[Any]]:
    """The rows of the file with their result, where it is, and how to mend it.

    `keeps_numbers`: numbers of Excel stay numbers; else they become text with the zero at their
    front put back where the column has them. FileNotFoundError where the file is gone.
    """
    with source.file.open("rb") as file:
        sheet = open_list(file, source.sheet_number)
    width = max(width_of(cells) for _number, cells in sheet.rows())
    judged = {row.number: row for row in source.rows.select_related("partner").iterator()}
    headers = header_at(source.head, source.header_first, source.header_last).labels
    keys = {int(index): key for index, key in source.columns.items()}
    for number, cells in _all_rows(sheet):
        shown = [_shown(cell, keys.get(at, ""), keeps_numbers) for at, cell in enumerate(cells)]
        shown = (shown + [""] * width)[:width]
        if number == source.header_last:
            yield [*shown, _("Result"), pgettext("in a list", "Where"), _("How to mend it")]
        else:
            yield [*shown, *_found(judged.get(number), headers)]


def _all_rows(sheet: Sheet) -> Iterator[tuple[int, Cells]]:
    """The rows with those that are empty, so that every row keeps its number.

    A cell far below all others does not make a million rows: so many are one, which says so.
    """
    next_number = 1
    for number, cells in sheet.rows():
        if number - next_number > MOST_EMPTY:
            words = _("Rows %(first)s to %(last)s are empty.")
            yield next_number, [words % {"first": next_number, "last": number - 1}]
            next_number = number
        for missing in range(next_number, number):
            yield missing, []
        yield number, cells
        next_number = number + 1


def _shown(cell: str, key: str, keeps_numbers: bool) -> Any:
    if isinstance(cell, NumberText):
        return _number(cell) if keeps_numbers else with_lost_zero(key, cell)
    return text.clean(cell)


def _number(cell: str) -> Any:
    """As Excel has it: fifteen digits at most are kept exactly, longer ones stay text."""
    if cell.lstrip("-").isdecimal() and len(cell) <= 15:
        return int(cell)
    try:
        return float(cell) if len(cell) <= 15 else str(cell)
    except ValueError:
        return str(cell)


def _found(row: ImportRow | None, headers: tuple[str, ...]) -> list[str]:
    if row is None:
        return ["", "", ""]
    result = row.get_outcome_display() if row.outcome else row.get_verdict_display()
    where = [_place(problem["cell"], headers) for problem in row.problems]
    how = [in_words(problem) for problem in row.problems]
    if row.verdict == ImportRow.Verdict.ALIKE and row.partner and not row.outcome:
        how.append(_("Very like “%(name)s”, which is there already.") % {"name": row.partner.name})
    return [str(result), "\n".join(where), "\n".join(how)]


def _place(cell: str, headers: tuple[str, ...]) -> str:
    """D12 with the header of its column."""
    letters = cell.rstrip("0123456789")
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    header = headers[index - 1] if 0 < index <= len(headers) else ""
    return f"{cell} {header}".strip()

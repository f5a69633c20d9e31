"""A table as a file: CSV in UTF-8 or cp932, written as it is read, or an Excel workbook."""

import codecs
import csv
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from partners.bulk.formulas import guarded
from partners.bulk.sheets import cell_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MISSING = "〓"
"""The printers' mark for a character that there is no type for."""
# Characters of Unicode that look like one of cp932 and are meant as it.
_TWINS = str.maketrans("〜−—‖¢£¬\xa0", "～－―∥￠￡￢ ")
_LONGEST_CELL = 32_767  # characters of a cell of Excel
_IN_MEMORY = 5 * 1024 * 1024

Rows = Iterable[list[Any]]
"""Cells are text; in a workbook whole numbers and decimals stay what they are."""


class Kind(TextChoices):
    """The files one may have."""

    XLSX = "xlsx", _("Excel workbook (.xlsx)")
    UTF8 = "utf8", _("CSV (UTF-8): for Excel and other programs of today")
    CP932 = "cp932", _("CSV (Shift_JIS, cp932): for older programs")


@dataclass(frozen=True)
class Unwritable:
    """A cell with characters that cp932 does not have."""

    cell: str
    name: str
    header: str
    characters: str


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Rows, kind: Kind) -> Iterator[bytes]:
    """The file line by line; no cell starts a formula."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    if kind == Kind.UTF8:
        yield codecs.BOM_UTF8
    for row in rows:
        cells = [str(cell) if kind == Kind.UTF8 else in_cp932(str(cell)) for cell in row]
        line: Any = writer.writerow([guarded(cell) for cell in cells])
        yield line.encode() if kind == Kind.UTF8 else line.encode("cp932")


def in_cp932(text: str) -> str:
    """The text with MISSING in the place of what cp932 does not have."""
    plain = text.translate(_TWINS)
    return "".join(letter if _has(letter) else MISSING for letter in plain)


def unwritable(rows: Rows) -> Iterator[Unwritable]:
    """Every cell that would not be written in cp932 as it is."""
    headers: list[str] = []
    for number, row in enumerate(rows, 1):
        headers = headers or row
        for index, cell in enumerate(row):
            lacking = dict.fromkeys(letter for letter in cell.translate(_TWINS) if not _has(letter))
            if lacking:
                name = cell_name(index, number)
                yield Unwritable(name, row[0], headers[index], "".join(lacking))


def _has(letter: str) -> bool:
    try:
        letter.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def workbook(rows: Rows, sheet: str = "partners") -> IO[bytes]:
    """An Excel file in which every cell that is no number is text, whatever it begins with."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.freeze_panes = "B2"
    bold = Font(bold=True)
    for number, row in enumerate(rows):
        cells = [text_cell(page, value) for value in row]
        for cell in cells if not number else ():
            cell.font = bold
        page.append(cells)
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 – the caller closes it
    book.save(file)
    file.seek(0)
    return file


def text_cell(sheet: Any, value: Any) -> Any:
    """A cell of a write-only sheet: numbers stay numbers, the rest is text and no formula."""
    if isinstance(value, int | float):
        return WriteOnlyCell(sheet, value)
    plain = ILLEGAL_CHARACTERS_RE.sub("", guarded(value))[:_LONGEST_CELL]
    cell = WriteOnlyCell(sheet, plain)
    cell.data_type = "s"  # openpyxl takes what begins with "=" for a formula
    return cell

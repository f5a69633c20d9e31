"""Opening a list that somebody has sent: Excel or CSV, known by its content, within the limits."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import IO

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from partners.bulk.headers import LOOKED_AT, find_header, named
from partners.bulk.limits import MAX_BYTES, MAX_COLUMNS, MAX_ROWS
from partners.bulk.sheets import Cells, Sheet, Sibling, Source
from partners.bulk.workbooks import open_workbook

EXAMPLES = "記入例"
"""What the sheet with worked examples is called in the template that we hand out."""
_OLE = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx with a password
_PDF = b"%PDF"  # a few of them can be read as text
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LONGEST_CELL = 131_072  # characters; what the csv module takes
_SAMPLE = 8_192
_END = "\x03end of the list\x03"
"""A line of ours behind the last one: it is found inside a cell if a quotation mark stays open."""
_MANY_NULS = 20  # one in so many characters: no text has that


def open_list(file: IO[bytes], number: int | None = None) -> Sheet:
    """The list in the file. ValidationError says what is wrong with it and how to mend it.

    Of a workbook the sheet of this number; else the likeliest, which then knows its siblings.
    """
    data = file.read(MAX_BYTES + 1)
    if not data.strip(b"\0 \t\r\n"):
        raise ValidationError(_("The file is empty. Please choose the file with the list."))
    if len(data) > MAX_BYTES:
        raise ValidationError(
            _("The file is too large: up to %(limit)s can be read. Please split it."),
            params={"limit": filesizeformat(MAX_BYTES)},
        )
    if data.startswith(_OLE):
        raise ValidationError(
            _(
                "This is an old Excel file (.xls) or one with a password, whatever its name says. "
                "Open it in Excel and save it as “Excel workbook (.xlsx)” without a password."
            )
        )
    if data.startswith(_PDF):
        raise _no_list()
    sheets = open_workbook(data) if data.startswith(b"PK") else [_open_csv(data)]
    if number is None:
        return _likeliest(sheets)
    return _within_limits(sheets[min(number, len(sheets) - 1)])


def _likeliest(sheets: list[Sheet]) -> Sheet:
    """The sheet whose headers name most, then one with rows under them, then the first.

    A sheet of examples comes last. Where none can be read, the first one's fault is told.
    """
    if len(sheets) == 1:
        return _within_limits(sheets[0])
    read: list[Sheet] = []
    siblings: list[Sibling] = []
    first_fault: ValidationError | None = None
    for sheet in sheets:
        try:
            counted = _counted(sheet)
        except ValidationError as fault:
            first_fault = first_fault or fault
            siblings.append(Sibling(sheet.name, None))
        else:
            siblings.append(Sibling(sheet.name, counted.count))
            read += [counted] if counted.count else []
    if not read:
        raise first_fault or _nothing_there()
    return replace(max(read, key=_likeliness), siblings=tuple(siblings))


def _likeliness(sheet: Sheet) -> tuple[bool, int, bool, int]:
    head = list(islice(sheet.rows(), LOOKED_AT))
    header = find_header(head)
    has_rows = any(number > header.last for number, _cells in head)
    return EXAMPLES not in sheet.name, named(header.labels), has_rows, -sheet.number


def _within_limits(sheet: Sheet) -> Sheet:
    """The same, once it is known to be neither too long, too wide nor empty."""
    counted = _counted(sheet)
    if not counted.count:
        raise _nothing_there()
    return counted


def _nothing_there() -> ValidationError:
    return ValidationError(_("Nothing stands in the file. Please choose the one with the list."))


def _counted(sheet: Sheet) -> Sheet:
    """The same with its number of rows. ValidationError where it is too long or too wide."""
    count, widest = 0, 0
    for _number, cells in sheet.rows():
        count += 1
        widest = max(widest, width_of(cells))
        if widest > MAX_COLUMNS:
            raise ValidationError(
                _("The list has more than %(limit)d columns. Please take out what is not needed."),
                params={"limit": MAX_COLUMNS},
            )
        if count > MAX_ROWS + 1:
            raise too_many_rows()
    return replace(sheet, count=count)


def too_many_rows() -> ValidationError:
    """The refusal of a list that is too long."""
    return ValidationError(
        _("The list has more than %(limit)d rows. Please split it into several files."),
        params={"limit": MAX_ROWS},
    )


def width_of(cells: Cells) -> int:
    """The number of columns up to the last in which something stands."""
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return width


class _Csv(Source):
    def __init__(self, content: str) -> None:
        self.content = content
        self.delimiter = _delimiter_of(content)

    def rows(self) -> Iterator[Cells]:
        csv.field_size_limit(_LONGEST_CELL)
        lines = io.StringIO(f"{self.content}\r\n{_END}", newline="")
        reader = csv.reader(lines, delimiter=self.delimiter)
        line = 0
        try:
            for row in reader:
                if row == [_END]:
                    return
                yield self._complete(row, line + 1)
                line = reader.line_num
        except csv.Error as error:
            raise ValidationError(
                _("The CSV cannot be read: a cell is longer than %(limit)d characters."),
                params={"limit": _LONGEST_CELL},
            ) from error

    def _complete(self, row: Cells, line: int) -> Cells:
        """The row, unless a quotation mark swallows all that follows it."""
        if row and row[-1].endswith(_END):
            raise ValidationError(
                _('A quotation mark (") opens in or after line %(line)d and is never closed.'),
                params={"line": line},
            )
        return row


def _open_csv(data: bytes) -> Sheet:
    content, encoding = _decoded(data)
    if _MANY_NULS * content.count("\0") > len(content):
        raise _no_list()
    return Sheet(_Csv(content), encoding)


def _no_list() -> ValidationError:
    return ValidationError(
        _("This is neither an Excel file (.xlsx) nor CSV. Please save the list as one of them.")
    )


def _decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8 if it is that, else what Windows writes."""
    if data.startswith(_UTF16):
        return data.decode("utf-16", errors="replace"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp932"), "cp932"
    except UnicodeDecodeError as error:
        raise ValidationError(
            _(
                "Line %(line)d cannot be read: the file is neither UTF-8 nor Shift_JIS (cp932). "
                "Save it in Excel as “CSV UTF-8” or as .xlsx."
            ),
            params={"line": data.count(b"\n", 0, error.start) + 1},
        ) from error


def _delimiter_of(content: str) -> str:
    """What separates the cells: a comma unless the first lines have more of another."""
    start = content[:_SAMPLE]
    return max(",\t;", key=lambda mark: (start.count(mark), mark == ","))

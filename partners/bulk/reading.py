"""Opening a list that somebody has sent: Excel or CSV, known by its content, within the limits."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from partners.bulk.limits import MAX_BYTES, MAX_COLUMNS, MAX_ROWS
from partners.bulk.sheets import Cells, Sheet, Source
from partners.bulk.workbooks import open_workbook

_OLE = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx with a password
_PDF = b"%PDF"  # a few of them can be read as text
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LONGEST_CELL = 131_072  # characters; what the csv module takes
_SAMPLE = 8_192
_MANY_NULS = 20  # one in so many characters: no text has that


def open_list(file: IO[bytes]) -> Sheet:
    """The list in the file. ValidationError says what is wrong with it and how to mend it."""
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
    sheet = open_workbook(data) if data.startswith(b"PK") else _open_csv(data)
    return _within_limits(sheet)


def _within_limits(sheet: Sheet) -> Sheet:
    """The same, once it is known to be neither too long, too wide nor empty."""
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
    if not count:
        raise ValidationError(_("Nothing stands in the file. Please choose the one with the list."))
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
        lines = io.StringIO(self.content, newline="")
        try:
            yield from csv.reader(lines, delimiter=self.delimiter)
        except csv.Error as error:
            raise ValidationError(
                _("The CSV cannot be read: a cell is longer than %(limit)d characters."),
                params={"limit": _LONGEST_CELL},
            ) from error


def _open_csv(data: bytes) -> Sheet:
    content, encoding = _decoded(data)
    if _MANY_NULS * content.count("\0") > len(content):
        raise _no_list()
    return Sheet(_Csv(content), encoding, "", ())


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

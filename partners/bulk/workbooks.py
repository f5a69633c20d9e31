"""Excel files: looked at before they are unpacked, then read row by row. Formulas are never run."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from partners.bulk.limits import (
    MAX_COLUMNS,
    MAX_RATIO,
    MAX_SHEETS,
    MAX_UNPACKED,
    RATIO_COUNTS_FROM,
)
from partners.bulk.sheets import Cells, NumberText, Sheet, Source

_CHUNK = 64 * 1024
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


def open_workbook(data: bytes) -> list[Sheet]:
    """The sheets that are shown. ValidationError where the file is none we would unpack.

    Hidden sheets are left alone; hidden rows and columns of a sheet are read like the others.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _check(parts)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except ValidationError:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged file makes it stumble over
        raise _unreadable() from error
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not shown:
        raise ValidationError(_("The Excel file has no sheet that is shown."))
    return [
        Sheet(_Worksheet(sheet), ".xlsx", sheet.title, number)
        for number, sheet in enumerate(shown[:MAX_SHEETS])
    ]


def _check(parts: zipfile.ZipFile) -> None:
    infos = parts.infolist()
    names = {info.filename for info in infos}
    if "xl/workbook.xml" not in names:
        raise ValidationError(
            _("This is no Excel workbook (.xlsx). Please save the list as .xlsx or CSV.")
        )
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError(
            _("The file contains macros. Please save it as “Excel workbook (.xlsx)” without them.")
        )
    _check_size(infos)
    for info in infos:
        if info.filename.endswith((".xml", ".rels")):
            _check_declarations(parts, info)


def _check_size(infos: list[zipfile.ZipInfo]) -> None:
    """What Python unpacks never exceeds the sizes named here: more is an error of the archive."""
    unpacked = sum(info.file_size for info in infos)
    packed = max(1, sum(info.compress_size for info in infos))
    if unpacked > MAX_UNPACKED:
        raise ValidationError(
            _(
                "Unpacked, the file would have more than %(limit)s. "
                "Please copy the rows of the list into a new workbook."
            ),
            params={"limit": filesizeformat(MAX_UNPACKED)},
        )
    if unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * packed:
        raise ValidationError(
            _(
                "Unpacked, the file would be more than %(limit)d times as large as it is. "
                "Please copy the rows of the list into a new workbook."
            ),
            params={"limit": MAX_RATIO},
        )


def _check_declarations(parts: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Excel never writes a document type; with one, a small text can grow without end."""
    with parts.open(info) as part:
        start = part.read(_CHUNK)
    if any(mark in start for mark in _DECLARATIONS):
        raise _unreadable()


def _unreadable() -> ValidationError:
    return ValidationError(
        _("The Excel file is damaged. Please open it in Excel and save it again as .xlsx.")
    )


class _Worksheet(Source):
    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        sheet.reset_dimensions()  # what a file says of its size is often wrong

    def rows(self) -> Iterator[Cells]:
        # One column more than is allowed, so that a wider list is noticed and not read.
        rows = self.sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1)
        try:
            for row in rows:
                yield [_text_of(value) for value in row[: _width_of(row)]]
        except ValidationError:
            raise
        except Exception as error:  # see above
            raise _unreadable() from error


def _width_of(row: tuple[Any, ...]) -> int:
    width = len(row)
    while width and row[width - 1] is None:
        width -= 1
    return width


def _text_of(value: Any) -> str:
    """What the cell shows, as far as Excel has written it down."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return NumberText(int(value) if value == int_or_none(value) else value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def int_or_none(value: float) -> int | None:
    """The whole number of the same value; None where there is none, as of infinity."""
    try:
        return int(value)
    except (OverflowError, ValueError):
        return None

"""A data set as a file: CSV for people with a spreadsheet, JSON lines for programs.

A file is written to the disk, row by row, before its first byte is sent: the memory stays the same
however many rows there are, the size and the hash are known beforehand, and a fault on the way is
an error for the reader and never half a file that looks like a whole one.
"""

import codecs
import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from django.db import transaction
from django.utils import timezone

from partners.bulk.formulas import guarded
from tomoni.portal.open_data.columns import DataSet

_AT_ONCE = 500  # rows held in memory


@dataclass(frozen=True)
class Form:
    """A form of file: how its name ends, what it is for a browser, how rows become bytes."""

    suffix: str
    content_type: str
    write: Callable[[DataSet, Iterable[Any]], Iterator[bytes]]


def _csv(data_set: DataSet, rows: Iterable[Any]) -> Iterator[bytes]:
    """UTF-8 with a mark in front, by which Excel knows it; lines end as RFC 4180 says."""
    yield codecs.BOM_UTF8
    yield _line(column.name_in_csv for column in data_set.columns)
    for row in rows:
        yield _line(cell(column.plain(row)) for column in data_set.columns)


def _json_lines(data_set: DataSet, rows: Iterable[Any]) -> Iterator[bytes]:
    """One object on each line, in UTF-8."""
    for row in rows:
        yield json.dumps(data_set.plain(row), ensure_ascii=False).encode() + b"\n"


FORMS = {
    form.suffix: form
    for form in (
        Form("csv", "text/csv; charset=utf-8", _csv),
        Form("jsonl", "application/jsonl; charset=utf-8", _json_lines),
    )
}


def cell(value: Any) -> str:
    """A value as a cell; no text can start a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return guarded(";".join(_in_list(each) for each in value))
    return guarded(value) if isinstance(value, str) else str(value)


def _in_list(value: Any) -> str:
    """A value of several in a cell: what stands between them stands in none of them."""
    return "" if value is None else str(value).replace(";", "；")


def _line(cells: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


@dataclass
class Written:
    """What was written: rows, bytes, and the hash of them."""

    rows: int
    size: int
    digest: str


def write(data_set: DataSet, form: Form, city: str, file: IO[bytes]) -> Written:
    """Write all rows of a municipality, or of all where `city` is empty, into the file."""
    counted, digest, size = _Counted(), hashlib.sha256(), 0
    with transaction.atomic():  # a cursor of the server, which hands the rows over in parts
        read = data_set.of_city(city).iterator(chunk_size=_AT_ONCE)
        rows = counted.through(data_set.completed(read, _AT_ONCE))
        for part in form.write(data_set, rows):
            file.write(part)
            digest.update(part)
            size += len(part)
    return Written(counted.rows, size, digest.hexdigest()[:32])


class _Counted:
    """Counts rows on their way."""

    rows = 0

    def through(self, rows: Iterable[Any]) -> Iterator[Any]:
        """The same rows."""
        for row in rows:
            self.rows += 1
            yield row


def file_name(data_set: DataSet, form: Form, city: str, on: date | None = None) -> str:
    """The name under which it is saved: data set, municipality, day."""
    parts = ("tomoni", data_set.slug, city, f"{on or timezone.localdate():%Y-%m-%d}")
    return "-".join(filter(None, parts)) + f".{form.suffix}"

"""Lists as municipalities keep them, as files."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from partners.bulk import importing
from partners.models import Import
from tests.factories import make_municipality
from tomoni.journal import ledger
from tomoni.journal.models import Job
from tomoni.municipalities.models import Municipality

HEADERS = ["名称", "フリガナ", "法人番号", "種別", "郵便番号", "所在地", "電話番号", "概要"]
TEA = [
    "掛川製茶㈱",
    "ｶｹｶﾞﾜｾｲﾁｬ",
    "",
    "企業",
    "４３６－００４７",
    "掛川市長谷１－１－１",
    "０５３７（２１）１１１１",
    "お茶を育てています。",
]
SHOP = [
    "髙﨑商店①",
    "タカサキショウテン",
    "",
    "個人事業主",
    "436-0047",
    "掛川市城下2-3",
    "0537-21-2222",
    "町の文具店です。",
]


def csv_file(rows: Iterable[Sequence[str]], encoding: str = "utf-8", name: str = "名簿.csv") -> Any:
    """The rows as CSV."""
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows(rows)
    return SimpleUploadedFile(name, lines.getvalue().encode(encoding))


def xlsx_file(
    rows: Iterable[Sequence[Any]], *, merged: Sequence[str] = (), name: str = "名簿.xlsx"
) -> Any:
    """The rows as an Excel workbook; `merged` are ranges such as "A1:C1"."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile(name, file.getvalue())


def work() -> None:
    """Do what the ledger has for the lists, until nothing is left."""
    kinds = [importing.CHECK, importing.IMPORT]
    while jobs := list(Job.objects.open().filter(kind__in=kinds)):
        for job in jobs:
            assert ledger.run(job.pk) == ledger.Outcome.DONE, job.last_error


def checked(
    file: Any, city: Municipality | None = None, *, approves: bool = False, **changes: Any
) -> Import:
    """The list, uploaded and checked with the columns that are guessed."""
    source = importing.upload_list(
        file, file.name, municipality=city or make_municipality(), by=None
    )
    importing.check_list(
        source,
        header=(source.header_first, source.header_last),
        columns=changes.get("columns", source.columns),
        default_type=changes.get("default_type"),
        approves=approves,
    )
    work()
    source.refresh_from_db()
    return source


def imported(file: Any, city: Municipality, **changes: Any) -> Import:
    """The list with all rows that fit imported."""
    source = checked(file, city, **changes)
    importing.begin_import(source, by=None)
    work()
    source.refresh_from_db()
    return source


def verdicts(source: Import) -> list[str]:
    """What was found of each row."""
    return list(source.rows.values_list("verdict", flat=True))


def outcomes(source: Import) -> list[str]:
    """What was done with each row."""
    return list(source.rows.values_list("outcome", flat=True))

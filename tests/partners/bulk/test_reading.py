"""Files as they come: any encoding, any width, damaged, disguised, too large."""

import io
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from partners.bulk import limits, workbooks
from partners.bulk.reading import open_list
from partners.bulk.sheets import NumberText, Sheet, cell_name, column_letter
from tests.partners.bulk.lists import csv_file, xlsx_file

ROWS = [["名称", "電話"], ["髙﨑商店①㈱", "0537-21-1111"]]


def content(sheet: Sheet) -> list[list[str]]:
    return [[cell for cell in cells if cell] for _number, cells in sheet.rows()]


def refusal(data: bytes) -> str:
    """Why the file is not read."""
    with pytest.raises(ValidationError) as refused:
        open_list(io.BytesIO(data))
    return refused.value.messages[0]


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp932", "cp932"), ("utf-16", "UTF-16")],
)
def test_csv_of_any_encoding(encoding: str, shown: str) -> None:
    sheet = open_list(csv_file(ROWS, encoding))
    assert (content(sheet), sheet.encoding) == (ROWS, shown)


def test_tilde_and_dash_of_windows_are_read_as_windows_writes_them() -> None:
    assert content(open_list(csv_file([["～－∥"]], "cp932"))) == [["～－∥"]]


@pytest.mark.parametrize("mark", ["\t", ";"])
def test_csv_with_other_separators(mark: str) -> None:
    data = "\r\n".join(mark.join(row) for row in ROWS).encode()
    assert content(open_list(io.BytesIO(data))) == ROWS


def test_csv_with_line_ends_in_cells() -> None:
    rows = [["名称", "概要"], ["掛川製茶", "一行目\n二行目"]]
    sheet = open_list(csv_file(rows))
    assert content(sheet) == rows
    assert content(sheet) == rows, "a list can be read again"


def test_excel() -> None:
    sheet = open_list(xlsx_file(ROWS))
    assert (content(sheet), sheet.encoding, sheet.name) == (ROWS, ".xlsx", "Sheet")


def test_empty_rows_count_in_the_numbers() -> None:
    rows = [["一覧"], [], [], ["名称"]]
    for file in (csv_file(rows), xlsx_file(rows)):
        assert [number for number, _cells in open_list(file).rows()] == [1, 4]


def test_numbers_dates_and_formulas_of_excel() -> None:
    from datetime import date, datetime

    row = [
        7000012050002,
        4360047.0,
        1.5,
        True,
        date(2026, 4, 1),
        datetime(2026, 4, 1, 9, 30),
        "=1+1",
    ]
    ((_number, cells),) = open_list(xlsx_file([row])).rows()
    assert list(cells[:6]) == [
        "7000012050002",
        "4360047",
        "1.5",
        "TRUE",
        "2026-04-01",
        "2026-04-01 09:30:00",
    ]
    assert isinstance(cells[0], NumberText)
    assert len(cells) == 6, "a formula is never run, and nobody has stored its value"


def test_first_sheet_that_is_shown_is_read() -> None:
    book = Workbook()
    book.active.title, book.active.sheet_state = "隠し", "hidden"
    for title in ("名簿", "集計"):
        book.create_sheet(title).append([title])
    file = io.BytesIO()
    book.save(file)
    sheet = open_list(io.BytesIO(file.getvalue()))
    assert (sheet.name, sheet.siblings, content(sheet)) == (
        "名簿",
        (("名簿", 1), ("集計", 1)),
        [["名簿"]],
    )


@pytest.mark.parametrize(
    "data", [b"", b" \r\n\t\n", b"\0" * 10, "\ufeff".encode(), b",,,\r\n,,\r\n"]
)
def test_empty_file(data: bytes) -> None:
    assert "名簿の入ったファイルを選んで" in refusal(data)


def test_empty_workbook() -> None:
    assert "何も書かれていません" in refusal(xlsx_file([]).read())


def test_old_excel_that_was_renamed() -> None:
    said = refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000)
    assert ".xls" in said
    assert "保存し直して" in said


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + b"x" * 100,
        xlsx_file(ROWS).read()[:-200],
        b"%PDF-1.7\0\0",
        b"\x89PNG\r\n\x1a\n\0\0\0",
        bytes(range(256)) * 4,
    ],
    ids=["zip start", "cut", "pdf", "png", "bytes"],
)
def test_what_is_no_list_is_refused_in_words(data: bytes) -> None:
    assert refusal(data)


def test_line_that_cannot_be_read_is_named() -> None:
    data = "名称\r\n良い\r\n".encode("cp932") + b"\x81\xff\xff\r\n"
    assert refusal(data).startswith("3行目")


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_zip_bomb_is_not_unpacked(monkeypatch: Any) -> None:
    monkeypatch.setattr(workbooks, "load_workbook", None)
    huge = zipped({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b" " * (101 << 20)})
    assert len(huge) < limits.MAX_BYTES
    assert "100.0" in refusal(huge)
    dense = zipped({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b" " * (20 << 20)})
    assert "100倍" in refusal(dense)


def test_bomb_that_lies_about_its_size() -> None:
    honest = bytearray(xlsx_file([["名称"], *[["a" * 200]] * 5_000]).read())
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = 0
        while (start := honest.find(mark, start)) >= 0:
            honest[start + offset : start + offset + 4] = (10).to_bytes(4, "little")
            start += 4
    assert refusal(bytes(honest))


def test_entities_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert "壊れている" in refusal(zipped({"xl/workbook.xml": bomb}))


def test_macros_are_refused() -> None:
    assert "マクロ" in refusal(zipped({"xl/workbook.xml": b"<a/>", "xl/vbaProject.bin": b"x"}))


def test_other_office_file_is_refused() -> None:
    assert "Excelブック" in refusal(zipped({"word/document.xml": b"<a/>"}))


def test_too_many_rows_names_the_limit() -> None:
    rows = [["名称", "所在地"], *([f"商店{n}", f"掛川市{n}"] for n in range(200_000))]
    assert "20000行" in refusal(csv_file(rows, "cp932").read())


def test_two_hundred_thousand_rows_of_excel() -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for n in range(200_000):
        sheet.append([n])
    file = io.BytesIO()
    book.save(file)
    assert "20000行" in refusal(file.getvalue())


def test_as_many_rows_as_allowed() -> None:
    rows = [["名称"], *([str(n)] for n in range(limits.MAX_ROWS))]
    assert len(content(open_list(csv_file(rows)))) == limits.MAX_ROWS + 1


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_too_many_columns_names_the_limit(make: Any) -> None:
    assert "200列" in refusal(make([["列"] * 201]).read())
    assert open_list(make([["列"] * 200 + [""] * 50]))


def test_too_large_names_the_limit() -> None:
    assert "10.0" in refusal(b"a" * (limits.MAX_BYTES + 1))


def test_cell_that_is_too_long() -> None:
    assert "131072文字" in refusal(csv_file([["長" * 140_000]]).read())


@pytest.mark.parametrize(
    ("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (199, "GR"), (701, "ZZ")]
)
def test_cells_are_named_as_excel_names_them(index: int, letter: str) -> None:
    assert column_letter(index) == letter
    assert cell_name(index, 12) == f"{letter}12"

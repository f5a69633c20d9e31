"""Lists as they really come: what a clerk's Excel, an old system and bad luck make of them."""

import io
import zipfile
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from partners.bulk import importing
from partners.bulk.problems import in_words
from partners.bulk.reading import open_list
from partners.bulk.template import template_book
from partners.models import Import, Partner
from tests.factories import make_municipality
from tests.partners.bulk.lists import HEADERS, SHOP, TEA, checked, csv_file, verdicts, xlsx_file
from tests.partners.bulk.test_reading import content, refusal, zipped
from tomoni.journal import ledger
from tomoni.journal.models import Job

pytestmark = pytest.mark.django_db


def saved(book: Workbook) -> Any:
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("名簿.xlsx", file.getvalue())


def said(source: Import) -> list[str]:
    """All problems in words, with their cells."""
    rows = source.rows.all()
    return [f"{each['cell']} {in_words(each)}" for row in rows for each in row.problems]


# --- CSV ----------------------------------------------------------------------------------------


def test_quotation_mark_that_is_never_closed_is_told_and_swallows_nothing() -> None:
    text = f'{",".join(HEADERS)}\r\n{",".join(TEA)}\r\n"髙﨑商店,a\r\n' + "店,b\r\n" * 50
    assert refusal(text.encode("cp932")).startswith("3行目")


def test_quotation_marks_inside_cells_are_text() -> None:
    data = '名称,概要\r\n山の"緑"の会,森を守る"里山"\r\n"海の""青""の会","一行目\n二行目"\r\n'
    rows = content(open_list(io.BytesIO(data.encode())))
    assert rows[1:] == [['山の"緑"の会', '森を守る"里山"'], ['海の"青"の会', "一行目\n二行目"]]


def test_few_nuls_are_dropped() -> None:
    rows = [HEADERS, [TEA[0] + "\0", *TEA[1:]], SHOP]
    data = "\r\n".join(",".join(row) for row in rows).encode()
    source = checked(SimpleUploadedFile("名簿.csv", data))
    assert verdicts(source) == ["new", "new"]
    assert source.rows.first().values["name"] == TEA[0]  # type: ignore[union-attr]


def test_utf16_without_its_mark_is_refused_in_words() -> None:
    data = "\r\n".join([",".join(HEADERS), ",".join(TEA)]).encode("utf-16-le")
    assert "CSV" in refusal(data)


def test_a_million_characters_in_one_cell() -> None:
    long = "長" * 1_000_000
    assert "131072文字" in refusal(csv_file([HEADERS, [long, *TEA[1:]]]).read())
    rows = [HEADERS, [*TEA[:7], long], SHOP]
    book = typed_in(rows)
    source = checked(SimpleUploadedFile("名簿.xlsx", book))
    assert verdicts(source) == ["wrong", "new"]
    assert "1000000文字" in said(source)[0].replace(",", "")
    assert max(len(cell) for _n, cells in source.head for cell in cells) == 300


def typed_in(rows: list[list[str]]) -> bytes:
    """A workbook with cells longer than Excel itself would write."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    with zipfile.ZipFile(xlsx_file([["a"]])) as template:
        parts = {name: template.read(name) for name in template.namelist()}
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )
    return zipped({**parts, "xl/worksheets/sheet1.xml": sheet.encode()})


# --- Excel --------------------------------------------------------------------------------------


def test_value_of_a_formula_is_taken() -> None:
    """Excel stores what it has computed beside the formula; that is what is read."""
    book = Workbook()
    book.active.append(HEADERS)
    book.active.append(TEA)
    book.active["A2"] = '=CONCATENATE("掛川","製茶")'
    plain = saved(book).read()
    with zipfile.ZipFile(io.BytesIO(plain)) as parts:
        all_parts = {name: parts.read(name) for name in parts.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    xml = all_parts[sheet].decode()
    computed = xml.replace("</f><v />", "</f><v>掛川製茶</v>").replace(
        "</f><v></v>", "</f><v>掛川製茶</v>"
    )
    computed = computed.replace('<c r="A2">', '<c r="A2" t="str">')
    assert computed != xml
    source = checked(
        SimpleUploadedFile("名簿.xlsx", zipped({**all_parts, sheet: computed.encode()}))
    )
    assert source.rows.get().values["name"] == "掛川製茶"


def test_hidden_rows_and_columns_are_read_like_the_others() -> None:
    book = Workbook()
    for row in (HEADERS, TEA, SHOP):
        book.active.append(row)
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    source = checked(saved(book))
    assert [row.name for row in source.rows.all()] == [TEA[0], SHOP[0]]
    assert source.rows.first().values["kana"] == "カケガワセイチャ"  # type: ignore[union-attr]


def test_dates_are_days_and_serials_stay_numbers() -> None:
    book = Workbook()
    book.active.append(["名称", "登録日", "番号"])
    book.active.append(["掛川製茶", datetime(2026, 4, 1), 46_113])
    rows = content(open_list(saved(book)))
    assert rows[1] == ["掛川製茶", "2026-04-01", "46113"]


def test_merged_headers_over_two_rows_with_titles_above() -> None:
    rows = [
        ["令和8年度 パートナー登録事業者一覧", "", "", "", "", ""],
        [],
        ["№", "事業者", "", "所在地", "", "ＳＤＧｓ"],
        ["", "名称", "種別", "郵便番号", "住所", "重点目標"],
        ["１", "髙﨑商店①", "個人事業主", "４３６００４７", "掛川市城下２－３", "⑪、③"],
    ]
    source = checked(xlsx_file(rows, merged=["A1:F1", "A3:A4", "B3:C3", "D3:E3"]))
    row = source.rows.get()
    assert row.problems == []
    assert row.values["name"] == "髙﨑商店①"
    assert (row.values["postal_code"], row.values["primary_goals"]) == ("4360047", [3, 11])


def test_headers_that_are_repeated_on_every_page_are_no_rows() -> None:
    rows = [HEADERS, TEA, HEADERS, SHOP, [], HEADERS]
    for make in (csv_file, xlsx_file):
        source = checked(make(rows))
        assert [row.name for row in source.rows.all()] == [TEA[0], SHOP[0]]


def test_same_header_twice_counts_once() -> None:
    headers = ["名称", "名称", "種別", "電話番号", "電話番号"]
    source = checked(csv_file([headers, ["掛川製茶", "別の名", "企業", "0537-21-1111", "x"]]))
    row = source.rows.get()
    assert (row.values["name"], row.values["phone"]) == ("掛川製茶", "0537-21-1111")
    assert row.problems == []


def test_workbook_with_a_password_is_told_apart_from_a_damaged_one() -> None:
    # What Excel writes then is an OLE container with the streams EncryptionInfo and -Package.
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert "パスワード" in refusal(container.ljust(4_096, b"\0"))
    assert "壊れている" in refusal(xlsx_file([HEADERS, TEA]).read()[:-300])


def test_workbook_inside_which_entries_lie_on_each_other() -> None:
    """Not unpacked at all: what it would become is asked of its directory first."""
    assert refusal(zipped({"xl/workbook.xml": b"<a/>", "xl/x.xml": b"0" * (110 << 20)}))


# --- Characters ---------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["髙﨑商店", "①番街の会", "㈱見本", "Ⅳ丁目自治会", "㍻会"])
def test_characters_of_windows_survive(encoding: str, name: str) -> None:
    source = checked(csv_file([HEADERS, [name, *TEA[1:]]], encoding))
    assert source.rows.get().values["name"] == name


def test_full_width_digits_everywhere() -> None:
    row = ["見本の会", "みほんのかい", "７００００１２０５０００２", "企業", "４３６ー００４７"]
    row += ["掛川市長谷１ー１ー１", "０５３７−２１−１１１１", "概要"]
    values = checked(csv_file([HEADERS, row])).rows.get().values
    assert values["corporate_number"] == "7000012050002"
    assert (values["postal_code"], values["phone"]) == ("4360047", "0537-21-1111")


# --- A worker that dies while it checks -----------------------------------------------------------


def test_check_that_was_killed_is_done_again(monkeypatch: Any) -> None:
    city = make_municipality()
    source = importing.upload_list(csv_file([HEADERS, TEA]), "名簿.csv", municipality=city, by=None)
    importing.check_list(
        source, header=(1, 1), columns=source.columns, default_type=None, approves=True
    )
    [job] = Job.objects.open().filter(kind=importing.CHECK)

    def die(*_args: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(importing, "_store", die)
        ledger.run(job.pk)
    source.refresh_from_db()
    assert (source.state, source.rows.count()) == (Import.State.CHECKING, 0)
    Job.objects.filter(pk=job.pk).update(locked_until=None)
    assert ledger.run(job.pk) == ledger.Outcome.DONE
    source.refresh_from_db()
    assert (source.state, verdicts(source)) == (Import.State.CHECKED, ["new"])
    assert not Partner.objects.exists()


def test_template_opens_in_openpyxl_again() -> None:
    with template_book() as file:
        book = load_workbook(file)
    assert book.sheetnames == ["名簿", "記入例", "列の説明"]

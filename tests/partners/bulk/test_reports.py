"""The report as a file: the list itself with the result, where it is and how to mend it."""

import csv
import io
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from partners.bulk import reports
from partners.bulk.template import template_book
from partners.models import Import, Partner
from tests.factories import make_member, make_partner, make_staff
from tests.partners.answers import logged_in
from tests.partners.bulk.lists import HEADERS, SHOP, TEA, checked, csv_file, imported, verdicts
from tests.partners.bulk.test_sheets import book
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
WRONG = ["", "", "", "企業", "", "", "", ""]
BAD_PHONE = [*SHOP[:6], "0537-999", SHOP[7]]
TITLES = [["登録事業者名簿"], []]
EXTRA = ["結果", "どこが", "どう直すか"]


@pytest.fixture
def manager(city: Municipality) -> Client:
    return logged_in(make_staff(city, StaffRole.Role.MANAGER))


def report(client: Client, source: Import, kind: str) -> bytes:
    response: Any = client.get(f"/desk/partner-import/{source.pk}/report/{kind}/")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def rows_of(data: bytes, kind: str) -> list[list[Any]]:
    if kind == "xlsx":
        sheet = load_workbook(io.BytesIO(data)).active
        return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    text = data.decode("utf-8-sig" if kind == "utf8" else "cp932")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("kind", ["xlsx", "utf8", "cp932"])
def test_rows_stand_where_they_stood_with_what_was_found(
    city: Municipality, manager: Client, kind: str
) -> None:
    source = checked(csv_file([*TITLES, HEADERS, TEA, WRONG, BAD_PHONE]), city)
    rows = rows_of(report(manager, source, kind), kind)
    assert [len(row) for row in rows] == [11] * 6
    assert rows[0][0] == "登録事業者名簿"
    assert rows[2] == [*HEADERS, *EXTRA]
    assert rows[3][:3] == TEA[:3]
    assert rows[3][8:] == ["新規", "", ""]
    assert rows[4][8:10] == ["要修正", "A5 名称"]
    assert "名称がありません" in rows[4][10]
    assert rows[5][9] == "G6 電話番号"


@pytest.mark.parametrize("kind", ["xlsx", "utf8", "cp932"])
def test_mended_report_is_sent_again(city: Municipality, manager: Client, kind: str) -> None:
    source = imported(csv_file([*TITLES, HEADERS, TEA, BAD_PHONE]), city, approves=True)
    data = report(manager, source, kind)
    again = checked(mended(data, kind), city, approves=True)
    assert (again.header_first, verdicts(again)) == (3, ["unchanged", "new"])
    assert all(not row.problems for row in again.rows.all())


def mended(data: bytes, kind: str) -> Any:
    """The file as the clerk sends it, with the telephone number put right."""
    if kind != "xlsx":
        encoding = "utf-8" if kind == "utf8" else "cp932"
        mended = data.decode(encoding).replace("0537-999", "0537-21-2222")
        return SimpleUploadedFile("直した.csv", mended.encode(encoding))
    file = load_workbook(io.BytesIO(data))
    file.active["G5"] = "0537-21-2222"
    written = io.BytesIO()
    file.save(written)
    return SimpleUploadedFile("直した.xlsx", written.getvalue())


def test_zeros_that_excel_has_taken_are_not_lost_on_the_way(
    city: Municipality, manager: Client
) -> None:
    file = Workbook()
    file.active.append(HEADERS)
    numbers = {2: 7000012050002, 4: 600001, 6: 111112222}
    words = ["北の会", "キタノカイ", "", "企業", "", "札幌市1", "", "x"]
    file.active.append([numbers.get(place, word) for place, word in enumerate(words)])
    written = io.BytesIO()
    file.save(written)
    source = imported(SimpleUploadedFile("a.xlsx", written.getvalue()), city, approves=True)
    partner = Partner.objects.get()
    assert (partner.postal_code, partner.phone) == ("0600001", "011-111-2222")
    for kind in ("xlsx", "utf8"):
        data = report(manager, source, kind)
        suffix = "xlsx" if kind == "xlsx" else "csv"
        again = checked(SimpleUploadedFile(f"a.{suffix}", data), city, approves=True)
        assert verdicts(again) == ["unchanged"], kind
    assert rows_of(report(manager, source, "xlsx"), "xlsx")[1][4] == 600001


@pytest.mark.parametrize("kind", ["xlsx", "utf8"])
def test_no_cell_starts_a_formula(city: Municipality, manager: Client, kind: str) -> None:
    source = checked(csv_file([HEADERS, ["=1+1", *TEA[1:]], ["＝cmd", *SHOP[1:]]]), city)
    rows = rows_of(report(manager, source, kind), kind)
    assert [row[0] for row in rows[1:]] == ["'=1+1", "'＝cmd"]


def test_outcome_is_told_once_rows_are_imported(city: Municipality, manager: Client) -> None:
    source = imported(csv_file([HEADERS, TEA]), city, approves=True)
    assert rows_of(report(manager, source, "utf8"), "utf8")[1][8] == "登録"


def test_report_is_for_those_who_may_import(city: Municipality) -> None:
    source = checked(csv_file([HEADERS, TEA]), city)
    url = f"/desk/partner-import/{source.pk}/report/xlsx/"
    got = {
        role: logged_in(make_staff(city, role)).get(url).status_code
        for role in (StaffRole.Role.VIEWER, StaffRole.Role.EDITOR)
    }
    assert set(got.values()) == {403}
    assert logged_in(make_member(make_partner())).get(url).status_code == 404


def test_kinds_that_are_not_there(city: Municipality, manager: Client) -> None:
    source = checked(csv_file([HEADERS, TEA]), city)
    assert manager.get(f"/desk/partner-import/{source.pk}/report/pdf/").status_code == 404


def test_report_of_a_file_that_is_gone(city: Municipality, manager: Client) -> None:
    source = checked(csv_file([HEADERS, TEA]), city)
    source.file.storage.delete(source.file.name)
    response: Any = manager.get(f"/desk/partner-import/{source.pk}/report/xlsx/", follow=True)
    assert "もう一度アップロードして" in response.content.decode()


def test_report_reads_the_sheet_that_was_chosen(city: Municipality, manager: Client) -> None:
    source = checked(book({"企業": [HEADERS, TEA], "集計": [["区分", "件数"]]}), city)
    rows = rows_of(report(manager, source, "xlsx"), "xlsx")
    assert rows[0][:2] == HEADERS[:2]


# --- The template --------------------------------------------------------------------------------


def template(client: Client) -> bytes:
    response: Any = client.get("/desk/partner-import/template/")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_template_explains_every_column(manager: Client) -> None:
    file = load_workbook(io.BytesIO(template(manager)))
    headers = [cell.value for cell in file["名簿"][1]]
    explained = [row[0].value for row in file["列の説明"].iter_rows(min_row=2)]
    assert headers == explained == [cell.value for cell in file["記入例"][1]]
    assert all(row[2].value for row in file["列の説明"].iter_rows())


def test_untouched_template_registers_nobody(city: Municipality, manager: Client) -> None:
    source = checked(SimpleUploadedFile("ひな形.xlsx", template(manager)), city)
    assert (source.sheet, source.rows.count()) == ("名簿", 0)


def test_worked_examples_are_fine_rows(city: Municipality) -> None:
    with template_book() as file:
        examples = load_workbook(file)
    del examples["名簿"]
    examples["記入例"].title = "名簿"
    written = io.BytesIO()
    examples.save(written)
    source = checked(SimpleUploadedFile("a.xlsx", written.getvalue()), city)
    assert verdicts(source) == ["new", "new"]
    assert [row.problems for row in source.rows.all()] == [[], []]
    assert all(row.name.startswith("見本") for row in source.rows.all())


# --- Too many lists -------------------------------------------------------------------------------


def test_many_lists_within_a_minute_are_put_off_in_words(manager: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"partner_import": "2/m/user"}
    said = []
    for _ in range(3):
        data = {"file": csv_file([HEADERS, TEA]), "idempotency_key": str(uuid.uuid4())}
        said.append(manager.post("/desk/partner-import/", data))
    assert [answer.status_code for answer in said] == [302, 302, 200]
    assert "数分待ってから" in said[2].content.decode()
    assert Import.objects.count() == 2


def test_cell_far_down_makes_no_million_rows() -> None:
    class Far:
        """A sheet with one row below everything."""

        def rows(self) -> Any:
            yield 1, ["名称"]
            yield 3, ["掛川製茶㈱"]
            yield 1_048_576, ["x"]

    rows = list(reports._all_rows(Far()))  # type: ignore[arg-type]
    assert [number for number, _cells in rows] == [1, 2, 3, 4, 1_048_576]
    assert "1048575" in rows[3][1][0]

"""A workbook with several sheets: the likeliest is chosen, staff may choose another."""

import io
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from partners.bulk import importing, limits
from partners.bulk.reading import open_list
from partners.models import Import, Partner
from tests.factories import make_staff
from tests.partners.answers import logged_in
from tests.partners.bulk.lists import HEADERS, SHOP, TEA, csv_file, verdicts, work
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
State = Import.State


@pytest.fixture
def manager(city: Municipality) -> Client:
    return logged_in(make_staff(city, StaffRole.Role.MANAGER))


def book(sheets: dict[str, list[list[Any]]], hidden: tuple[str, ...] = ()) -> Any:
    """A workbook with these sheets."""
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
    file = io.BytesIO()
    made.save(file)
    return SimpleUploadedFile("名簿.xlsx", file.getvalue())


def read(file: Any) -> tuple[str, list[tuple[str, int | None]]]:
    """The chosen sheet, and all with their rows."""
    sheet = open_list(file)
    return sheet.name, [tuple(sibling) for sibling in sheet.siblings]


LIST = [HEADERS, TEA, SHOP]
COVER = [["登録事業者名簿"], ["令和8年度"]]
TOTALS = [["区分", "件数"], ["企業", 12], ["学校", 3]]


def test_sheet_whose_headers_name_most_is_chosen() -> None:
    chosen, all_of_them = read(book({"表紙": COVER, "集計": TOTALS, "名簿": LIST}))
    assert chosen == "名簿"
    assert all_of_them == [("表紙", 2), ("集計", 3), ("名簿", 3)]


def test_sheet_with_rows_is_chosen_before_an_empty_form() -> None:
    assert read(book({"様式": [HEADERS], "R8": LIST}))[0] == "R8"


def test_first_of_equals_is_chosen() -> None:
    assert read(book({"R8": LIST, "R7": LIST}))[0] == "R8"


def test_examples_come_last() -> None:
    assert read(book({"記入例": LIST, "名簿": [HEADERS]}))[0] == "名簿"


def test_hidden_sheets_are_left_out() -> None:
    file = book({"作業用": LIST, "名簿": [HEADERS, SHOP]}, hidden=("作業用",))
    assert read(file) == ("名簿", [])


def test_sheet_that_is_too_long_is_told_and_not_chosen(monkeypatch: Any) -> None:
    monkeypatch.setattr("partners.bulk.reading.MAX_ROWS", 3)
    long = [HEADERS, *[TEA] * 9]
    chosen, all_of_them = read(book({"全部": long, "名簿": LIST}))
    assert (chosen, all_of_them[0]) == ("名簿", ("全部", None))
    with pytest.raises(ValidationError, match="3行"):
        open_list(book({"全部": long, "全部2": long}))


def test_no_more_sheets_than_are_offered() -> None:
    many = {f"シート{n}": LIST for n in range(limits.MAX_SHEETS + 5)}
    assert len(read(book(many))[1]) == limits.MAX_SHEETS


def test_csv_has_no_choice(city: Municipality) -> None:
    source = importing.upload_list(csv_file(LIST), "名簿.csv", municipality=city, by=None)
    assert (source.sheets, source.takes_sheets) == ([], False)


def upload(client: Client, file: Any) -> Import:
    key = str(uuid.uuid4())
    client.post("/desk/partner-import/", {"file": file, "idempotency_key": key})
    return Import.objects.latest("pk")


def choose(client: Client, source: Import, number: object) -> Any:
    key = str(uuid.uuid4())
    url = f"/desk/partner-import/{source.pk}/sheet/"
    return client.post(url, {"sheet": number, "idempotency_key": key}, follow=True)


def test_staff_choose_another_sheet(city: Municipality, manager: Client) -> None:
    source = upload(manager, book({"企業": LIST, "団体": [["一覧"], HEADERS, SHOP]}))
    html = manager.get(f"/desk/partner-import/{source.pk}/columns/").content.decode()
    assert 'value="0" checked' in html
    assert ("記入のある行：3行" in html, "団体" in html) == (True, True)
    html = choose(manager, source, 1).content.decode()
    source.refresh_from_db()
    assert (source.sheet, source.sheet_number, source.header_first) == ("団体", 1, 2)
    assert 'value="1" checked' in html
    importing.check_list(
        source, header=(2, 2), columns=source.columns, default_type=None, approves=True
    )
    work()
    assert verdicts(source) == ["new"]
    assert source.rows.get().name == SHOP[0]


def test_choice_starts_anew_after_a_check(city: Municipality, manager: Client) -> None:
    source = upload(manager, book({"企業": LIST, "団体": LIST}))
    importing.check_list(
        source, header=(1, 1), columns=source.columns, default_type=None, approves=False
    )
    work()
    choose(manager, source, 1)
    source.refresh_from_db()
    assert (source.state, source.rows.count()) == (State.UPLOADED, 0)


@pytest.mark.parametrize("number", ["", "-1", "2", "99999999999999999999", "①", "x"])
def test_sheets_that_are_not_there(city: Municipality, manager: Client, number: str) -> None:
    source = upload(manager, book({"企業": LIST, "団体": LIST}))
    assert choose(manager, source, number).status_code == 200
    source.refresh_from_db()
    assert source.sheet_number == 0


def test_sheet_is_settled_once_rows_are_imported(city: Municipality, manager: Client) -> None:
    source = upload(manager, book({"企業": LIST, "団体": LIST}))
    importing.check_list(
        source, header=(1, 1), columns=source.columns, default_type=None, approves=True
    )
    work()
    importing.begin_import(source, by=None)
    work()
    with pytest.raises(StateError):
        importing.choose_sheet(source, 1)
    assert Partner.objects.count() == 2

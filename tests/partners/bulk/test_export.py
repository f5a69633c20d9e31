"""The list as a file: what stands in it, who may have it, and that it can be read again."""

import io
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from partners.bulk.exporting import table_of
from partners.bulk.files import Kind, csv_lines, in_cp932, unwritable, workbook
from partners.bulk.reading import open_list
from partners.models import ImportRow, Listing, Partner
from tests.factories import (
    make_listing,
    make_municipality,
    make_operator,
    make_partner,
    make_staff,
)
from tests.partners.answers import logged_in
from tests.partners.bulk.lists import checked, imported
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality, StaffRole, Vision
from tomoni.taxonomy.models import Field, Goal, Sector

pytestmark = pytest.mark.django_db
EXPORT = "/desk/partner-export/"
FORMULAS = [
    "=1+1",
    "+81",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "＋1",
    "－1",
    "\u22121",
    "＠x",
    " =1",
    "　＝1",
]


@pytest.fixture
def city() -> Municipality:
    return make_municipality("掛川市")


@pytest.fixture
def editor(city: Municipality) -> Client:
    return logged_in(make_staff(city))


def export(client: Client, kind: str, query: str = "", **data: str) -> Any:
    data |= {"kind": kind, "idempotency_key": str(uuid.uuid4())}
    return client.post(EXPORT + query, data)


def in_excel(rows: list[list[str]]) -> io.BytesIO:
    """The rows as an Excel file."""
    with workbook(rows) as file:
        return io.BytesIO(file.read())


def read(response: Any) -> list[list[str]]:
    """The rows of the file that was sent."""
    data = b"".join(response.streaming_content)
    return [list(cells) for _number, cells in open_list(io.BytesIO(data)).rows()]


def test_page_says_what_the_file_will_have(city: Municipality, editor: Client) -> None:
    make_partner(municipality=city)
    html = editor.get(f"{EXPORT}?state=approved").content.decode()
    assert "いまの絞り込みに当てはまる1件" in html
    assert "記録に残ります" in html


@pytest.mark.parametrize("kind", Kind.values)
def test_file_has_the_partners_of_the_list(city: Municipality, editor: Client, kind: str) -> None:
    make_partner("髙﨑商店①㈱", municipality=city, address="掛川市1", postal_code="4360047")
    make_partner("待つ会社", municipality=city, state="submitted")
    make_partner("よその会社")
    response = export(editor, kind, "?state=approved")
    rows = read(response)
    assert rows[0][:3] == ["名称", "読み（カタカナ）", "法人番号"] or rows[0][0] == "名称"
    assert [row[0] for row in rows[1:]] == ["髙﨑商店①㈱"]
    assert rows[1][5:7] == ["436-0047", "掛川市1"]
    assert "attachment" in response["Content-Disposition"]


def test_needs_and_seeds_are_counted(city: Municipality) -> None:
    partner = make_partner(municipality=city)
    make_listing(partner)
    make_listing(partner)
    make_listing(partner, Listing.Side.SEED)
    make_listing(partner, state=Listing.State.DRAFT)
    (_headers, row) = table_of(Partner.objects.all())
    assert row[-2:] == ["2", "1"]


def test_csv_for_excel_has_its_mark(city: Municipality, editor: Client) -> None:
    data = b"".join(export(editor, "utf8").streaming_content)
    assert data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("kind", Kind.values)
def test_no_cell_starts_a_formula(kind: str, name: str) -> None:
    rows = [["名称", "概要"], [name, "店"]]
    if kind == Kind.XLSX:
        cell = load_workbook(in_excel(rows)).active["A2"]  # type: ignore[index]
        assert (cell.data_type, cell.value) == ("s", f"'{name}")
        return
    data = b"".join(csv_lines(rows, Kind(kind)))
    (_headers, (_number, cells)) = open_list(io.BytesIO(data)).rows()
    written = in_cp932(name) if kind == Kind.CP932 else name
    assert cells[0] == f"'{written}"


def test_all_cells_of_excel_are_text() -> None:
    sheet: Any = load_workbook(in_excel([["番号"], ["0123"], ["7000012050002"], ["a\x01b"]])).active
    assert [(c.data_type, c.value) for (c,) in sheet.rows][1:] == [
        ("s", "0123"),
        ("s", "7000012050002"),
        ("s", "ab"),
    ]


def test_what_cp932_lacks_is_told_before(city: Municipality, editor: Client) -> None:
    make_partner("𠮷野家🍵", municipality=city)
    response = export(editor, "cp932")
    html = response.content.decode()
    assert not response.streaming
    assert all(shown in html for shown in ("A2", "𠮷🍵", "〓"))
    assert not Entry.objects.filter(verb="partners.exported").exists()
    rows = read(export(editor, "cp932", accepted="1"))
    assert rows[1][0] == "〓野家〓"


def test_twins_of_windows_are_no_loss() -> None:
    assert in_cp932("〜−—") == "～－―"
    assert list(unwritable([["名称"], ["〜㈱①髙﨑"]])) == []


def test_export_is_on_record(city: Municipality) -> None:
    make_partner(municipality=city)
    by = make_staff(city)
    read(export(logged_in(by), "xlsx", "?state=approved&page=3&nonsense=1"))
    entry = Entry.objects.get(verb="partners.exported")
    assert (entry.actor, entry.municipality) == (by, city)
    assert entry.data == {"rows": 1, "kind": "xlsx", "filters": "state=approved"}


def test_each_municipality_is_told_of_its_own(city: Municipality) -> None:
    make_partner(municipality=city)
    make_partner()
    make_municipality()
    export(logged_in(make_operator()), "utf8")
    assert Entry.objects.filter(verb="partners.exported").count() == 2


def test_viewers_may_not_export(city: Municipality) -> None:
    client = logged_in(make_staff(city, StaffRole.Role.VIEWER))
    assert client.get(EXPORT).status_code == 403
    assert "partner-export" not in client.get("/desk/partners/").content.decode()


def test_list_leads_to_its_own_export(city: Municipality, editor: Client) -> None:
    make_partner(municipality=city)
    html = editor.get("/desk/partners/?state=approved").content.decode()
    assert f"{EXPORT}?state=approved" in html


def test_unknown_kind_is_refused(editor: Client) -> None:
    response = export(editor, "exe")
    assert response.status_code == 200
    assert response.context["form"].errors


def test_export_asks_the_same_for_one_and_three(
    city: Municipality, django_assert_num_queries: Any
) -> None:
    def add() -> None:
        partner = make_partner(municipality=city, goals=(3, 11))
        partner.fields.set(Field.objects.all()[:2])
        make_listing(partner)

    add()
    with django_assert_num_queries(5):
        assert len(list(table_of(Partner.objects.all()))) == 2
    add()
    add()
    with django_assert_num_queries(5):
        assert len(list(table_of(Partner.objects.all()))) == 4


# --- There and back -----------------------------------------------------------------------------

_LETTERS = st.characters(
    exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs"],
    include_characters=" '=＝\u3000",
)


def _one_line(longest: int) -> st.SearchStrategy[str]:
    from tomoni import text

    texts = st.text(_LETTERS, min_size=1, max_size=longest)
    return texts.map(text.one_line).filter(lambda typed: bool(typed))


@pytest.mark.parametrize("kind", ["utf8", "xlsx"])
@pytest.mark.parametrize("language", ["ja", "en"])
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_exported_is_imported_as_unchanged(kind: str, language: str, data: Any) -> None:
    from partners.bulk.cells import content_of

    city = make_municipality()
    name = data.draw(_one_line(100).filter(lambda typed: content_of(typed) == typed))
    description = data.draw(_one_line(300).filter(lambda typed: content_of(typed) == typed))
    goals = data.draw(st.sets(st.integers(1, 17), max_size=3))
    further = data.draw(st.sets(st.integers(1, 17), max_size=17)) - goals
    partner = make_partner(
        name,
        municipality=city,
        description=description,
        address=data.draw(st.sampled_from(["", "掛川市長谷１－１－１", "=掛川", "-1"])),
        phone=data.draw(st.sampled_from(["", "0537-21-1111", "+1 650-253-0000"])),
        postal_code=data.draw(st.sampled_from(["", "0600001"])),
        website=data.draw(st.sampled_from(["", "https://example.jp/?a=1&b=2"])),
        corporate_number=data.draw(st.sampled_from(["", "7000012050002"])),
        sector=data.draw(st.sampled_from([None, *Sector.objects.all()])),
        declaration=data.draw(st.sampled_from(["", "約束します。\n二行目。", "＝約束"])),
        goals=tuple(goals),
    )
    partner.related_goals.set(Goal.objects.filter(number__in=further))
    partner.fields.set(data.draw(st.sets(st.sampled_from(list(Field.objects.all())))))
    with translation.override(language):
        rows = list(table_of(Partner.objects.filter(municipality=city)))
    written = in_excel(rows).read() if kind == "xlsx" else b"".join(csv_lines(rows, Kind.UTF8))
    source = checked(_named(written, kind), city)
    row = source.rows.get()
    assert (row.verdict, row.problems, row.changes) == (ImportRow.Verdict.UNCHANGED, [], [])


def _named(data: bytes, kind: str) -> Any:
    file = io.BytesIO(data)
    file.name = f"list.{kind}"
    return file


@pytest.mark.parametrize("kind", ["xlsx", "utf8", "cp932"])
def test_file_of_the_desk_is_imported_again_and_changes_nothing(
    city: Municipality, editor: Client, kind: str
) -> None:
    vision = Vision.objects.create(municipality=city, name_ja="希望がみえるまち")
    partner = make_partner("髙﨑製茶㈱①", municipality=city, goals=(3, 11), phone="0537-21-1111")
    partner.visions.add(vision)
    partner.fields.set(Field.objects.all()[:3])
    make_partner("＝見本の会", municipality=city, address="掛川市－1", goals=())
    make_listing(partner, title="茶殻")
    before = everything(Partner)
    data = {"kind": kind, "accepted": "1", "idempotency_key": str(uuid.uuid4())}
    response: Any = editor.post("/desk/partner-export/", data)
    file = io.BytesIO(b"".join(response.streaming_content))
    file.name = "partners.xlsx" if kind == "xlsx" else "partners.csv"
    source = imported(file, city, approves=True)
    found = list(source.rows.values_list("verdict", "problems", "changes"))
    assert found == [(ImportRow.Verdict.UNCHANGED, [], [])] * 2
    assert everything(Partner) == before


def everything(model: Any) -> list[Any]:
    """All rows with all columns."""
    return list(model.objects.order_by("pk").values())

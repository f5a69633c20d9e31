"""The desk's way from a file to partners, as staff walk it."""

import uuid
from typing import Any

import pytest
from django.test import Client

from partners.bulk import importing
from partners.models import Import, Membership, Partner
from tests.bad_inputs import TYPEABLE, bad_files
from tests.factories import (
    make_import,
    make_member,
    make_municipality,
    make_operator,
    make_partner,
    make_staff,
)
from tests.partners.answers import errors_of, logged_in
from tests.partners.bulk.lists import HEADERS, SHOP, TEA, checked, csv_file, work, xlsx_file
from tests.queries import assert_constant_queries
from tomoni.journal.models import Entry, Job
from tomoni.municipalities.models import Municipality, StaffRole
from tomoni.taxonomy.models import PartnerType

pytestmark = pytest.mark.django_db
START = "/desk/partner-import/"
LIST = [HEADERS, TEA, SHOP]


@pytest.fixture
def city() -> Municipality:
    return make_municipality("掛川市")


@pytest.fixture
def manager(city: Municipality) -> Client:
    return logged_in(make_staff(city, StaffRole.Role.MANAGER, name="職員 花子"))


def send(client: Client, url: str, **data: Any) -> Any:
    return client.post(url, {"idempotency_key": str(uuid.uuid4()), **data})


def columns_as_guessed(client: Client, url: str) -> dict[str, Any]:
    """The answers that stand in the form of the columns."""
    form = client.get(url).context["form"]
    answers = {name: form.initial.get(name) or "" for name in form.fields}
    return answers | {"first": form.header.first, "last": form.header.last, "approves": "False"}


def test_whole_way(city: Municipality, manager: Client) -> None:
    assert START in manager.get("/desk/partners/").content.decode()
    columns = send(manager, START, file=xlsx_file([["名簿"], *LIST]))["Location"]
    answers = columns_as_guessed(manager, columns)
    assert [answers[f"column_{n}"] for n in range(4)] == [
        "name",
        "kana",
        "corporate_number",
        "type",
    ]
    detail = send(manager, columns, **answers)["Location"]
    assert "読み込んでいます" in manager.get(detail).content.decode()
    work()
    html = manager.get(detail).content.decode()
    assert "2行を取り込む" in html
    assert "髙﨑商店①" in html
    assert not Partner.objects.exists()
    send(manager, f"{detail}run/", all="1")
    assert "取り込んでいます" in manager.get(detail).content.decode()
    work()
    html = manager.get(detail).content.decode()
    assert "取り込み済み" in html
    partner = Partner.objects.get(name="髙﨑商店①")
    assert f"/desk/partners/{partner.slug}/" in html
    assert Entry.objects.get(verb="partners.imported").actor is not None


def test_imported_draft_is_checked_and_registered_at_the_desk(
    city: Municipality, manager: Client
) -> None:
    source = checked(csv_file(LIST), city)
    importing.begin_import(source, by=None)
    work()
    partner = Partner.objects.get(name="髙﨑商店①")
    assert "髙﨑商店①" in manager.get("/desk/partners/?state=draft").content.decode()
    html = manager.get(f"/desk/partners/{partner.slug}/").content.decode()
    assert "名簿.csv 3行目" in html
    assert "名簿から取り込んだためメンバーがおらず" in html
    send(manager, f"/desk/partners/{partner.slug}/approve/")
    partner.refresh_from_db()
    assert partner.is_approved
    assert Client().get(partner.get_absolute_url()).status_code == 200


def test_drafts_are_registered_by_the_same_list(city: Municipality, manager: Client) -> None:
    source = checked(csv_file(LIST), city)
    importing.begin_import(source, by=None)
    work()
    detail = send(manager, f"{START}{source.pk}/again/")["Location"]
    work()
    assert "2行を取り込む" in manager.get(detail).content.decode()
    send(manager, f"{detail}run/", all="1")
    work()
    assert Partner.objects.approved().count() == 2


def test_file_is_missing(manager: Client) -> None:
    response = send(manager, START)
    assert list(errors_of(response)) == ["file"]


@pytest.mark.parametrize("kind", sorted(bad_files()))
def test_bad_file_is_refused_in_words(manager: Client, kind: str) -> None:
    response = send(manager, START, file=bad_files()[kind])
    if kind in ("no suffix", "svg", "html as png"):  # a text is a list, too, if a poor one
        assert response.status_code == 302
        return
    assert response.status_code == 200
    assert list(errors_of(response)) == ["file"]
    assert not Import.objects.exists()


def test_upload_twice_is_one_list(manager: Client) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        response = manager.post(START, {"idempotency_key": key, "file": csv_file(LIST)})
        assert response.status_code == 302
    assert Import.objects.count() == 1


def test_municipality_is_asked_where_there_are_several(city: Municipality) -> None:
    other = make_municipality("金沢市")
    client = logged_in(make_operator())
    assert list(errors_of(send(client, START, file=csv_file(LIST)))) == ["municipality"]
    send(client, START, file=csv_file(LIST), municipality=other.pk)
    assert Import.objects.get().municipality == other


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"column_0": ""}, "__all__"),
        ({"column_1": "name"}, "column_1"),
        ({"column_3": ""}, "default_type"),
        ({"column_3": "", "default_type": "99999"}, "default_type"),
        ({"column_0": "nonsense"}, "column_0"),
        ({"approves": "maybe"}, "approves"),
    ],
)
def test_columns_that_do_not_go_together(
    city: Municipality, manager: Client, changes: dict[str, str], field: str
) -> None:
    url = send(manager, START, file=csv_file(LIST))["Location"]
    response = send(manager, url, **columns_as_guessed(manager, url) | changes)
    assert response.status_code == 200
    assert field in errors_of(response)
    assert not Job.objects.filter(kind=importing.CHECK).exists()


def test_headers_may_stand_elsewhere(city: Municipality, manager: Client) -> None:
    rows = [["名称", "種別"], ["商店名", "種別"], ["掛川製茶", "企業"]]
    url = send(manager, START, file=csv_file(rows))["Location"]
    html = manager.get(f"{url}?first=2&last=2").content.decode()
    assert "商店名" in html
    answers = {"first": "2", "last": "2", "column_0": "name", "column_1": "type"}
    detail = send(manager, url, **answers, approves="True")["Location"]
    work()
    assert [row.name for row in Import.objects.get().rows.all()] == ["掛川製茶"]
    assert manager.get(detail).status_code == 200


@pytest.mark.parametrize("typed", [*TYPEABLE.values(), "0", "-3", "40", "²"])
def test_any_row_may_be_typed_for_the_headers(
    city: Municipality, manager: Client, typed: str
) -> None:
    url = send(manager, START, file=csv_file(LIST))["Location"]
    assert manager.get(url, {"first": typed[:500], "last": typed[:500]}).status_code == 200


@pytest.mark.parametrize("typed", TYPEABLE.values())
def test_any_id_may_be_sent_for_a_row(city: Municipality, manager: Client, typed: str) -> None:
    source = make_import(city)
    assert send(manager, f"{START}{source.pk}/run/", row=[typed, "²"]).status_code == 302
    source.refresh_from_db()
    assert source.state == Import.State.CHECKED


def test_ticked_rows(city: Municipality, manager: Client) -> None:
    source = checked(csv_file(LIST), city)
    row = source.rows.get(number=3)
    html = manager.get(source.get_absolute_url()).content.decode()
    assert f'name="row" value="{row.pk}"' in html
    send(manager, f"{START}{source.pk}/run/", row=row.pk)
    work()
    assert [partner.name for partner in Partner.objects.all()] == [SHOP[0]]


def test_nothing_ticked_is_told(city: Municipality, manager: Client) -> None:
    source = checked(csv_file(LIST), city)
    send(manager, f"{START}{source.pk}/run/")
    html = manager.get(source.get_absolute_url()).content.decode()
    assert "行が選ばれていません" in html


def test_second_of_two_managers_is_told(city: Municipality, manager: Client) -> None:
    source = checked(csv_file(LIST), city)
    for _ in range(2):
        send(manager, f"{START}{source.pk}/run/", all="1")
    assert "この名簿は処理中です" in manager.get(source.get_absolute_url()).content.decode()


def test_report_tells_cell_and_way_to_mend(city: Municipality, manager: Client) -> None:
    make_partner("掛川製茶株式会社", municipality=city, address=TEA[5])
    rows = [HEADERS, TEA, [*SHOP[:6], "なんでも", ""]]
    source = checked(csv_file(rows), city)
    html = manager.get(source.get_absolute_url()).content.decode()
    assert "G3" in html
    assert "電話番号をご確認ください" in html or "0537-00-0000" in html
    assert "登録済みの「掛川製茶株式会社」" in html
    only = manager.get(f"{source.get_absolute_url()}?verdict=wrong").context["found"]
    assert [row.number for row in only.page] == [3]


def test_change_of_what_members_keep_is_told(city: Municipality, manager: Client) -> None:
    words = "メンバーが自分でプロフィールを管理"
    partner = make_partner(TEA[0], municipality=city, address=TEA[5])
    source = checked(csv_file([HEADERS, TEA]), city)
    assert words not in manager.get(source.get_absolute_url()).content.decode()
    make_member(partner, Membership.Role.EDITOR)
    assert words in manager.get(source.get_absolute_url()).content.decode()


def test_rows_fragment(city: Municipality, manager: Client) -> None:
    source = make_import(city)
    headers = {"HX-Request": "true", "HX-Target": "import-rows"}
    html = manager.get(source.get_absolute_url(), headers=headers).content.decode().strip()
    assert html.startswith("<div")
    assert 'id="import-rows"' in html


def test_progress_fragment_polls_and_leads_to_the_report(
    city: Municipality, manager: Client
) -> None:
    state = Import.State
    source = make_import(city, state=state.IMPORTING, progress=1_200, total=5_000)
    headers = {"HX-Request": "true", "HX-Target": "import-progress"}
    response = manager.get(source.get_absolute_url(), headers=headers)
    html = response.content.decode()
    assert "5,000行のうち1,200行" in html
    assert 'aria-valuenow="24"' in html
    assert "hx-trigger" in html
    assert "HX-Refresh" not in response
    Import.objects.update(state=state.DONE)
    assert manager.get(source.get_absolute_url(), headers=headers)["HX-Refresh"] == "true"


def test_progress_without_javascript(city: Municipality, manager: Client) -> None:
    source = make_import(city, state=Import.State.CHECKING)
    html = manager.get(source.get_absolute_url()).content.decode()
    assert '<noscript><meta http-equiv="refresh"' in html
    assert "進み具合を見る" in html


def test_work_that_was_given_up_is_told(city: Municipality, manager: Client) -> None:
    source = make_import(city, state=Import.State.CHECKING)
    Job.objects.create(kind=importing.CHECK, key=str(source.pk), dead_at="2026-01-01T00:00Z")
    html = manager.get(source.get_absolute_url()).content.decode()
    assert "5回試しても終わりませんでした" in html
    assert "hx-trigger" not in html.partition('id="import-progress"')[2].partition(">")[0]


def test_list_that_cannot_be_read_any_more(city: Municipality, manager: Client) -> None:
    refusal = {
        "cell": "",
        "text": "The list has more than %(limit)d rows. Please split it into several files.",
        "params": {"limit": 20000},
    }
    source = make_import(city, state=Import.State.REFUSED, refusal=refusal)
    assert "20000行を超えています" in manager.get(source.get_absolute_url()).content.decode()


def test_columns_are_settled_once_rows_are_imported(city: Municipality, manager: Client) -> None:
    source = make_import(city, state=Import.State.DONE)
    url = f"{START}{source.pk}/columns/"
    assert manager.get(url)["Location"] == source.get_absolute_url()
    assert send(manager, url, column_0="name")["Location"] == source.get_absolute_url()


def test_names_of_files_and_cells_are_harmless(city: Municipality, manager: Client) -> None:
    nasty = "<script>alert(1)</script>"
    rows = [["名称", "種別", nasty], [nasty, "企業", nasty]]
    file = csv_file(rows, name=f"{nasty}.csv")
    url = send(manager, START, file=file)["Location"]
    assert nasty not in manager.get(url).content.decode()
    source = checked(csv_file(rows), city)
    assert nasty not in manager.get(source.get_absolute_url()).content.decode()


def test_report_asks_the_same_for_one_and_three(city: Municipality, manager: Client) -> None:
    source = make_import(city)
    source.rows.all().delete()
    numbers = iter(range(1, 10))

    def add() -> None:
        partner = make_partner(municipality=city)
        number = next(numbers)
        source.rows.create(number=number, name="店", verdict="alike", partner=partner)

    assert_constant_queries(manager, source.get_absolute_url(), add, at_most=14)


def test_earlier_lists_ask_the_same_for_one_and_three(city: Municipality, manager: Client) -> None:
    by = make_staff(city)
    assert_constant_queries(manager, START, lambda: make_import(city, by=by), at_most=10)


# role → (start, detail, columns, run)
ROLES = {
    "viewer": (403, 403, 403, 403),
    "editor": (403, 403, 403, 403),
    "manager": (200, 200, 200, 302),
    "other city": (200, 404, 404, 404),
    "operator": (200, 200, 200, 302),
}


@pytest.mark.parametrize("who", sorted(ROLES))
def test_who_may_import(city: Municipality, who: str) -> None:
    users = {
        "viewer": lambda: make_staff(city, StaffRole.Role.VIEWER),
        "editor": lambda: make_staff(city, StaffRole.Role.EDITOR),
        "manager": lambda: make_staff(city, StaffRole.Role.MANAGER),
        "other city": lambda: make_staff(make_municipality(), StaffRole.Role.MANAGER),
        "operator": make_operator,
    }
    client, source = logged_in(users[who]()), make_import(city)
    got = (
        client.get(START).status_code,
        client.get(source.get_absolute_url()).status_code,
        client.get(f"{source.get_absolute_url()}columns/").status_code,
        send(client, f"{source.get_absolute_url()}run/").status_code,
    )
    assert got == ROLES[who]


def test_lists_of_other_cities_are_not_shown(city: Municipality, manager: Client) -> None:
    make_import(name="よその名簿.xlsx")
    make_import(city, name="うちの名簿.xlsx")
    html = manager.get(START).content.decode()
    assert ("うちの名簿" in html, "よその名簿" in html) == (True, False)


def test_type_choices_are_those_of_the_municipality(city: Municipality, manager: Client) -> None:
    npo = PartnerType.objects.get(slug="npo")
    city.partner_types.add(npo)
    source = make_import(city)
    form = manager.get(f"{source.get_absolute_url()}columns/").context["form"]
    assert list(form.fields["default_type"].queryset) == [npo]

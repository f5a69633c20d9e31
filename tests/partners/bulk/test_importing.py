"""A list becomes partners: once, row by row, whatever happens to the worker."""

from typing import Any

import pytest
from django.db import DataError, OperationalError

from partners.bulk import importing, taking_over
from partners.bulk.problems import in_words
from partners.models import Import, ImportRow, Listing, Partner
from tests.factories import make_listing, make_municipality, make_partner, make_user
from tests.partners.bulk.lists import (
    HEADERS,
    SHOP,
    TEA,
    checked,
    csv_file,
    imported,
    outcomes,
    verdicts,
    work,
)
from tomoni.journal import ledger
from tomoni.journal.models import Entry, Job
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality
from tomoni.taxonomy.models import Goal, PartnerType

pytestmark = pytest.mark.django_db
State, Verdict, Outcome = Import.State, ImportRow.Verdict, ImportRow.Outcome
LIST = [HEADERS, TEA, SHOP]


@pytest.fixture
def city() -> Municipality:
    return make_municipality("掛川市")


def rows_now() -> list[Any]:
    """Everything that an import writes into partners and listings."""
    return [
        *Partner.objects.order_by("pk").values(),
        *Listing.objects.order_by("pk").values(),
        *Partner.primary_goals.through._default_manager.order_by("pk").values(),
    ]


def test_partners_are_registered_on_behalf(city: Municipality) -> None:
    source = imported(csv_file(LIST), city, approves=True)
    assert (source.state, source.progress, outcomes(source)) == (State.DONE, 2, ["created"] * 2)
    tea = Partner.objects.get(kana="カケガワセイチャ")
    assert (tea.name, tea.state, tea.municipality) == ("掛川製茶㈱", Partner.State.APPROVED, city)
    assert (tea.postal_code, tea.phone) == ("4360047", "0537-21-1111")
    assert tea.address == "掛川市長谷１－１－１"
    assert tea.expires_on is not None
    assert (tea.shows_address, tea.shows_phone, tea.memberships.count()) == (False, False, 0)
    assert Partner.objects.get(name="髙﨑商店①").type.slug == "sole-proprietor"


def test_drafts_are_seen_by_nobody_but_the_desk(city: Municipality) -> None:
    imported(csv_file(LIST), city)
    assert {partner.state for partner in Partner.objects.all()} == {Partner.State.DRAFT}
    assert not Partner.objects.visible_to(make_user()).exists()
    assert Partner.objects.on_desk().count() == 2


def test_same_file_twice_changes_nothing(city: Municipality) -> None:
    imported(csv_file(LIST, "cp932"), city, approves=True)
    before = rows_now()
    again = checked(csv_file(LIST, "cp932"), city, approves=True)
    assert verdicts(again) == [Verdict.UNCHANGED] * 2
    assert importing.begin_import(again, by=None) == 0
    assert rows_now() == before


@pytest.mark.parametrize("name", ["掛川製茶(株)", "掛川製茶（株）", "掛川製茶 ㈱", "掛川製茶　㈱"])
def test_other_widths_and_spaces_are_the_same_partner(city: Municipality, name: str) -> None:
    imported(csv_file(LIST), city)
    other = [name, *TEA[1:5], "掛川市長谷 1ｰ1−1", *TEA[6:]]
    source = checked(csv_file([HEADERS, other]), city)
    row = source.rows.get()
    assert (row.verdict, set(row.changes)) == (Verdict.CHANGED, {"name", "address"})


def test_only_what_the_file_says_is_changed(city: Municipality) -> None:
    imported(csv_file(LIST), city, approves=True)
    tea = Partner.objects.get(kana="カケガワセイチャ")
    changed = [*TEA[:6], "0537-99-9999", ""]
    source = imported(csv_file([HEADERS, changed, SHOP]), city)
    assert outcomes(source) == [Outcome.UPDATED, ""]
    version, description = tea.version, tea.description
    tea.refresh_from_db()
    assert (tea.phone, tea.description, tea.version) == ("0537-99-9999", description, version + 1)
    entry = Entry.objects.get(verb="partner.updated")
    assert entry.data == {"changed": ["phone"], "list": "名簿.csv", "import": source.pk, "row": 2}


def test_corporate_number_finds_the_partner_whatever_its_name(city: Municipality) -> None:
    partner = make_partner("旧社名", municipality=city, corporate_number="7000012050002")
    source = imported(
        csv_file([HEADERS, ["新社名", "", "7000012050002", *[""] * 5]]),
        city,
        default_type=partner.type,
    )
    partner.refresh_from_db()
    assert (partner.name, outcomes(source)) == ("新社名", [Outcome.UPDATED])


def test_partner_of_another_city_is_another_partner(city: Municipality) -> None:
    make_partner(TEA[0], address=TEA[5])
    assert verdicts(checked(csv_file(LIST), city)) == [Verdict.NEW, Verdict.NEW]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("株式会社掛川製茶", "静岡県掛川市長谷一丁目1番1号"),
        ("掛川製茶", ""),
        ("掛川茶業株式会社", "掛川市長谷1-1-1"),
    ],
)
def test_very_alike_is_told_and_only_imported_when_chosen(
    city: Municipality, name: str, address: str
) -> None:
    there = make_partner("掛川製茶㈱", municipality=city, address="掛川市長谷１－１－１")
    row = [name, "", "", "企業", "", address, "", ""]
    source = checked(csv_file([HEADERS, row]), city)
    judged = source.rows.get()
    assert (judged.verdict, judged.partner) == (Verdict.ALIKE, there)
    assert importing.begin_import(source, by=None) == 0
    assert importing.begin_import(source, by=None, rows=[judged.pk]) == 1
    work()
    assert outcomes(source) == [Outcome.CREATED]
    assert Partner.objects.filter(municipality=city).count() == 2


def test_not_alike_at_another_place(city: Municipality) -> None:
    make_partner("掛川製茶㈱", municipality=city, address="掛川市長谷1-1-1")
    rows = [HEADERS, ["掛川製茶㈱", "", "", "企業", "", "掛川市大池99", "", ""]]
    row = checked(csv_file(rows), city).rows.get()
    assert row.verdict == Verdict.NEW
    assert "別の所在地（掛川市長谷1-1-1）" in in_words(row.problems[0])


def test_same_organisation_twice_in_the_list(city: Municipality) -> None:
    source = checked(csv_file([*LIST, TEA]), city)
    assert verdicts(source) == [Verdict.NEW, Verdict.NEW, Verdict.WRONG]
    (said,) = source.rows.get(number=4).problems
    assert said["cell"] == "A4"
    assert "2行目" in in_words(said)


def test_one_partner_named_in_two_ways(city: Municipality) -> None:
    number = "7000012050002"
    make_partner(TEA[0], municipality=city, address=TEA[5], corporate_number=number)
    by_number = ["新しい社名", "", number, "企業", "", "掛川市新町1", "", ""]
    source = checked(csv_file([HEADERS, by_number, TEA]), city)
    assert verdicts(source) == [Verdict.CHANGED, Verdict.WRONG]


def test_alike_rows_of_one_list_are_told(city: Municipality) -> None:
    twin = ["掛川製茶株式会社", "", "", "企業", "", TEA[5], "", ""]
    source = checked(csv_file([*LIST, twin]), city)
    assert verdicts(source)[2] == Verdict.ALIKE


@pytest.mark.parametrize("state", ["suspended", "withdrawn", "returned"])
def test_partner_that_is_not_registered_now_is_left_alone(city: Municipality, state: str) -> None:
    make_partner(TEA[0], municipality=city, address=TEA[5], state=state, return_reason="理由")
    source = checked(csv_file([HEADERS, TEA]), city)
    assert verdicts(source) == [Verdict.WRONG]


def test_chosen_rows_alone(city: Municipality) -> None:
    source = checked(csv_file(LIST), city)
    second = source.rows.get(number=3)
    importing.begin_import(source, by=None, rows=[second.pk, 0, 10**17])
    work()
    assert outcomes(source) == ["", Outcome.CREATED]
    source.refresh_from_db()
    importing.begin_import(source, by=None)
    work()
    assert outcomes(source) == [Outcome.CREATED] * 2


def test_rows_of_another_list_cannot_be_chosen(city: Municipality) -> None:
    other = checked(csv_file(LIST))
    source = checked(csv_file(LIST), city)
    ids = list(other.rows.values_list("pk", flat=True))
    assert importing.begin_import(source, by=None, rows=ids) == 0


def test_wrong_rows_are_never_imported(city: Municipality) -> None:
    source = checked(csv_file([HEADERS, ["", *TEA[1:]], SHOP]), city)
    wrong = source.rows.get(verdict=Verdict.WRONG)
    assert importing.begin_import(source, by=None, rows=[wrong.pk]) == 0


def test_journal_knows_who_imported_what(city: Municipality) -> None:
    by = make_user(name="職員 花子")
    source = checked(csv_file(LIST), city)
    importing.begin_import(source, by=by)
    work()
    done = Entry.objects.get(verb="partners.imported")
    assert (done.actor, done.municipality, done.data) == (by, city, {"created": 2})
    (first, _second) = Entry.objects.filter(verb="partner.imported").order_by("pk")
    assert first.actor == by
    assert first.data == {"list": "名簿.csv", "import": source.pk, "row": 2}


def test_needs_and_seeds_come_with_their_partner(city: Municipality) -> None:
    headers = [*HEADERS, "ニーズ", "シーズの題名", "シーズ"]
    row = [*TEA, "茶殻が余っています。毎年2トンです。", "製茶体験", "子どもに教えます。"]
    imported(csv_file([headers, row]), city, approves=True)
    need, seed = Listing.objects.order_by("side")
    assert (need.title, need.body) == ("茶殻が余っています", "茶殻が余っています。毎年2トンです。")
    assert (seed.title, seed.side, seed.state) == ("製茶体験", "seed", Listing.State.PUBLISHED)
    assert Job.objects.filter(kind="matching.match", key=f"listing:{need.pk}").exists()
    before = rows_now()
    again = checked(csv_file([headers, row]), city, approves=True)
    assert (verdicts(again), rows_now()) == ([Verdict.UNCHANGED], before)


def test_needs_of_drafts_are_shown_when_these_are_registered(city: Municipality) -> None:
    headers = [*HEADERS, "ニーズ"]
    source = imported(csv_file([headers, [*TEA, "茶殻が余っています。"]]), city)
    assert Listing.objects.get().state == Listing.State.DRAFT
    again = importing.import_again(source, by=None)
    work()
    assert again.rows.get().changes == ["state"]
    again.refresh_from_db()
    importing.begin_import(again, by=None)
    work()
    assert Listing.objects.get().state == Listing.State.PUBLISHED
    assert Partner.objects.get().is_approved


def test_changed_need_is_changed_and_not_doubled(city: Municipality) -> None:
    partner = make_partner(TEA[0], municipality=city, address=TEA[5])
    need = make_listing(partner, title="茶殻が余っています", body="古い")
    headers = ["名称", "所在地", "種別", "ニーズのタイトル", "ニーズ"]
    row = [TEA[0], TEA[5], "企業", "茶殻が余っています", "新しい"]
    source = imported(csv_file([headers, row]), city)
    need.refresh_from_db()
    assert (need.body, Listing.objects.count()) == ("新しい", 1)
    assert outcomes(source) == [Outcome.UPDATED]


def test_members_choice_of_main_goals_is_no_further_goal_as_well(city: Municipality) -> None:
    partner = make_partner(TEA[0], municipality=city, address=TEA[5], goals=(3,))
    rows = [["名称", "所在地", "種別", "SDGs"], [TEA[0], TEA[5], "企業", "①③⑪⑰"]]
    imported(csv_file(rows), city)
    numbers = [goal.number for goal in partner.related_goals.all()]
    assert numbers == [1, 11, 17]
    assert verdicts(checked(csv_file(rows), city)) == [Verdict.UNCHANGED]


# --- Faults -----------------------------------------------------------------------------------


def long_list(number: int) -> list[list[str]]:
    return [
        HEADERS,
        *([f"商店{n}", "", "", "企業", "", f"掛川市{n}", "", ""] for n in range(number)),
    ]


def test_worker_that_dies_in_a_part_repeats_that_part(city: Municipality, monkeypatch: Any) -> None:
    monkeypatch.setattr(importing, "PART", 3)
    source = checked(csv_file(long_list(8)), city)
    importing.begin_import(source, by=None)
    job = Job.objects.open().get(kind=importing.IMPORT)
    assert ledger.run(job.pk) == ledger.Outcome.DONE
    source.refresh_from_db()
    assert (source.progress, source.share, Partner.objects.count()) == (3, 37, 3)
    real, calls = taking_over.take_over, []

    def dies(*args: Any) -> Any:
        calls.append(args)
        if len(calls) == 2:
            raise OperationalError("the database went away")
        return real(*args)

    monkeypatch.setattr(importing, "take_over", dies)
    job = Job.objects.open().get(kind=importing.IMPORT)
    assert ledger.run(job.pk) == ledger.Outcome.FAILED
    assert Partner.objects.count() == 3
    monkeypatch.setattr(importing, "take_over", real)
    Job.objects.open().update(due_at="2026-01-01T00:00Z")
    work()
    source.refresh_from_db()
    assert (source.state, Partner.objects.count()) == (State.DONE, 8)


def test_part_that_is_run_again_does_nothing(city: Municipality) -> None:
    source = imported(csv_file(LIST), city)
    before = rows_now()
    assert importing.import_part(source.pk) is False
    assert rows_now() == before


def test_row_that_is_not_possible_does_not_spoil_the_others(
    city: Municipality, monkeypatch: Any
) -> None:
    real = taking_over.take_over

    def refuses(source: Import, row: ImportRow, known: Any) -> Any:
        if row.number == 2:
            raise DataError("value too long")
        return real(source, row, known)

    monkeypatch.setattr(importing, "take_over", refuses)
    source = imported(csv_file(LIST), city)
    assert outcomes(source) == [Outcome.FAILED, Outcome.CREATED]
    assert source.state == State.DONE


def test_partner_that_came_meanwhile_is_not_doubled(city: Municipality) -> None:
    source = checked(csv_file(LIST), city)
    imported(csv_file(LIST), city)
    importing.begin_import(source, by=None)
    work()
    assert outcomes(source) == [Outcome.KEPT] * 2
    assert Partner.objects.count() == 2


def test_list_is_imported_by_one_at_a_time(city: Municipality) -> None:
    source = checked(csv_file(LIST), city)
    importing.begin_import(source, by=None)
    with pytest.raises(StateError):
        importing.begin_import(source, by=None)
    with pytest.raises(StateError):
        importing.check_list(
            source, header=(1, 1), columns={"0": "name"}, default_type=None, approves=True
        )


def test_check_that_comes_late_changes_nothing(city: Municipality) -> None:
    source = checked(csv_file(LIST), city)
    stale = Import.objects.get(pk=source.pk)
    stale.state = State.CHECKING
    write = importing.run_check(stale)
    importing.begin_import(source, by=None)
    write()
    assert source.rows.filter(is_chosen=True).count() == 2


def test_file_that_became_unreadable_is_told(city: Municipality) -> None:
    source = importing.upload_list(csv_file(LIST), "名簿.csv", municipality=city, by=None)
    with source.file.open("wb") as file:
        file.write(b"\xff\xfe\0" * 3 + b"\x81")
    importing.check_list(
        source,
        header=(1, 1),
        columns={"0": "name"},
        default_type=PartnerType.objects.first(),
        approves=True,
    )
    work()
    source.refresh_from_db()
    assert source.state in (State.REFUSED, State.CHECKED)


def test_old_lists_are_forgotten_and_their_outcome_kept(city: Municipality) -> None:
    source = imported(csv_file(LIST), city)
    name = source.file.name
    Import.objects.update(created_at="2026-01-01T00:00Z")
    importing.upload_list(csv_file(LIST), "新しい.csv", municipality=city, by=None)
    source.refresh_from_db()
    assert (source.file.name, source.head, name != "") == ("", [], True)
    assert [row.values for row in source.rows.all()] == [{}, {}]
    assert outcomes(source) == [Outcome.CREATED] * 2
    assert not source.takes_rows
    with pytest.raises(StateError):
        importing.import_again(source, by=None)


# --- Size -------------------------------------------------------------------------------------


def test_five_thousand_rows_of_windows(city: Municipality) -> None:
    kinds = ["企業", "個人事業主", "ＮＰＯ・市民活動団体", "学校"]
    headers = ["№", *HEADERS, "ＳＤＧｓの目標"]
    rows = [
        [
            str(n),
            f"㈲髙﨑屋第{n}号店①",
            "ﾀｶｻｷﾔ",
            "",
            kinds[n % 4],
            "４３６－００４７",
            f"掛川市長谷{n}番地",
            f"0537-{n // 100 % 90 + 10}-{n:04}",
            "地域の店です。～お茶と文具～",
            "③、１１",
        ]
        for n in range(5_000)
    ]
    source = imported(csv_file([["登録事業者名簿"], [], headers, *rows], "cp932"), city)
    assert (source.encoding, source.total, source.progress) == ("cp932", 5_000, 5_000)
    assert Partner.objects.filter(municipality=city).count() == 5_000
    one = Partner.objects.get(name="㈲髙﨑屋第4321号店①")
    assert (one.postal_code, one.address, one.kana) == (
        "4360047",
        "掛川市長谷4321番地",
        "タカサキヤ",
    )
    assert list(one.primary_goals.all()) == list(Goal.objects.filter(number__in=[3, 11]))
    again = checked(csv_file([["登録事業者名簿"], [], headers, *rows], "cp932"), city)
    assert set(verdicts(again)) == {Verdict.UNCHANGED}

"""What is wrong with a row, in which cell, and how to mend it; and what is taken as it is."""

from typing import Any

import pytest
from django.utils import translation

from partners.bulk.goals import goals_in
from partners.bulk.problems import in_words
from partners.models import Import, ImportRow
from tests.bad_inputs import TEXTS
from tests.factories import make_municipality, make_partner
from tests.partners.bulk.lists import HEADERS, TEA, checked, csv_file, verdicts, xlsx_file
from tomoni.taxonomy.models import Field, Goal, PartnerType, Sector

pytestmark = pytest.mark.django_db


def said_of(source: Import, number: int = 2) -> list[str]:
    """The problems of a row: cell and words."""
    row = source.rows.get(number=number)
    return [f"{each['cell']} {in_words(each)}" for each in row.problems]


def judged(make: Any = csv_file, **cells: Any) -> ImportRow:
    """A row with a name and a type, and these columns."""
    row = {"名称": "掛川製茶", "種別": "企業", **cells}
    source = checked(make([list(row), list(row.values())]))
    return source.rows.get()


def problems(**cells: Any) -> list[str]:
    """What is said of the row."""
    return [f"{each['cell']} {in_words(each)}" for each in judged(**cells).problems]


def beside(header: str) -> dict[str, str]:
    """The address that a postal code goes with."""
    return {"所在地": "掛川市長谷1-1-1"} if header == "郵便番号" else {}


def test_postal_code_alone_gives_a_new_partner_its_town() -> None:
    row = judged(郵便番号="436-0047")
    assert row.values["address"] == "静岡県掛川市長谷"
    assert row.verdict == ImportRow.Verdict.NEW
    assert "静岡県掛川市長谷" in problems(郵便番号="436-0047")[0]


@pytest.mark.parametrize(("code", "words"), [("498-0000", "2か所"), ("000-0000", "")])
def test_postal_code_of_several_places_or_none_gives_no_address(code: str, words: str) -> None:
    row = judged(郵便番号=code)
    assert "address" not in row.values
    assert row.verdict == ImportRow.Verdict.NEW
    assert [words in in_words(each) for each in row.problems] == ([True] if words else [])


def test_postal_code_alone_changes_no_partner_that_is_there() -> None:
    city = make_municipality()
    make_partner("掛川製茶", municipality=city, postal_code="4360047")
    rows = [["名称", "種別", "郵便番号"], ["掛川製茶", "企業", "436-0047"]]
    assert checked(csv_file(rows), city).rows.get().verdict == ImportRow.Verdict.UNCHANGED


@pytest.mark.parametrize(
    ("cells", "cell", "words"),
    [
        ({"名称": ""}, "A2", "名称がありません"),
        ({"名称": "#REF!"}, "A2", "Excelのエラー（#REF!）"),
        ({"名称": "長" * 121}, "A2", "120"),
        ({"種別": ""}, "B2", "種別がありません"),
        ({"種別": "宇宙人"}, "B2", "次のどれかを書いてください：企業、個人事業主"),
        ({"法人番号": "123"}, "C2", "13桁"),
        ({"法人番号": "700001205000"}, "C2", "12桁"),
        ({"法人番号": "7000012050003"}, "C2", "法人番号"),
        ({"法人番号": "7.00001E+12"}, "C2", "列の書式を「文字列」"),
        ({"郵便番号": "43600"}, "C2", "7桁"),
        ({"電話番号": "なんでも"}, "C2", "0537-00-0000"),
        ({"URL": "javascript:alert(1)"}, "C2", "http"),
        ({"フリガナ": "掛川製茶"}, "C2", "カタカナ"),
        ({"SDGsの目標": "18"}, "C2", "目標18はありません"),
        ({"SDGsの目標": "環境"}, "C2", "17の目標にありません"),
        ({"重点目標": "1,2,3,4"}, "C2", "3個まで"),
        ({"所在地": "長" * 201}, "C2", "200"),
    ],
)
def test_what_is_wrong_is_told_with_its_cell(cells: dict[str, str], cell: str, words: str) -> None:
    row = judged(**cells)
    said = [f"{each['cell']} {in_words(each)}" for each in row.problems]
    assert row.verdict == ImportRow.Verdict.WRONG
    assert len(said) == 1
    assert said[0].startswith(f"{cell} ")
    assert words in said[0]


def test_problems_are_told_in_the_readers_language() -> None:
    row = judged(SDGsの目標="18")
    with translation.override("en"):
        assert in_words(row.problems[0]).startswith("There is no goal 18.")


def test_cells_are_named_under_titles_and_empty_rows() -> None:
    rows = [["名簿"], [], ["", *HEADERS], ["", *TEA], [], ["", *TEA[:4], "1", *TEA[5:]]]
    source = checked(xlsx_file(rows))
    assert said_of(source, 6)[0].startswith("F6 ")


@pytest.mark.parametrize(
    ("header", "cell", "name", "value"),
    [
        ("法人番号", "７０００－０１２０－５０００２", "corporate_number", "7000012050002"),
        ("法人番号", "7000 0120 50002", "corporate_number", "7000012050002"),
        ("郵便番号", "〒４３６－００４７", "postal_code", "4360047"),
        ("郵便番号", "436ー0047", "postal_code", "4360047"),
        ("電話番号", "０５３７－２１－１１１１", "phone", "0537-21-1111"),
        ("電話番号", "0537(21)1111", "phone", "0537-21-1111"),
        ("電話番号", "0537―21―1111", "phone", "0537-21-1111"),
        ("電話番号", "03 1234 5678", "phone", "03-1234-5678"),
        ("URL", "ｗｗｗ．example．jp", "website", "https://www.example.jp"),
        ("フリガナ", "ｶｹｶﾞﾜ せいちゃ", "kana", "カケガワ セイチャ"),
        ("所在地", "掛川市長谷１－１－１　２Ｆ", "address", "掛川市長谷１－１－１　２Ｆ"),
        ("概要", "一行目\r\n二行目", "description", "一行目\n二行目"),
        ("備考", "なし", "description", None),
        ("概要", "なし", "description", None),
        ("電話番号", "－", "phone", None),
    ],
)
def test_cell_says(header: str, cell: str, name: str, value: Any) -> None:
    row = judged(**{header: cell}, **beside(header))
    assert row.problems == []
    assert row.values.get(name) == value


@pytest.mark.parametrize(
    ("header", "cell", "name", "value"),
    [
        ("郵便番号", 4360047, "postal_code", "4360047"),
        ("郵便番号", 600001, "postal_code", "0600001"),
        ("電話番号", 537211111, "phone", "0537-21-1111"),
        ("電話番号", 9012345678, "phone", "090-1234-5678"),
        ("法人番号", 7000012050002, "corporate_number", "7000012050002"),
    ],
)
def test_zeros_that_excel_has_taken_are_put_back(
    header: str, cell: int, name: str, value: str
) -> None:
    row = judged(xlsx_file, **{header: cell}, **beside(header))
    assert (row.problems, row.values[name]) == ([], value)


@pytest.mark.parametrize("name", ["髙﨑商店", "㈱山田①", "𠮷野家", "ＡＢＣ　㈲", "葛\U000e0100城"])
def test_names_are_kept_as_typed(name: str) -> None:
    assert judged(名称=name).values["name"] == name


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("企業", "company"),
        ("株式会社", "company"),
        ("ＮＰＯ法人", "npo"),
        ("NPO、市民活動団体", "npo"),
        ("個人", "citizen"),
        ("市民（個人）", "citizen"),
        ("大学", "university"),
        ("Company", "company"),
    ],
)
def test_types_have_many_names(word: str, slug: str) -> None:
    assert judged(種別=word).values["type"] == PartnerType.objects.get(slug=slug).pk


def test_type_that_the_municipality_does_not_register() -> None:
    city = make_municipality()
    city.partner_types.set(PartnerType.objects.filter(slug__in=["npo", "school"]))
    source = checked(csv_file([["名称", "種別"], ["掛川製茶", "企業"]]), city)
    assert "NPO・市民活動団体、学校" in said_of(source)[0]


def test_type_of_all_rows_may_be_said_once() -> None:
    school = PartnerType.objects.get(slug="school")
    source = checked(csv_file([["名称"], ["掛川小学校"]]), default_type=school)
    assert source.rows.get().values["type"] == school.pk


def test_unknown_words_of_vocabularies_are_left_out_and_told() -> None:
    row = judged(業種="茶業", 行政分野="環境対策、宇宙開発")
    assert row.verdict == ImportRow.Verdict.NEW
    assert "sector" not in row.values
    assert row.values["fields"] == [Field.objects.get(slug="environment").pk]
    assert ["茶業" in in_words(row.problems[0]), "宇宙開発" in in_words(row.problems[1])] == [
        True
    ] * 2


def test_names_of_vocabularies_may_have_commas_in_them() -> None:
    row = judged(業種="卸売業・小売業", 行政分野="商工業・商店街振興")
    assert row.values["sector"] == Sector.objects.get(slug="trade").pk
    assert row.values["fields"] == [Field.objects.get(slug="commerce").pk]
    assert row.problems == []


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("3", [3]),
        ("３、１１，17", [3, 11, 17]),
        ("①③⑰", [1, 3, 17]),
        ("目標3・目標11", [3, 11]),
        ("No.3 No.11", [3, 11]),
        ("3 11 17", [3, 11, 17]),
        ("1～4", [1, 2, 3, 4]),
        ("1-3,17", [1, 2, 3, 17]),
        ("11.2", [11]),
        ("すべての人に健康と福祉を", [3]),
        ("11 住み続けられるまちづくりを\n17 パートナーシップで目標を達成しよう", [11, 17]),
        ("Quality Education", [4]),
        ("全て", list(range(1, 18))),
        ("17,3,3", [3, 17]),
    ],
)
def test_goals_of_a_cell(cell: str, numbers: list[int]) -> None:
    from partners.bulk.vocabulary import word_key

    names = {
        word_key(name): goal.pk
        for goal in Goal.objects.all()
        for name in (goal.name_ja, goal.name_en)
    }
    assert goals_in(cell, "SDGsの目標", names) == numbers


def test_marks_under_numbered_headers_are_goals() -> None:
    rows = [
        ["名称", "種別", "SDGsの目標", "", ""],
        ["", "", "1", "3", "⑪"],
        ["掛川製茶", "企業", "", "○", "◎"],
    ]
    assert checked(csv_file(rows)).rows.get().values["primary_goals"] == [3, 11]


def test_many_goals_are_further_ones() -> None:
    values = judged(SDGs="1,2,3,4").values
    assert values["related_goals"] == [1, 2, 3, 4]
    assert "primary_goals" not in values


def test_address_in_several_columns() -> None:
    row = judged(都道府県="静岡県", 市区町村="掛川市", 番地="長谷1-1", 建物名="2F")
    assert row.values["address"] == "静岡県掛川市長谷1-1 2F"


def test_guarding_quote_is_taken_away() -> None:
    assert judged(電話番号="'+81 537-21-1111").values["phone"] == "0537-21-1111"
    assert judged(名称="'=商店").values["name"] == "=商店"


def test_title_of_a_need_is_its_first_sentence() -> None:
    need = judged(ニーズ="茶殻が余っています。2トンです。").values["need"]
    assert need == {"title": "茶殻が余っています", "body": "茶殻が余っています。2トンです。"}
    long = judged(ニーズ="長" * 300).values["need"]
    assert (len(long["title"]), long["title"][-1]) == (80, "…")


@pytest.mark.parametrize("word", ["007", "²", "100%", "%(word)s", "{word}", "%d"])
def test_words_are_shown_as_they_are_typed(word: str) -> None:
    assert f"「{word}」という種別はありません" in problems(種別=word)[0]


@pytest.mark.parametrize("kind", [kind for kind in TEXTS if kind != "lone surrogate"])
def test_any_text_in_any_cell_is_judged(kind: str) -> None:
    typed = TEXTS[kind]
    rows = [
        HEADERS,
        [typed] * len(HEADERS),
        TEA,
        *([typed if n == at else cell for n, cell in enumerate(TEA)] for at in range(len(TEA))),
    ]
    source = checked(csv_file(rows))
    assert source.state == Import.State.CHECKED
    assert len(verdicts(source)) >= len(TEA)


def test_check_asks_the_database_no_more_for_more_rows(django_assert_max_num_queries: Any) -> None:
    city = make_municipality()
    for n in range(30):
        make_partner(f"商店{n}", municipality=city, address=f"掛川市{n}")
    rows = [["名称", "所在地", "種別"], *([f"商店{n}", f"掛川市{n}", "企業"] for n in range(30))]
    with django_assert_max_num_queries(45):
        assert set(verdicts(checked(csv_file(rows), city))) == {ImportRow.Verdict.UNCHANGED}

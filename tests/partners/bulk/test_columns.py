"""What headers mean, and where they stand."""

import pytest
from django.utils import translation

from partners.bulk.columns import TARGETS, guess, guesses
from partners.bulk.exporting import COLUMNS
from partners.bulk.headers import find_header, header_at
from partners.bulk.reading import open_list
from tests.partners.bulk.lists import HEADERS, SHOP, TEA, csv_file, xlsx_file

MEANINGS = {
    "name": "名称 事業者名 団体名 企業名（団体名） パートナー名 会社名※ 企業・団体名 商号又は名称",
    "kana": "フリガナ ふりがな 名称（フリガナ） 事業者名カナ ﾌﾘｶﾞﾅ ヨミガナ Reading",
    "corporate_number": "法人番号 法人番号（13桁） Corporate＿number",
    "type": "種別 区分 団体種別 会員区分 分類 Type",
    "sector": "業種 業種分類 主たる業種 Industry",
    "postal_code": "郵便番号 〒 (〒) Postal＿code ZIP",
    "address": "所在地 住所 本社所在地 事務所の住所 Address",
    "phone": "電話番号 電話 TEL ℡ 代表電話 電話番号（代表） Phone",
    "website": "URL ＵＲＬ ホームページ HP ホームページURL ウェブサイト Website",
    "description": "概要 事業概要 団体紹介 活動内容 事業内容 取組内容 Description",
    "declaration": "SDGs宣言 ＳＤＧｓ宣言文",
    "goals": "SDGsの目標 ゴール SDGsゴール番号 目標 Goals",
    "primary_goals": "重点目標 主な目標 優先ゴール",
    "related_goals": "関連する目標 関連ゴール その他の目標",
    "fields": "行政分野 分野",
    "need_body": "ニーズ 困りごと 求めるもの 課題・ニーズ",
    "need_title": "ニーズの題名 ニーズ（タイトル）題名",
    "seed_body": "シーズ 提供できるもの 強み",
    "seed_title": "シーズのタイトル",
    "visions": "ビジョン 市のビジョン めざす将来像",
    "contact_person": "担当者 担当者名 ご担当者氏名 連絡担当者 Contact＿person",
    "contact_email": "メールアドレス E-mail 連絡先メール 担当者メールアドレス Contact＿e-mail",
    "need_goals": "ニーズのSDGs目標",
    "need_fields": "ニーズの行政分野",
    "need_resources": "ニーズのリソース",
    "seed_goals": "シーズのゴール",
    "seed_fields": "シーズの分野",
    "seed_resources": "シーズの資源",
    "": "担当者電話番号 担当部署 代表者メール メール配信 FAX 備考 "
    "No. № 代表者氏名 代表者フリガナ 登録日",
}


@pytest.mark.parametrize(
    ("key", "header"),
    [
        (key, header.replace("＿", " "))
        for key, words in MEANINGS.items()
        for header in words.split()
    ],
)
def test_header_means(key: str, header: str) -> None:
    assert guess(header) == key


@pytest.mark.parametrize("language", ["ja", "en"])
def test_own_words_are_understood(language: str) -> None:
    with translation.override(language):
        assert [guess(str(target.label)) for target in TARGETS] == [t.key for t in TARGETS]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_headers_of_exports_are_understood(language: str) -> None:
    with translation.override(language):
        found = [guess(str(column.header)) for column in COLUMNS]
    assert found[:15] == [target.key for target in TARGETS if target.key != "goals"][:15]
    assert set(found[15:]) == {""}


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("所在地 / 郵便番号", "postal_code"),
        ("連絡先 / 電話番号", "phone"),
        ("担当者 / 電話番号", ""),
        ("SDGsの目標 / 11", "goals"),
        ("重点目標 / ③", "primary_goals"),
        ("ニーズ / 内容", "need_body"),
        ("ニーズ / 題名", "need_title"),
        ("登録事業者名簿 / No.", ""),
        ("長" * 100, ""),
        ("", ""),
    ],
)
def test_header_of_two_rows_means(header: str, key: str) -> None:
    assert guess(header) == key


def test_what_only_one_column_can_be_goes_to_the_first() -> None:
    assert guesses(["名称", "団体名", "住所", "建物名"]) == ["name", "", "address", "address"]


def test_header_under_titles() -> None:
    rows = [["令和8年度　SDGsパートナー登録事業者名簿"], ["（企画政策課）"], [], ["№", *HEADERS]]
    for file in (csv_file([*rows, ["1", *TEA]]), xlsx_file([*rows, ["1", *TEA]], merged=["A1:F1"])):
        header = find_header(list(open_list(file).rows()))
        assert (header.first, header.last, header.labels[:2]) == (4, 4, ("№", "名称"))


def test_merged_header_cells() -> None:
    rows = [
        ["登録名簿"],
        ["名称", "種別", "所在地", None, "連絡先", None, "SDGsの目標", None, None],
        [None, None, "郵便番号", "住所", "電話番号", "担当者", "1", "2", "3"],
        ["掛川製茶㈱", "企業", "436-0047", "掛川市長谷1-1", "0537-21-1111", "山田", "○", None, "◎"],
    ]
    merged = ["A1:I1", "A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:I2"]
    header = find_header(list(open_list(xlsx_file(rows, merged=merged)).rows()))
    assert (header.first, header.last) == (2, 3)
    assert guesses(list(header.labels)) == [
        *("name", "type", "postal_code", "address", "phone", ""),
        *("goals", "goals", "goals"),
    ]


def test_row_of_data_is_no_header() -> None:
    header = find_header(list(open_list(csv_file([HEADERS, TEA, SHOP])).rows()))
    assert (header.first, header.last) == (1, 1)


def test_list_without_headers_starts_at_the_top() -> None:
    assert find_header(list(open_list(csv_file([["あ", "い"], ["う", "え"]])).rows())).first == 1
    assert find_header([]).labels == ()


def test_header_where_somebody_says_it_stands() -> None:
    rows = list(open_list(csv_file([["表"], ["品名"], ["名称"], ["掛川製茶"]])).rows())
    assert header_at(rows, 2, 3).labels == ("品名 / 名称",)
    assert header_at(rows, 99, 99).labels == ("表",)

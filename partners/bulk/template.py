"""The workbook that we hand out: an empty list, worked examples, and what each column means.

Always in Japanese, as its headers are the ones that lists have. Uploaded as it is, it registers
nobody: the sheet with the examples is never the likeliest one.
"""

import tempfile
from collections.abc import Sequence
from typing import IO

from django.utils import translation
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from partners.bulk.columns import TARGETS
from partners.bulk.reading import EXAMPLES

_LIST, _MEANINGS = "名簿", "列の説明"
_HEAD = PatternFill("solid", fgColor="EAF6EC")
# key → whether it must be filled, what is written there, two worked examples
_COLUMNS: dict[str, tuple[str, str, str, str]] = {
    "name": (
        "必須",
        "団体・事業者の正式な名前。㈱や髙、﨑などの文字もそのままお書きください。",
        "見本製茶株式会社",
        "見本こども食堂の会",
    ),
    "kana": (
        "任意",
        "名前の読み。ひらがな・カタカナ、全角・半角のどれでもかまいません。",
        "ミホンセイチャ",
        "みほんこどもしょくどうのかい",
    ),
    "corporate_number": (
        "任意",
        "13桁の法人番号。書くと、名前が変わっても同じ団体と分かります。",
        "",
        "",
    ),
    "type": (
        "必須",
        "企業、個人事業主、NPO・市民活動団体、学校など。列を作らず、取り込むときに全行まとめて選ぶこともできます。",
        "企業",
        "NPO・市民活動団体",
    ),
    "sector": ("任意", "日本標準産業分類の大分類。", "製造業", ""),
    "postal_code": (
        "任意",
        "7桁。ハイフンがあってもなくてもかまいません。",
        "436-0047",
        "436-0047",
    ),
    "address": (
        "任意",
        "都道府県から、または市区町村から。公開のページには出ません。",
        "見本市見本町1-1-1",
        "見本市見本町2-2",
    ),
    "phone": ("任意", "市外局番から。公開のページには出ません。", "0537-00-0000", ""),
    "website": ("任意", "https:// から。", "https://example.jp/", ""),
    "description": (
        "任意",
        "何をしている団体か。8,000文字まで。公開のページに出ます。",
        "お茶を育て、工場で仕上げて販売しています。",
        "月に2回、地域の子どもに夕食を出しています。",
    ),
    "declaration": ("任意", "SDGsへの取り組みの宣言。2,000文字まで。", "", ""),
    "goals": (
        "任意",
        "SDGsの目標の番号。「3、11」「③⑪」「1〜5」「全て」のどれでも読めます。3つまでなら重点目標、それより多ければ関連する目標になります。",
        "",
        "1、2、11",
    ),
    "primary_goals": ("任意", "重点目標の番号。3つまで。", "8、12", ""),
    "related_goals": ("任意", "関連する目標の番号。いくつでも。", "15", ""),
    "fields": (
        "任意",
        "行政分野の名前。いくつかあるときは「、」で区切ります。",
        "農林水産業振興、観光振興",
        "子育て支援",
    ),
    "visions": ("任意", "自治体のビジョンの名前。「、」で区切ります。", "", ""),
    "contact_person": (
        "任意",
        "引き継ぎのときにご連絡する方。公開のページには出ません。",
        "見本 太郎",
        "見本 花子",
    ),
    "contact_email": (
        "任意",
        "引き継ぎコードをお送りできるメールアドレス。取り込みのときに希望した場合だけメールを送り、引き継ぎが済むと消えます。",
        "taro@example.jp",
        "",
    ),
    "need_title": (
        "任意",
        "ニーズ（困っていること）の題名。80文字まで。",
        "",
        "食材の保管場所がない",
    ),
    "need_body": (
        "任意",
        "ニーズの説明。題名がなければ、はじめの一文が題名になります。",
        "",
        "いただいた野菜を置く冷蔵庫と場所を探しています。",
    ),
    "need_goals": ("任意", "ニーズに関わるSDGsの目標の番号。", "", "2、12"),
    "need_fields": ("任意", "ニーズに関わる行政分野。", "", "子育て支援"),
    "need_resources": (
        "任意",
        "求めるリソースの種類。人材、技術、物品・設備など。",
        "",
        "物品・設備",
    ),
    "seed_title": ("任意", "シーズ（提供できること）の題名。80文字まで。", "茶殻を分けられる", ""),
    "seed_body": (
        "任意",
        "シーズの説明。",
        "毎日出る茶殻を、土づくりや染め物に使う方にお分けできます。",
        "",
    ),
    "seed_goals": ("任意", "シーズに関わるSDGsの目標の番号。", "12", ""),
    "seed_fields": ("任意", "シーズに関わる行政分野。", "", ""),
    "seed_resources": ("任意", "提供できるリソースの種類。", "物品・設備", ""),
}


def template_book() -> IO[bytes]:
    """The workbook as a file that the caller closes."""
    with translation.override("ja"):
        headers = {target.key: str(target.label) for target in TARGETS}
    book = Workbook()
    book.remove(book.active)
    _sheet(book, _LIST, [list(headers.values())])
    _sheet(book, EXAMPLES, [list(headers.values()), _example(2), _example(3)])
    rows = [["列の見出し", "必須・任意", "書き方"]]
    rows += [[headers[key], must, words] for key, (must, words, *_e) in _COLUMNS.items()]
    _sheet(book, _MEANINGS, rows, width=28)
    file = tempfile.SpooledTemporaryFile()  # noqa: SIM115 – the caller closes it
    book.save(file)
    file.seek(0)
    return file


def _example(place: int) -> list[str]:
    return [_COLUMNS[target.key][place] for target in TARGETS]


def _sheet(book: Workbook, title: str, rows: Sequence[Sequence[str]], width: int = 18) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for number, row in enumerate(rows, 1):
        for column, words in enumerate(row, 1):
            cell = sheet.cell(number, column, words or None)
            cell.number_format = "@"  # text: Excel takes no zero away
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font, cell.fill = Font(bold=True), _HEAD
    for column in range(1, len(rows[0]) + 1):
        letter = sheet.cell(1, column).column_letter
        sheet.column_dimensions[letter].width = width
        # Also the rows that are still empty are text.
        for number in range(len(rows) + 1, 201 if title == _LIST else 0):
            sheet.cell(number, column).number_format = "@"
    if title == _MEANINGS:
        sheet.column_dimensions["C"].width = 90

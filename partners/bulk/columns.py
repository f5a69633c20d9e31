"""What a column of a list can be, and what its header says it is."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tomoni import text


@dataclass(frozen=True)
class Target:
    """What a column may be read as. Several columns may be parts of one that is `joined`."""

    key: str
    label: str | Promise
    joined: bool = False


TARGETS = (
    Target("name", _("Name")),
    Target("kana", _("Reading")),
    Target("corporate_number", _("Corporate number")),
    Target("type", _("Partner type")),
    Target("sector", _("Line of business")),
    Target("postal_code", _("Postal code")),
    Target("address", _("Address"), joined=True),
    Target("phone", _("Telephone")),
    Target("website", _("Website")),
    Target("description", _("What we do"), joined=True),
    Target("declaration", _("SDGs declaration")),
    Target("goals", _("SDGs goals"), joined=True),
    Target("primary_goals", _("Main goals"), joined=True),
    Target("related_goals", _("Further goals"), joined=True),
    Target("fields", _("Administrative fields"), joined=True),
    Target("visions", _("Visions of the municipality"), joined=True),
    Target("contact_person", _("Contact person")),
    Target("contact_email", _("Contact e-mail")),
    Target("need_title", _("Need: title")),
    Target("need_body", _("Need: description")),
    Target("need_goals", _("Need: SDGs goals"), joined=True),
    Target("need_fields", _("Need: administrative fields"), joined=True),
    Target("need_resources", _("Need: kinds of resource"), joined=True),
    Target("seed_title", _("Seed: title")),
    Target("seed_body", _("Seed: description")),
    Target("seed_goals", _("Seed: SDGs goals"), joined=True),
    Target("seed_fields", _("Seed: administrative fields"), joined=True),
    Target("seed_resources", _("Seed: kinds of resource"), joined=True),
)
BY_KEY = {target.key: target for target in TARGETS}

# Headers that mean exactly this, whatever else their words might mean.
_EXACT = {
    "name": "名称 名前 氏名 事業者 事業者名 企業 企業名 団体 団体名 会社 会社名 法人名 組織名 "
    "機関名 事業所名 パートナー パートナー名 登録者 登録者名 登録事業者 企業団体名 事業者団体名 "
    "商号 屋号 name organisation organization company partner partnername companyname",
    "kana": "reading kana furigana",
    "corporate_number": "corporatenumber",
    "type": "種別 種類 区分 形態 type category partnertype",
    "sector": "業種 業種名 業界 sector industry lineofbusiness",
    "postal_code": "郵便番号 郵便 〒 postalcode postcode zip zipcode",
    "address": "所在地 住所 本社 番地 建物 建物名 都道府県 市区町村 町名 町名番地 丁目番地 address",
    "phone": "電話 電話番号 連絡先 tel phone telephone",
    "website": "url hp ホームページ website homepage web",
    "description": "概要 紹介 説明 pr whatwedo description about profile",
    "declaration": "sdgs宣言 sdgsdeclaration declaration",
    "goals": "sdgs ゴール sdgsgoals goals goal",
    "primary_goals": "maingoals primarygoals maingoal",
    "related_goals": "furthergoals relatedgoals",
    "fields": "分野 行政分野 fields administrativefields",
    "visions": "ビジョン 将来像 vision visions",
    "need_title": "needtitle",
    "need_body": "ニーズ need needs needdescription needbody",
    "seed_title": "seedtitle",
    "seed_body": "シーズ seed seeds seeddescription seedbody",
}
_MEANINGS = {word: key for key, words in _EXACT.items() for word in words.split()}
# Who is written to, before what is left out: most lists have more columns about that person.
_CONTACT = (
    (
        "contact_email",
        re.compile("^(連絡先|連絡用|担当者?の?|contact)?e?(メール|mail)(アドレス|address)?$"),
    ),
    (
        "contact_person",
        re.compile("^(ご?(連絡)?担当(者|窓口)?(の?お?名前|氏名|名)?|contactperson)$"),
    ),
)
# What is no part of a profile here, even where its header also has one of the words below.
_LEFT_OUT = re.compile(
    "担当|代表者|代表取締役|役職|責任者|fax|ファックス|メール|mail|備考|件数|登録日|登録番号|受付|"
    "更新日|有効期限|登録状況|状態|資本金|従業員|設立|^no$|^numberof|^番号$|^連番$|date|status|receipt"
)
# The first that fits: what is more special stands first.
_WORDS = (
    ("kana", "フリガナ|ふりがな|カナ$|かな$|読み仮名|読みがな|ヨミ|よみ"),
    ("corporate_number", "法人番号|corporatenumber"),
    ("postal_code", "郵便番号|^〒|postal|zip"),
    ("website", "url|ホームページ|ウェブサイト|webサイト|サイト|website|^hp"),
    ("phone", "電話|^tel|telephone|phone"),
    ("address", "所在地|住所|address"),
    ("visions", "ビジョン|将来像|vision"),
    ("need_resources", "(ニーズ|困りごと|課題|need).*(リソース|資源|resource)"),
    ("need_goals", "(ニーズ|困りごと|課題|need).*(sdgs|目標|ゴール|goal)"),
    ("need_fields", "(ニーズ|困りごと|課題|need).*(分野|field)"),
    ("seed_resources", "(シーズ|提供できる|seed).*(リソース|資源|resource)"),
    ("seed_goals", "(シーズ|提供できる|seed).*(sdgs|目標|ゴール|goal)"),
    ("seed_fields", "(シーズ|提供できる|seed).*(分野|field)"),
    ("need_title", "(ニーズ|困りごと|課題|need).*(題|タイトル|件名|title)"),
    ("seed_title", "(シーズ|提供できる|seed).*(題|タイトル|件名|title)"),
    ("need_body", "ニーズ|困りごと|困っている|課題|求めるもの|求めている|不足|needs?$"),
    ("seed_body", "シーズ|提供できる|できること|強み|seeds?$"),
    ("declaration", "宣言|declaration"),
    ("primary_goals", "(重点|主な|主たる|優先|main|primary).*(目標|ゴール|goal)"),
    ("related_goals", "(関連|その他の|further|related).*(目標|ゴール|goal)"),
    ("description", "概要|紹介|事業内容|活動内容|業務内容|取組|取り組み|内容|description"),
    ("goals", "sdgs|目標|ゴール|goal"),
    ("fields", "行政分野|分野|field"),
    ("sector", "業種|産業分類|業界|industry|sector"),
    (
        "name",
        "名称|事業者名|団体名|企業名|会社名|法人名|組織名|機関名|事業所名|パートナー名|商号|屋号",
    ),
    ("type", "種別|種類|区分|形態|分類|type"),
)
_PATTERNS = tuple((key, re.compile(words)) for key, words in _WORDS)
_GOALS = ("goals", "primary_goals", "related_goals")
_LONGEST_HEADER = 60  # characters; more is a sentence


def guess(header: str) -> str:
    """The key of the target that the header names, "" where it names none.

    Of a header in two rows ("所在地 / 郵便番号") the lower one decides, but for a number under the
    goals ("SDGs / 11") and for what stands under a need or seed ("ニーズ / 内容").
    """
    whole = _normal(header)
    for key, words in _CONTACT:
        if words.search(whole):
            return key
    if not whole or len(whole) > _LONGEST_HEADER or _LEFT_OUT.search(whole):
        return ""
    above, _slash, last = header.rpartition(" / ")
    lower, upper = _normal(last), _meaning(_normal(above))
    if _LEFT_OUT.search(lower):
        return ""
    if lower.isdigit():
        return upper if upper in _GOALS else ""
    if upper.startswith(("need_", "seed_")):
        return _meaning(whole)
    return _meaning(lower)


def guesses(headers: list[str]) -> list[str]:
    """A guess for each header; what only one column can be goes to the first that names it."""
    taken: set[str] = set()
    found = []
    for header in headers:
        key = guess(header)
        if key in taken and key and not BY_KEY[key].joined:
            key = ""
        taken.add(key)
        found.append(key)
    return found


def _normal(header: str) -> str:
    """The header without what stands in brackets, spaces, marks and numbering.

    "名称（フリガナ）" is a reading, and of "(〒)" there would be nothing left.
    """
    whole = text.key(header).replace("〒", "郵便")
    plain = re.sub(r"[(\[【〔《<](?!フリガナ|ふりがな|カナ).*?[)\]】〕》>]", "", whole) or whole
    plain = re.sub(r"[\W_]+", "", plain)
    return re.sub(r"^[0-9]{1,2}(?=[^0-9])", "", plain)


def _meaning(plain: str) -> str:
    if not plain:
        return ""
    if plain in _MEANINGS:
        return _MEANINGS[plain]
    return next((key for key, pattern in _PATTERNS if pattern.search(plain)), "")

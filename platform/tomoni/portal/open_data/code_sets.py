"""The codes that the other data sets use: goals, administrative fields, municipalities."""

from typing import Any

from django.db.models import QuerySet

from tomoni.filters import Sort
from tomoni.municipalities.models import Municipality
from tomoni.portal.open_data.columns import Column, DataSet, Kind
from tomoni.portal.open_data.common_columns import page, text
from tomoni.taxonomy.models import Field, Goal


def _goals() -> QuerySet[Any]:
    return Goal.objects.all()


def _fields() -> QuerySet[Any]:
    return Field.objects.all()


def _municipalities() -> QuerySet[Any]:
    return Municipality.objects.all()


def _slug(ja: str, en: str, example: str) -> Column:
    return text("id", ja, en, example, lambda row: row.slug)


_JAPANESE = text("name_ja", "日本語の名前", "Name in Japanese", "掛川市")
_ENGLISH = text("name_en", "英語の名前", "Name in English", "Kakegawa")

GOALS = DataSet(
    slug="goals",
    ja="SDGsの目標",
    en="SDG goals",
    about_ja="17の目標の番号と名前です。ほかのデータの目標の列は、この番号を使います。",
    about_en="Numbers and names of the seventeen goals, which the other data sets refer to.",
    rows=_goals,
    columns=(
        Column("id", Kind.NUMBER, "目標の番号", "Number of the goal", "11", lambda row: row.pk),
        text("name_ja", "日本語の名前", "Name in Japanese", "住み続けられるまちづくりを"),
        text("name_en", "英語の名前", "Name in English", "Sustainable Cities and Communities"),
        text("colour", "公式の色", "Official colour", "#FD9D24"),
    ),
)

FIELDS = DataSet(
    slug="fields",
    ja="行政分野",
    en="Administrative fields",
    about_ja="行政分野のコードと名前です。",
    about_en="Codes and names of the administrative fields.",
    rows=_fields,
    key="slug",
    sorts=(Sort("usual", "", "order", "pk"),),
    columns=(
        _slug(
            "行政分野を表すコード。変わりません。", "Code of the field; it never changes", "tourism"
        ),
        text("name_ja", "日本語の名前", "Name in Japanese", "観光"),
        text("name_en", "英語の名前", "Name in English", "Tourism"),
    ),
)

MUNICIPALITIES = DataSet(
    slug="municipalities",
    ja="自治体",
    en="Municipalities",
    about_ja="このサイトで共創に取り組んでいる自治体です。",
    about_en="The municipalities that run co-creation on this site.",
    rows=_municipalities,
    key="slug",
    sorts=(Sort("usual", "", "code", "pk"),),
    columns=(
        _slug(
            "自治体を表すコード。変わりません。",
            "Code of the municipality; it never changes",
            "kakegawa",
        ),
        page("/m/kakegawa/"),
        _JAPANESE,
        _ENGLISH,
        text("kana", "読み", "Reading", "カケガワシ"),
        text("code", "全国地方公共団体コード（6桁）", "Code of the municipality", "222135"),
        text("prefecture", "都道府県", "Prefecture", "静岡県"),
        Column("latitude", Kind.DECIMAL, "緯度", "Latitude", "34.7687", lambda row: row.latitude),
        Column(
            "longitude", Kind.DECIMAL, "経度", "Longitude", "137.9985", lambda row: row.longitude
        ),
        text("platform_name", "自治体での呼び名", "Name of its platform", "共創パートナー制度"),
    ),
)

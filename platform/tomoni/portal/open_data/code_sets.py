"""The codes that the other data sets use: goals, vocabularies, municipalities and their visions."""

from typing import Any

from django.db.models import QuerySet

from tomoni.filters import Sort
from tomoni.municipalities.models import Municipality, Vision
from tomoni.portal.open_data.columns import Column, DataSet, Kind, local_day
from tomoni.portal.open_data.common_columns import (
    day,
    identity,
    municipality,
    number,
    page,
    text,
)
from tomoni.taxonomy.models import Field, Goal, PartnerType, ResourceKind, Sector


def _goals() -> QuerySet[Any]:
    return Goal.objects.all()


def _visions() -> QuerySet[Any]:
    return Vision.objects.select_related("municipality")


def _retired_on(row: Any) -> Any:
    return local_day(row.retired_at)


def _municipalities() -> QuerySet[Any]:
    return Municipality.objects.all()


def _slug(ja: str, en: str, example: str) -> Column:
    return text("id", ja, en, example, lambda row: row.slug)


def _vocabulary(
    slug: str, model: Any, name: tuple[str, str], example: tuple[str, str, str]
) -> DataSet:
    """The codes and names of a vocabulary; `example` is one row of it."""
    ja, en = name
    return DataSet(
        slug=slug,
        ja=ja,
        en=en,
        about_ja=f"{ja}のコードと名前です。ほかのデータの列は、このコードを使います。",
        about_en=f"{en}: codes and names. The columns of other data sets use these codes.",
        rows=model.objects.all,
        key="slug",
        sorts=(Sort("usual", "", "order", "pk"),),
        columns=(
            _slug(f"{ja}を表すコード。変わりません。", "The code; it never changes", example[0]),
            text("name_ja", "日本語の名前", "Name in Japanese", example[1]),
            text("name_en", "英語の名前", "Name in English", example[2]),
        ),
    )


GOALS = DataSet(
    slug="goals",
    ja="SDGsの目標",
    en="SDG goals",
    about_ja="17の目標の番号と名前です。ほかのデータの目標の列は、この番号を使います。",
    about_en="Numbers and names of the seventeen goals, which the other data sets refer to.",
    rows=_goals,
    columns=(
        number("id", "目標の番号", "Number of the goal", "11", lambda row: row.pk),
        text("name_ja", "日本語の名前", "Name in Japanese", "住み続けられるまちづくりを"),
        text("name_en", "英語の名前", "Name in English", "Sustainable Cities and Communities"),
        text("colour", "公式の色", "Official colour", "#FD9D24"),
    ),
)

FIELDS = _vocabulary(
    "fields",
    Field,
    ("行政分野", "Administrative fields"),
    ("tourism", "観光", "Tourism"),
)
PARTNER_TYPES = _vocabulary(
    "partner-types",
    PartnerType,
    ("パートナーの種類", "Partner types"),
    ("company", "企業", "Company"),
)
RESOURCE_KINDS = _vocabulary(
    "resource-kinds",
    ResourceKind,
    ("リソースの種類", "Kinds of resources"),
    ("place", "場所・フィールド", "Place or test field"),
)
SECTORS = _vocabulary(
    "sectors",
    Sector,
    ("業種", "Lines of business"),
    ("fisheries", "漁業", "Fisheries"),
)

VISIONS = DataSet(
    slug="visions",
    ja="自治体のビジョン",
    en="Visions of municipalities",
    about_ja="自治体が自分で掲げている方向です。廃止されたものも、選んだ方がいるため入っています。",
    about_en="The directions that municipalities have named for themselves. Retired ones are there "
    "too, as some have chosen them.",
    rows=_visions,
    city="municipality__slug",
    sorts=(Sort("usual", "", "municipality__code", "order", "pk"),),
    columns=(
        identity("ビジョン", "vision"),
        *municipality(lambda row: row.municipality),
        text("name_ja", "日本語の名前", "Name in Japanese", "にぎわいのあるまち"),
        text("name_en", "英語の名前", "Name in English", "A lively town"),
        day("retired_on", "廃止された日", "Day on which it was retired", _retired_on),
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
        text("name_ja", "日本語の名前", "Name in Japanese", "掛川市"),
        text("name_en", "英語の名前", "Name in English", "Kakegawa"),
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

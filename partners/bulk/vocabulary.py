"""The words of the platform under every name that a list may give them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from partners.likeness import name_key
from tomoni.municipalities.models import Municipality
from tomoni.taxonomy.models import Field, Goal, PartnerType, ResourceKind, Sector

# What lists call a type, by its slug; the rows' own names are known anyway.
_TYPES = {
    "company": "会社 法人 事業者 民間企業 株式会社 有限会社 合同会社 事業所 民間",
    "sole-proprietor": "個人事業 個人事業者 自営業 個人商店",
    "npo": "npo npo法人 特定非営利活動法人 市民団体 市民活動団体 ボランティア団体 任意団体 団体 "
    "nponpo法人 市民活動団体npo",
    "neighbourhood": "自治会 町内会 地域団体 まちづくり協議会",
    "university": "大学 研究機関 高等教育機関",
    "school": "小学校 中学校 高校 高等学校 教育機関 専門学校 学校法人",
    "economic-organisation": "商工会 商工会議所 青年会議所",
    "financial": "銀行 信用金庫 金融",
    "medical-welfare": "社会福祉法人 医療法人 福祉法人 医療機関 福祉",
    "primary-industry-body": "農協 ja 農業協同組合 漁協",
    "administration": "自治体 官公庁 行政機関 公共団体",
    "citizen": "市民 個人 一般市民",
    "other": "他",
}


@dataclass(frozen=True)
class Vocabulary:
    """Ids by the keys of names; `allowed` are the types that the municipality registers."""

    types: dict[str, int]
    sectors: dict[str, int]
    fields: dict[str, int]
    goals: dict[str, int]
    visions: dict[str, int]
    resources: dict[str, int]
    allowed: dict[int, str]
    """… with the names by which the types can be asked for."""


def vocabulary_of(municipality: Municipality) -> Vocabulary:
    """Everything that cells of its lists may name."""
    types = list(PartnerType.objects.all())
    ids = {row.slug: row.pk for row in types}
    known = {
        word_key(word): ids[slug]
        for slug, words in _TYPES.items()
        if slug in ids
        for word in words.split()
    }
    return Vocabulary(
        types=known | _named(types),
        sectors=_named(Sector.objects.all()),
        fields=_named(Field.objects.all()),
        goals=_named(Goal.objects.all()),
        visions=_named(municipality.visions.all()),
        resources=_named(ResourceKind.objects.all()),
        allowed={row.pk: row.name_ja for row in types_of(municipality)},
    )


def types_of(municipality: Municipality) -> Any:
    """The partner types that the municipality registers: all where it has chosen none."""
    chosen = municipality.partner_types.all()
    return chosen if chosen.exists() else PartnerType.objects.all()


def _named(rows: Iterable[Any]) -> dict[str, int]:
    known: dict[str, int] = {}
    for row in rows:
        names = [row.name_ja, row.name_en, getattr(row, "slug", "")]
        # "NPO・市民活動団体" is also written "NPO、市民活動団体" or without any mark.
        known |= {word_key(name): row.pk for name in names if name}
    return known


def word_key(word: str) -> str:
    """Equal for a word of a vocabulary with any marks between its parts."""
    return name_key(word).translate(_MARKS)


_MARKS = str.maketrans("", "", "・･、,，･/／()（）〔〕")

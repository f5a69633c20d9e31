"""The kinds of terms: words, pairs of neighbours, signs and topics.

    空き家         a word, in the form it is compared by
    移住 支援      two neighbours
    漁␣            a sign: one kanji of a word, so that 漁業 and 漁師 meet weakly
    高齢␣          a topic: the subject of related words, so that 介護 and シニア do

All but words have a space, at which they are told apart.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from matching.engine.topics import topics_of

Kind = Literal["word", "pair", "sign", "topic"]

KANJI = re.compile("[一-鿿]")

GENERAL_SIGNS = frozenset(
    "一二三四五六七八九十百千万年月日時分人者化性的用方会市町村県区国地域所部課局員名自他各上下"
    "中内外前後左右間今来次初終始末期度回数量率額比第等同全総計共大小多少高低新可不未無有在要主"
    "行作成出入立取持引付加改進開受渡提供利活実施設定決選示表現見言説解答問題応報告知意思考願求"
    "事物件点面形式体系制法則規基本理由果結況場位置向関連組団協支援担当任役業務働政策案画構運営"
    "管統括整備調査検討研究価確認適特別通般達到足積極常経過程段階際代世将参照慮論議集専個社公私"
)
"""Signs that make words about anything."""


@lru_cache(maxsize=65_536)
def kind_of(term: str) -> Kind:
    """Which of the four kinds a term is, by its spaces."""
    if not term.endswith(" "):
        return "pair" if " " in term else "word"
    return "sign" if len(term) == 2 else "topic"


def is_sign(term: str) -> bool:
    """A telling kanji of a word."""
    return kind_of(term) == "sign"


def is_pair(term: str) -> bool:
    """Two neighbouring words."""
    return kind_of(term) == "pair"


def is_topic(term: str) -> bool:
    """A subject that several words speak of."""
    return kind_of(term) == "topic"


@lru_cache(maxsize=65_536)
def signs_of(term: str) -> tuple[str, ...]:
    """Each telling kanji of a word once; of a pair those of both words."""
    signs = (sign for sign in dict.fromkeys(term) if KANJI.match(sign))
    return tuple(f"{sign} " for sign in signs if sign not in GENERAL_SIGNS)


def carriers(shared: Mapping[str, float]) -> dict[str, str]:
    """Signs and topics that a shared word has anyway → the heaviest such word or pair.

    They are no reasons of their own, and nothing to mark.
    """
    behind = [term for term in shared if term.endswith(" ")]
    if not behind:
        return {}
    found: dict[str, str] = {}
    words = [(-value, term) for term, value in shared.items() if not term.endswith(" ")]
    for _value, term in sorted(words):
        for each in (*signs_of(term), *topics_of(term)):
            found.setdefault(each, term)
    return {each: found[each] for each in behind if each in found}

"""Small named worlds for the tests of the engine."""

from collections.abc import Iterable, Sequence
from typing import Any

from matching.engine import Corpus, Document, Match
from matching.engine.terms import kind_of

ENOUGH = (
    "空き家の改修に詳しい大工さんを探しています。"
    "壁と床を直し、住民の集まる茶の間と図書の棚をつくります。"
)
"""More than the fewest words that count as a whole text."""


def make_need(key: str = "need", title: str = "", body: str = "", **labels: Any) -> Document:
    return make_document(key, "need", title, body, **labels)


def make_seed(key: str = "seed", title: str = "", body: str = "", **labels: Any) -> Document:
    return make_document(key, "seed", title, body, **labels)


def make_challenge(
    key: str = "challenge", title: str = "", body: str = "", **labels: Any
) -> Document:
    return make_document(key, "challenge", title, body, **labels)


def make_document(key: str, side: Any, title: str, body: str, **labels: Any) -> Document:
    sets = {"goals", "primary_goals", "fields", "resources", "accepts"}
    given: dict[str, Any] = {
        name: frozenset(v) if name in sets else v for name, v in labels.items()
    }
    return Document(key=key, side=side, title=title, body=body, **given)


def kakegawa() -> list[Document]:
    """A city's challenge with seven themes that ticks every goal, two needs, four seeds."""
    return [
        make_challenge(
            "challenge",
            "未来共創の意見交換会",
            "七つのテーマで対話する。",
            goals=range(1, 18),
            parts=(
                "空き家の利活用",
                "農産物とお茶の販路",
                "脱炭素と資源循環",
                "食と循環",
                "子育てと教育",
                "医療と福祉",
                "デジタルとメタバース",
            ),
            owner="city",
        ),
        make_need("homes", "空き家を子育て世帯の住まいに", "改修する大工がいない。", goals={11}),
        make_need("hall", "公民館に自然エネルギーの設備を", "屋根に載せたい。", goals={7}),
        make_seed("carpenters", "空家の改修を手伝う大工の会", "休日に働きます。", goals={11}),
        make_seed("solar", "自然エネルギーの設備", "太陽光の工事。", goals={7, 13}),
        make_seed("tea", "お茶の販売", "茶園の直売所。", goals=range(1, 18)),
        make_seed("choir", "合唱団", "歌います。", goals={4}),
    ]


def found(corpus: Corpus, *subjects: Document) -> set[tuple[str, str]]:
    """All suggested pairs of these subjects."""
    return {(m.subject, m.candidate) for s in subjects for m in corpus.suggest(s)}


def words(match: Match) -> list[str]:
    return [addend.key for addend in match.addends if addend.kind == "text"]


def written(terms: Iterable[str]) -> set[str]:
    """Those that stand in a text: words and pairs, no signs or topics behind them."""
    return {term for term in terms if kind_of(term) in ("word", "pair")}


def kinds(match: Match) -> set[str]:
    return {addend.kind for addend in match.addends}


def values(match: Match) -> dict[tuple[str, str], float]:
    """(kind, key) → share of the score."""
    return {(addend.kind, addend.key): addend.value for addend in match.addends}


Pairs = Sequence[tuple[str, str, str, str]]
"""Title and body of a need, then of the seed that answers it."""


def needs_of(pairs: Pairs) -> list[Document]:
    return [make_need(f"need{n:02}", row[0], row[1]) for n, row in enumerate(pairs)]


def seeds_of(pairs: Pairs) -> list[Document]:
    return [make_seed(f"seed{n:02}", row[2], row[3]) for n, row in enumerate(pairs)]


def answers_of(pairs: Pairs) -> dict[str, str]:
    """Need → the seed that answers it."""
    return {f"need{n:02}": f"seed{n:02}" for n in range(len(pairs))}

"""Documents, worlds and policies of every kind, for what holds always."""

from datetime import date

from hypothesis import settings
from hypothesis import strategies as st

from matching.engine import Document, Policy

WORDS = [
    *("空き家", "改修", "大工", "お茶", "農家", "自然エネルギー", "高齢者", "子ども", "食堂"),
    *("solar", "recycling", "地域", "支援", "。"),
]
GOALS = range(1, 18)
TODAY = date(2026, 4, 1)

texts = st.lists(st.sampled_from(WORDS), max_size=8).map("".join)
goals = st.frozensets(st.sampled_from(GOALS), max_size=17)
slugs = st.frozensets(st.sampled_from(["a", "b", "c"]))
few = st.sampled_from(["", "x", "y"])
types = st.sampled_from(["", "npo", "company"])


def document(key: str) -> st.SearchStrategy[Document]:
    return st.builds(
        Document,
        key=st.just(key),
        side=st.sampled_from(["need", "seed", "challenge"]),
        title=texts,
        body=texts | st.text(max_size=40),
        goals=goals,
        primary_goals=st.frozensets(st.sampled_from(GOALS), max_size=3),
        fields=slugs,
        resources=slugs,
        owner=few,
        sector=few,
        prefecture=few | st.sampled_from(["静岡県", "愛知県"]),
        municipality=few,
        owner_type=types,
        accepts=st.just(frozenset()) | st.frozensets(types),
        reach=st.sampled_from(["", "", "prefecture", "municipality"]),
        posted_on=st.none() | st.dates(date(2024, 1, 1), date(2027, 1, 1)),
        parts=st.lists(texts, max_size=2).map(tuple),
    )


worlds = st.integers(0, 7).flatmap(lambda n: st.tuples(*(document(f"d{i}") for i in range(n))))
bonus = st.floats(0, 0.05)
policies = st.builds(
    Policy,
    different_sector=bonus,
    same_prefecture=bonus,
    neighbouring_prefecture=bonus,
    freshness=bonus,
    reciprocity=st.floats(0, 0.5),
)
fast = settings(deadline=None, max_examples=60, database=None)

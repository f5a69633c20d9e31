"""What holds for every corpus."""

from dataclasses import replace
from math import fsum

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Corpus, Document, level_of
from matching.engine.scoring import LEAST_BASE
from tests.matching.engine.worlds import kinds

WORDS = [
    *("空き家", "改修", "大工", "お茶", "農家", "自然エネルギー", "高齢者", "子ども", "食堂"),
    *("solar", "recycling", "地域", "支援", "。"),
]
GOALS = range(1, 18)

texts = st.lists(st.sampled_from(WORDS), max_size=8).map("".join)
goals = st.frozensets(st.sampled_from(GOALS), max_size=17)
slugs = st.frozensets(st.sampled_from(["a", "b", "c"]))
few = st.sampled_from(["", "x", "y"])


def document(key: str) -> st.SearchStrategy[Document]:
    return st.builds(
        Document,
        key=st.just(key),
        side=st.sampled_from(["need", "seed"]),
        title=texts,
        body=texts | st.text(max_size=40),
        goals=goals,
        primary_goals=st.frozensets(st.sampled_from(GOALS), max_size=3),
        fields=slugs,
        resources=slugs,
        owner=few,
        sector=few,
        prefecture=few,
        parts=st.lists(texts, max_size=2).map(tuple),
    )


worlds = st.integers(0, 7).flatmap(lambda n: st.tuples(*(document(f"d{i}") for i in range(n))))
fast = settings(deadline=None, max_examples=60, database=None)


@fast
@given(worlds)
def test_addends_sum_to_the_score(world: tuple[Document, ...]) -> None:
    corpus = Corpus(world)
    for subject in world:
        for match in (*corpus.suggest(subject), *corpus.alike(subject)):
            assert abs(fsum(addend.value for addend in match.addends) - match.score) < 1e-9
            assert all(addend.value > 0 for addend in match.addends)
            assert match.level == level_of(match.score)


@fast
@given(worlds)
def test_the_quick_score_is_the_explained_score(world: tuple[Document, ...]) -> None:
    """Suggestions are chosen by matrix product and scored again with reasons; both must agree."""
    corpus = Corpus(world)
    for subject in world:
        others = {d.key for d in world if d.side != subject.side and d.key != subject.key}
        allowed = {d.key: d for d in world if d.key in others and not_own(subject, d)}
        explained = {key: corpus.explain(subject, candidate) for key, candidate in allowed.items()}
        expected = [
            match
            for match in explained.values()
            if fsum(a.value for a in match.addends if a.kind != "bonus") >= LEAST_BASE
        ]
        assert set(corpus.suggest(subject)) == set(expected)


def not_own(one: Document, other: Document) -> bool:
    return not one.owner or one.owner != other.owner


@fast
@given(worlds, st.randoms(use_true_random=False))
def test_order_of_documents_makes_no_difference(world, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = random.sample(world, len(world))
    one, other = Corpus(world), Corpus(shuffled)
    assert [one.suggest(d) for d in world] == [other.suggest(d) for d in world]


@fast
@given(worlds)
def test_suggestions_are_in_order_and_have_reasons(world: tuple[Document, ...]) -> None:
    corpus = Corpus(world)
    for subject in world:
        matches = corpus.suggest(subject)
        assert [round(m.score, 9) for m in matches] == sorted(
            (round(m.score, 9) for m in matches), reverse=True
        )
        assert all(kinds(match) - {"bonus"} for match in matches)


@fast
@given(document("a"), document("b"))
def test_scores_are_the_same_both_ways(a: Document, b: Document) -> None:
    corpus = Corpus([a, b])
    assert abs(corpus.explain(a, b).score - corpus.explain(b, a).score) < 1e-12


@fast
@given(document("a"), document("b"))
def test_ticking_all_goals_adds_nothing(a: Document, b: Document) -> None:
    everything = replace(a, goals=frozenset(GOALS))
    assert "goal" not in kinds(Corpus([everything, b]).explain(everything, b))

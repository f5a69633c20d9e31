"""What holds for every corpus."""

from dataclasses import replace
from datetime import date
from math import fsum

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Corpus, Document, Match, Policy, level_of
from matching.engine.documents import COUNTERPARTS
from matching.engine.policy import may_meet
from matching.engine.scoring import LEAST_BASE
from tests.matching.engine.worlds import kinds

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


@fast
@given(worlds, policies)
def test_addends_sum_to_the_score(world: tuple[Document, ...], policy: Policy) -> None:
    corpus = Corpus(world, as_of=TODAY)
    for subject in world:
        for match in (
            *corpus.suggest(subject, policy=policy),
            *corpus.alike(subject, policy=policy),
        ):
            assert match.score == fsum(addend.value for addend in match.addends)
            assert match.level == level_of(match.score)
            assert [a.value for a in match.addends] == sorted(
                (a.value for a in match.addends), reverse=True
            )
            for addend in match.addends:
                assert (addend.value < 0) == (addend.kind == "usual")
                assert addend.value


def base(match: Match) -> float:
    return round(fsum(a.value for a in match.addends if a.kind not in {"bonus", "usual"}), 9)


@fast
@given(worlds, policies)
def test_the_quick_score_is_the_explained_score(
    world: tuple[Document, ...], policy: Policy
) -> None:
    """Suggestions are chosen by one product for all, and explained one by one; both must agree."""
    corpus = Corpus(world, as_of=TODAY)
    for subject in world:
        explained = [
            corpus.explain(subject, candidate, policy=policy)
            for candidate in world
            if candidate.side in COUNTERPARTS[subject.side]
            and may_meet(subject.facts, candidate.facts)
        ]
        expected = {match for match in explained if base(match) >= LEAST_BASE}
        assert set(corpus.suggest(subject, policy=policy)) == expected


@fast
@given(worlds)
def test_lists_of_all_are_those_of_each(world: tuple[Document, ...]) -> None:
    """A member is looked up in the lists, a stranger by itself: an unsaved copy finds the same."""
    corpus = Corpus(world)
    without_lists = Corpus(world)
    without_lists.lists = {}
    for subject in world:
        assert without_lists.suggest(subject) == corpus.suggest(subject)
        assert without_lists.alike(subject) == corpus.alike(subject)


@fast
@given(worlds)
def test_nobody_is_suggested_whom_one_of_the_two_does_not_want(
    world: tuple[Document, ...],
) -> None:
    corpus, documents = Corpus(world), {each.key: each for each in world}
    for subject in world:
        for match in (*corpus.suggest(subject), *corpus.alike(subject)):
            assert may_meet(subject.facts, documents[match.candidate].facts)
            assert match.candidate != subject.key


@fast
@given(worlds, st.randoms(use_true_random=False))
def test_order_of_documents_makes_no_difference(world, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = random.sample(world, len(world))
    one, other = Corpus(world, as_of=TODAY), Corpus(shuffled, as_of=TODAY)
    assert one.lists == other.lists
    assert [one.suggest(d) for d in world] == [other.suggest(d) for d in world]
    assert [one.alike(d) for d in world] == [other.alike(d) for d in world]


@fast
@given(worlds)
def test_suggestions_are_in_order_and_have_reasons(world: tuple[Document, ...]) -> None:
    corpus = Corpus(world)
    for subject in world:
        matches = corpus.suggest(subject)
        assert [round(m.score, 9) for m in matches] == sorted(
            (round(m.score, 9) for m in matches), reverse=True
        )
        assert all(kinds(match) - {"bonus", "usual"} for match in matches)


@fast
@given(worlds, policies)
def test_scores_are_the_same_both_ways(world: tuple[Document, ...], policy: Policy) -> None:
    """But for freshness, which is the candidate's: without a date of today there is none."""
    corpus = Corpus(world)
    for one in world:
        for other in world:
            forth = corpus.explain(one, other, policy=policy)
            back = corpus.explain(other, one, policy=policy)
            assert round(forth.score - back.score, 9) == 0


@fast
@given(document("a"), document("b"))
def test_ticking_all_goals_adds_nothing(a: Document, b: Document) -> None:
    everything = replace(a, goals=frozenset(GOALS))
    for corpus in (Corpus([everything, b]), Corpus([a, b])):
        assert "goal" not in kinds(corpus.explain(everything, b))
        assert "goal" not in kinds(corpus.explain(b, everything))


@fast
@given(worlds, document("x"))
def test_who_ticks_all_goals_is_found_as_if_none_were_ticked(
    world: tuple[Document, ...], one: Document
) -> None:
    corpus = Corpus(world)
    nothing = replace(one, goals=frozenset(), primary_goals=frozenset())
    everything = replace(one, goals=frozenset(GOALS))
    assert corpus.suggest(everything) == corpus.suggest(nothing)

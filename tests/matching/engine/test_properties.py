"""What holds for every corpus."""

from dataclasses import replace
from math import fsum

from hypothesis import given
from hypothesis import strategies as st

from matching.engine import Corpus, Document, Match, Policy, level_of
from matching.engine.documents import COUNTERPARTS
from matching.engine.policy import may_meet
from matching.engine.scoring import LEAST_BASE
from tests.matching.engine.strategies import GOALS, TODAY, document, fast, policies, worlds
from tests.matching.engine.worlds import kinds


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

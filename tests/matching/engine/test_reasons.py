"""Reasons are the score itself, in words a reader knows."""

from math import fsum

import pytest

from matching.engine import OTHER_WORDS, Addend, Corpus
from matching.engine.reasons import NEAR, Reason, fold_contained, gather_small, in_order
from matching.engine.reasons import text_addends as addends_of
from matching.engine.vectors import shared
from tests.matching.engine.worlds import make_need, make_seed, words


def explained(need: str, seed: str) -> list[str]:
    return words(Corpus([]).explain(make_need(body=need), make_seed(body=seed)))


def test_neighbours_are_shown_as_one_word() -> None:
    assert explained("自然エネルギーを使う", "自然エネルギーの設備") == ["自然エネルギー"]


def test_three_neighbours_are_shown_as_one_word() -> None:
    assert explained("小水力発電", "小水力発電の会社") == ["小水力発電"]


def test_words_apart_in_one_text_stay_apart() -> None:
    assert set(explained("自然とエネルギー", "自然エネルギー")) == {"自然", "エネルギー"}


def test_a_long_word_is_never_made_up() -> None:
    """Each has 福祉教育 and 教育計画; only one writes 福祉教育計画."""
    shown = explained("福祉教育計画", "福祉教育と教育計画")
    assert "福祉教育計画" not in shown
    assert sorted(shown) == ["教育計画", "福祉教育"]


def test_an_affix_is_shown_where_both_write_it() -> None:
    assert explained("高齢者のために", "高齢者と") == ["高齢者"]
    assert explained("高齢者のために", "高齢化が") == ["高齢"]


def test_the_subject_reads_its_own_spelling() -> None:
    assert explained("子どもの居場所", "こどもの遊び場") == ["子ども"]
    assert explained("こどもの遊び場", "子どもの居場所") == ["こども"]


def test_english_reads_as_written() -> None:
    assert explained("Solar panels", "solar panel recycling") == ["Solar panels"]


def test_values_sum_to_the_shared_terms() -> None:
    corpus = Corpus(
        [
            make_need(body="再生可能エネルギーと地域福祉計画"),
            make_seed(body="地域福祉計画の福祉とエネルギー"),
        ]
    )
    need, seed = (corpus.profiles[key].texts[0] for key in ("need", "seed"))
    terms = shared(need.weights, seed.weights)
    addends = addends_of(terms, need, seed)
    assert len(addends) < len(terms)
    assert fsum(a.value for a in addends) == pytest.approx(fsum(terms.values()), abs=1e-12)


def test_small_leftovers_are_one_addend() -> None:
    reasons = [Reason(f"語{n:02}", 1.0 if n < 3 else 0.01, rare=False) for n in range(20)]
    gathered = gather_small(reasons)
    assert [reason.surface for reason in gathered] == ["語00", "語01", "語02", OTHER_WORDS]
    assert fsum(r.value for r in gathered) == pytest.approx(fsum(r.value for r in reasons))


def test_a_single_leftover_keeps_its_name() -> None:
    reasons = [Reason("大", 1.0, rare=False), Reason("小", 0.001, rare=False)]
    assert gather_small(reasons) == reasons


def test_a_word_inside_a_longer_one_is_counted_there() -> None:
    folded = fold_contained([Reason("食堂", 0.1, rare=True), Reason("子ども食堂", 0.2, rare=False)])
    assert [reason.surface for reason in folded] == ["子ども食堂"]
    assert folded[0].value == pytest.approx(0.3)
    assert not folded[0].rare


@pytest.mark.parametrize(
    ("short", "long", "inside"),
    [
        ("家", "空き家", True),
        ("AI", "MAIN", False),
        ("solar", "Solar panels", True),
        ("家", f"空き家{NEAR}住まい", False),
        (f"家{NEAR}家屋", "空き家の家 ≈ 家屋調査", False),
    ],
)
def test_a_word_is_found_inside_as_a_reader_finds_it(short: str, long: str, inside: bool) -> None:
    folded = fold_contained([Reason(short, 0.1, rare=False), Reason(long, 0.2, rare=False)])
    assert (len(folded) == 1) is inside


def test_addends_are_ordered_by_value_then_key() -> None:
    rows = [
        Addend("goal", "9", 0.1, rare=False),
        Addend("text", "b", 0.2, rare=False),
        Addend("text", "a", 0.2, rare=False),
    ]
    assert [addend.key for addend in in_order(rows)] == ["a", "b", "9"]


def test_what_speaks_against_a_match_comes_last() -> None:
    rows = [
        Addend("usual", "candidate", -0.2, rare=False),
        Addend("usual", "subject", -0.1, rare=False),
        Addend("bonus", "freshness", 0.01, rare=False),
    ]
    assert [addend.value for addend in in_order(rows)] == [0.01, -0.1, -0.2]


def test_rare_words_and_goals_are_marked() -> None:
    crowd = [make_need(f"n{n}", body="空き家の改修", goals={11}) for n in range(30)]
    pair = make_need(body="茶園", goals={14}), make_seed(body="茶園", goals={14})
    match = Corpus([*crowd, *pair]).explain(*pair)
    assert {(addend.key, addend.rare) for addend in match.addends} == {
        ("茶園", True),
        ("14", True),
        ("subject", False),
        ("candidate", False),
    }

"""The figures by which lists are compared, on examples small enough for paper."""

import pytest

from benchmarks import peers
from benchmarks.__main__ import growth, ratio
from benchmarks.matching import calls_of, found_again, pass_of, reciprocal_rank
from benchmarks.peers import Bare, Peer, Sqlite
from matching.engine import Document
from matching.engine.evaluation import Grades

LISTS = {"a": ["x", "y"], "b": ["y", "x"], "x": ["a", "b"], "y": ["a"]}


MATES: Grades = {"a": {"x": 2}, "b": {"x": 2}, "x": {"a": 2}, "y": {"b": 2}}


def test_reciprocal_rank_is_the_mean_over_the_queries() -> None:
    assert reciprocal_rank(LISTS, ["a", "b", "y"], MATES) == (1 + 1 / 2 + 0) / 3


def test_halves_that_are_found_again() -> None:
    assert found_again(LISTS, MATES) == {"queries": 4, "mrr10": 0.625, "recall20": 0.75}


def test_nobody_asked_is_no_error() -> None:
    assert reciprocal_rank({}, [], {}) == peers.mutual({}) == 0


def test_shown_counts_those_nobody_shows_as_well() -> None:
    assert peers.shown(LISTS, "abxyz") == {"a": 2, "b": 1, "x": 2, "y": 2, "z": 0}
    assert peers.shown(LISTS, "ab", depth=1) == {"a": 2, "b": 0}


def test_gini_by_hand() -> None:
    assert peers.gini([3, 3, 3]) == pytest.approx(0)
    assert peers.gini([0, 0, 0, 8]) == pytest.approx(3 / 4)
    assert peers.gini([1, 3]) == pytest.approx(1 / 4)
    assert peers.gini([0, 0]) == 0


def test_mutual_is_the_share_of_places_that_are_returned() -> None:
    # Only y's list leaves out one (b) that shows it: 6 of 7 places are returned.
    assert peers.mutual(LISTS) == 6 / 7


def test_words_are_respelt_once_and_the_longest_first() -> None:
    document = Document("n", "need", "", "子ども食堂と空き家、サーバーの申し込み")
    assert peers.respelt(document).body == "子供食堂と空家、サーバの申込み"


def test_peer_that_is_not_installed_says_so() -> None:
    assert Peer("nobody", Bare, "no_such_module").missing() == "not installed"
    assert Peer("scipy", Bare).missing() == ""


def test_peer_with_a_server_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "server_answers", lambda: False)
    assert Peer("server", Bare, "psycopg", clock="wall").missing() == "no PostgreSQL"


def test_bigrams_of_japanese_and_words_of_the_rest() -> None:
    assert peers.bigrams("空き家のDIY、市") == ["空き", "き家", "家の", "diy", "市"]


@pytest.mark.parametrize("make", [Bare, Sqlite])
def test_index_finds_the_text_most_alike(make: type[Bare] | type[Sqlite]) -> None:
    index = make(["空き家の改修", "茶畑の草刈り", "空き家の相続と登記"])
    assert index.tops(["古い空き家の相続", "茶畑の収穫"], 2)[0] == [2, 0]
    assert index.tops(["茶畑の収穫"], 1) == [[1]]


def test_pass_is_worked_out_from_a_sample() -> None:
    assert pass_of([0.1, 0.3], 50, 1_000) == {"seconds": 4.0, "sampled": 100}
    assert pass_of([0.1, 0.3], 50, 100) == {"seconds": 0.4}


def test_calls_tell_median_and_slowest_twentieth() -> None:
    assert calls_of([0.001, 0.002, 0.003]) == {"median_ms": 2.0, "p95_ms": 2.9}
    assert calls_of([0.002]) == {"median_ms": 2.0, "p95_ms": 2.0}


def test_ratio_compares_with_the_baseline_of_the_same_size() -> None:
    told = [
        {"who": "scipy", "what": "pass", "size": 10, "seconds": 2.0},
        {"who": "scipy", "what": "live", "size": 10, "median_ms": 4.0},
    ]
    assert ratio({"what": "pass", "size": 10, "seconds": 3.0}, told) == {"ratio": 1.5}
    assert ratio({"what": "live", "size": 10, "median_ms": 1.0}, told) == {"ratio": 0.25}
    assert ratio({"what": "pass", "size": 20, "seconds": 3.0}, told) == {}
    assert ratio({"what": "live", "size": 10, "skipped": "failed"}, told) == {}


def test_growth_is_the_exponent_between_sizes() -> None:
    told = [
        {"who": "engine", "what": "pass", "size": 10, "seconds": 2.0},
        {"who": "engine", "what": "live", "size": 10, "skipped": "failed"},
        {"who": "engine", "what": "pass", "size": 100, "seconds": 200.0},
    ]
    span = {"from": 10, "to": 100, "exponent": 2.0}
    assert list(growth(told)) == [{"what": "growth", "who": "engine", "of": "pass", **span}]

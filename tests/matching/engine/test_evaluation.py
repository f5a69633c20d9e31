"""The figures by which lists are judged, worked out by hand."""

from math import log2

import pytest

from matching.engine.evaluation import (
    document_of,
    grades_of,
    interval,
    labels_only,
    mates,
    ndcg,
    quality,
    quality_of,
    recall,
    reciprocal_rank,
    text_only,
)
from tests.matching.engine.worlds import make_need, make_seed


@pytest.mark.parametrize(
    ("found", "value"),
    [
        (["a", "b"], 1.0),
        (["b", "a"], (1 + 3 / log2(3)) / (3 + 1 / log2(3))),
        (["x", "a"], (3 / log2(3)) / (3 + 1 / log2(3))),
        (["x"] * 10 + ["a"], 0.0),
        ([], 0.0),
    ],
)
def test_ndcg(found: list[str], value: float) -> None:
    assert ndcg(found, {"a": 2, "b": 1, "x": 0}) == pytest.approx(value)


def test_ndcg_without_answers_is_nothing() -> None:
    assert ndcg(["a"], {}) == 0


@pytest.mark.parametrize(
    ("found", "value"), [(["a"], 1), (["x", "b"], 1 / 2), (["x"] * 10 + ["a"], 0), ([], 0)]
)
def test_reciprocal_rank_is_of_the_first_answer(found: list[str], value: float) -> None:
    assert reciprocal_rank(found, {"a": 2, "b": 1, "x": 0}) == value


def test_recall_counts_answers_of_any_grade() -> None:
    assert recall(["a", "x", "b"], {"a": 2, "b": 1, "x": 0}, 2) == 0.5
    assert recall(["a"], {"x": 0}, 10) == 0


def test_grades_by_need() -> None:
    rows = [{"need": "n", "seed": "a", "grade": 2}, {"need": "n", "seed": "b", "grade": "1"}]
    assert grades_of(rows) == {"n": {"a": 2, "b": 1}}


def test_mates_answer_each_other_and_a_row_alone_nobody() -> None:
    rows = [{"pair": 1, "id": "a"}, {"pair": 2, "id": "c"}, {"pair": 1, "id": "b"}]
    assert mates(rows) == {"a": {"b": 2}, "b": {"a": 2}}


def test_labels_of_a_row_are_read_under_both_names() -> None:
    row = {"id": "n", "side": "need", "body": "茶", "goals": [2], "field_indexes": [3]}
    assert document_of(row) == make_need("n", body="茶", goals={2}, fields={"3"})
    assert document_of({**row, "fields": ["tea"], "field_indexes": ["tea"]}).fields == {"tea"}


def test_views_leave_out_what_they_say() -> None:
    need = make_need(title="空き家", body="改修", goals={11})
    assert text_only(need) == make_need(title="空き家", body="改修")
    assert labels_only(need) == make_need(goals={11})


def test_quality_asks_only_who_has_answers() -> None:
    documents = [make_need("n", body="茶園"), make_need("m", body="灯台"), make_seed(body="茶園")]
    assert quality(documents, {"n": {"seed": 2}, "m": {"seed": 0}}).ndcg == [1]
    with pytest.raises(ValueError, match="no document"):
        quality(documents, {"m": {"seed": 0}})


def test_quality_of_lists_somebody_made() -> None:
    measured = quality_of({"n": ["x", "a"]}, {"n": {"a": 1}}).to_json()
    assert (measured["mrr"], measured["recall_at_10"]) == (0.5, 1)


def test_interval_holds_the_mean_and_is_the_same_again() -> None:
    values = [0.0, 1.0, 0.5, 0.75] * 5
    low, high = interval(values)
    assert low < 0.5625 < high
    assert interval(values) == (low, high)
    assert interval([0.5]) == (0.5, 0.5)

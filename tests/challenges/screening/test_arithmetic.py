"""What scores add up to, as worked examples."""

import pytest

from challenges.screening.arithmetic import Result, result, total

EFFECT, COST = 1, 2
WEIGHTS = {EFFECT: 60, COST: 40}


def test_a_total_is_the_weighted_average() -> None:
    assert total({EFFECT: 5, COST: 1}, WEIGHTS) == pytest.approx((5 * 60 + 1 * 40) / 100)


@pytest.mark.parametrize("factor", [1, 7])
def test_it_does_not_matter_what_the_weights_add_up_to(factor: int) -> None:
    weights = {EFFECT: 3 * factor, COST: 2 * factor}
    assert total({EFFECT: 5, COST: 1}, weights) == pytest.approx(3.4)


def test_a_criterion_without_points_is_refused() -> None:
    with pytest.raises(ValueError, match="different criteria"):
        total({EFFECT: 5}, WEIGHTS)


def test_two_reviewers_who_disagree_are_apart() -> None:
    found = result([{EFFECT: 5, COST: 5}, {EFFECT: 1, COST: 1}], WEIGHTS)
    assert found == Result(2, 3.0, 2.0, 1.0, 5.0, {EFFECT: 3.0, COST: 3.0})


def test_who_gives_the_same_is_not_apart() -> None:
    assert result([{EFFECT: 4, COST: 4}] * 3, WEIGHTS).spread == 0


def test_one_reviewer_has_no_spread() -> None:
    found = result([{EFFECT: 4, COST: 3}], WEIGHTS)
    assert (found.number, found.average, found.spread) == (1, pytest.approx(3.6), None)


@pytest.mark.parametrize(("given", "weights"), [([], WEIGHTS), ([{}], {})])
def test_without_scores_or_criteria_there_is_no_average(given: list, weights: dict) -> None:
    assert result(given, weights) == Result()

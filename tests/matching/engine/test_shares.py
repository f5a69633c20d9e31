"""Addends as bars, and as numbers that add up."""

from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.shares import Share, shares, thousandths, zero_line

VALUES = st.lists(st.floats(-0.2, 0.6, allow_nan=False), max_size=20)


@given(VALUES)
def test_rounded_numbers_add_up_to_the_rounded_sum(values: list[float]) -> None:
    assert sum(thousandths(values)) == round(fsum(value * 1000 for value in values))


@given(VALUES)
def test_no_number_is_off_by_a_thousandth(values: list[float]) -> None:
    for value, shown in zip(values, thousandths(values), strict=True):
        assert abs(value * 1000 - shown) < 1


def test_what_was_cut_off_goes_to_those_that_lost_most() -> None:
    assert thousandths([0.1004, 0.1003, 0.1003]) == [101, 100, 100]
    assert thousandths([0.1006, -0.0502]) == [100, -50]


def test_bars_go_right_from_zero_and_left_where_they_take_away() -> None:
    assert shares([0.3, 0.1, -0.1]) == [
        Share(300, pytest.approx(25), pytest.approx(75)),
        Share(100, pytest.approx(25), pytest.approx(25)),
        Share(-100, pytest.approx(0), pytest.approx(25)),
    ]
    assert zero_line([0.3, 0.1, -0.1]) == pytest.approx(25)


def test_without_anything_against_it_bars_begin_at_the_edge() -> None:
    assert shares([0.2]) == [Share(200, 0.0, pytest.approx(100))]
    assert zero_line([]) == 0.0
    assert shares([0.0]) == [Share(0, 0.0, 0.0)]


@given(VALUES)
def test_bars_stay_on_the_line(values: list[float]) -> None:
    for bar in shares(values):
        assert bar.begin >= -1e-6
        assert bar.begin + bar.width <= 100 + 1e-6

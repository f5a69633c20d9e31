"""The largest entries of a product: all of them, or a bound that says which may be missing."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix

from matching.engine import product
from matching.engine.product import Product, Top

Values = NDArray[np.float64]
LEAST = 0.01


def world(seed: int, rows: int = 300, columns: int = 90) -> tuple[Values, Values]:
    """Rows of rare columns and of light ones that many rows have, with weights often equal."""
    rng = np.random.default_rng(seed)
    is_frequent = np.arange(columns) < 10
    shares, weights = np.where(is_frequent, 0.5, 0.04), np.where(is_frequent, 1 / 32, 1 / 8)
    right = (rng.random((rows, columns)) < shares) * rng.integers(1, 5, (rows, columns)) * weights
    left = (rng.random((25, columns)) < shares) * rng.integers(1, 5, (25, columns)) * weights
    return left, right


def tops(left: Values, right: Values, count: int) -> list[Top]:
    return list(Product(csc_matrix(right)).tops(csr_matrix(left), count, LEAST))


def check(top: Top, row: Values, count: int) -> bool:
    """Every value is right; whether all that are above the cut are there."""
    assert np.allclose(row[top.columns], top.values)
    assert len(top.columns) <= count
    missing = np.delete(row, top.columns)
    return not (missing > max(top.cut, LEAST) + 1e-12).any()


@pytest.mark.parametrize("seed", range(10))
def test_all_rows_are_compared_where_there_are_few(seed: int) -> None:
    left, right = world(seed)
    for top, row in zip(tops(left, right, 20), left @ right.T, strict=True):
        assert check(top, row, 20)
        assert sorted(top.values) == sorted(np.sort(row)[-20:][np.sort(row)[-20:] >= LEAST])


@pytest.mark.parametrize("seed", range(10))
def test_of_many_rows_the_candidates_are_added_up_wholly(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is not among the candidates is below the cut, or would have to be like nobody else."""
    monkeypatch.setattr(product, "CANDIDATES", 60)
    left, right = world(seed)
    found = tops(left, right, 10)
    assert all(check(top, row, 10) for top, row in zip(found, left @ right.T, strict=True))


def test_who_has_few_rare_columns_is_compared_with_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ticks alone, which most have; some rows share more of them than others."""
    monkeypatch.setattr(product, "CANDIDATES", 5)
    right = np.ones((30, 2)) + np.arange(30)[:, None] / 100
    (top,) = tops(np.ones((1, 2)), right, 3)
    assert sorted(top.columns.tolist()) == [27, 28, 29]
    assert (sorted(top.values.tolist()), top.cut) == (pytest.approx([2.54, 2.56, 2.58]), 2.54)


def test_row_without_entries_and_matrix_without_columns_have_no_largest() -> None:
    (top,) = tops(np.zeros((1, 4)), np.ones((6, 4)), 3)
    assert (len(top.columns), top.cut) == (0, 0.0)
    (top,) = tops(np.zeros((1, 0)), np.zeros((6, 0)), 3)
    assert (len(top.columns), top.cut) == (0, 0.0)


def test_lists_of_those_who_only_tick_are_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from matching.engine.pool import Pool
    from tests.matching.engine.rows import member

    monkeypatch.setattr(product, "CANDIDATES", 5)
    members = [member(f"m{n:02}", {1: 0.5, 2: 0.25 + n / 100}) for n in range(30)]
    subject = member("me", {1: 1.0, 2: 1.0})
    (found,) = Pool(members).nearest_of_all([subject], 3)
    assert found == Pool(members).nearest(subject, 3)
    assert found.candidates == ("m29", "m28", "m27")


def test_among_very_many_only_the_candidates_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is looked up once more, and what is found is right and nearly all."""
    monkeypatch.setattr(product, "CANDIDATES", 60)
    monkeypatch.setattr(product, "MANY", 200)
    monkeypatch.setattr(product, "FREQUENT_OF_MANY", 0.1)
    left, right = world(3)
    found, rows = tops(left, right, 10), left @ right.T
    best = [{*np.argsort(-row)[:10].tolist()} for row in rows]
    kept = sum(len(those & {*top.columns.tolist()}) for top, those in zip(found, best, strict=True))
    assert kept >= 0.9 * 10 * len(rows)
    assert all(
        np.allclose(row[top.columns], top.values) for top, row in zip(found, rows, strict=True)
    )

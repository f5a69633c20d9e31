"""Bounds on examples small enough for paper."""

import pytest

from matching.engine.seating import bounds


@pytest.mark.parametrize(
    ("counts", "sizes", "mixed"),
    [
        ([1, 1, 1], [3], 3),
        ([3], [3], 1),
        ([2, 2], [2, 2], 4),
        ([4, 1, 1], [3, 3], 4),
        ([5, 5], [1, 9], 3),
        ([], [2], 0),
        ([1], [], 0),
    ],
)
def test_most_different_sectors(counts: list[int], sizes: list[int], mixed: int) -> None:
    assert bounds.most_mixed(counts, sizes) == mixed


@pytest.mark.parametrize(
    ("people", "tables", "pairs"), [(0, 3, 0), (3, 3, 0), (4, 3, 1), (6, 3, 3), (4, 1, 6)]
)
def test_pairs_that_cannot_be_parted(people: int, tables: int, pairs: int) -> None:
    assert bounds.even_pairs(people, tables) == pairs


def test_even_sizes() -> None:
    assert bounds.even_sizes(7, 3) == [3, 2, 2]

"""The largest entries of a product of two sparse matrices, row by row.

A row of the product is the sum of a few columns, each weighed. Most of the work is in the columns
that many rows have, and they hardly decide who comes first. So the others are added up for all
rows, and those that many have only for the rows that are largest by then.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import _sparsetools, csc_matrix, csr_matrix

FREQUENT_FROM = 0.06
"""Share of the rows from which on a column is frequent. Of 100,000 made-up listings (`benchmarks`)
195 columns are, and hold three quarters of the work."""
FREQUENT_OF_MANY, MANY = 0.03, 300_000
"""The same where there are so many rows that what they may have besides cannot be asked any more.
Of 500,000 rows the first 20 of 100 others then held 99.1 of 100 they should; with .06 all."""
CANDIDATES = 400
"""Rows that are added up wholly. Of 400 rows with 50,000 others not one then missed any of its 60
largest, and 399 were known to (`Top.cut`); from .04 on two missed one, and were known to."""
SAMPLE = 2_048
"""Entries of a row that tell how large its largest may be."""

Indexes = NDArray[np.int64]
Places = NDArray[np.int32]
Values = NDArray[np.float64]


class Top(NamedTuple):
    """The largest entries of a row: their columns and values, shapes (n,) and (n,), unordered.

    No other entry is above ``cut``, which is 0 where all that count are here – unless one that is
    small by its rare columns has more of the frequent ones than any of the CANDIDATES. Of MANY rows
    a few that are above it may be missing.
    """

    columns: Indexes
    values: Values
    cut: float


class Product:
    """A matrix of shape (rows, columns), float64, that others are multiplied with."""

    def __init__(self, matrix: csc_matrix) -> None:
        self._height = matrix.shape[0]
        self._has_outsiders = self._height > CANDIDATES
        self._is_large = self._height >= MANY
        share = FREQUENT_OF_MANY if self._is_large else FREQUENT_FROM
        frequent = np.diff(matrix.indptr) > share * self._height
        self._is_frequent = frequent & self._has_outsiders
        self._rare = _in_32_bits(matrix[:, ~self._is_frequent])
        self._frequent = _in_32_bits(matrix[:, self._is_frequent].tocsr())

    def tops(self, left: csr_matrix, count: int, least: float) -> Iterator[Top]:
        """Of each row of ``left @ matrix.T`` the ``count`` largest entries that reach ``least``.

        The columns of ``left`` are those of the matrix. Of equal ones any may be left out.
        """
        rare = _in_32_bits(left[:, ~self._is_frequent])
        frequent = left[:, self._is_frequent].toarray()
        for at in range(left.shape[0]):
            entries = slice(rare.indptr[at], rare.indptr[at + 1])
            sums = self._sums(rare.indices[entries], rare.data[entries])
            yield self._top(sums, frequent[at], count, least)

    def _top(self, sums: Values, frequent: Values, count: int, least: float) -> Top:
        if not self._has_outsiders:
            return _largest(sums, count, least)
        columns, values, cut = _largest(sums, CANDIDATES, 0.0)
        if len(columns) < CANDIDATES:  # the others have nothing but frequent columns
            return _largest(sums + self._frequent @ frequent, count, least)
        rest = self._rest(columns.astype(np.int32), frequent)
        found = _largest(values + rest, count, least)
        outside = 0.0 if self._is_large else float(cut + rest.max())  # among very many nobody asks
        return Top(columns[found.columns], found.values, max(found.cut, outside))

    # What scipy.sparse does for `matrix[:, columns] @ weights` and `matrix[rows] @ weights`, by the
    # loops behind it: its own way to them takes as long as these, once for every document. They
    # are not public, but have been the same since 2007.

    def _sums(self, columns: Places, weights: Values) -> Values:
        """The rare columns added up, shape (rows,)."""
        sums = np.zeros(self._height)
        ends, indices, data = _picked(self._rare, columns)
        _sparsetools.csc_matvec(len(sums), len(columns), ends, indices, data, weights, sums)
        return sums

    def _rest(self, rows: Places, weights: Values) -> Values:
        """The frequent columns added up for some rows, shape (n,)."""
        sums = np.zeros(len(rows))
        ends, indices, data = _picked(self._frequent, rows)
        _sparsetools.csr_matvec(len(rows), len(weights), ends, indices, data, weights, sums)
        return sums


def _picked(matrix: Any, chosen: Places) -> tuple[Places, Places, Values]:
    """These columns of a csc_matrix or rows of a csr_matrix, as its indptr, indices and data."""
    ends = np.zeros(len(chosen) + 1, np.int32)
    np.cumsum(matrix.indptr[chosen + 1] - matrix.indptr[chosen], out=ends[1:])
    indices, data = np.empty(ends[-1], np.int32), np.empty(ends[-1])
    stored = matrix.indptr, matrix.indices, matrix.data
    _sparsetools.csr_row_index(len(chosen), chosen, *stored, indices, data)
    return ends, indices, data


def _in_32_bits(matrix: Any) -> Any:
    """The matrix with 32-bit places; a side of a product has less than two thousand million."""
    matrix.indices, matrix.indptr = matrix.indices.astype("i4"), matrix.indptr.astype("i4")
    return matrix


def _largest(row: Values, count: int, least: float) -> Top:
    """The ``count`` largest of the entries above 0 that reach ``least``."""
    floor = max(least, _floor(row, count))
    columns = np.flatnonzero(row >= floor if floor else row > 0)
    values = row[columns]
    if len(values) <= count:
        return Top(columns, values, floor if floor > least else 0.0)
    kept = np.argpartition(values, -count)[-count:]
    return Top(columns[kept], values[kept], float(values[kept[0]]))


def _floor(row: Values, count: int) -> float:
    """What some more than ``count`` entries of the row reach, as a sample of it tells."""
    stride = len(row) // SAMPLE
    if stride < 2:
        return 0.0
    sample = row[::stride]
    place = max(0, len(sample) - (2 * count // stride + 2))
    return float(np.partition(sample, place)[place])

"""The largest entries of a product of two sparse matrices, row by row.

A row of the product is the sum of a few columns, each weighed. The many that are short are added
up one by one; the few that most rows have are multiplied densely, a block of rows at a time.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import _sparsetools, csc_matrix, csr_matrix

DENSE_FROM = 0.2
"""Share of the rows from which on a column is multiplied densely. At 50,000 rows anything from .12
to .24 takes within a seventh the same time."""
BLOCK = 1 << 21
"""Entries of a product at a time: 16 MB."""
SAMPLE = 2_048
"""Entries of a row that tell how large its largest may be."""

Indexes = NDArray[np.int64]
Columns = NDArray[np.int32]
Values = NDArray[np.float64]


class Top(NamedTuple):
    """The largest entries of a row: their columns and values, shapes (n,) and (n,), unordered.

    No other entry is above ``cut``, which is 0 where all that count are here.
    """

    columns: Indexes
    values: Values
    cut: float


class Product:
    """A matrix of shape (rows, columns), float64, that others are multiplied with."""

    def __init__(self, matrix: csc_matrix) -> None:
        self._height = matrix.shape[0]
        shares = np.diff(matrix.indptr) / max(1, self._height)
        self._is_dense = shares >= DENSE_FROM
        self._dense = np.ascontiguousarray(matrix[:, self._is_dense].toarray().T)
        self._sparse = _in_32_bits(matrix[:, ~self._is_dense])

    def tops(self, left: csr_matrix, count: int, least: float) -> Iterator[Top]:
        """Of each row of ``left @ matrix.T`` the ``count`` largest entries that reach ``least``.

        The columns of ``left`` are those of the matrix. Of equal ones any may be left out.
        """
        sparse = _in_32_bits(left[:, ~self._is_dense])
        dense = left[:, self._is_dense].toarray()
        step = max(1, BLOCK // max(1, self._height))
        for begin in range(0, left.shape[0], step):
            block = dense[begin : begin + step] @ self._dense
            for at, row in enumerate(block, begin):
                entries = slice(sparse.indptr[at], sparse.indptr[at + 1])
                self._add(sparse.indices[entries], sparse.data[entries], row)
                yield _top(row, count, least)

    def _add(self, columns: Columns, weights: Values, row: Values) -> None:
        """What ``row += sparse[:, columns] @ weights`` does.

        By the two loops behind it: SciPy's own way to them takes as long as the loops themselves,
        once for every document. They are not public, but have been the same since 2007.
        """
        matrix = self._sparse
        ends = np.zeros(len(columns) + 1, np.int32)
        np.cumsum(matrix.indptr[columns + 1] - matrix.indptr[columns], out=ends[1:])
        indices, data = np.empty(ends[-1], np.int32), np.empty(ends[-1])
        stored = matrix.indptr, matrix.indices, matrix.data
        _sparsetools.csr_row_index(len(columns), columns, *stored, indices, data)
        _sparsetools.csc_matvec(len(row), len(columns), ends, indices, data, weights, row)


def _in_32_bits(matrix: Any) -> Any:
    """The matrix with 32-bit places; a side of a product has less than two thousand million."""
    matrix.indices, matrix.indptr = matrix.indices.astype("i4"), matrix.indptr.astype("i4")
    return matrix


def _top(row: Values, count: int, least: float) -> Top:
    floor = max(least, _floor(row, count))
    columns = np.flatnonzero(row >= floor)
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

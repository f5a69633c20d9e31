"""Documents as sparse rows over one space of columns: a product of two rows is their base."""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import unpack_from

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Hashes = NDArray[np.int64]
Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One text of a document with its labels beside it, each hash once; shapes (n,) and (n,)."""

    hashes: Hashes
    weights: Weights


def matrix_of(rows: Sequence[Row], columns: Hashes) -> csr_matrix:
    """Shape (rows, columns), float64. Entries without a column are left out; columns ascend."""
    lengths = np.fromiter((len(row.hashes) for row in rows), dtype=np.int64, count=len(rows))
    hashes = np.concatenate([row.hashes for row in rows]) if rows else np.empty(0, np.int64)
    weights = np.concatenate([row.weights for row in rows]) if rows else np.empty(0)
    places = np.searchsorted(columns, hashes)
    places[places == len(columns)] = 0
    known = columns[places] == hashes if len(columns) else np.zeros(len(hashes), bool)
    owner = np.repeat(np.arange(len(rows)), lengths)[known]
    ends = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(rows)))])
    shape = (len(rows), len(columns))
    return csr_matrix((weights[known], places[known].astype(np.int32), ends), shape)


def columns_of(rows: Sequence[Row]) -> Hashes:
    """Every hash that occurs, ascending."""
    if not rows:
        return np.empty(0, np.int64)
    return np.unique(np.concatenate([row.hashes for row in rows]))


def packed(rows: Sequence[Row]) -> bytes:
    """Rows as bytes: how many, their lengths, and for each its hashes and its weights."""
    head = np.array([len(rows), *(len(row.hashes) for row in rows)], dtype="<i4").tobytes()
    return head + b"".join(
        row.hashes.astype("<i8").tobytes() + row.weights.astype("<f8").tobytes() for row in rows
    )


def unpacked(data: bytes) -> list[Row]:
    """The rows back from ``packed``."""
    (count,) = np.frombuffer(data, "<i4", 1)
    rows, place = [], 4 * (1 + int(count))
    for length in np.frombuffer(data, "<i4", int(count), 4):
        hashes = np.frombuffer(data, "<i8", length, place)
        weights = np.frombuffer(data, "<f8", length, place + 8 * length)
        rows.append(Row(hashes, weights))
        place += 16 * int(length)
    return rows


def weights_of(data: bytes) -> list[list[float]]:
    """Of the rows in ``packed`` the weights alone, in their order: what the pages need."""
    (count,) = unpack_from("<i", data)
    place, found = 4 * (1 + count), []
    for length in unpack_from(f"<{count}i", data, 4):
        found.append(list(unpack_from(f"<{length}d", data, place + 8 * length)))
        place += 16 * length
    return found

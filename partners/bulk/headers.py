"""Where the headers of a list stand: under title rows, and in up to three rows if cells are merged.

A merged cell has its text in its first cell only, so a header is put together downwards
("所在地 / 郵便番号"), and the upper part goes on to the right as long as it is left empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from partners.bulk.columns import BY_KEY, guess
from partners.bulk.limits import MAX_COLUMNS
from partners.bulk.sheets import Cells
from tomoni import text

LOOKED_AT = 30  # rows from the top
_MOST_ROWS = 3


@dataclass(frozen=True)
class Header:
    """The rows from `first` to `last` with what each column is called."""

    first: int
    last: int
    labels: tuple[str, ...]


def find_header(rows: Sequence[tuple[int, Cells]]) -> Header:
    """The fewest rows near the top that name most; the first row where none names anything."""
    best, most = None, 0
    for height in range(1, _MOST_ROWS + 1):
        for start in range(len(rows) - height + 1):
            header = _header(rows[start : start + height])
            if (number := named(header.labels)) > most:
                best, most = header, number
    return best or _header(rows[:1])


def header_at(rows: Sequence[tuple[int, Cells]], first: int, last: int) -> Header:
    """The header that stands in these rows; the first row where there are none of these."""
    chosen = [row for row in rows if first <= row[0] <= last]
    return _header(chosen or rows[:1])


def _header(rows: Sequence[tuple[int, Cells]]) -> Header:
    width = max((len(cells) for _number, cells in rows), default=0)
    parts = [[_at(cells, column) for column in range(width)] for _number, cells in rows]
    for upper, lower in pairwise(parts):
        _carry(upper, lower)
    labels = [_joined([row[column] for row in parts]) for column in range(width)]
    while labels and not labels[-1]:
        labels.pop()
    first, last = (rows[0][0], rows[-1][0]) if rows else (1, 1)
    return Header(first, last, tuple(labels))


def _at(cells: Cells, column: int) -> str:
    return text.one_line(cells[column]) if column < len(cells) else ""


def _carry(upper: list[str], lower: list[str]) -> None:
    for column in range(1, len(upper)):
        if lower[column] and not upper[column]:
            upper[column] = upper[column - 1]


def _joined(parts: list[str]) -> str:
    return " / ".join(dict.fromkeys(part for part in parts if part))


def named(labels: Sequence[str]) -> int:
    """How many columns say what they are; those that may say the same count a little each."""
    keys = [key for label in labels if (key := guess(label))]
    shared = sum(BY_KEY[key].joined for key in keys)
    return MAX_COLUMNS * len(set(keys)) + shared

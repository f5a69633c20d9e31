"""What a list is, whatever file it came from: rows of text with their numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

Cells = Sequence[str]


class NumberText(str):
    """A cell that held a number: zeros at its front, if there were any, are lost."""

    __slots__ = ()


class Sibling(NamedTuple):
    """A sheet of a workbook with its number of rows; None where it is too long or wide to read."""

    name: str
    rows: int | None


@dataclass(frozen=True)
class Sheet:
    """The rows of a file that can be read; `rows` starts anew each time it is called."""

    source: "Source"
    encoding: str
    name: str = ""
    number: int = 0
    """Which of the sheets of the file it is."""
    count: int = 0
    """How many rows have something in them, once they were counted."""
    siblings: tuple["Sibling", ...] = ()
    """All sheets of the file, this one too, where there are several."""

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """(number, cells) of every row in which something stands; the first row is 1."""
        for number, cells in enumerate(self.source.rows(), 1):
            if any(cell.strip() for cell in cells):
                yield number, cells


class Source(Protocol):
    """A file as a list of rows."""

    def rows(self) -> Iterator[Cells]:
        """All rows, empty ones too."""
        ...


def column_letter(index: int) -> str:
    """The name of a column as Excel writes it: 0 is A, 27 is AB."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(index: int, number: int) -> str:
    """D12: the column and the row, as a person looks for it."""
    return f"{column_letter(index)}{number}"

"""Bars and columns, worked out here and drawn by a template: plain SVG, no script.

Every picture has a table beside it, and a title that says what it shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, LABEL, ROW, BAR = 320, 72, 26, 18
"""Units of the drawing: its width, the room for labels, the height of a row and of its bar."""
HEIGHT, GAP = 90, 0.6
"""Of columns: the height of the highest, and the room between two."""


@dataclass(frozen=True)
class Bar:
    """One row: where its bar begins, and how long it is."""

    label: str
    value: int
    y: int
    width: int
    left: int = LABEL
    text: str = ""

    @property
    def said(self) -> str:
        """The number as it stands behind the bar."""
        return self.text or str(self.value)

    @property
    def text_x(self) -> int:
        """Where its number stands: behind the bar."""
        return self.left + self.width + 8

    @property
    def text_y(self) -> int:
        """The line on which label and number stand."""
        return self.y + BAR - 4


@dataclass(frozen=True)
class Bars:
    """Rows with bars; the longest fills the room."""

    name: str
    title: str
    rows: list[Bar]
    left: int = LABEL
    width: int = WIDTH

    bar = BAR

    @property
    def height(self) -> int:
        """Of the whole."""
        return ROW * len(self.rows)


def bars(
    name: str,
    title: str,
    counted: Sequence[tuple[str, int]],
    *,
    left: int = LABEL,
    width: int = WIDTH,
    texts: Sequence[str] = (),
) -> Bars:
    """Bars of counts; `name` tells several pictures of one page apart.

    `left` is the room for labels of a drawing of the `width`; `texts` stand in the place of the
    numbers.
    """
    most = max((value for _label, value in counted), default=0) or 1
    room = width - left - (80 if texts else 36)
    rows = [
        Bar(
            label,
            value,
            n * ROW + (ROW - BAR) // 2,
            round(room * value / most),
            left,
            texts[n] if texts else "",
        )
        for n, (label, value) in enumerate(counted)
    ]
    return Bars(name, title, rows, left, width)


@dataclass(frozen=True)
class Column:
    """One day: where its column stands, and how high it is."""

    x: float
    y: float
    width: float
    height: float
    is_after: bool


@dataclass(frozen=True)
class Columns:
    """A column per day; `middle` is where the day of the meeting begins."""

    name: str
    title: str
    columns: list[Column]
    middle: float
    most: int

    width, height = WIDTH, HEIGHT


def columns(name: str, title: str, before: Sequence[int], after: Sequence[int]) -> Columns:
    """The days before on the left, those after on the right, on one scale."""
    values = [*before, *after]
    step = WIDTH / (len(values) or 1)
    most = max(values, default=0)
    drawn = [
        Column(
            round(n * step, 2),
            round(HEIGHT - HEIGHT * value / (most or 1), 2),
            round(step - GAP, 2),
            round(HEIGHT * value / (most or 1), 2),
            n >= len(before),
        )
        for n, value in enumerate(values)
    ]
    return Columns(name, title, drawn, round(len(before) * step, 2), most)

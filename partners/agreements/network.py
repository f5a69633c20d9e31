"""The picture of who has agreed with whom: leads on the left, their counterparts on the right.

Knows no Django: it is given names and gives places, in units of the picture.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH, ROW, TOP = 760, 44, 56
LEFT, RIGHT = 300, 460
MOST = 20  # names on each side; what is beyond stands in the table alone
LETTER = 15
LONGEST = 17  # characters of a name in the picture

Pair = tuple[str, str]


@dataclass(frozen=True)
class Node:
    """One of those who agree: its name as it is drawn and in full, its place, and with how many."""

    label: str
    name: str
    x: int
    y: int
    count: int


@dataclass(frozen=True)
class Line:
    """An agreement, or several between the same two."""

    x1: int
    y1: int
    x2: int
    y2: int
    width: int
    count: int


@dataclass(frozen=True)
class Picture:
    """What is drawn, and what of it is not."""

    leads: tuple[Node, ...]
    others: tuple[Node, ...]
    lines: tuple[Line, ...]
    height: int
    left_out: int

    @property
    def left(self) -> int:
        """Where the picture begins: at the longest name on the left."""
        longest = max((len(node.label) for node in self.leads), default=0)
        return max(0, LEFT - 32 - max(longest, 8) * LETTER)

    @property
    def width(self) -> int:
        """How wide it is from there on."""
        return WIDTH - self.left

    @property
    def first(self) -> Node | None:
        """The lead with the most counterparts, if it has more than one and more than the next."""
        top = self.leads[:2]
        if not top or top[0].count < 2 or (len(top) == 2 and top[1].count == top[0].count):
            return None
        return top[0]


def draw(pairs: Iterable[Pair]) -> Picture:
    """The picture of (lead, counterpart) pairs; the same pairs give the same picture."""
    counts = Counter(pairs)
    leads = _in_order({lead for lead, _ in counts}, [lead for lead, _ in counts])
    shown_leads = leads[:MOST]
    rank = {name: place for place, name in enumerate(leads)}
    near = {other: min(rank[lead] for lead, who in counts if who == other) for _, other in counts}
    others = sorted(near, key=lambda other: (near[other], other))[:MOST]
    left = _column(shown_leads, LEFT, [lead for lead, _ in counts], len(others))
    right = _column(others, RIGHT, [other for _, other in counts], len(shown_leads))
    lines = tuple(
        Line(left[a].x, left[a].y, right[b].x, right[b].y, min(2 + 2 * (n - 1), 8), n)
        for (a, b), n in sorted(counts.items())
        if a in left and b in right
    )
    height = TOP + ROW * max(len(left), len(right), 1)
    missing = len(counts) - len(lines)
    return Picture(tuple(left.values()), tuple(right.values()), lines, height, missing)


def _in_order(names: set[str], ends: list[str]) -> list[str]:
    number = Counter(ends)
    return sorted(names, key=lambda name: (-number[name], name))


def _column(names: list[str], x: int, ends: list[str], beside: int) -> dict[str, Node]:
    """The nodes of a side, spread over the height of the longer one."""
    number = Counter(ends)
    step = ROW * max(len(names), beside) / max(len(names), 1)
    return {
        name: Node(_short(name), name, x, round(TOP + step * (place + 0.5)), number[name])
        for place, name in enumerate(names)
    }


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"

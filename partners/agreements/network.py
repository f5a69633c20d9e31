"""The picture of who has agreed with whom: leads on the left, their counterparts on the right.

Knows no Django: it is given who agrees and gives places, in units of the picture.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

WIDTH, ROW, TOP = 760, 44, 56
LEFT, RIGHT = 300, 460
MOST = 20  # names on each side; what is beyond stands in the table alone
LETTER = 15
LONGEST = 17  # characters of a name in the picture


@dataclass(frozen=True)
class Who:
    """One of those who agree: two of the same name are told apart by what they are known by."""

    known_by: Hashable
    name: str = field(compare=False)


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
    """What is drawn, and how many connections are not. `drawn` has the pairs (lead, counterpart);
    `first` is who has agreed with most others, whether it leads or not, if there is just one.
    """

    leads: tuple[Node, ...]
    others: tuple[Node, ...]
    lines: tuple[Line, ...]
    height: int
    left_out: int
    drawn: frozenset[tuple[Who, Who]]
    first: str
    most: int

    @property
    def left(self) -> int:
        """Where the picture begins: at the longest name on the left."""
        longest = max((len(node.label) for node in self.leads), default=0)
        return max(0, LEFT - 32 - max(longest, 8) * LETTER)

    @property
    def width(self) -> int:
        """How wide it is from there on."""
        return WIDTH - self.left


def draw(agreements: Iterable[Sequence[Who]]) -> Picture:
    """The picture of the agreements, each given by its parties, the lead first; the same ones give
    the same picture.
    """
    together = [list(parties) for parties in agreements]
    counts = Counter((lead, other) for lead, *others in together for other in others)
    leads = _in_order({lead for lead, _ in counts}, [lead for lead, _ in counts])
    shown_leads = leads[:MOST]
    rank = {who: place for place, who in enumerate(leads)}
    near: dict[Who, int] = {}
    for lead, other in counts:
        near[other] = min(rank[lead], near.get(other, len(leads)))
    others = sorted(near, key=lambda other: (near[other], *_by_name(other)))[:MOST]
    left = _column(shown_leads, LEFT, [lead for lead, _ in counts], len(others))
    right = _column(others, RIGHT, [other for _, other in counts], len(shown_leads))
    lines = tuple(
        Line(left[a].x, left[a].y, right[b].x, right[b].y, min(2 + 2 * (n - 1), 8), n)
        for (a, b), n in sorted(counts.items(), key=lambda pair: [_by_name(w) for w in pair[0]])
        if a in left and b in right
    )
    height = TOP + ROW * max(len(left), len(right), 1)
    drawn = frozenset(pair for pair in counts if pair[0] in left and pair[1] in right)
    missing = len(counts) - len(lines)
    sides = tuple(left.values()), tuple(right.values())
    return Picture(*sides, lines, height, missing, drawn, *_first(_neighbours(together)))


def _neighbours(together: Iterable[Sequence[Who]]) -> dict[Who, set[Who]]:
    """With whom each has agreed: all parties of an agreement agree with each other."""
    found: dict[Who, set[Who]] = defaultdict(set)
    for parties in together:
        for who in parties:
            found[who].update(other for other in parties if other != who)
    return found


def _first(neighbours: Mapping[Who, set[Who]]) -> tuple[str, int]:
    """Who has agreed with more others than anybody else, and with how many; "" where nobody has."""
    numbers = {who: len(others) for who, others in neighbours.items()}
    most = max(numbers.values(), default=0)
    top = [who.name for who, number in numbers.items() if number == most]
    return (top[0], most) if most > 1 and len(top) == 1 else ("", 0)


def _by_name(who: Who) -> tuple[str, str]:
    return who.name, str(who.known_by)


def _in_order(names: set[Who], ends: list[Who]) -> list[Who]:
    number = Counter(ends)
    return sorted(names, key=lambda who: (-number[who], *_by_name(who)))


def _column(names: list[Who], x: int, ends: list[Who], beside: int) -> dict[Who, Node]:
    """The nodes of a side, spread over the height of the longer one."""
    number = Counter(ends)
    step = ROW * max(len(names), beside) / max(len(names), 1)
    return {
        who: Node(_short(who.name), who.name, x, round(TOP + step * (place + 0.5)), number[who])
        for place, who in enumerate(names)
    }


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"

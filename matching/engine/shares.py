"""The addends of a match as lengths, and as numbers that can be added up with a pencil."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, fsum

PLACES = 1000
"""Numbers are shown to three decimal places."""
LEAST = 1e-9
"""Where all values are smaller there is nothing to draw."""


@dataclass(frozen=True, slots=True)
class Share:
    """An addend in thousandths, and its bar on a line of length 100: from ``begin``, so long."""

    thousandths: int
    begin: float
    width: float


def thousandths(values: Sequence[float]) -> list[int]:
    """The values rounded so that their sum is the rounded sum; each is off by less than one.

    What was cut off is given back one by one to those that lost most of it, the first of equals.
    """
    exact = [value * PLACES for value in values]
    whole = [floor(value) for value in exact]
    missing = round(fsum(exact)) - sum(whole)
    by_loss = sorted(range(len(exact)), key=lambda at: (whole[at] - exact[at], at))
    for at in by_loss[:missing]:
        whole[at] += 1
    return whole


def shares(values: Sequence[float]) -> list[Share]:
    """A bar for each: what adds goes right from the zero line, what takes away goes left."""
    zero, scale = zero_line(values), _scale(values)
    lengths = [abs(value) * scale for value in values]
    return [
        Share(rounded, zero if value >= 0 else zero - length, length)
        for value, rounded, length in zip(values, thousandths(values), lengths, strict=True)
    ]


def zero_line(values: Sequence[float]) -> float:
    """Where on the line of length 100 the bars begin."""
    return max(0.0, -min(values, default=0.0)) * _scale(values)


def _scale(values: Sequence[float]) -> float:
    span = max([0.0, *values]) - min([0.0, *values])
    return 100 / span if span > LEAST else 0.0

"""What scores add up to: the weighted average of each reviewer, and of all of them. No Django.

A reviewer's total is Σ(weight·points) / Σ(weight), so it stays between the least and the most
points whatever the weights add up to. The average is the mean of these totals, the spread their
standard deviation (of these reviewers, not an estimate for others).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

Points = Mapping[int, int]
"""Points by the key of their criterion."""
Weights = Mapping[int, int]


@dataclass(frozen=True)
class Result:
    """The scores of a proposal together; without any score there is no average."""

    number: int = 0
    average: float | None = None
    spread: float | None = None  # of a single reviewer there is none
    lowest: float | None = None
    highest: float | None = None
    by_criterion: Mapping[int, float] = field(default_factory=dict)


def total(points: Points, weights: Weights) -> float:
    """One reviewer's weighted average. ValueError where a criterion has no points."""
    if points.keys() != weights.keys():
        raise ValueError("points and weights are of different criteria")
    return sum(weights[key] * points[key] for key in weights) / sum(weights.values())


def result(given: Sequence[Points], weights: Weights) -> Result:
    """What the points of all reviewers add up to."""
    if not given or not weights:
        return Result()
    totals = [total(points, weights) for points in given]
    average = _mean(totals)
    return Result(
        number=len(totals),
        average=average,
        spread=_deviation(totals, average) if len(totals) > 1 else None,
        lowest=min(totals),
        highest=max(totals),
        by_criterion={key: _mean([points[key] for points in given]) for key in weights},
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _deviation(values: Sequence[float], mean: float) -> float:
    return sqrt(sum((value - mean) ** 2 for value in values) / len(values))

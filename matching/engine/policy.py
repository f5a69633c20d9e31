"""What a municipality may set: small addends for who two sides are, within bounds.

They decide between matches that are about as close; none can lift what the texts and labels do
not support, as their sum stays below what one well shared word adds.
"""

from dataclasses import dataclass, fields
from datetime import date
from math import exp
from typing import NamedTuple

from matching.engine.documents import Facts
from matching.engine.geography import are_neighbours

FRESH_DAYS = 180
"""After so many days the addend for freshness has fallen to 37 of 100."""


class Bounds(NamedTuple):
    """The least and the most a municipality may set."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Policy:
    """Addends to a score, and the weight of reciprocity. docs/matching.md tells whence.

    ``reciprocity`` is λ: how much a match must be better than each side's usual ones.
    Raises ValueError for a value outside ``BOUNDS``.
    """

    different_sector: float = 0.02
    same_prefecture: float = 0.02
    neighbouring_prefecture: float = 0.01
    freshness: float = 0.01
    reciprocity: float = 0.3

    def __post_init__(self) -> None:
        for field in fields(self):
            least, most = BOUNDS[field.name]
            if not least <= getattr(self, field.name) <= most:
                raise ValueError(f"{field.name} is a number from {least} to {most}.")


BOUNDS = {
    "different_sector": Bounds(0, 0.05),
    "same_prefecture": Bounds(0, 0.05),
    "neighbouring_prefecture": Bounds(0, 0.05),
    "freshness": Bounds(0, 0.05),
    "reciprocity": Bounds(0, 0.5),
}
DEFAULT = Policy()


class Bonus(NamedTuple):
    """What a policy adds for something beside the content, and its name."""

    name: str
    value: float


def bonuses(subject: Facts, candidate: Facts, policy: Policy, as_of: date | None) -> list[Bonus]:
    """What the candidate gets for who the two are; nothing for what is not known."""
    earned = [
        Bonus("different_sector", policy.different_sector * _differ(subject, candidate)),
        _near(subject.prefecture, candidate.prefecture, policy),
        Bonus("freshness", policy.freshness * freshness(candidate.posted_on, as_of)),
    ]
    return [bonus for bonus in earned if bonus.value]


def freshness(posted_on: date | None, as_of: date | None) -> float:
    """exp(−age / 180 days), 1 for today and for the future, 0 where a date is missing."""
    if posted_on is None or as_of is None:
        return 0.0
    return exp(-max(0, (as_of - posted_on).days) / FRESH_DAYS)


def _differ(one: Facts, other: Facts) -> bool:
    return bool(one.sector and other.sector and one.sector != other.sector)


def _near(one: str, other: str, policy: Policy) -> Bonus:
    if one and one == other:
        return Bonus("same_prefecture", policy.same_prefecture)
    if are_neighbours(one, other):
        return Bonus("neighbouring_prefecture", policy.neighbouring_prefecture)
    return Bonus("", 0.0)


def may_meet(one: Facts, other: Facts) -> bool:
    """The hard filters of both sides: not one's own organisation, and whom each wants to meet."""
    if one.owner and one.owner == other.owner:
        return False
    return _accepts(one, other) and _accepts(other, one)


def _accepts(one: Facts, other: Facts) -> bool:
    if one.accepts and other.owner_type and other.owner_type not in one.accepts:
        return False
    return not one.reach or getattr(one, one.reach) == getattr(other, one.reach)

"""What is asked: people, tables, rounds, what is fixed, and what a seating is judged by."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Place = tuple[str, int]
"""A person in a round; rounds are counted from 1."""
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """Who takes part. ``key`` is opaque and unique.

    ``wishes`` are themes, the dearest first. People of the same non-empty ``organisation`` are
    colleagues; an empty ``sector`` is not known and mixes nothing. In the rounds ``absent`` the
    person sits nowhere: comes later, leaves earlier, or leads a table in another round only.
    """

    key: str
    organisation: str = ""
    sector: str = ""
    is_newcomer: bool = False
    wishes: tuple[str, ...] = ()
    absent: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with ``least`` to ``most`` guests in every round; several may share a theme.

    Who is on post there sits beside these seats.
    """

    key: str
    theme: str = ""
    least: int = 0
    most: int = 6


@dataclass(frozen=True, slots=True)
class Post:
    """A person leads a table as adviser or facilitator, in one ``round`` or, without it, in all."""

    person: str
    table: str
    role: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class Pin:
    """Staff want the person at this table, in one ``round`` or, without it, in all."""

    person: str
    table: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """Staff do not want the person at this table, in one ``round`` or, without it, in any."""

    person: str
    table: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """What each thing is worth in one currency; docs/seating.md tells how the sizes relate."""

    wishes: tuple[float, ...] = (10.0, 7.0, 5.0, 3.0, 1.0)
    """The first wish, the second …; the last one stands for all further ones."""
    any_wish: float = 5.0
    """On top, once: the person gets at least one wish in some round."""
    theme_again: float = 1.0
    """Taken off for a theme that the person has had in another round, which grants no wish."""
    colleagues: float = 8.0
    """Taken off for two of one organisation at a table."""
    met: float = 2.0
    """Taken off for two who meet in another round as well, or met at an earlier meeting."""
    sector: float = 0.5
    """A sector more at a table."""
    match: float = 0.15
    """Two who answer each other entirely meet for the first time; less by how well they do."""
    newcomers: float = 0.2
    """Taken off for two newcomers at a table."""
    stay: float = 30.0
    """A person keeps the seat of the previous seating: more than anything else could gain."""


DEFAULT = Weights()


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a seating depends on, beside the seed.

    ``matches`` tells how well the seeds of the first answer the needs of the second, from 0 to 1;
    ``met`` are pairs who sat together at an earlier meeting; ``previous`` is the seating to be
    changed as little as possible, place → table. These three may name people and tables that do
    not take part any more.
    """

    people: tuple[Person, ...]
    tables: tuple[Table, ...]
    rounds: int = 1
    posts: tuple[Post, ...] = ()
    pins: tuple[Pin, ...] = ()
    bars: tuple[Bar, ...] = ()
    matches: Mapping[Pair, float] = field(default_factory=dict)
    met: frozenset[Pair] = frozenset()
    previous: Mapping[Place, str] = field(default_factory=dict)
    weights: Weights = DEFAULT

    def __post_init__(self) -> None:
        for keys in ([each.key for each in self.people], [each.key for each in self.tables]):
            if len({*keys}) < len(keys):
                raise ValueError("two of the same key")
        if self.rounds < 1 or any(not 0 <= each.least <= each.most for each in self.tables):
            raise ValueError("no rounds, or a table for fewer than it wants at least")

    def rounds_of(self, rule: Post | Pin | Bar) -> range:
        """The rounds that the rule is about."""
        return (
            range(1, self.rounds + 1) if rule.round is None else range(rule.round, rule.round + 1)
        )

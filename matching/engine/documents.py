"""What goes into the engine and what comes out of it."""

from dataclasses import dataclass
from typing import Literal

Side = Literal["need", "seed"]
AddendKind = Literal["text", "goal", "field", "resource", "bonus"]

OTHER_WORDS = ""
"""Key of the one addend that gathers the shared words too small to name."""


@dataclass(frozen=True, slots=True)
class Document:
    """A need or a seed as the engine sees it; a challenge is a need of its municipality.

    ``key`` is opaque and unique in a corpus. ``goals`` are numbers from 1 to 17; ``fields`` and
    ``resources`` are slugs. Two documents of the same non-empty ``owner`` are never suggested to
    each other. ``parts`` are the sub-themes of a long text, each matched on its own as well.
    """

    key: str
    side: Side
    title: str
    body: str
    goals: frozenset[int] = frozenset()
    primary_goals: frozenset[int] = frozenset()
    fields: frozenset[str] = frozenset()
    resources: frozenset[str] = frozenset()
    owner: str = ""
    sector: str = ""
    prefecture: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Addend:
    """One reason and its share of the score.

    ``key`` is a word as readers write it, a goal's number, a slug or the name of a bonus; it is
    empty for the other shared words together. ``part`` is the index of the sub-theme through
    which a shared word was found.
    """

    kind: AddendKind
    key: str
    value: float
    rare: bool
    part: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """How well ``candidate`` answers ``subject``; the addends sum to the score, largest first."""

    subject: str
    candidate: str
    score: float
    level: int
    addends: tuple[Addend, ...]

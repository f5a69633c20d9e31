"""What goes into the engine and what comes out of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Self

Side = Literal["need", "seed", "challenge"]
AddendKind = Literal["text", "goal", "field", "resource", "meaning", "bonus", "usual"]

COUNTERPARTS: dict[Side, tuple[Side, ...]] = {
    "need": ("seed",),
    "challenge": ("seed",),
    "seed": ("need", "challenge"),
}
"""Whom a document of a side is matched with. What is alike on its own side is looked up live."""

OTHER_WORDS = ""
"""Key of the one addend that gathers the shared words too small to name."""


@dataclass(frozen=True, slots=True)
class Document:
    """A need, a seed or a challenge as the engine sees it; a challenge is a need of its city.

    ``key`` is opaque and unique in a corpus. ``goals`` are numbers from 1 to 17; ``fields`` and
    ``resources`` are slugs. Two documents of the same non-empty ``owner`` are never suggested to
    each other. ``parts`` are the sub-themes of a long text, each matched on its own as well.

    ``owner_type`` is what its organisation is. ``accepts`` names the types it wants to meet, empty
    for all; ``reach`` says how far away they may be. Both sides' conditions must hold.
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
    posted_on: date | None = None
    municipality: str = ""
    owner_type: str = ""
    accepts: frozenset[str] = frozenset()
    reach: Literal["", "prefecture", "municipality"] = ""

    @property
    def facts(self) -> "Facts":
        """What is known beside text and labels."""
        names = Facts.__dataclass_fields__.keys() & self.__dataclass_fields__.keys()
        return Facts(**{name: getattr(self, name) for name in names})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a document beside its text: who wrote it, when, and whom it wants to meet.

    The fields are those of `Document`, and ``silence``, known once it is weighed: how much of what
    it might say it leaves unsaid.
    """

    owner: str = ""
    sector: str = ""
    prefecture: str = ""
    municipality: str = ""
    owner_type: str = ""
    accepts: frozenset[str] = frozenset()
    reach: str = ""
    posted_on: date | None = None
    silence: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Only what is known."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["accepts"] = sorted(self.accepts)
        plain["posted_on"] = self.posted_on.isoformat() if self.posted_on else None
        return {name: value for name, value in plain.items() if value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The facts back from ``to_json``."""
        posted_on = data.get("posted_on")
        return cls(
            **{
                **data,
                "accepts": frozenset(data.get("accepts", ())),
                "posted_on": date.fromisoformat(posted_on) if posted_on else None,
            }
        )


@dataclass(frozen=True, slots=True)
class Addend:
    """One reason and its share of the score; what speaks against a match is below zero.

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
    """How well ``candidate`` answers ``subject``; the addends sum to the score, largest first.

    ``is_mutual`` says that each is closer to the other than to its ten nearest on average, and so
    is one of the other's ten nearest.
    """

    subject: str
    candidate: str
    score: float
    level: int
    addends: tuple[Addend, ...]
    is_mutual: bool = False

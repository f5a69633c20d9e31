"""What comes out: who sits where, why, and how good it is beside what could be reached."""

from dataclasses import dataclass
from typing import Literal

from matching.engine.seating.problem import Place

Counterpart = Literal["answers", "answered_by"]
Code = (
    Literal["post", "pinned", "kept", "moved", "wish", "again", "no_wish"]
    | Counterpart
    | Literal["sector", "apart", "colleague", "met_again", "newcomer"]
)
Method = Literal["solver", "rounds", "given"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a seat, or is to be known of it.

    ``code``: "post" – leads the table, in the role ``name``; "pinned" – staff want it; "kept" and
    "moved" – had this table in the previous seating, or the table ``name``; "wish" – the theme is
    the wish of rank ``number``; "again" – had the theme in an earlier round; "no_wish" – wished for
    others; "answers" and "answered_by" – has what ``people`` need, or they what it needs, the best
    first; "sector" – nobody else here is of the sector ``name``; "apart" – ``people`` are
    colleagues who sit elsewhere in this round; "colleague" – they sit here; "met_again" – sat with
    ``people`` in an earlier round; "newcomer" – one of ``number`` newcomers here.
    """

    code: Code
    people: tuple[str, ...] = ()
    name: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Seat:
    """A person at a table in a round, and why."""

    person: str
    table: str
    round: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class TableFigures:
    """A table in a round: its guests, how many sectors and newcomers are among them; and pairs.

    ``colleagues`` are pairs with a guest in it, ``repeats`` pairs of guests who sat together in an
    earlier round, ``matched`` pairs of whom one answers the other.
    """

    table: str
    round: int
    guests: int
    sectors: int
    newcomers: int
    colleagues: int
    repeats: int
    matched: int


@dataclass(frozen=True, slots=True)
class Measure:
    """What a seating reaches, and what none can surpass; some bounds no seating may reach."""

    reached: float
    bound: float

    @property
    def share(self) -> float:
        """Of what more is better, from 0 to 1; 1 where there is nothing to reach."""
        return self.reached / self.bound if self.bound else 1.0


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a seating is. docs/seating.md tells how each bound is worked out.

    ``wishes`` – what the granted ones are worth; ``sectors`` – at all tables together, bound by who
    sits at which theme; ``matches`` – strengths of all pairs that meet. Of these more is better, of
    the next less: ``colleagues`` – pairs at one table; ``repeats`` – how often two meet again in a
    later round; ``newcomers`` – the most at one table.

    ``ranks`` – seats with the first wish, the second …, each theme once per person; ``wishless`` –
    people who wished and got nothing of it; ``met_before`` – pairs who know each other from an
    earlier meeting; ``sizes`` – guests at the smallest and the largest table; ``moved`` – seats
    other than in the previous seating; ``unseated`` – guests without a seat.
    """

    wishes: Measure
    sectors: Measure
    matches: Measure
    colleagues: Measure
    repeats: Measure
    newcomers: Measure
    ranks: tuple[int, ...]
    wishless: tuple[str, ...]
    met_before: int
    sizes: tuple[int, int]
    moved: int
    unseated: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Seating:
    """All rounds. ``method`` tells who planned the themes: the solver, the fallback that goes round
    by round, or nobody: the places were given."""

    seats: tuple[Seat, ...]
    tables: tuple[TableFigures, ...]
    quality: Quality
    method: Method

    @property
    def places(self) -> dict[Place, str]:
        """Person and round → table: to be stored, and to be `Problem.previous` of the next."""
        return {(seat.person, seat.round): seat.table for seat in self.seats}

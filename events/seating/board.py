"""A seating as the office sees it: round by round the tables with who sits there, and what is to be
known of them. Reads a constant number of rows' kinds, and computes nothing.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from events.models import Duty, Event, Place, Registration, SeatingBar, SeatingPlan, Table
from events.seating.problem import leaders, unreachable_online
from events.seating.words import (
    MARKED,
    Figure,
    Names,
    conflict_in_words,
    figures,
    is_warning,
    reason_in_words,
)
from tomoni.taxonomy.models import Sector


@dataclass(frozen=True)
class Sitter:
    """Somebody at a table in a round."""

    place: Place
    registration: Registration
    reasons: list[str]
    warnings: list[str]
    is_leading: bool
    is_marked: bool  # of the warnings one that a move could mend


@dataclass(frozen=True)
class Seated:
    """A table in a round. `hosts` lead it and are not registered."""

    table: Table
    sitters: list[Sitter]
    hosts: list[Duty]

    @property
    def guests(self) -> int:
        """Who takes one of the seats."""
        return sum(not sitter.is_leading for sitter in self.sitters)

    @property
    def free(self) -> int:
        """Seats nobody has."""
        return max(self.table.seats - self.guests, 0)


@dataclass(frozen=True)
class Board:
    """The whole of a meeting."""

    event: Event
    plan: SeatingPlan
    tables: list[Table]
    people: list[Registration]
    places: list[Place]
    bars: list[SeatingBar]
    sectors: dict[str, str] = field(default_factory=dict)

    @cached_property
    def by_pk(self) -> dict[int, Registration]:
        """Who takes part now."""
        return {row.pk: row for row in self.people}

    @cached_property
    def led(self) -> dict[int, set[int]]:
        """The tables that somebody who takes part leads, by registration."""
        found: dict[int, set[int]] = defaultdict(set)
        duties = [each for table in self.tables for each in table.duties.all()]
        at_tables = [each for each in duties if each.kind in Duty.AT_TABLES]
        for duty, registration in leaders(at_tables, self.people):
            found[registration.pk].add(duty.table_id or 0)
        return dict(found)

    @cached_property
    def names(self) -> Names:
        """What the keys of the engine stand for."""
        people = {str(row.pk): row.person_name for row in self.people}
        tables = {str(table.pk): table.label for table in self.tables}
        return Names(people, tables, self.sectors)

    @property
    def rounds(self) -> range:
        """Counted from 1."""
        return range(1, self.event.rounds + 1)

    @property
    def seats(self) -> int:
        """Of all tables together, in one round."""
        return sum(table.seats for table in self.tables)

    @cached_property
    def figures(self) -> list[Figure]:
        """How good it is."""
        return figures(self.plan.quality, self.event.rounds)

    @cached_property
    def conflicts(self) -> list[str]:
        """Why it could not be worked out."""
        return [conflict_in_words(each, self.names) for each in self.plan.conflicts]

    def tables_in(self, at: int) -> list[Seated]:
        """The tables of a round in their order."""
        sitters: dict[int, list[Sitter]] = defaultdict(list)
        for place in self.places:
            if place.round == at and place.registration_id in self.by_pk:
                sitters[place.table_id].append(self._sitter(place))
        return [
            Seated(table, sitters[table.pk], self._hosts(table, sitters[table.pk]))
            for table in self.tables
        ]

    def of_person(self, registration: Registration) -> list[Sitter]:
        """The person's places, round by round."""
        own = [place for place in self.places if place.registration_id == registration.pk]
        return [self._sitter(place) for place in sorted(own, key=lambda each: each.round)]

    def _sitter(self, place: Place) -> Sitter:
        said = [(is_warning(each), reason_in_words(each, self.names)) for each in place.reasons]
        warnings = [words for warns, words in said if words and warns]
        cannot_join = self._cannot_join(place)
        if cannot_join:
            warnings.insert(0, _("Takes part online, and this table has no link"))
        return Sitter(
            place,
            self.by_pk[place.registration_id],
            [words for warns, words in said if words and not warns],
            warnings,
            is_leading=place.registration_id in self.led,
            is_marked=cannot_join or any(each["code"] in MARKED for each in place.reasons),
        )

    @cached_property
    def _unreachable(self) -> set[int]:
        return {table.pk for table in unreachable_online(self.event, self.tables)}

    def _cannot_join(self, place: Place) -> bool:
        """Has decided since to take part from elsewhere, unless the office has put them here."""
        is_online = self.by_pk[place.registration_id].attendance == Registration.Attendance.ONLINE
        return is_online and not place.is_pinned and place.table_id in self._unreachable

    def _hosts(self, table: Table, sitters: list[Sitter]) -> list[Duty]:
        """Those without a registration of their own, as far as names tell."""
        seated = {sitter.registration.person_name for sitter in sitters}
        return [duty for duty in table.duties.all() if duty.name not in seated]

    # --- What is not right any more ---

    @cached_property
    def missing(self) -> list[Registration]:
        """Who takes part and has no place in some round; not those whose places were freed."""
        sitting: dict[int, set[int]] = defaultdict(set)
        for place in self.places:
            sitting[place.registration_id].add(place.round)
        left_out = set(self.plan.left_out)
        return [
            row
            for row in self.people
            if not sitting[row.pk].issuperset(self.rounds)
            and (row.pk not in left_out or row.is_checked_in)
        ]

    @cached_property
    def gone(self) -> int:
        """How many have a place and take part no more."""
        return len({place.registration_id for place in self.places} - self.by_pk.keys())

    @cached_property
    def is_other(self) -> bool:
        """The meeting has other rounds, seats or duties than it was made for."""
        sitting = [place for place in self.places if place.registration_id in self.by_pk]
        if any(place.round > self.event.rounds for place in sitting):
            return True
        if any(self._leads_elsewhere(place) for place in sitting):
            return True
        guests = Counter(
            (each.round, each.table_id) for each in sitting if each.registration_id not in self.led
        )
        seats = {table.pk: table.seats for table in self.tables}
        return any(count > seats[table] for (_at, table), count in guests.items())

    def _leads_elsewhere(self, place: Place) -> bool:
        tables = self.led.get(place.registration_id)
        return tables is not None and place.table_id not in tables

    @property
    def is_stale(self) -> bool:
        """People have come or gone since everybody was seated, or the meeting has changed."""
        return self.plan.is_computed and bool(self.missing or self.gone or self.is_other)

    @cached_property
    def absent(self) -> list[Registration]:
        """Whom the reception has not seen, once it has begun; not those whose places are free."""
        if not any(row.is_checked_in for row in self.people):
            return []
        seated = {place.registration_id for place in self.places}
        return [row for row in self.people if not row.is_checked_in and row.pk in seated]

    def warned_in(self, at: int) -> list[Sitter]:
        """Of whom something is to be known in a round."""
        return [each for table in self.tables_in(at) for each in table.sitters if each.warnings]


def board_of(event: Event) -> Board:
    """The board, also where nobody was seated yet."""
    plan = SeatingPlan.objects.filter(event=event).first() or SeatingPlan(event=event)
    plan.event = event
    is_new = plan.pk is None
    return Board(
        event,
        plan,
        list(event.tables.prefetch_related("duties")),
        list(event.registrations.registered().with_names()),
        [] if is_new else list(plan.places.order_by("round", "table__number", "pk")),
        [] if is_new else list(plan.bars.select_related("table")),
        {str(row.pk): str(row) for row in Sector.objects.all()},
    )

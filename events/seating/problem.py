"""The engine's problem, from the rows of a meeting. Keys are primary keys as text."""

from collections.abc import Iterator
from dataclasses import dataclass

from events.models import Duty, Event, Registration, Table
from events.seating.material import Material
from matching.engine.seating import Bar, Person, Pin, Post, Problem
from matching.engine.seating import Table as EngineTable
from tomoni import text


def problem_of(material: Material, *, keeps: bool = False) -> Problem:
    """People, tables and rules. `keeps` asks to change the places as little as can be.

    Whoever leads a table is at it, whatever pins and bars say of the person.
    """
    leading = leaders(material.duties, material.people)
    led = {registration.pk for _duty, registration in leading}
    guests = {row.pk for row in material.people} - led
    return Problem(
        people=tuple(_person(row, material) for row in material.people),
        tables=tuple(_table(table) for table in material.tables),
        rounds=material.event.rounds,
        posts=tuple(_post(duty, registration) for duty, registration in leading),
        pins=tuple(pins(material, guests)),
        bars=tuple(bars(material, guests)),
        matches=_matches(material),
        met=frozenset((str(one), str(other)) for one, other in material.met),
        previous=places_of(material) if keeps else {},
    )


def _person(row: Registration, material: Material) -> Person:
    themes = {table.pk: theme_of(table) for table in material.tables}
    wished = [themes[pk] for pk in material.wishes.get(row.pk, ()) if pk in themes]
    sector = row.partner.sector_id if row.partner else None
    return Person(
        key=str(row.pk),
        organisation=organisation_of(row),
        sector=str(sector or ""),
        is_newcomer=row.pk in material.newcomers,
        wishes=tuple(wished),
    )


def organisation_of(row: Registration) -> str:
    """Who are colleagues: of one partner, or of one affiliation as the reception wrote it down."""
    if row.partner_id:
        return f"partner {row.partner_id}"
    name = text.key(row.guest_affiliation)
    return f"guests of {name}" if name else ""


def theme_of(table: Table) -> str:
    """Tables of one theme are the same wish."""
    return text.key(table.theme)


def _table(table: Table) -> EngineTable:
    return EngineTable(str(table.pk), theme_of(table), most=table.seats)


# --- Who leads ----------------------------------------------------------------------------------

Leading = tuple[Duty, Registration]


def leaders(duties: list[Duty], people: list[Registration]) -> list[Leading]:
    """The duties at tables whose holder is registered: by the account, through the partner, or by
    name and affiliation together.
    """
    found = ((duty, _holder(duty, people)) for duty in duties if duty.table_id)
    return [(duty, registration) for duty, registration in found if registration is not None]


def _holder(duty: Duty, people: list[Registration]) -> Registration | None:
    if duty.user_id:
        return next((row for row in people if row.user_id == duty.user_id), None)
    if not duty.partner_id:
        return next((row for row in people if _is_called(row, duty)), None)
    rows = [row for row in people if row.partner_id == duty.partner_id]
    named = [row for row in rows if _plain(row.person_name) == _plain(duty.name)]
    chosen = named or (rows if len(rows) == 1 else [])
    return chosen[0] if chosen else None


def _is_called(row: Registration, duty: Duty) -> bool:
    is_named = bool(duty.affiliation) and _plain(row.person_name) == _plain(duty.name)
    return is_named and _plain(row.organisation) == _plain(duty.affiliation)


def _plain(name: str) -> str:
    return "".join(text.key(name).split())


def _post(duty: Duty, registration: Registration) -> Post:
    return Post(str(registration.pk), str(duty.table_id), duty.kind)


# --- What staff have laid down, and who takes part from elsewhere -------------------------------


def pins(material: Material, guests: set[int]) -> Iterator[Pin]:
    """Places that stay, of those who still take part, in rounds and at tables there still are."""
    tables = {table.pk for table in material.tables}
    for place in material.places:
        is_there = place.registration_id in guests and place.table_id in tables
        if place.is_pinned and is_there and place.round <= material.event.rounds:
            yield Pin(str(place.registration_id), str(place.table_id), place.round)


def bars(material: Material, guests: set[int]) -> Iterator[Bar]:
    """Tables somebody is kept from; in a mixed meeting also those that nobody elsewhere can join.

    A pin is the later word: where somebody is pinned, nothing bars.
    """
    pinned = {(each.person, each.table) for each in pins(material, guests)}
    tables = {table.pk for table in material.tables}
    barred = {
        (bar.registration_id, bar.table_id)
        for bar in material.bars
        if bar.registration_id in guests and bar.table_id in tables
    }
    barred |= {
        (row.pk, table.pk)
        for row in material.people
        if row.pk in guests and row.attendance == Registration.Attendance.ONLINE
        for table in unreachable_online(material.event, material.tables)
    }
    for registration, table in sorted(barred):
        if (str(registration), str(table)) not in pinned:
            yield Bar(str(registration), str(table))


def unreachable_online(event: Event, tables: list[Table]) -> list[Table]:
    """Tables without a link, in a meeting held both ways in which some tables have one."""
    if event.form != Event.Form.HYBRID or not any(table.online_link for table in tables):
        return []
    return [table for table in tables if not table.online_link]


# --- What there is beside rules -----------------------------------------------------------------


def _matches(material: Material) -> dict[tuple[str, str], float]:
    of_partner: dict[int, list[str]] = {}
    for row in material.people:
        if row.partner_id:
            of_partner.setdefault(row.partner_id, []).append(str(row.pk))
    return {
        (one, other): value
        for (giving, asking), value in material.answers.items()
        for one in of_partner.get(giving, ())
        for other in of_partner.get(asking, ())
    }


def places_of(material: Material) -> dict[tuple[str, int], str]:
    """Who sits where now, as the engine takes it."""
    return {(str(each.registration_id), each.round): str(each.table_id) for each in material.places}


@dataclass(frozen=True)
class FirstWishes:
    """How many guests have named a first wish, and how many of these can have it at the most."""

    named: int
    possible: int


def first_wishes(problem: Problem) -> FirstWishes:
    """Of each theme no more can have it than there are seats at its tables in all rounds."""
    posted = {post.person for post in problem.posts}
    wanted: dict[str, int] = {}
    for person in problem.people:
        if person.wishes and person.key not in posted:
            wanted[person.wishes[0]] = wanted.get(person.wishes[0], 0) + 1
    seats: dict[str, int] = {}
    for table in problem.tables:
        seats[table.theme] = seats.get(table.theme, 0) + table.most * problem.rounds
    possible = sum(min(count, seats.get(theme, 0)) for theme, count in wanted.items())
    return FirstWishes(sum(wanted.values()), possible)

"""Seating of made-up meetings: how long it takes and how good it is, beside simpler ways.

    python -m benchmarks seating --repeat 3

Prints one JSON object per meeting and way of seating. `seconds` are of the processor, the best of
so many runs, and for the engine with all figures and reasons; `ratio` compares with a plain greedy
way: each guest takes the best seat left. `wishes` are a share of what could be reached; of two
numbers in brackets the second is the bound (docs/seating.md).
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from matching.engine.seating import Person, Post, Problem, Seating, Table, judge, seat
from matching.engine.seating.problem import Place

Line = dict[str, Any]
Way = Callable[[Problem], dict[Place, str]]
SECTORS, ANSWERED = 16, 5
NEWCOMERS, COLLEAGUES = 0.3, 0.2
WISHED = 3


@dataclass(frozen=True)
class Meeting:
    """So many guests at so many tables of each theme, with an adviser and a facilitator or not."""

    name: str
    guests: int
    tables: tuple[int, ...]
    seats: int
    rounds: int = 1
    has_hosts: bool = False


MEETINGS = (
    Meeting("300 guests, 7 themes, 50 tables of 6", 300, (8, *(7,) * 6), 6),
    Meeting("300 guests, 30 tables of 10 themes, 3 rounds", 300, (3,) * 10, 10, 3),
    Meeting("300 guests, 30 tables of 30 themes, 3 rounds", 300, (1,) * 30, 10, 3),
    Meeting("70 guests, 7 tables of 7 themes, hosts", 70, (1,) * 7, 12, has_hosts=True),
    Meeting("70 guests, 7 tables of 7 themes, hosts, 3 rounds", 70, (1,) * 7, 12, 3, True),
)


def problem(meeting: Meeting, seed: int = 1) -> Problem:
    """The meeting, the same each time: some themes and sectors are wanted more than others."""
    lot = Random(seed)
    themes = [f"theme {number}" for number in range(len(meeting.tables))]
    tables = tuple(
        Table(f"{theme}, {number}", theme, most=meeting.seats)
        for theme, count in zip(themes, meeting.tables, strict=True)
        for number in range(count)
    )
    guests = tuple(guest(f"guest {n}", n, themes, lot) for n in range(meeting.guests))
    hosts, posts = hosts_of(tables) if meeting.has_hosts else ((), ())
    return Problem((*guests, *hosts), tables, meeting.rounds, posts, matches=matches(guests, lot))


def guest(key: str, number: int, themes: list[str], lot: Random) -> Person:
    """One guest in five comes from the organisation of another, the one before or a large one."""
    own = f"organisation {number}"
    others = f"organisation {max(number - 1, 0)}", "a large organisation"
    return Person(
        key,
        organisation=lot.choice(others) if lot.random() < COLLEAGUES else own,
        sector=f"sector {min(int(lot.expovariate(4 / SECTORS)), SECTORS - 1)}",
        is_newcomer=lot.random() < NEWCOMERS,
        wishes=wishes(themes, lot),
    )


def wishes(themes: list[str], lot: Random) -> tuple[str, ...]:
    """Three themes; the k-th of all is wished for as its place to the power of -1/2."""
    weights = [number**-0.5 for number in range(1, len(themes) + 1)]
    drawn = sorted(
        zip(themes, weights, strict=True), key=lambda each: lot.random() ** (1 / each[1])
    )
    return tuple(theme for theme, _ in drawn[: -WISHED - 1 : -1])


def matches(guests: tuple[Person, ...], lot: Random) -> dict[tuple[str, str], float]:
    """Everybody answers a few others, more or less."""
    keys = [each.key for each in guests]
    return {(key, other): lot.random() for key in keys for other in lot.sample(keys, ANSWERED)}


def hosts_of(tables: tuple[Table, ...]) -> tuple[tuple[Person, ...], tuple[Post, ...]]:
    """An adviser and a facilitator of the chamber for every table."""
    roles = ("adviser", "facilitator")
    posts = tuple(
        Post(f"{role} of {table.key}", table.key, role) for table in tables for role in roles
    )
    of = {"adviser": "", "facilitator": "chamber"}
    return tuple(Person(post.person, organisation=of[post.role]) for post in posts), posts


def by_lot(asked: Problem) -> dict[Place, str]:
    """Seats drawn by lot."""
    lot = Random(1)
    places: dict[Place, str] = {}
    for at in range(1, asked.rounds + 1):
        seats = [table.key for table in asked.tables for _ in range(table.most)]
        guests = guests_of(asked)
        places |= {
            (each.key, at): table
            for each, table in zip(guests, lot.sample(seats, len(guests)), strict=True)
        }
    return places


def first_come(asked: Problem) -> dict[Place, str]:
    """Each to the dearest wish that has a seat and that they have not had, at its first table."""
    return in_turn(asked, lambda person, table, here, had: -rank(person, table.theme, had))


def best_left(asked: Problem) -> dict[Place, str]:
    """Each to the seat that is best for them beside those who sit already, by the same weights."""
    weights, met = asked.weights, set[frozenset[str]]()

    def worth(person: Person, table: Table, here: list[Person], had: set[str]) -> float:
        place = rank(person, table.theme, had)
        found = weights.wishes[place] + weights.any_wish if place < WISHED else 0.0
        found += weights.sector * (person.sector not in {each.sector for each in here})
        for other in here:
            found -= weights.colleagues * (person.organisation == other.organisation)
            found -= weights.newcomers * (person.is_newcomer and other.is_newcomer)
            if frozenset({person.key, other.key}) in met:
                found -= weights.met
            else:
                found += weights.match * strength(asked, person.key, other.key)
        return found - 0.01 * len(here)

    def note(pairs: set[frozenset[str]]) -> None:
        met.update(pairs)

    return in_turn(asked, worth, note)


def strength(asked: Problem, one: str, other: str) -> float:
    """By the better of the two directions."""
    return max(asked.matches.get((one, other), 0), asked.matches.get((other, one), 0))


def rank(person: Person, theme: str, had: set[str]) -> int:
    """0 for the dearest wish …; for what was not wished for or was had already, the last."""
    is_open = theme in person.wishes and theme not in had
    return person.wishes.index(theme) if is_open else WISHED


def in_turn(
    asked: Problem,
    worth: Callable[[Person, Table, list[Person], set[str]], float],
    note: Callable[[set[frozenset[str]]], None] = lambda pairs: None,
) -> dict[Place, str]:
    """In every round guests choose one after the other, and nobody gets up again."""
    places: dict[Place, str] = {}
    had: dict[str, set[str]] = {each.key: set() for each in asked.people}
    for at in range(1, asked.rounds + 1):
        here: dict[str, list[Person]] = {table.key: [] for table in asked.tables}
        for person in guests_of(asked):
            free = [table for table in asked.tables if len(here[table.key]) < table.most]
            chosen = max(free, key=lambda t: worth(person, t, here[t.key], had[person.key]))
            here[chosen.key].append(person)
            had[person.key].add(chosen.theme)
            places[person.key, at] = chosen.key
        note({frozenset({a.key, b.key}) for group in here.values() for a in group for b in group})
    return places


def guests_of(asked: Problem) -> list[Person]:
    """Those who take a seat, in the order in which they came."""
    hosts = {post.person for post in asked.posts}
    return [each for each in asked.people if each.key not in hosts]


WAYS: dict[str, Way] = {"lot": by_lot, "first come": first_come, "best seat left": best_left}
BASELINE = "best seat left"


def lines(meeting: Meeting, repeat: int) -> Iterator[Line]:
    """Each way, then the engine."""
    asked = problem(meeting)
    told = {name: measured(lambda way=way: way(asked), repeat) for name, way in WAYS.items()}
    engine, seconds = measured(lambda: seat(asked), repeat)
    for name, (places, taken) in told.items():
        yield line(meeting, name, judge(asked, places), taken, told[BASELINE][1])
    yield line(meeting, "engine", engine, seconds, told[BASELINE][1])


def measured(run: Callable[[], Any], repeat: int) -> tuple[Any, float]:
    """What it returns, and the seconds of the processor of the quickest run."""
    times = []
    for _run in range(repeat):
        begin = time.process_time()
        found = run()
        times.append(time.process_time() - begin)
    return found, min(times)


def line(meeting: Meeting, who: str, seating: Seating, seconds: float, baseline: float) -> Line:
    """What is told of one way to seat a meeting."""
    quality = seating.quality
    return {
        "what": "seating",
        "meeting": meeting.name,
        "who": who,
        "seconds": round(seconds, 3),
        "ratio": float(f"{seconds / baseline:.3g}"),
        "wishes": round(quality.wishes.share, 4),
        "ranks": quality.ranks,
        "wishless": len(quality.wishless),
        "sectors": [quality.sectors.reached, quality.sectors.bound],
        "colleagues": [quality.colleagues.reached, quality.colleagues.bound],
        "repeats": [quality.repeats.reached, quality.repeats.bound],
        "newcomers_at_most": [quality.newcomers.reached, quality.newcomers.bound],
        "matches": round(quality.matches.reached, 1),
        "sizes": quality.sizes,
        "method": seating.method,
    }


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser("python -m benchmarks seating", description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args(arguments)
    for meeting in MEETINGS:
        for told in lines(meeting, options.repeat):
            print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

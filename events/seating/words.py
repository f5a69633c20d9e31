"""What the engine tells of a seating, in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from events.models import Duty

Told = Mapping[str, Any]
"""A reason, conflict or quality as JSON keeps it."""
MARKED = ("no_wish", "colleague")
WARNINGS = ("no_wish", "again", "colleague", "met_again")


@dataclass(frozen=True)
class Names:
    """What the keys of the engine stand for."""

    people: Mapping[str, str]
    tables: Mapping[str, str]
    sectors: Mapping[str, str]

    def of_people(self, keys: Iterable[str]) -> str:
        """The names, with those left out that are not known any more."""
        known = [self.people[key] for key in keys if key in self.people]
        return pgettext("between names", ", ").join(known)

    def of_tables(self, keys: Iterable[str]) -> str:
        """The numbers and themes."""
        known = [self.tables[key] for key in keys if key in self.tables]
        return pgettext("between names", ", ").join(known)


# --- Why somebody sits there --------------------------------------------------------------------


def reason_in_words(reason: Told, names: Names) -> str:
    """One reason in one line; empty where there is nothing to say any more."""
    word = _REASONS.get(reason["code"])
    return word(reason, names) if word else ""


def is_warning(reason: Told) -> bool:
    """It is to be known, as it does not speak for the seat."""
    return reason["code"] in WARNINGS


def _post(reason: Told, names: Names) -> str:
    labels = dict(Duty.Kind.choices)
    role = labels.get(reason.get("name", ""), "")
    return _("Leads the table as %(role)s") % {"role": role}


def _moved(reason: Told, names: Names) -> str:
    table = names.of_tables([reason.get("name", "")])
    return _("Sat at table %(table)s before") % {"table": table} if table else ""


def _wish(reason: Told, names: Names) -> str:
    rank = reason.get("number", 1)
    return _("First wish") if rank == 1 else _("Wish number %(rank)d") % {"rank": rank}


def _naming(text: Callable[[], str]) -> Callable[[Told, Names], str]:
    def word(reason: Told, names: Names) -> str:
        people = names.of_people(reason.get("people", ()))
        return text() % {"people": people} if people else ""

    return word


def _sector(reason: Told, names: Names) -> str:
    sector = names.sectors.get(reason.get("name", ""), "")
    return _("Nobody else at the table is of the sector “%(sector)s”") % {"sector": sector}


def _newcomer(reason: Told, names: Names) -> str:
    number = reason.get("number", 1)
    return ngettext(
        "Here for the first time, the only one at the table",
        "Here for the first time, one of %(number)d at the table",
        number,
    ) % {"number": number}


_REASONS: dict[str, Callable[[Told, Names], str]] = {
    "post": _post,
    "pinned": lambda reason, names: _("The office has fixed this seat"),
    "kept": lambda reason, names: _("Keeps the table of before"),
    "moved": _moved,
    "wish": _wish,
    "again": lambda reason, names: _("Has this theme in an earlier round already"),
    "no_wish": lambda reason, names: _("Has wished for other themes"),
    "answers": _naming(lambda: _("Has what is needed by %(people)s")),
    "answered_by": _naming(lambda: _("Needs what is offered by %(people)s")),
    "sector": _sector,
    "apart": _naming(lambda: _("Colleagues sit elsewhere: %(people)s")),
    "colleague": _naming(lambda: _("Colleagues at the same table: %(people)s")),
    "met_again": _naming(lambda: _("Sat with them in an earlier round: %(people)s")),
    "newcomer": _newcomer,
}


# --- Why nobody can be seated -------------------------------------------------------------------


def conflict_in_words(conflict: Told, names: Names) -> str:
    """Which rule cannot be kept, how many seats are missing, and what to do about it."""
    facts = {
        "round": conflict["round"],
        "wanted": conflict["wanted"],
        "available": conflict["available"],
        "missing": conflict["wanted"] - conflict["available"],
        "people": names.of_people(conflict["people"]),
        "tables": names.of_tables(conflict["tables"]),
    }
    return _CONFLICTS.get(conflict["code"], _CONFLICTS["unknown"])() % facts


_CONFLICTS: dict[str, Callable[[], str]] = {
    "unknown": lambda: _("A rule names somebody or a table that does not take part any more."),
    "torn": lambda: _(
        "Round %(round)d: the rules for %(people)s contradict each other (%(tables)s). Nobody "
        "can sit at two tables at once. Please look at duties, fixed seats and tables kept from."
    ),
    "absent": lambda: _("Round %(round)d: %(people)s is to sit at a table but does not come."),
    "seats": lambda: _(
        "Round %(round)d: %(wanted)d people need a seat, and the tables have %(available)d. "
        "Seats missing: %(missing)d. Please add seats or a table."
    ),
    "guests": lambda: _(
        "Round %(round)d: the tables want %(wanted)d people at least, and %(available)d take part."
    ),
    "crowded": lambda: _(
        "Round %(round)d: these people may sit only at %(tables)s, where seats are missing: "
        "%(missing)d. It is about %(people)s. Please free a fixed seat or allow another table."
    ),
    "deserted": lambda: _(
        "Round %(round)d: %(tables)s need %(wanted)d people, and only %(available)d may sit there."
    ),
}


# --- How good it is -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """A figure, and beside it what could be reached at all."""

    label: str
    value: str
    note: str = ""


def figures(quality: Told, rounds: int) -> list[Figure]:
    """How good a seating is, in plain words; none where nobody was seated yet."""
    if not quality:
        return []
    found = [*_wishes(quality), _sectors(quality), _colleagues(quality), _newcomers(quality)]
    if rounds > 1:
        found.append(_repeats(quality))
    if quality["met_before"]:
        found.append(_met_before(quality))
    return [*found, _matched(quality), _sizes(quality)]


def _wishes(quality: Told) -> list[Figure]:
    named, ranks = quality["first_named"], quality["ranks"]
    first = Figure(
        _("First wish granted"),
        _("%(count)d of %(all)d") % {"count": ranks[0] if ranks else 0, "all": named},
        _("More than %(bound)d is not possible with these seats.")
        % {"bound": quality["first_possible"]},
    )
    without = len(quality["wishless"])
    wishless = Figure(
        _("Wished and got none of it"),
        str(without),
        _("%(share)d of 100 parts of what all wishes together could reach")
        % {"share": _share(quality["wishes"])},
    )
    return [first, wishless]


def _share(measure: Told) -> int:
    bound = measure["bound"]
    return int(100 * measure["reached"] / bound + 1e-9) if bound else 100


def _at_least(count: float) -> str:
    if not count:
        return _("None would be best.")
    return _("Fewer than %(bound)d is not possible.") % {"bound": count}


def _sectors(quality: Told) -> Figure:
    reached, bound = quality["sectors"]["reached"], quality["sectors"]["bound"]
    return Figure(
        _("Different sectors, all tables added up"),
        str(int(reached)),
        _("More than %(bound)d is not possible with these themes.") % {"bound": bound},
    )


def _colleagues(quality: Told) -> Figure:
    measure = quality["colleagues"]
    return Figure(
        _("Colleagues at one table (pairs)"),
        str(int(measure["reached"])),
        _at_least(measure["bound"]),
    )


def _newcomers(quality: Told) -> Figure:
    measure = quality["newcomers"]
    return Figure(
        _("Most newcomers at one table"), str(int(measure["reached"])), _at_least(measure["bound"])
    )


def _repeats(quality: Told) -> Figure:
    measure = quality["repeats"]
    return Figure(
        _("Met again in a later round (pairs)"),
        str(int(measure["reached"])),
        _at_least(measure["bound"]),
    )


def _met_before(quality: Told) -> Figure:
    return Figure(
        _("Sat together at an earlier meeting (pairs)"),
        str(quality["met_before"]),
        _at_least(0),
    )


def _matched(quality: Told) -> Figure:
    return Figure(
        _("Pairs whose needs and seeds answer each other"),
        str(quality["matched"]),
        _("They sit at one table."),
    )


def _sizes(quality: Told) -> Figure:
    least, most = quality["sizes"]
    return Figure(
        _("Guests at a table"),
        str(most) if least == most else f"{least}–{most}",
        _("Who leads a table sits there beside them."),
    )

"""What both sides would gain from working together, from what they have chosen and nothing else."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from challenges.models import Challenge
from matching.engine import Addend, Document
from matching.reading.words import Names, listed
from partners.models import Listing


class Side(NamedTuple):
    """A text with who stands behind it, and what a city offers beside its challenge (slugs)."""

    document: Document
    who: str
    offers: frozenset[str] = frozenset()


class Gains(NamedTuple):
    """Sentences for each of the two, and for what both would work on."""

    who_left: str
    left: list[str]
    who_right: str
    right: list[str]
    together: list[str]

    @property
    def is_empty(self) -> bool:
        """Whether nothing they have chosen says anything."""
        return not (self.left or self.right or self.together)


def side_of(row: Listing | Challenge, document: Document) -> Side:
    """A challenge may bring along what its city offers as `offered_slugs`."""
    if isinstance(row, Listing):
        return Side(document, row.partner.name)
    return Side(document, row.municipality.name, frozenset(getattr(row, "offered_slugs", ())))


def gains(left: Side, right: Side) -> Gains:
    """What the left one, the right one, and both together gain."""
    names = _names(left, right)
    if left.document.side == right.document.side:
        return Gains(left.who, [], right.who, [], _as_allies(left, right, names))
    return Gains(
        left.who,
        _for(left, right, names),
        right.who,
        _for(right, left, names),
        _together(left, right, names),
    )


def _for(one: Side, other: Side, names: Names) -> list[str]:
    """What the one gains from the other: what it lacks is given, or what it can give is used."""
    met = one.document.resources & other.document.resources
    kinds = _kinds(met, names)
    if one.document.side == "seed":
        used = [_("%(other)s can use what you offer: %(kinds)s")] if met else []
        given = _kinds(other.offers, names)
        also = [_("%(other)s offers on its part: %(kinds)s") % {"other": other.who, "kinds": given}]
        said = [words % {"other": other.who, "kinds": kinds} for words in used]
        return said + (also if other.offers else [])
    if not met:
        return []
    lacks = _("%(other)s can make up for what is lacking: %(kinds)s")
    return [lacks % {"other": other.who, "kinds": kinds}]


def _as_allies(one: Side, other: Side, names: Names) -> list[str]:
    both = one.document.resources & other.document.resources
    asked = _("Both look for %(kinds)s and can ask for it together.")
    said = [asked % {"kinds": _kinds(both, names)}] if both else []
    return said + _together(one, other, names)


def _together(one: Side, other: Side, names: Names) -> list[str]:
    """The goals and fields that both have chosen, the main goals of both first."""
    goals = one.document.goals & other.document.goals
    fields = one.document.fields & other.document.fields
    said = []
    if goals and len(goals) < MOST_GOALS:
        main = one.document.primary_goals & other.document.primary_goals
        ordered = sorted(goals, key=lambda number: (number not in main, number))
        rows = [names.goals[str(number)] for number in ordered if str(number) in names.goals]
        named = listed(f"{goal.number} {goal.name}" for goal in rows)
        said.append(_("Both work towards the goals: %(names)s") % {"names": named})
    if fields:
        named = listed(names.slugs.get(("field", slug), slug) for slug in sorted(fields))
        said.append(_("Both are at work in the fields: %(names)s") % {"names": named})
    return said


MOST_GOALS = 9
"""So many goals in common say nothing any more."""


def _kinds(slugs: Iterable[str], names: Names) -> str:
    return listed(names.slugs.get(("resource", slug), slug) for slug in sorted(slugs))


def _names(*sides: Side) -> Names:
    """Of all that may be named; the vocabulary is asked for once in a while."""
    fields = {slug for side in sides for slug in side.document.fields}
    kinds = {slug for side in sides for slug in side.document.resources | side.offers}
    named = [Addend("field", slug, 0.0, rare=False) for slug in fields]
    return Names.of([*named, *(Addend("resource", slug, 0.0, rare=False) for slug in kinds)])

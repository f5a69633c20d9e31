"""All that came before a row, and all that came out of it: breadth first, a level at a time.

The walk goes through rows whoever may see them, as `origins_for` does; what a reader may not see is
left out of what is shown afterwards. One arrow tells by itself who talked in private: that from a
need or seed to the introduction of its partner. Who does not see the introduction is led along it
only where the partner had agreed to the talk, and only to, or from, what names that partner anyway.

How often a walk asks the database grows with the levels of a chain, never with its rows.
"""

from collections.abc import Callable, Iterable

from tomoni.portal.provenance.edges import (
    Level,
    Place,
    by_kind,
    children_of,
    parents_of,
    partners_in,
    places,
)
from tomoni.portal.provenance.kinds import Node
from tomoni.portal.provenance.readers import Reader, seen_by

DEEPEST = 12
"""Levels of a chain; a need that became an agreement takes six."""
MOST_ROWS = 5000
"""Of one walk, over all its levels."""


def past_of(node: Node, reader: Reader) -> set[Node]:
    """All that the row came out of, however far back, without itself."""
    levels = _levels({node}, parents_of)
    depth = {each: number for number, level in enumerate(levels) for each in level}
    talks = {pk for name, pk in depth if name == "introduction"}
    found = places(introductions=talks) if talks else []
    seen, hidden = _by_sight(found, reader)
    if hidden:
        named = partners_in(seen_by(reader, depth))
        seen += [
            place
            for place in hidden
            if any(
                partner == place.partner and depth[each] < depth[_talk_of(place)]
                for each, partner in named
            )
        ]
    return {*depth, *(("listing", place.listing) for place in seen)} - {node}


def future_of(nodes: Iterable[Node], reader: Reader) -> set[Node]:
    """All that came out of the rows, however late, without themselves."""
    begun = set(nodes)
    listings = by_kind(begun).get("listing", set())
    seen, hidden = _by_sight(places(listings=listings) if listings else [], reader)
    found = _walk(begun | {_talk_of(place) for place in seen})
    for partner in sorted({place.partner for place in hidden}):
        talks = {_talk_of(place) for place in hidden if place.partner == partner} - found
        beyond = _walk(talks) - talks - found if talks else set()
        named = partners_in(seen_by(reader, beyond)) if beyond else set()
        found |= _walk({each for each, who in named if who == partner})
    return found - begun


def _by_sight(found: Iterable[Place], reader: Reader) -> tuple[list[Place], list[Place]]:
    """The places of introductions that the reader sees; of others those to which was agreed."""
    every = list(found)
    shown = seen_by(reader, {_talk_of(place) for place in every})
    hidden = [place for place in every if _talk_of(place) not in shown]
    return [p for p in every if _talk_of(p) in shown], [p for p in hidden if p.is_agreed]


def _talk_of(place: Place) -> Node:
    return "introduction", place.introduction


def _walk(begun: set[Node]) -> set[Node]:
    """The rows and all that came out of them."""
    return set().union(*_levels(begun, children_of))


def _levels(begun: set[Node], step: Callable[[Level], set[Node]]) -> list[set[Node]]:
    """The rows, then what is one step from them, and so on; each row once, as near as it is."""
    levels, seen = [begun], set(begun)
    while levels[-1] and len(levels) <= DEEPEST and len(seen) <= MOST_ROWS:
        levels.append(step(by_kind(levels[-1])) - seen)
        seen |= levels[-1]
    return levels

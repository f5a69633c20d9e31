"""All that came before a row, and all that came out of it: breadth first, a level at a time.

The walk goes through rows whoever may see them, as `origins_for` does; what a reader may not see is
left out of what is shown afterwards. How often it asks the database grows with the levels of a
chain, never with its rows.
"""

from collections.abc import Callable, Iterable

from tomoni.portal.provenance.edges import Level, by_kind, children_of, parents_of
from tomoni.portal.provenance.kinds import Node

DEEPEST = 12
"""Levels of a chain; a need that became an agreement takes six."""
MOST_ROWS = 5000
"""Of one walk, over all its levels."""


def past_of(nodes: Iterable[Node]) -> set[Node]:
    """All that the rows came out of, however far back, without themselves."""
    return _walk(nodes, parents_of)


def future_of(nodes: Iterable[Node]) -> set[Node]:
    """All that came out of the rows, however late, without themselves."""
    return _walk(nodes, children_of)


def _walk(nodes: Iterable[Node], step: Callable[[Level], set[Node]]) -> set[Node]:
    begun = set(nodes)
    seen, level = set(begun), begun
    for _depth in range(DEEPEST):
        level = step(by_kind(level)) - seen
        seen |= level
        if not level or len(seen) > MOST_ROWS:
            break
    return seen - begun

"""Who shares words and labels with a text.

A rebuild leaves blocks with all that have a term (`blocks.py`). What changes afterwards has rows of
its own here, which count instead of what the blocks say of it.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from matching.engine.documents import Side
from matching.engine.pool import EQUAL_PLACES, Member
from matching.engine.rows import Row, Weights
from matching.engine.scoring import LEAST_BASE
from matching.storing import blocks, store
from matching.storing.blocks import Nodes
from matching.storing.keys import key_of_node, node_of
from matching.storing.tables import SIDES, rows

ROUNDING = 2e-9
"""What a base may be off by that was summed up in another order: a unit of its last place."""
LOWEST = 1_000
"""So many lists with the lowest floors are looked through one by one; above them few come close."""


class Closest(NamedTuple):
    """The closest of those who share something with a text, the closest first; shapes (n,).

    ``beyond`` is the largest base of the others, 0 where there are none.
    """

    nodes: Nodes
    bases: Weights
    beyond: float


class Near(NamedTuple):
    """Documents that share something with a text, by their nodes; shapes (n,) and (n,)."""

    nodes: Nodes
    bases: Weights

    def closest(self, limit: int) -> Closest:
        """So many of them."""
        if len(self.nodes) <= limit:
            order = np.argsort(-self.bases, kind="stable")
            return Closest(self.nodes[order], self.bases[order], 0.0)
        chosen = np.argpartition(-self.bases, limit)
        order = chosen[:limit][np.argsort(-self.bases[chosen[:limit]], kind="stable")]
        return Closest(self.nodes[order], self.bases[order], float(self.bases[chosen[limit]]))

    def bases_of(self, keys: Sequence[str]) -> dict[str, float]:
        """The bases of some of them."""
        asked = np.isin(self.nodes, np.array([node_of(key) for key in keys], np.int64))
        found = zip(self.nodes[asked].tolist(), self.bases[asked].tolist(), strict=True)
        return {key_of_node(node): base for node, base in found}


def near(slot: int, side: Side, member: Member) -> Near:
    """Everything on a side that shares enough with the member to be suggested, but itself."""
    nodes, bases = blocks.sums(slot, side, member.rows)
    changed = store.changed(slot, side)
    if len(changed):
        by_rows, is_current = _by_rows(slot, side, member.rows), ~np.isin(nodes, changed)
        nodes = np.concatenate([by_rows.nodes, nodes[is_current]])
        bases = np.concatenate([by_rows.bases, bases[is_current]])
    bases = np.round(bases, EQUAL_PLACES)
    kept = bases >= LEAST_BASE
    if member.key:
        kept &= nodes != node_of(member.key)
    return Near(nodes[kept], bases[kept])


def _by_rows(slot: int, side: Side, texts: Sequence[Row]) -> Near:
    terms = sorted({term for row in texts for term in row.hashes.tolist()})
    found = rows(
        "SELECT node, part, term, weight FROM matching_posting"
        " WHERE slot = %s AND side = %s AND term = ANY(%s)",
        [slot, SIDES.index(side), terms],
    )
    weights = [dict(zip(row.hashes.tolist(), row.weights.tolist(), strict=True)) for row in texts]
    sums: dict[tuple[int, int, int], float] = {}
    for node, part, term, weight in found:
        for at, own in enumerate(weights):
            if term in own:
                sums[node, part, at] = sums.get((node, part, at), 0.0) + own[term] * weight
    return _best([key[0] for key in sums], list(sums.values()))


def _best(nodes: Any, bases: Any) -> Near:
    """Of each node the largest of its bases."""
    unique, places = np.unique(np.asarray(nodes, np.int64), return_inverse=True)
    best = np.zeros(len(unique))
    np.maximum.at(best, places, np.asarray(bases, float))
    return Near(unique, best)


def reached(slot: int, own_side: Side, found: Near) -> set[int]:
    """Those in whose list of documents on ``own_side`` one with these bases belongs."""
    side = SIDES.index(own_side)
    lowest = rows(
        "SELECT node, floor FROM matching_neighbourlist"
        " WHERE slot = %s AND side = %s ORDER BY floor LIMIT %s",
        [slot, side, LOWEST],
    )
    cutoff = lowest[-1][1] if len(lowest) == LOWEST else 2.0
    low = _above(found, np.array(sorted(lowest), float).reshape(-1, 2))
    clear = found.bases >= cutoff - ROUNDING
    high = rows(
        "SELECT list.node FROM unnest(%s::bigint[], %s::float8[]) AS near(node, base)"
        " JOIN matching_neighbourlist list ON list.slot = %s AND list.side = %s"
        " AND list.node = near.node WHERE near.base >= list.floor - %s",
        [found.nodes[clear].tolist(), found.bases[clear].tolist(), slot, side, ROUNDING],
    )
    return {*low.tolist(), *(node for (node,) in high)}


def _above(found: Near, floors: NDArray[np.float64]) -> Nodes:
    """Those of the near that reach their floor; rows of a node and a floor, the nodes ascending."""
    if not len(floors):
        return found.nodes[:0]
    nodes = floors[:, 0].astype(np.int64)
    places = np.minimum(np.searchsorted(nodes, found.nodes), len(nodes) - 1)
    reaches = found.bases >= floors[places, 1] - ROUNDING
    return found.nodes[reaches & (nodes[places] == found.nodes)]


def put(slot: int, side: Side, node: int, texts: Sequence[Row]) -> None:
    """Make a document findable that is not in the blocks, or not as it is now."""
    with connection.cursor() as cursor:
        for part, row in enumerate(texts):
            cursor.execute(
                "INSERT INTO matching_posting (slot, side, node, part, term, weight)"
                " SELECT %s, %s, %s, %s, * FROM unnest(%s::bigint[], %s::float8[])",
                [slot, SIDES.index(side), node, part, row.hashes.tolist(), row.weights.tolist()],
            )

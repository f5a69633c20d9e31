"""Who shares words and labels with a text.

A rebuild leaves, for each term, a block with all that have it: packed arrays, never touched again.
What changes afterwards has rows of its own, which count instead of what the blocks say of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from matching import store
from matching.engine.documents import Side
from matching.engine.pool import Columns, Member, Pool
from matching.engine.rows import Row, Weights
from matching.engine.scoring import LEAST_BASE
from matching.keys import key_of_node, node_of
from matching.tables import SIDES, copied, copy_rows, rows

ROUNDING = 1e-5
"""What a base may be off by, as the blocks have it."""
LOWEST = 1_000
"""So many lists with the lowest floors are looked through one by one; above them few come close."""

Nodes = NDArray[np.int64]
Places = NDArray[np.int32]


class Near(NamedTuple):
    """Documents that share something with a text, by their nodes, the closest first.

    Shapes (n,) and (n,).
    """

    nodes: Nodes
    bases: Weights

    def first(self, limit: int) -> list[int]:
        """The closest of them."""
        return [int(node) for node in self.nodes[:limit]]


def near(slot: int, side: Side, member: Member) -> Near:
    """Everything on a side that shares enough with the member to be suggested, but itself."""
    terms = sorted({int(term) for row in member.rows for term in row.hashes})
    by_rows = _by_rows(slot, side, member.rows, terms)
    by_blocks = _by_blocks(slot, side, member.rows, terms)
    current = ~np.isin(by_blocks.nodes, by_rows.nodes)
    nodes = np.concatenate([by_rows.nodes, by_blocks.nodes[current]])
    bases = np.concatenate([by_rows.bases, by_blocks.bases[current]])
    kept = bases >= LEAST_BASE - ROUNDING
    if member.key:
        kept &= nodes != node_of(member.key)
    order = np.argsort(-bases[kept], kind="stable")
    return Near(nodes[kept][order], bases[kept][order])


def _by_blocks(slot: int, side: Side, texts: Sequence[Row], terms: list[int]) -> Near:
    values = [slot, SIDES.index(side)]
    nodes = roster_of(slot, side)
    if not len(nodes):
        return _best([], [])
    blocks = {
        term: (np.frombuffer(places, "<i4"), np.frombuffer(weights, "<f8"))
        for term, places, weights in copied(
            "SELECT term, places, weights FROM matching_termblock"
            " WHERE slot = %s AND side = %s AND term = ANY(%s)",
            [*values, terms],
            ["int8", "bytea", "bytea"],
        )
    }
    best = np.zeros(len(nodes))
    for row in texts:
        np.maximum(best, _sums(row, blocks, len(nodes)), out=best)
    firsts = np.flatnonzero(np.append(True, nodes[1:] != nodes[:-1]))  # of each node's texts
    nodes, best = nodes[firsts], np.maximum.reduceat(best, firsts)
    shared = best >= LEAST_BASE - ROUNDING
    return Near(nodes[shared], best[shared])


def _sums(text: Row, blocks: Mapping[int, tuple[Places, Weights]], size: int) -> Weights:
    """The bases of a text with all texts of the roster, shape (size,)."""
    sums = np.zeros(size)
    for term, weight in zip(text.hashes.tolist(), text.weights.tolist(), strict=True):
        if block := blocks.get(term):
            sums[block[0]] += weight * block[1]
    return sums


def _by_rows(slot: int, side: Side, texts: Sequence[Row], terms: list[int]) -> Near:
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
    floors = dict(lowest)
    pairs = zip(found.nodes.tolist(), found.bases.tolist(), strict=True)
    low = {node for node, base in pairs if base >= floors.get(node, 2.0) - ROUNDING}
    clear = found.bases >= cutoff - ROUNDING
    high = rows(
        "SELECT list.node FROM unnest(%s::bigint[], %s::float8[]) AS near(node, base)"
        " JOIN matching_neighbourlist list ON list.slot = %s AND list.side = %s"
        " AND list.node = near.node WHERE near.base >= list.floor - %s",
        [found.nodes[clear].tolist(), found.bases[clear].tolist(), slot, side, ROUNDING],
    )
    return low | {node for (node,) in high}


def put(slot: int, side: Side, node: int, texts: Sequence[Row]) -> None:
    """Make a document findable that is not in the blocks, or not as it is now."""
    with connection.cursor() as cursor:
        for part, row in enumerate(texts):
            cursor.execute(
                "INSERT INTO matching_posting (slot, side, node, part, term, weight)"
                " SELECT %s, %s, %s, %s, * FROM unnest(%s::bigint[], %s::real[])",
                [slot, SIDES.index(side), node, part, row.hashes.tolist(), row.weights.tolist()],
            )


def make_blocks(slot: int, side: Side, texts: Sequence[tuple[int, Row]]) -> None:
    """Write the blocks of the texts of a side; there must be none yet."""
    roster = np.array([node for node, _row in texts], "<i8")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO matching_roster (slot, side, nodes) VALUES (%s, %s, %s)",
            [slot, SIDES.index(side), roster.tobytes()],
        )
    copy_rows(
        f"matching_termblock_{slot:d} (slot, side, term, places, weights)",
        ["int2", "int2", "int8", "bytea", "bytea"],
        _blocks(slot, SIDES.index(side), [row for _node, row in texts]),
    )


def _blocks(slot: int, side: int, texts: Sequence[Row]) -> Iterable[tuple[Any, ...]]:
    if not texts:
        return
    lengths = [len(row.hashes) for row in texts]
    hashes = np.concatenate([row.hashes for row in texts])
    weights = np.concatenate([row.weights for row in texts])
    places = np.repeat(np.arange(len(texts), dtype="<i4"), lengths)
    order = np.argsort(hashes, kind="stable")
    terms, begins = np.unique(hashes[order], return_index=True)
    place_bytes, weight_bytes = places[order].tobytes(), weights[order].astype("<f8").tobytes()
    ends = np.append(begins[1:], len(order))
    for term, begin, end in zip(terms.tolist(), begins.tolist(), ends.tolist(), strict=True):
        yield slot, side, term, place_bytes[4 * begin : 4 * end], weight_bytes[8 * begin : 8 * end]


def pool_of(slot: int, side: Side) -> Pool:
    """All documents of a side as the blocks have them: as the last rebuild left them."""
    nodes = roster_of(slot, side)
    values = [slot, SIDES.index(side)]
    blocks = copied(
        "SELECT term, places, weights FROM matching_termblock"
        " WHERE slot = %s AND side = %s ORDER BY term",
        values,
        ["int8", "bytea", "bytea"],
    )
    hashes = np.array([term for term, _places, _weights in blocks], np.int64)
    places = np.frombuffer(b"".join(places for _term, places, _weights in blocks), "<i4")
    weights = np.frombuffer(b"".join(weights for _term, _places, weights in blocks), "<f8")
    ends = np.cumsum([0, *(len(places) // 4 for _term, places, _weights in blocks)])
    matrix = csc_matrix((weights, places, ends), (len(nodes), len(hashes)))
    firsts = np.diff(nodes, prepend=-1) != 0
    keys = list(map(key_of_node, nodes[firsts].tolist()))
    facts = store.facts(slot, side)
    columns = Columns(hashes, matrix, np.cumsum(firsts) - 1)
    return Pool.of_columns(keys, [facts[key] for key in keys], columns)


def roster_of(slot: int, side: Side) -> Nodes:
    """The node of each text of a side in the order of the blocks' places, shape (texts,)."""
    found = copied(
        "SELECT nodes FROM matching_roster WHERE slot = %s AND side = %s",
        [slot, SIDES.index(side)],
        ["bytea"],
    )
    return np.frombuffer(found[0][0] if found else b"", "<i8")

"""For each word or label all texts of a side that have it, as the last rebuild found them.

Packed arrays that are never touched again, so a process keeps those it has read: the words of
every platform and the goals, of which the blocks are long, are asked for by nearly every text.
"""

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from cachetools import LRUCache
from django.db import connection
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from matching.engine.documents import Side
from matching.engine.pool import Columns, Pool
from matching.engine.rows import Row, Weights
from matching.storing import store
from matching.storing.keys import key_of_node
from matching.storing.tables import SIDES, copied, copy_rows, rows

KEPT_BYTES = 64 * 2**20
"""So much of the blocks a process keeps, those that were asked for last."""

Nodes = NDArray[np.int64]
Places = NDArray[np.int32]


class Block(NamedTuple):
    """The texts with a term by their places in the roster, and its weight there; shapes (n,)."""

    places: Places
    weights: Weights


class Roster(NamedTuple):
    """The texts of a side: the node of each, shape (texts,), and where that of the next begins."""

    nodes: Nodes
    firsts: NDArray[np.int64]

    def best(self, bases: Weights) -> tuple[Nodes, Weights]:
        """From texts to documents: the node of each, and the best of its texts' bases."""
        if len(self.firsts) == len(self.nodes):
            return self.nodes, bases
        return self.nodes[self.firsts], np.maximum.reduceat(bases, self.firsts)


_Key = tuple[int, Side, int]
_kept: LRUCache[_Key, Block] = LRUCache(
    KEPT_BYTES, getsizeof=lambda block: block.places.nbytes + block.weights.nbytes
)
_rosters: LRUCache[tuple[int, Side], Roster] = LRUCache(4)
_lock = Lock()


def _version(slot: int) -> int:
    """Whose blocks are in the slot; what is kept is kept for a version."""
    found = rows("SELECT max(id) FROM matching_version WHERE slot = %s", [slot])
    return int(found[0][0] or 0)


def sums(slot: int, side: Side, texts: Sequence[Row]) -> tuple[Nodes, Weights]:
    """The documents of the blocks, and the base of each with the closest of these texts."""
    version = _version(slot)
    roster = _roster(version, slot, side)
    best = np.zeros(len(roster.nodes))
    if not len(best):
        return roster.nodes, best
    blocks = _blocks_of(
        version, slot, side, {term for row in texts for term in row.hashes.tolist()}
    )
    for row in texts:
        np.maximum(best, _sums(row, blocks, len(best)), out=best)
    return roster.best(best)


def _sums(text: Row, blocks: dict[int, Block], size: int) -> Weights:
    """The bases of a text with all texts of the roster, shape (size,)."""
    found = np.zeros(size)
    for term, weight in zip(text.hashes.tolist(), text.weights.tolist(), strict=True):
        if block := blocks.get(term):
            found[block.places] += weight * block.weights
    return found


def _blocks_of(version: int, slot: int, side: Side, terms: set[int]) -> dict[int, Block]:
    with _lock:
        known = {term: _kept.get((version, side, term)) for term in terms}
    found = {term: block for term, block in known.items() if block is not None}
    missing = sorted(terms - found.keys())
    for term, block in _read(slot, side, missing) if missing else ():
        found[term] = block
        with _lock:
            _kept[version, side, term] = block
    return found


def _read(slot: int, side: Side, terms: list[int]) -> Iterable[tuple[int, Block]]:
    """The block of each term, an empty one where nobody has it."""
    found = copied(
        "SELECT term, places, weights FROM matching_termblock"
        " WHERE slot = %s AND side = %s AND term = ANY(%s)",
        [slot, SIDES.index(side), terms],
        ["int8", "bytea", "bytea"],
    )
    blocks = {term: _block(places, weights) for term, places, weights in found}
    return ((term, blocks.get(term, _NOWHERE)) for term in terms)


def _block(places: bytes, weights: bytes) -> Block:
    return Block(np.frombuffer(places, "<i4"), np.frombuffer(weights, "<f8"))


_NOWHERE = _block(b"", b"")


def _roster(version: int, slot: int, side: Side) -> Roster:
    found = _rosters.get((version, side))
    if found is None:
        nodes = roster_of(slot, side)
        found = Roster(nodes, np.flatnonzero(np.diff(nodes, prepend=-1)))
        with _lock:
            _rosters[version, side] = found
    return found


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

"""The tables of the matcher, read and written as the engine's own objects.

Every function takes the slot it works in. Who changes a slot holds `lock` in a transaction.
"""

import struct
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import orjson
from django.db import OperationalError, connection, transaction
from numpy.typing import NDArray
from psycopg.errors import LockNotAvailable

from matching.engine.analysis import AnalysedDocument
from matching.engine.documents import Facts, Side
from matching.engine.hashes import term_hash
from matching.engine.pool import Best, Member, Neighbours, Pool
from matching.engine.profiles import Packed, Profile, packed_content
from matching.engine.ranking import USUAL_OF, usual
from matching.engine.rows import Row, unpacked
from matching.engine.statistics import Label, Statistics, offered
from matching.models import Version
from matching.storing.keys import key_of_node, node_of
from matching.storing.tables import SIDES, copied, copy_packed, copy_rows, rows

_LOCK = 7_006_733  # a number nobody else uses


class Place(NamedTuple):
    """Where a list is kept: the side of its candidates, and whose list it is."""

    side: Side
    key: str


def lock() -> None:
    """Wait for one's turn to change the lists; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = '60s'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def current() -> Version | None:
    """The version that is read, None before the first rebuild has ended."""
    return Version.objects.current().first()


def statistics(version: Version, documents: Iterable[AnalysedDocument] | None = None) -> Statistics:
    """The statistics of a version; of the terms only those of the documents, if any are given."""
    statement = "SELECT term, documents FROM matching_termfrequency WHERE slot = %s"
    values: list[Any] = [version.slot]
    if documents is not None:
        statement += " AND term = ANY(%s)"
        values.append(list({term_hash(term) for each in documents for term in _terms(each)}))
    labels = {_label(name): count for name, count in version.labels.items()}
    return Statistics(version.size, dict(rows(statement, values)), labels, offered(labels))


def frequencies(slot: int, terms: Iterable[int]) -> tuple[int, dict[int, int]]:
    """How many documents were counted for the version in the slot, and how many have each term."""
    found = rows(
        "SELECT version.size, counted.term, counted.documents FROM matching_version version"
        " LEFT JOIN matching_termfrequency counted"
        " ON counted.slot = version.slot AND counted.term = ANY(%s)"
        " WHERE version.slot = %s AND version.state = 'current'",
        [list(terms), slot],
    )
    size = found[0][0] if found else 0
    return size, {term: documents for _size, term, documents in found if term is not None}


def _terms(document: AnalysedDocument) -> set[str]:
    return {term for text in document.texts for term, _count in text.counts}


def _label(name: str) -> Label:
    kind, _, key = name.partition(":")
    return kind, key


def profiles(slot: int, keys: Iterable[str]) -> dict[str, Profile]:
    """The stored profiles of these keys; what is not stored is missing."""
    found = rows(
        "SELECT node, side, facts, rows, profile FROM matching_storedprofile"
        " WHERE slot = %s AND node = ANY(%s)",
        [slot, [node_of(key) for key in keys]],
    )
    return {key_of_node(row[0]): profile_of_row(*row) for row in found}


def profile_of_row(node: int, side: int, facts: str, packed_rows: bytes, words: str) -> Profile:
    """The profile of the columns node, side, facts, rows and profile."""
    known, packed = facts_of_row(facts), Packed(packed_rows, words)
    return Profile(key_of_node(node), SIDES[side], known, packed)


def facts_of_row(facts: str) -> Facts:
    """The facts of the column facts."""
    return Facts.from_json(orjson.loads(facts))


def members(slot: int, nodes: Collection[int]) -> dict[str, Member]:
    """Of these documents as much as it takes to compare them."""
    found = copied(
        "SELECT node, rows, facts::text FROM matching_storedprofile"
        " WHERE slot = %s AND node = ANY(%s)",
        [slot, list(nodes)],
        ["int8", "bytea", "text"],
    )
    return {key_of_node(row[0]): _member(*row) for row in found}


def facts_of(slot: int, keys: Iterable[str]) -> dict[str, Facts]:
    """What is known of these documents; of one that is not stored nothing."""
    found = rows(
        "SELECT node, facts FROM matching_storedprofile WHERE slot = %s AND node = ANY(%s)",
        [slot, list(map(node_of, keys))],
    )
    return {key_of_node(node): facts_of_row(known) for node, known in found}


def facts(slot: int, side: Side) -> dict[str, Facts]:
    """What is known of all documents of a side."""
    found = rows(
        "SELECT node, facts FROM matching_storedprofile WHERE slot = %s AND side = %s",
        [slot, SIDES.index(side)],
    )
    return {key_of_node(node): facts_of_row(known) for node, known in found}


def texts_of(slot: int, side: Side) -> list[tuple[int, Row]]:
    """The node and the row of each text of a side, in the order of the keys."""
    found = copied(
        "SELECT node, rows FROM matching_storedprofile WHERE slot = %s AND side = %s",
        [slot, SIDES.index(side)],
        ["int8", "bytea"],
    )
    found.sort(key=lambda row: key_of_node(row[0]))
    return [(node, row) for node, packed_rows in found for row in unpacked(packed_rows)]


def members_of(slot: int, side: Side) -> list[Member]:
    """All documents of a side."""
    found = rows(
        "SELECT node, rows, facts FROM matching_storedprofile WHERE slot = %s AND side = %s",
        [slot, SIDES.index(side)],
    )
    return [_member(*row) for row in found]


def _member(node: int, packed_rows: bytes, facts: str) -> Member:
    return Member(key_of_node(node), unpacked(packed_rows), Facts.from_json(orjson.loads(facts)))


def digests(slot: int, keys: Iterable[str] | None = None) -> dict[str, str]:
    """Key → digest of the document it was made from, for all that is stored or for these keys."""
    statement = "SELECT node, digest FROM matching_storedprofile WHERE slot = %s"
    values: list[Any] = [slot]
    if keys is not None:
        statement += " AND node = ANY(%s)"
        values.append([node_of(key) for key in keys])
    found = rows(statement, values)
    return {key_of_node(node): digest for node, digest in found}


def differing(slot: int, other: int) -> list[str]:
    """What the two slots have in different states, or only one of them has."""
    state = "(SELECT node, digest FROM matching_storedprofile WHERE slot = %s)"
    found = rows(
        f"SELECT coalesce(one.node, two.node) FROM {state} one FULL JOIN {state} two USING (node)"  # noqa: S608
        " WHERE one.digest IS DISTINCT FROM two.digest",
        [slot, other],
    )
    return sorted(key_of_node(node) for (node,) in found)


def sizes(slot: int) -> dict[Side, int]:
    """How many documents are stored of each side; sides without one are missing."""
    found = rows(
        "SELECT side, count(*) FROM matching_storedprofile WHERE slot = %s GROUP BY side", [slot]
    )
    return {SIDES[side]: count for side, count in found}


ProfileRow = tuple[int, int, str, bytes, bytes, str | bytes]


def profile_row(profile: Profile, rows: Sequence[Row], digest: str) -> ProfileRow:
    """A profile as it is stored, with the digest of its document."""
    facts = b"\1" + orjson.dumps(profile.facts.to_json())  # the binary form of jsonb, version 1
    node, side = node_of(profile.key), SIDES.index(profile.side)
    content = packed_content(profile.content, rows)
    return node, side, digest, content.rows, facts, content.words


def put(slot: int, rows: Iterable[ProfileRow], *, has_changed: bool = False) -> None:
    """Store profiles; they must not be there."""
    columns = "slot, has_changed, node, side, digest, rows, facts, profile"
    copy_rows(
        f"matching_storedprofile_{slot:d} ({columns})",
        ["int2", "bool", "int8", "int2", "varchar", "bytea", "bytea", "bytea"],
        ((slot, has_changed, *row) for row in rows),
    )


def changed(slot: int, side: Side) -> NDArray[np.int64]:
    """The nodes of what has changed since the last rebuild, ascending."""
    found = rows(
        "SELECT node FROM matching_storedprofile WHERE slot = %s AND side = %s AND has_changed"
        " ORDER BY node",
        [slot, SIDES.index(side)],
    )
    return np.array([node for (node,) in found], np.int64)


def remove(slot: int, key: str) -> None:
    """Forget a document, its postings and its own lists."""
    with connection.cursor() as cursor:
        for table in ("storedprofile", "posting", "neighbourlist"):
            cursor.execute(
                f"DELETE FROM matching_{table} WHERE slot = %s AND node = %s",  # noqa: S608
                [slot, node_of(key)],
            )


def lists(slot: int, places: Iterable[Place]) -> dict[Place, Neighbours]:
    """The stored lists in these places; one that is not stored is missing."""
    by_side: dict[Side, list[int]] = {}
    for side, key in places:
        by_side.setdefault(side, []).append(node_of(key))
    return {
        Place(side, found.subject): found
        for side, nodes in by_side.items()
        for found in _lists(slot, side, nodes)
    }


def _lists(slot: int, side: Side, nodes: list[int]) -> Iterable[Neighbours]:
    found = rows(
        "SELECT node, candidates, bases, floor FROM matching_neighbourlist"
        " WHERE slot = %s AND side = %s AND node = ANY(%s)",
        [slot, SIDES.index(side), nodes],
    )
    for node, candidates, bases, floor in found:
        keys = tuple(map(key_of_node, candidates))
        yield Neighbours(key_of_node(node), keys, tuple(bases), floor)


def usuals(slot: int, side: Side, keys: Iterable[str]) -> dict[str, float]:
    """What each of these documents usually meets on a side."""
    found = rows(
        "SELECT node, usual FROM matching_neighbourlist"
        " WHERE slot = %s AND side = %s AND node = ANY(%s)",
        [slot, SIDES.index(side), [node_of(key) for key in keys]],
    )
    return {key_of_node(node): value for node, value in found}


def list_rows(slot: int, side: Side, subjects: Sequence[Member], pool: Pool) -> list[bytes]:
    """The lists of the subjects with candidates of a side, packed for `put_lists`."""
    nodes = np.array(list(map(node_of, pool.keys)), np.int64)
    found = zip(subjects, pool.best_of_all(subjects), strict=True)
    return [_list_row(slot, SIDES.index(side), each.key, nodes, best) for each, best in found]


def put_lists(slot: int, packs: Iterable[bytes]) -> None:
    """Store lists; they must not be there."""
    columns = "slot, side, node, floor, usual, candidates, bases"
    copy_packed(f"matching_neighbourlist_{slot:d} ({columns})", packs)


_LIST = struct.Struct("!h ih ih iq id id")
_ARRAY = struct.Struct("!i iiiii")
_BIGINT, _DOUBLE = 20, 701  # the object ids of the element types


def _list_row(slot: int, side: int, key: str, nodes: NDArray[np.int64], best: Best) -> bytes:
    own_usual = usual(best.bases[:USUAL_OF].tolist())
    head = _LIST.pack(7, 2, slot, 2, side, 8, node_of(key), 8, best.floor, 8, own_usual)
    candidates = _array(nodes[best.places], ">i8", _BIGINT)
    return head + candidates + _array(best.bases, ">f8", _DOUBLE)


def _array(values: NDArray[Any], kind: str, oid: int) -> bytes:
    """A one-dimensional array as the binary COPY wants it: its head, and lengths before values."""
    if not len(values):
        return struct.pack("!iiii", 12, 0, 0, oid)
    table = np.zeros(len(values), [("length", ">i4"), ("value", kind)])
    table["length"], table["value"] = 8, values
    body = table.tobytes()
    return _ARRAY.pack(20 + len(body), 1, 0, oid, len(values), 1) + body


def replace_lists(slot: int, found: Mapping[Place, Neighbours]) -> None:
    """Put these lists in the place of those that are stored."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO matching_neighbourlist_{slot:d}"  # noqa: S608
            " (slot, side, node, candidates, bases, floor, usual)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (side, node) DO UPDATE SET"
            " candidates = EXCLUDED.candidates, bases = EXCLUDED.bases,"
            " floor = EXCLUDED.floor, usual = EXCLUDED.usual",
            [(slot, SIDES.index(place.side), *_columns(each)) for place, each in found.items()],
        )


def _columns(found: Neighbours) -> tuple[int, list[int], list[float], float, float]:
    candidates = [node_of(key) for key in found.candidates]
    bases = list(found.bases)
    return node_of(found.subject), candidates, bases, found.floor, usual(found.bases)


def touch(slot: int, keys: Iterable[str]) -> None:
    """Leave a mark that the profiles or lists of these documents are others now."""
    nodes = sorted({node_of(key) for key in keys})
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM matching_touched WHERE slot = %s AND node = ANY(%s)", [slot, nodes]
        )
        cursor.execute(
            "INSERT INTO matching_touched (slot, node) SELECT %s, unnest(%s::bigint[])",
            [slot, nodes],
        )


def put_frequencies(slot: int, terms: NDArray[np.int64], documents: NDArray[np.int64]) -> None:
    """Store in how many documents each term is; shapes (n,) and (n,)."""
    pairs = zip(terms.tolist(), documents.tolist(), strict=True)
    copy_rows(
        f"matching_termfrequency_{slot:d} (slot, term, documents)",
        ["int2", "int8", "int4"],
        ((slot, term, count) for term, count in pairs),
    )


def empty(slot: int) -> bool:
    """Clear a slot; whether that could be done at once.

    While it waits for somebody who reads the tables for long, a dump for instance, every page with
    suggestions would wait behind it.
    """
    tables = ", ".join(f"matching_{table}_{slot:d}" for table in _TABLES)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1s'")
            cursor.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
            cursor.execute(f"TRUNCATE {tables}")
            cursor.execute("SET LOCAL lock_timeout = '60s'")
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return False
        raise
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM matching_touched WHERE slot = %s", [slot])
    return True


@contextmanager
def time_to_read() -> Iterator[None]:
    """Let statements take longer than those of a page may: a part reads whole tables."""
    if connection.in_atomic_block:
        allow_time()
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = '{_LONG}'")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")


_LONG = "10min"


def allow_time() -> None:
    """Let the statements of this transaction take longer than those of a page may."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{_LONG}'")


def tell_planner(slot: int) -> None:
    """Tell the planner what is in the slot."""
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"ANALYZE matching_{table}_{slot:d}")


_TABLES = ("termfrequency", "storedprofile", "posting", "termblock", "roster", "neighbourlist")


def closest_pairs(side: Side, limit: int) -> list[tuple[str, str]]:
    """Subjects with their nearest on a side, the closest pairs first; empty before a rebuild."""
    version = current()
    found = rows(
        "SELECT node, candidates[1] FROM matching_neighbourlist"
        " WHERE slot = %s AND side = %s AND bases[1] > 0 ORDER BY bases[1] DESC, node LIMIT %s",
        [version.slot if version else None, SIDES.index(side), limit],
    )
    return [(key_of_node(node), key_of_node(nearest)) for node, nearest in found]

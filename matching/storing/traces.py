"""What is left behind where a suggestion is shown, opened or told of: one row each, written once.

Pages do this in passing, so all of a page go in one statement, and none where nothing is new.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from challenges.models import Challenge
from matching.models import Trace
from matching.storing.keys import key_of_node, node_of
from partners.models import Listing

Row = Listing | Challenge
Pair = tuple[str, str]
"""The keys of a subject and of its candidate."""

_INSERT = """
    INSERT INTO matching_trace (listing_id, challenge_id, candidate_listing_id,
        candidate_challenge_id, {column}, verdict, reason, text)
    SELECT CASE WHEN pair.subject %% 2 = 0 THEN pair.subject / 2 END,
        CASE WHEN pair.subject %% 2 = 1 THEN pair.subject / 2 END,
        CASE WHEN pair.candidate %% 2 = 0 THEN pair.candidate / 2 END,
        CASE WHEN pair.candidate %% 2 = 1 THEN pair.candidate / 2 END,
        statement_timestamp(), '', '', ''
    FROM unnest(%(subjects)s::bigint[], %(candidates)s::bigint[]) AS pair(subject, candidate)
    ON CONFLICT (subject_node, candidate_node) DO
"""
_FIRST_TIME = "UPDATE SET {column} = excluded.{column} WHERE matching_trace.{column} IS NULL"
_ONCE = "NOTHING RETURNING subject_node, candidate_node"


def _statement(column: str, conflict: str) -> str:
    return (_INSERT + conflict).format(column=column)


_SHOWN = _statement("first_shown_at", _FIRST_TIME)
_OPENED = _statement("opened_at", _FIRST_TIME)
_TOLD = _statement("told_at", _ONCE)


def trace_of(subject: Row, candidate: Row) -> Trace | None:
    """What is known of this suggestion so far."""
    return Trace.objects.filter(**columns_of(subject, candidate)).first()


def columns_of(subject: Row, candidate: Row) -> dict[str, Any]:
    """The two as the columns of a trace name them."""
    return {
        "listing": subject if isinstance(subject, Listing) else None,
        "challenge": subject if isinstance(subject, Challenge) else None,
        "candidate_listing": candidate if isinstance(candidate, Listing) else None,
        "candidate_challenge": candidate if isinstance(candidate, Challenge) else None,
    }


def note_shown(pairs: Iterable[Pair]) -> None:
    """These stood on a page that their side has opened; the first time counts."""
    _write(_SHOWN, pairs)


def note_opened(pairs: Iterable[Pair]) -> None:
    """Somebody of their side has both texts before them; the first time counts."""
    _write(_OPENED, pairs)


def claim_untold(pairs: Iterable[Pair]) -> list[Pair]:
    """Those of these that were never shown, told of or answered; from now on they are told of.

    Whoever asks twice, or at the same moment, gets each of them once. In the caller's transaction.
    """
    return _write(_TOLD, pairs)


def _write(statement: str, pairs: Iterable[Pair]) -> list[Pair]:
    # In one order for all, so that two who write the same rows do not wait for each other.
    nodes = sorted({(node_of(subject), node_of(candidate)) for subject, candidate in pairs})
    if not nodes:
        return []
    values = {
        "subjects": [subject for subject, _candidate in nodes],
        "candidates": [candidate for _subject, candidate in nodes],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall() if cursor.description else []
    return [(key_of_node(subject), key_of_node(candidate)) for subject, candidate in found]

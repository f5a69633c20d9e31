"""Lists as they are read: neighbours ranked by reciprocity and policy at the moment of asking."""

import json
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from matching import store
from matching.engine import BOUNDS, DEFAULT, AnalysedDocument, Match, Policy
from matching.engine.documents import Side
from matching.engine.pool import Member
from matching.engine.profiles import Profile, profile_of
from matching.engine.ranking import (
    RANKED,
    Rival,
    Terms,
    base_of,
    explained,
    ranked,
    rivals,
    usual,
)
from matching.keys import key_of_node, names_document, node_of
from matching.suggestions import own_list
from matching.tables import SIDES, rows

# One query, as the slot is not known before: the planner then goes from row to row by the keys.
# What a candidate usually meets is in its own list of documents on the subject's side.
_FOUND = """
    WITH subject AS MATERIALIZED (
        SELECT version.slot, version.as_of, own.node, own.side, own.facts, own.rows, own.profile,
            to_jsonb(policy) AS policy
        FROM matching_version version
        JOIN matching_storedprofile own
            ON own.slot = version.slot AND own.node = ANY(%(nodes)s)
        LEFT JOIN matching_matchingpolicy policy
            ON policy.municipality_id = (own.facts->>'municipality')::bigint
        WHERE version.state = 'current'
    )
    SELECT node, side, facts, rows, profile, slot, as_of, policy,
        NULL::bigint, NULL::float8, NULL::float8, NULL::float8
    FROM subject
    UNION ALL
    SELECT subject.node, list.side, stored.facts, stored.rows, stored.profile, NULL, NULL, NULL,
        near.node, near.base, theirs.usual, list.usual
    FROM subject
    JOIN matching_neighbourlist list
        ON list.slot = subject.slot AND list.node = subject.node AND list.side = ANY(%(sides)s)
    CROSS JOIN LATERAL unnest(list.candidates[:%(ranked)s], list.bases[:%(ranked)s])
        AS near(node, base)
    JOIN matching_storedprofile stored ON stored.slot = subject.slot AND stored.node = near.node
    LEFT JOIN matching_neighbourlist theirs
        ON theirs.slot = subject.slot AND theirs.side = subject.side AND theirs.node = near.node
"""
# Each of the two with what it usually meets on the other's side.
_PAIR = """
    SELECT version.slot, version.as_of, list.usual, to_jsonb(policy),
        own.node, own.side, own.facts, own.rows, own.profile
    FROM matching_version version
    JOIN matching_storedprofile own ON own.slot = version.slot AND own.node = ANY(%(nodes)s)
    LEFT JOIN matching_matchingpolicy policy
        ON policy.municipality_id = (own.facts->>'municipality')::bigint
    LEFT JOIN matching_storedprofile other
        ON other.slot = version.slot AND other.node = ANY(%(nodes)s) AND other.node <> own.node
    LEFT JOIN matching_neighbourlist list
        ON list.slot = version.slot AND list.side = other.side AND list.node = own.node
    WHERE version.state = 'current'
"""


class Subject(NamedTuple):
    """Whose lists are read, the version they are read from, and the policy of its municipality."""

    profile: Profile
    slot: int
    as_of: date
    policy: Policy = DEFAULT


class Found(NamedTuple):
    """The rivals of a subject on one side, and what the subject usually meets there."""

    subject: Subject
    side: Side
    usual: float
    rivals: list[Rival]

    def only(self, keys: Collection[str]) -> "Found":
        """Without those whom the reader may not see."""
        kept = [rival for rival in self.rivals if rival.profile.key in keys]
        return self._replace(rivals=kept)

    def ranked(self, policy: Policy | None = None) -> list[Rival]:
        """The rivals, best first by the subject's own policy or by this one."""
        found = ranked(self.subject.profile, self.usual, self.rivals, self._terms(policy))
        return [rival for rival, _score in found]

    def best(self, limit: int, policy: Policy | None = None) -> list[Match]:
        """The list: the best of them, with every addend."""
        subject, terms = self.subject.profile, self._terms(policy)
        rivals = self.ranked(policy)[:limit]
        return [explained(subject, self.usual, rival, terms) for rival in rivals]

    def _terms(self, policy: Policy | None) -> Terms:
        return Terms(policy or self.subject.policy, self.subject.as_of)


def found(keys: Iterable[str], sides: Iterable[Side]) -> list[Found]:
    """What is stored for these subjects on these sides, in one query; of all sides they have."""
    subjects, rivals = _read(keys, sides)
    gathered: dict[tuple[str, Side], Found] = {}
    for key, side, own, rival in rivals:
        known = gathered.setdefault((key, side), Found(subjects[key], side, own, []))
        known.rivals.append(rival)
    return list(gathered.values())


def _read(
    keys: Iterable[str], sides: Iterable[Side]
) -> tuple[dict[str, Subject], list[tuple[str, Side, float, Rival]]]:
    """The subjects that take part; of each rival whose it is, its side, and the usual there."""
    values = {
        "nodes": [node_of(key) for key in keys],
        "sides": [SIDES.index(side) for side in sides],
        "ranked": RANKED,
    }
    subjects, rivals = {}, []
    for node, side, facts, packed, words, slot, as_of, policy, other, base, theirs, own in rows(
        _FOUND, values
    ):
        key = key_of_node(node)
        profile = store.profile_of_row(other or node, side, facts, packed, words)
        if other is None:
            subjects[key] = Subject(profile, slot, as_of, _policy(policy))
        else:
            rivals.append((key, profile.side, own, Rival(profile, base, theirs or 0.0)))
    return subjects, rivals


def _policy(row: str | None) -> Policy:
    """From what is stored of a municipality, the default where nothing is."""
    if row is None:
        return DEFAULT
    stored = json.loads(row)
    return Policy(**{name: stored[name] for name in BOUNDS})


def pair(subject: str, candidate: str) -> Found:
    """Any two that take part as a list of one, in one query unless they are on the same side.

    Raises KeyError with the key of who does not take part.
    """
    nodes = [node_of(key) for key in (subject, candidate) if names_document(key)]
    known = {}
    for slot, as_of, own_usual, policy, *row in rows(_PAIR, {"nodes": nodes}):
        profile = store.profile_of_row(*row)
        known[profile.key] = Subject(profile, slot, as_of, _policy(policy)), own_usual or 0.0
    (one, own), (other, theirs) = known[subject], known[candidate]
    if one.profile.side == other.profile.side:  # as in `beside`
        own = usual(own_list(one.slot, one.profile.side, Member.of(one.profile)).bases)
    rival = Rival(other.profile, base_of(one.profile, other.profile), theirs)
    return Found(one, other.profile.side, own, [rival])


def explain(subject: str, candidate: str) -> Match:
    """Score and reasons of any two that take part, by the policy of the subject's municipality.

    Raises KeyError with the key of who does not take part.
    """
    [match] = pair(subject, candidate).best(1)
    return match


def live(document: AnalysedDocument, side: Side) -> Found | None:
    """What a text that is not stored, or a side that has no stored lists, finds at this moment.

    None before the first rebuild. On the text's own side nobody has a list, so nothing is known of
    what they usually meet there.
    """
    version = store.current()
    if version is None:
        return None
    profile = profile_of(document, store.statistics(version, [document]))
    return _looked_up(Subject(profile, version.slot, version.as_of), side)


def beside(key: str) -> Found | None:
    """What is closest to a stored document on its own side, where nobody has a list.

    None for who does not take part. What others usually meet there is not known.
    """
    subject = _read([key], [])[0].get(key)
    return _looked_up(subject, subject.profile.side) if subject else None


def _looked_up(subject: Subject, side: Side) -> Found:
    profile, slot = subject.profile, subject.slot
    neighbours = own_list(slot, side, Member.of(profile))
    keys = neighbours.candidates[:RANKED]
    usuals = store.usuals(slot, profile.side, keys) if side != profile.side else {}
    found = rivals(neighbours, store.profiles(slot, keys), usuals)
    return Found(subject, side, usual(neighbours.bases), found)

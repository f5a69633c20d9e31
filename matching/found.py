"""Lists as they are read: neighbours ranked by reciprocity and policy at the moment of asking."""

import json
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from matching import store
from matching.engine import DEFAULT, AnalysedDocument, Match, Policy
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
from matching.models import SLOTS
from matching.suggestions import own_list
from matching.tables import SIDES

_SUBJECTS = """
    SELECT version.slot, version.as_of, stored.node, stored.side, stored.profile
    FROM matching_version version
    JOIN matching_storedprofile stored ON stored.slot = version.slot AND stored.node = ANY(%s)
    WHERE version.state = 'current'
"""
# What a candidate usually meets is in its own list of documents on the subject's side.
_RIVALS = """
    SELECT list.node, list.side, list.usual, near.node, near.base, theirs.usual, stored.profile
    FROM matching_neighbourlist list
    CROSS JOIN LATERAL unnest(list.candidates[:%(ranked)s], list.bases[:%(ranked)s])
        AS near(node, base)
    JOIN matching_storedprofile stored ON stored.slot = %(slot)s AND stored.node = near.node
    JOIN matching_storedprofile own ON own.slot = %(slot)s AND own.node = list.node
    LEFT JOIN matching_neighbourlist theirs
        ON theirs.slot = %(slot)s AND theirs.side = own.side AND theirs.node = near.node
    WHERE list.slot = %(slot)s AND list.node = ANY(%(nodes)s) AND list.side = ANY(%(sides)s)
"""


class Subject(NamedTuple):
    """Whose lists are read, and the version they are read from."""

    profile: Profile
    slot: int
    as_of: date


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

    def ranked(self, policy: Policy = DEFAULT) -> list[Rival]:
        """The rivals, best first."""
        terms = Terms(policy, self.subject.as_of)
        found = ranked(self.subject.profile, self.usual, self.rivals, terms)
        return [rival for rival, _score in found]

    def best(self, limit: int, policy: Policy = DEFAULT) -> list[Match]:
        """The list: the best of them, with every addend."""
        subject, terms = self.subject.profile, Terms(policy, self.subject.as_of)
        rivals = self.ranked(policy)[:limit]
        return [explained(subject, self.usual, rival, terms) for rival in rivals]


def found(keys: Iterable[str], sides: Iterable[Side]) -> list[Found]:
    """What is stored for these subjects on these sides, in two queries; of all sides they have."""
    subjects = _subjects(list(keys))
    if not subjects:
        return []
    slot = next(iter(subjects.values())).slot
    gathered: dict[tuple[str, Side], Found] = {}
    for node, side, own, other, base, theirs, data in _rivals(slot, subjects, sides):
        place = key_of_node(node), SIDES[side]
        known = gathered.setdefault(place, Found(subjects[place[0]], place[1], own, []))
        profile = Profile.from_json(key_of_node(other), SIDES[side], json.loads(data))
        known.rivals.append(Rival(profile, base, theirs or 0.0))
    return list(gathered.values())


def _subjects(keys: list[str]) -> dict[str, Subject]:
    rows = _rows(_SUBJECTS, [[node_of(key) for key in keys]])
    return {
        key_of_node(node): Subject(
            Profile.from_json(key_of_node(node), SIDES[side], json.loads(data)), slot, as_of
        )
        for slot, as_of, node, side, data in rows
    }


def _rivals(slot: int, keys: Iterable[str], sides: Iterable[Side]) -> list[tuple[Any, ...]]:
    values = {
        "slot": slot,
        "ranked": RANKED,
        "nodes": [node_of(key) for key in keys],
        "sides": [SIDES.index(side) for side in sides],
    }
    return _rows(_RIVALS, values)


def _rows(statement: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def explain(subject: str, candidate: str, policy: Policy = DEFAULT) -> Match:
    """Score and reasons of any two that take part. Raises KeyError with the key of who does not."""
    version = store.current()
    slot = version.slot if version else SLOTS[0]
    profiles = store.profiles(slot, filter(names_document, [subject, candidate]))
    one, other = profiles[subject], profiles[candidate]
    own = store.usuals(slot, other.side, [subject]).get(subject, 0.0)
    theirs = store.usuals(slot, one.side, [candidate]).get(candidate, 0.0)
    terms = Terms(policy, version.as_of if version else None)
    return explained(one, own, Rival(other, base_of(one, other), theirs), terms)


def live(document: AnalysedDocument, side: Side) -> Found | None:
    """What a text that is not stored, or a side that has no stored lists, finds at this moment.

    None before the first rebuild. On the text's own side nobody has a list, so nothing is known of
    what they usually meet there.
    """
    version = store.current()
    if version is None:
        return None
    profile = profile_of(document, store.statistics(version, [document]))
    neighbours = own_list(version.slot, side, Member.of(profile))
    keys = neighbours.candidates[:RANKED]
    usuals = store.usuals(version.slot, document.side, keys) if side != document.side else {}
    found = rivals(neighbours, store.profiles(version.slot, keys), usuals)
    own_usual = usual(neighbours.bases) if side != document.side else 0.0
    subject = Subject(profile, version.slot, version.as_of)
    return Found(subject, side, own_usual, found)

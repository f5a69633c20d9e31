"""Lists as they are read: neighbours ranked by reciprocity and policy at the moment of asking."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

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
from matching.storing import store
from matching.storing.keys import key_of_node, names_document, node_of
from matching.storing.tables import SIDES
from matching.suggestions import own_list
from tomoni.prepared import prepared_rows

# One query, as the slot is not known before: the planner then goes from row to row by the keys.
# What a candidate usually meets is in its own list of documents on the subject's side.
_FOUND = """
    WITH subject AS MATERIALIZED (
        SELECT version.slot, version.as_of, own.node, own.side, own.facts::text AS facts,
            own.rows, own.profile, to_jsonb(policy)::text AS policy
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
    SELECT subject.node, list.side, stored.facts::text,
        CASE WHEN near.place <= %(read_along)s THEN stored.rows END,
        CASE WHEN near.place <= %(read_along)s THEN stored.profile END,
        NULL, NULL, NULL, near.node, near.base, coalesce(theirs.usual, 0), list.usual
    FROM subject
    JOIN matching_neighbourlist list
        ON list.slot = subject.slot AND list.node = subject.node AND list.side = ANY(%(sides)s)
    CROSS JOIN LATERAL unnest(list.candidates[:%(ranked)s], list.bases[:%(ranked)s])
        WITH ORDINALITY AS near(node, base, place)
    JOIN matching_storedprofile stored ON stored.slot = subject.slot AND stored.node = near.node
    LEFT JOIN matching_neighbourlist theirs
        ON theirs.slot = subject.slot AND theirs.side = subject.side AND theirs.node = near.node
"""
# Each of the two with what it usually meets on the other's side, and its trace of the other.
_PAIR = """
    SELECT version.slot, version.as_of, list.usual, to_jsonb(policy)::text,
        (
            SELECT json_build_array(verdict, opened_at IS NOT NULL)::text FROM matching_trace
            WHERE subject_node = own.node AND candidate_node = other.node
        ),
        own.node, own.side, own.facts::text, own.rows, own.profile
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


READ_ALONG = 30
"""So many of the nearest are read with their words at once; who is shown is mostly among them."""


class Subject(NamedTuple):
    """Whose lists are read, the version they are read from, and the policy of its municipality."""

    profile: Profile
    slot: int
    as_of: date
    policy: Policy = DEFAULT


class Found(NamedTuple):
    """The rivals of a subject on one side, and what the subject usually meets there.

    ``profiles`` are those of them that were read along; the others are read when they are shown.
    """

    subject: Subject
    side: Side
    usual: float
    rivals: list[Rival]
    profiles: dict[str, Profile]

    @property
    def keys(self) -> list[str]:
        """Those of the rivals, the nearest first."""
        return [rival.key for rival in self.rivals]

    def only(self, keys: Collection[str]) -> "Found":
        """Without those whom the reader may not see."""
        return self._replace(rivals=[rival for rival in self.rivals if rival.key in keys])

    def ranked(self, policy: Policy | None = None) -> list[Rival]:
        """The rivals, best first by the subject's own policy or by this one."""
        found = ranked(self.subject.profile, self.usual, self.rivals, self._terms(policy))
        return [rival for rival, _score in found]

    def explained(self, rival: Rival, profile: Profile, policy: Policy | None = None) -> Match:
        """The subject and a rival with every addend; the profile is the rival's."""
        return explained(self.subject.profile, self.usual, rival, profile, self._terms(policy))

    def best(self, limit: int, policy: Policy | None = None) -> list[Match]:
        """The list: the best of them, with every addend."""
        [matches] = best_of([self], limit, policy)
        return matches

    def _terms(self, policy: Policy | None) -> Terms:
        return Terms(policy or self.subject.policy, self.subject.as_of)


def best_of(lists: Sequence[Found], limit: int, policy: Policy | None = None) -> list[list[Match]]:
    """The best of each list with every addend, in one query at most.

    Who has gone since the lists were read is left out.
    """
    chosen = [each.ranked(policy)[:limit] for each in lists]
    profiles = {key: profile for each in lists for key, profile in each.profiles.items()}
    missing = {rival.key for rivals in chosen for rival in rivals} - profiles.keys()
    if missing:
        profiles |= store.profiles(lists[0].subject.slot, missing)
    return [
        [
            each.explained(rival, profiles[rival.key], policy)
            for rival in rivals
            if rival.key in profiles
        ]
        for each, rivals in zip(lists, chosen, strict=True)
    ]


class Pair(NamedTuple):
    """Any two that take part: the second as the only rival of the first, and its profile.

    `verdict` is what the first one's side has said of the second, `is_opened` whether it has seen
    both together: for that side alone, as `set_aside.py` says.
    """

    found: Found
    candidate: Profile
    verdict: str = ""
    is_opened: bool = False

    @property
    def match(self) -> Match:
        """Score and reasons, by the policy of the first one's municipality."""
        return self.found.explained(self.found.rivals[0], self.candidate)


def found(
    keys: Iterable[str], sides: Iterable[Side], *, read_along: int = READ_ALONG
) -> list[Found]:
    """What is stored for these subjects on these sides, in one query; of all sides they have."""
    subjects, rivals = _read(keys, sides, read_along)
    gathered: dict[tuple[str, Side], Found] = {}
    for key, side, own, rival, profile in rivals:
        known = gathered.setdefault((key, side), Found(subjects[key], side, own, [], {}))
        known.rivals.append(rival)
        if profile:
            known.profiles[rival.key] = profile
    return list(gathered.values())


def _read(
    keys: Iterable[str], sides: Iterable[Side], read_along: int = READ_ALONG
) -> tuple[dict[str, Subject], list[tuple[str, Side, float, Rival, Profile | None]]]:
    """The subjects that take part; of each rival whose it is, its side, and the usual there."""
    values = {
        "nodes": [node_of(key) for key in keys],
        "sides": [SIDES.index(side) for side in sides],
        "ranked": RANKED,
        "read_along": read_along,
    }
    subjects, rivals = {}, []
    for node, side, facts, packed, words, slot, as_of, policy, *rival in prepared_rows(
        _FOUND, values
    ):
        other, base, theirs, own = rival
        profile = store.profile_of_row(other or node, side, facts, packed, words)
        if other is None:
            subjects[profile.key] = Subject(profile, slot, as_of, _policy(policy))
        else:
            found = Rival(profile.key, profile.facts, base, theirs)
            along = profile if words is not None else None
            rivals.append((key_of_node(node), profile.side, own, found, along))
    return subjects, rivals


def _policy(row: str | None) -> Policy:
    """From what is stored of a municipality, the default where nothing is."""
    if row is None:
        return DEFAULT
    stored = json.loads(row)
    return Policy(**{name: stored[name] for name in BOUNDS})


def pair(subject: str, candidate: str) -> Pair:
    """Any two that take part, in one query unless they are on the same side.

    Raises KeyError with the key of who does not take part.
    """
    nodes = [node_of(key) for key in (subject, candidate) if names_document(key)]
    known, traces = {}, {}
    for slot, as_of, own_usual, policy, trace, *row in prepared_rows(_PAIR, {"nodes": nodes}):
        profile = store.profile_of_row(*row)
        known[profile.key] = Subject(profile, slot, as_of, _policy(policy)), own_usual or 0.0
        traces[profile.key] = json.loads(trace) if trace else ("", False)
    (one, own), (other, theirs) = known[subject], known[candidate]
    if one.profile.side == other.profile.side:  # as in `beside`
        own = usual(own_list(one.slot, one.profile.side, Member.of(one.profile)).bases)
    base = base_of(one.profile, other.profile)
    rival = Rival(candidate, other.profile.facts, base, theirs)
    return Pair(Found(one, other.profile.side, own, [rival], {}), other.profile, *traces[subject])


def explain(subject: str, candidate: str) -> Match:
    """Score and reasons of any two that take part, by the policy of the subject's municipality.

    Raises KeyError with the key of who does not take part.
    """
    return pair(subject, candidate).match


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
    profiles = store.profiles(slot, keys)
    facts = {key: profile.facts for key, profile in profiles.items()}
    found = rivals(neighbours, facts, usuals)
    return Found(subject, side, usual(neighbours.bases), found, profiles)

"""Lists as pages read them: ranked and explained once, good until anything in them is another.

What a list says follows from rows alone: the subject's profile, its list, the policy of its
municipality, and of each rival the profile and what it usually meets. Whoever writes any of these
leaves a `Touched` behind. Together they are the stamp of the list: where it is another, what was
kept under the old one is not looked at again.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import orjson
from django.core.cache import cache

from matching.engine import ENGINE_VERSION, Addend, Match
from matching.engine.documents import Side
from matching.engine.ranking import RANKED
from matching.reading import found
from matching.reading.found import Found
from matching.storing.keys import key_of_node, node_of
from matching.storing.tables import SIDES
from tomoni.prepared import prepared_rows

KEPT = 86_400  # seconds
_NOTHING = b'["",[],{}]'

# One stamp per list, and beside it what is not kept: the traces of its subject, which are nobody's
# business but its own side's (`set_aside.py`), and the partners with whom its own is at odds. Each
# document is looked up by itself (`OFFSET 0`): left to the planner, all that was touched since the
# last rebuild is gone through, which grows with every change.
_STAMPS = """
    SELECT own.node, own.side, list.side, concat_ws(' ', version.id, policy.id, policy.updated_at, (
        SELECT string_agg(touched.id::text, ' ' ORDER BY touched.id)
        FROM unnest(list.node || list.candidates[:%(ranked)s]) AS near(node)
        CROSS JOIN LATERAL (
            SELECT id FROM matching_touched
            WHERE slot = version.slot AND node = near.node OFFSET 0
        ) touched
    )), (
        SELECT json_agg(json_build_array(
            trace.candidate_node, trace.verdict, trace.first_shown_at IS NOT NULL,
            trace.told_at IS NOT NULL, known.partner_id
        ) ORDER BY trace.answered_at DESC NULLS LAST, trace.id)::text
        FROM matching_trace trace
        LEFT JOIN partners_listing known
            ON known.id = trace.candidate_listing_id AND trace.verdict = 'known'
        WHERE trace.subject_node = own.node
    ), (
        SELECT json_agg(block.partner_id + block.blocked_id - owner.id)::text
        FROM matching_block block
        WHERE block.partner_id = owner.id OR block.blocked_id = owner.id
    )
    FROM matching_version version
    JOIN matching_storedprofile own
        ON own.slot = version.slot AND own.node = ANY(%(nodes)s)
    JOIN matching_neighbourlist list
        ON list.slot = version.slot AND list.node = own.node AND list.side = ANY(%(sides)s)
    LEFT JOIN matching_matchingpolicy policy
        ON policy.municipality_id = (own.facts->>'municipality')::bigint
    CROSS JOIN LATERAL (
        SELECT substring(own.facts->>'owner' FROM '^partner:([0-9]+)$')::bigint AS id
    ) owner
    WHERE version.state = 'current' AND cardinality(list.candidates) > 0
"""


class Place(NamedTuple):
    """Which list: whose it is, the side of the subject, and the side of its candidates."""

    subject: str
    own_side: Side
    side: Side

    @property
    def name(self) -> str:
        """Under which the list is kept."""
        return f"matching.list:{ENGINE_VERSION}:{self.subject}:{self.side}"


@dataclass(slots=True)
class Ranking:
    """The rivals of a subject on one side, best first by the policy of its municipality.

    ``keys`` are those that the reader may see, ``told`` has the addends of those that anybody was
    shown. ``traces`` are those of the subject's suggestions, as `set_aside.py` reads them,
    ``blocked`` the partners with whom its own is at odds.
    ``source`` is what it was read from, where that was needed.
    """

    place: Place
    stamp: str
    ranked: list[str]
    told: dict[str, Any]
    keys: list[str]
    traces: list[Any]
    blocked: list[int]
    source: Found | None = None

    @property
    def subject(self) -> str:
        """The key of whose list it is."""
        return self.place.subject

    def first(self, keys: Collection[str]) -> "Ranking":
        """With these on top."""
        return replace(self, keys=sorted(self.keys, key=lambda key: key not in keys))

    def only(self, keys: Collection[str]) -> "Ranking":
        """Without those whom the reader may not see."""
        return replace(self, keys=[key for key in self.keys if key in keys])

    def untold(self, limit: int) -> list[str]:
        """Of the best, those whose reasons nobody has been told yet."""
        return [key for key in self.keys[:limit] if key not in self.told]

    @property
    def packed(self) -> bytes:
        """What is kept of it."""
        return orjson.dumps([self.stamp, self.ranked, self.told])

    def best(self, limit: int) -> list[Match]:
        """The best with every addend; who has gone since the list was read is left out."""
        chosen = ((key, self.told.get(key)) for key in self.keys[:limit])
        return [_match(self.place.subject, key, told) for key, told in chosen if told]


def rankings(keys: Iterable[str], sides: Iterable[Side]) -> list[Ranking]:
    """The lists of these subjects on these sides, of all sides they have.

    In one query where all of them are kept, else in two.
    """
    stamps = _stamps(keys, sides)
    contents = cache.get_many([place.name for place in stamps])
    known = {}
    for place, (stamp, traces, blocked) in stamps.items():
        kept, ranked, told = orjson.loads(contents.get(place.name, _NOTHING))
        if kept == stamp:
            known[place] = Ranking(place, stamp, ranked, told, ranked, traces, blocked)
    missing = stamps.keys() - known.keys()
    for place, source in _found(missing).items():
        ranked, (stamp, traces, blocked) = [rival.key for rival in source.ranked()], stamps[place]
        known[place] = Ranking(place, stamp, ranked, {}, ranked, traces, blocked, source)
    return [known[place] for place in stamps if place in known]


def _stamps(
    keys: Iterable[str], sides: Iterable[Side]
) -> dict[Place, tuple[str, list[Any], list[int]]]:
    """The stamp of each list, the traces of its subject, and the partners it is at odds with."""
    values = {
        "nodes": [node_of(key) for key in keys],
        "sides": [SIDES.index(side) for side in sides],
        "ranked": RANKED,
    }
    return {
        Place(key_of_node(node), SIDES[own_side], SIDES[side]): (
            stamp,
            orjson.loads(traces) if traces else [],
            orjson.loads(blocked) if blocked else [],
        )
        for node, own_side, side, stamp, traces, blocked in prepared_rows(_STAMPS, values)
    }


def _found(places: Collection[Place]) -> dict[Place, Found]:
    """What is stored of these lists, in one query; none for no list."""
    if not places:
        return {}
    read = found.found({place.subject for place in places}, {place.side for place in places})
    by_place = {
        Place(each.subject.profile.key, each.subject.profile.side, each.side): each for each in read
    }
    return {place: by_place[place] for place in places if place in by_place}


def best_of(lists: Sequence[Ranking], limit: int) -> list[list[Match]]:
    """The best of each list with every addend; in two queries where some are still untold."""
    sources = _found({each.place for each in lists if each.untold(limit) and not each.source})
    for each in lists:
        each.source = each.source or sources.get(each.place)
    _tell([each for each in lists if each.source], limit)
    return [each.best(limit) for each in lists]


def _tell(lists: Sequence[Ranking], limit: int) -> None:
    """Work out the reasons that are wanted, and keep them with those that were told before."""
    wanted = [each.source.only(each.untold(limit)) for each in lists if each.source]
    for each, matches in zip(lists, found.best_of(wanted, limit), strict=True):
        each.told |= {match.candidate: _told(match) for match in matches}
    cache.set_many({each.place.name: each.packed for each in lists}, KEPT)


def _told(match: Match) -> list[Any]:
    """A match without whose it is, as JSON takes it."""
    addends = [[a.kind, a.key, a.value, a.rare, a.part] for a in match.addends]
    return [match.score, match.level, addends, match.is_mutual]


def _match(subject: str, candidate: str, told: list[Any]) -> Match:
    score, level, addends, is_mutual = told
    return Match(subject, candidate, score, level, tuple([Addend(*a) for a in addends]), is_mutual)

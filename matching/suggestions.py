"""Keeping the stored lists right when something changes. docs/matching.md tells the flow of data.

A change is worked into the current version: the lists of the changed document, and every list it
enters, leaves or moves in, end as a rebuild with the same statistics would have made them.
Changes are written one after the other, so that none is computed from what another has outdated.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from challenges.models import Challenge
from matching.engine import engine_version
from matching.engine.documents import COUNTERPARTS, Side
from matching.engine.policy import may_meet
from matching.engine.pool import KEPT, LOOKED_AT, Member, Neighbours, with_candidate, without
from matching.engine.profiles import Profile, profile_of, rows_of
from matching.engine.ranking import RANKED
from matching.models import Version
from matching.storing import documents, postings, store
from matching.storing.documents import Analysed
from matching.storing.keys import key_of, key_of_node, kind_of, node_of, pk_of
from matching.storing.postings import Closest, Near
from matching.storing.store import Place
from partners.models import Listing, Partner
from tomoni.journal import ledger

MATCH, REBUILD = "matching.match", "matching.rebuild"
START = "start"
"""The key under which a rebuild is asked for."""
REBUILD_AFTER, LARGE_REBUILD_AFTER = timedelta(seconds=3), timedelta(minutes=10)
LARGE = 2_000
"""From so many documents on a rebuild waits longer: what one change does to the others is small."""

Write = Callable[[], None]
Lists = dict[Place, Neighbours]


def ask_for(row: Listing | Challenge | Partner) -> None:
    """Queue the matching of a row, in the caller's transaction."""
    ledger.enqueue(MATCH, key_of(row))


def ask_for_rebuild(size: int = 0, *, delay: timedelta | None = None) -> None:
    """Queue a rebuild of everything, in the caller's transaction."""
    if delay is None:
        delay = LARGE_REBUILD_AFTER if size > LARGE else REBUILD_AFTER
    ledger.enqueue(REBUILD, START, delay=delay)


def refresh(key: str) -> Write:
    """Cut the changed texts into words; what is returned works them into the lists.

    A partner stands for all its listings. What takes part no longer leaves every list.
    """
    keys = _documents_of(key)
    documents.cut(documents.documents(keys))
    return lambda: _work_in(keys)


def _documents_of(key: str) -> list[str]:
    if kind_of(key) != "partner":
        return [key]
    listings = Listing.objects.filter(partner=pk_of(key)).order_by("pk")
    return [f"listing:{pk}" for pk in listings.values_list("pk", flat=True)]


@transaction.atomic
def _work_in(keys: Collection[str]) -> None:
    """Work the documents in as they are when it is their turn.

    Somebody may have written them anew while their texts were cut or while another change was
    worked in; what is not cut into words as it is now is so here.
    """
    store.lock()
    version = store.current()
    if version is None or version.engine_version != engine_version():
        ask_for_rebuild(delay=timedelta(0))
        return
    now = {each.document.key: each for each in documents.analysed(documents.documents(keys))}
    known = store.digests(version.slot, keys)
    for key in keys:
        found = now.get(key)
        if known.get(key) != (found.digest if found else None):
            _change(version, key, found)
            Version.objects.filter(pk=version.pk).update(changes=F("changes") + 1)
    version.refresh_from_db(fields=["changes"])
    if version.is_worn:
        ask_for_rebuild(version.size)


def _change(version: Version, key: str, found: Analysed | None) -> None:
    """Take the document out as it was, and put it in as it is now."""
    slot = version.slot
    touched = _left(slot, key)
    store.remove(slot, key)
    if found is not None:
        profile = profile_of(found.document, store.statistics(version, [found.document]))
        rows = rows_of(profile)
        store.put(slot, [store.profile_row(profile, rows, found.digest)], has_changed=True)
        postings.put(slot, profile.side, node_of(key), rows)
        _entered(slot, profile, touched)
    store.replace_lists(slot, dict(_complete(slot, touched)))
    store.touch(slot, {key, *(place.key for place in touched)})


def _left(slot: int, key: str) -> Lists:
    """The lists that held the document, without it."""
    old = store.profiles(slot, [key]).get(key)
    if old is None:
        return {}
    member, places = Member.of(old), set()
    for side in COUNTERPARTS[old.side]:
        found = postings.reached(slot, old.side, postings.near(slot, side, member))
        places |= {Place(old.side, key_of_node(node)) for node in found}
    held = store.lists(slot, places).items()
    return {place: without(found, key) for place, found in held if key in found.candidates}


def _entered(slot: int, profile: Profile, touched: Lists) -> None:
    """Write the document's own lists, and put it into those in which it belongs."""
    own = Member.of(profile)
    for side in COUNTERPARTS[profile.side]:
        near = postings.near(slot, side, own)
        touched[Place(side, profile.key)] = own_list(slot, side, own, near)
        reached = sorted(map(key_of_node, postings.reached(slot, profile.side, near)))
        places = {Place(profile.side, key) for key in reached} - touched.keys()
        touched |= store.lists(slot, places)
        others, bases = store.facts_of(slot, reached), near.bases_of(reached)
        for key in reached:
            if may_meet(profile.facts, others[key]):
                _enter(slot, Place(profile.side, key), profile.key, bases[key], touched)


def _enter(slot: int, place: Place, key: str, base: float, touched: Lists) -> None:
    list_with = with_candidate(touched[place], key, base)
    if list_with is None:
        [other] = store.members(slot, [node_of(place.key)]).values()
        list_with = own_list(slot, place.side, other)
    touched[place] = list_with


def _complete(slot: int, touched: Lists) -> Iterator[tuple[Place, Neighbours]]:
    """The lists, those looked up anew from which too many have left."""
    short = {
        place for place, found in touched.items() if found.floor and len(found.candidates) < RANKED
    }
    owners = store.members(slot, [node_of(place.key) for place in short])
    for place, found in touched.items():
        if place in short:
            found = own_list(slot, place.side, owners[place.key])
        yield place, found


def own_list(slot: int, side: Side, member: Member, near: Near | None = None) -> Neighbours:
    """The nearest of the member on a side, exactly; ``near`` if it is known already.

    More of those who are close are asked whether they may meet the member, until the last that
    counts is clear of those that were left out.
    """
    near = near or postings.near(slot, side, member)
    limit = LOOKED_AT
    while True:
        closest = near.closest(limit)
        found = _list(slot, member, closest)
        if not closest.beyond or found.floor > closest.beyond:
            return found
        limit *= 4


def _list(slot: int, member: Member, closest: Closest) -> Neighbours:
    """The list of those that the member may meet, equal ones by key."""
    pairs = zip(map(key_of_node, closest.nodes.tolist()), closest.bases.tolist(), strict=True)
    bases = dict(pairs)
    facts = store.facts_of(slot, bases)
    able = [key for key in bases if key in facts and may_meet(member.facts, facts[key])]
    kept = sorted(able, key=lambda key: (-bases[key], key))[:KEPT]
    floor = bases[kept[-1]] if len(kept) == KEPT else 0.0
    return Neighbours(member.key, tuple(kept), tuple(map(bases.__getitem__, kept)), floor)

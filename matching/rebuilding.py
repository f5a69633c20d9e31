"""A rebuild: new statistics, and every profile and list made by them, beside those that are read.

It goes through phases, each of many parts; a part is a row of the ledger, and the one that ends a
phase begins the next. A worker that is killed costs the part it was at. The last phase names the
new version the current one in a single transaction, and has what changed meanwhile matched again.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from matching.engine import engine_version
from matching.engine.counts import counted_hashes
from matching.engine.documents import COUNTERPARTS, Side
from matching.engine.hashes import hash_of
from matching.engine.pool import Pool
from matching.engine.profiles import weighed
from matching.engine.statistics import Statistics
from matching.models import SLOTS, AnalysedText, Version
from matching.storing import blocks, documents, store
from matching.storing.keys import node_of
from matching.storing.tables import SIDES, copied
from matching.suggestions import MATCH, Write
from tomoni.journal import ledger

SUBJECTS = 5_000
"""Documents in a part that are compared with a whole side, so that it takes seconds."""
STALLED_AFTER = timedelta(minutes=30)
"""A rebuild none of whose parts has ended for so long is given up when another is asked for."""

Phase = Version.Phase


class Comparison(NamedTuple):
    """A part of comparing: some documents of a side against all of another."""

    side: Side
    other: Side
    chunk: int


@transaction.atomic
def begin() -> Version | None:
    """Start a rebuild in the free slot; None while another is under way or the slot is being read.

    What is there is laid down from the first on: rows that come later belong to no part, and are
    matched when it has ended.
    """
    store.lock()
    running = Version.objects.building().first()
    if running and running.moved_at > timezone.now() - STALLED_AFTER:
        return None
    Version.objects.building().update(state=Version.State.RETIRED)
    current = store.current()
    slot = SLOTS[1 - SLOTS.index(current.slot)] if current else SLOTS[0]
    if not store.empty(slot):
        return None
    version = Version.objects.create(
        slot=slot,
        engine_version=engine_version(),
        as_of=timezone.localdate(),
        blocks=documents.parts(),
    )
    return _enter(version, Phase.ANALYSING)


def _enter(version: Version, phase: Version.Phase) -> Version:
    version.phase, version.parts_done = phase, 0
    version.parts = max(1, _PHASES[phase].parts(version))
    version.save()
    return version


def work(version: Version, part: int, then: Callable[[Version], object] = str) -> Write:
    """Compute a part of the version's phase; what is returned writes it and counts it as done.

    ``then`` hears of the version when that opened the next phase, in the same transaction. Nothing
    is written if the rebuild was given up meanwhile.
    """
    phase = Phase(version.phase)
    _forget_but(phase)
    with store.time_to_read():
        write = _PHASES[phase].work(version, part)

    def finish() -> None:
        if phase == Phase.FINISHING:
            store.lock()
        row = Version.objects.select_for_update().filter(pk=version.pk).building().first()
        if row is None or row.phase != phase:
            return
        store.allow_time()
        write()
        if _count(version.pk):
            version.refresh_from_db()
            then(version)

    return finish


def _forget_but(phase: Version.Phase) -> None:
    """Give back what other phases hold between their parts: a hundred megabytes and more."""
    for kept, caches in ((Phase.WEIGHING, [_statistics]), (Phase.COMPARING, [_pool])):
        if phase != kept:
            for cache in caches:
                cache.cache_clear()


def _count(pk: int) -> bool:
    """One more part is done; whether it was the last and the next phase is open now."""
    row = Version.objects.get(pk=pk)
    row.parts_done += 1
    row.save(update_fields=["parts_done", "moved_at"])
    following = _FOLLOWING.get(Phase(row.phase))
    if row.parts_done < row.parts or following is None:
        return False
    _enter(row, following)
    return True


def run_here(tell: Callable[[Version], object] = str) -> Version:
    """A whole rebuild in this process, part after part; `tell` hears before and after each.

    Raises RuntimeError while it cannot begin.
    """
    version = begin()
    if version is None:
        raise RuntimeError("another rebuild is under way, or the tables are being read")
    try:
        tell(version)
        while version.state == Version.State.BUILDING:
            _run_phase(version, tell)
            version.refresh_from_db()
    except BaseException:
        Version.objects.filter(pk=version.pk).building().update(state=Version.State.RETIRED)
        raise
    return version


def _run_phase(version: Version, tell: Callable[[Version], object]) -> None:
    for part in range(version.parts):
        write = work(version, part)
        with transaction.atomic():
            write()
        tell(Version.objects.get(pk=version.pk))


# Analysing: every text is cut into words and stored, which takes most of the time.


def _parts_of_texts(version: Version) -> int:
    return len(version.blocks)


def _participants(version: Version, part: int) -> list[str]:
    return documents.participants(documents.Part(*version.blocks[part]))


def _analyse(version: Version, part: int) -> Write:
    documents.cut(documents.documents(_participants(version, part)))
    return _nothing


def _nothing() -> None:
    """All is written already, by steps that may be repeated."""


# Counting: in how many texts each word is, and how often each label is ticked.


def _count_terms(version: Version, part: int) -> Write:
    present = {node_of(key) for key in documents.participants()}
    rows = copied("SELECT node, numbers FROM matching_analysedtext", [], ["int8", "bytea"])
    stored = {node: counted_hashes(numbers) for node, numbers in rows}
    found = [stored[node] for node in stored.keys() & present]
    whole = np.concatenate([np.empty(0, np.int64), *found])
    terms, counts = np.unique(whole, return_counts=True)
    labels = _labels(terms, counts)

    def write() -> None:
        store.put_frequencies(version.slot, terms[counts > 1], counts[counts > 1])
        Version.objects.filter(pk=version.pk).update(size=len(found), labels=labels)
        AnalysedText.objects.filter(node__in=stored.keys() - present).delete()

    return write


def _labels(terms: NDArray[np.int64], counts: NDArray[np.int64]) -> dict[str, int]:
    """How often each label is ticked, by "goal:11" and the like."""
    names = {hash_of(*label): ":".join(label) for label in documents.labels()}
    known = np.isin(terms, list(names))
    ticked = zip(terms[known].tolist(), counts[known].tolist(), strict=True)
    return dict(sorted((names[label], count) for label, count in ticked))


# Weighing: the profile of each document by these statistics.


@lru_cache(maxsize=1)
def _statistics(version: int) -> Statistics:
    return store.statistics(Version.objects.get(pk=version))


def _weigh(version: Version, part: int) -> Write:
    known = list(documents.counted(_participants(version, part)))
    made = weighed([document for document, _digest in known], _statistics(version.pk))
    digests = (digest for _document, digest in known)
    rows = [store.profile_row(*each, digest) for each, digest in zip(made, digests, strict=True)]
    return lambda: store.put(version.slot, rows)


# Sorting: who has a word, for each of them; a part for each side.


def _sort(version: Version, part: int) -> Write:
    side = SIDES[part]
    texts = store.texts_of(version.slot, side)
    return lambda: blocks.make_blocks(version.slot, side, texts)


# Comparing: the nearest of every document.


def _comparisons(version: Version) -> list[Comparison]:
    sizes = store.sizes(version.slot)
    return [
        Comparison(side, other, chunk)
        for other in SIDES
        for side, others in COUNTERPARTS.items()
        if other in others
        for chunk in range(-(-sizes.get(side, 0) // SUBJECTS))
    ]


@lru_cache(maxsize=1)
def _pool(version: int, slot: int, side: Side) -> Pool:
    return blocks.pool_of(slot, side)


def _compare(version: Version, part: int) -> Write:
    comparisons = _comparisons(version)
    if not comparisons:
        return _nothing
    side, other, chunk = comparisons[part]
    nodes = np.unique(blocks.roster_of(version.slot, side))[chunk * SUBJECTS :][:SUBJECTS]
    subjects = list(store.members(version.slot, nodes.tolist()).values())
    rows = store.list_rows(version.slot, other, subjects, _pool(version.pk, version.slot, other))
    return lambda: store.put_lists(version.slot, rows)


# Finishing: the new version is the current one from one moment to the next.


def _finish(version: Version, part: int) -> Write:
    store.tell_planner(version.slot)

    def write() -> None:
        store.lock()
        outdated = list(_changed_meanwhile(version))
        Version.objects.current().update(state=Version.State.RETIRED)
        Version.objects.filter(pk=version.pk).update(
            state=Version.State.CURRENT, phase=Phase.DONE, finished_at=timezone.now()
        )
        for key in outdated:
            ledger.enqueue(MATCH, key)

    return write


def _changed_meanwhile(version: Version) -> Iterator[str]:
    """What the version that was read until now knows in another state than the new one.

    After an upgrade that would be everything. What has changed meanwhile has asked for another
    rebuild then, as no change can be worked into lists of another engine.
    """
    current = store.current()
    if current is None or current.engine_version != version.engine_version:
        return
    yield from store.differing(current.slot, version.slot)


def _one(version: Version) -> int:
    return 1


def _each_side(version: Version) -> int:
    return len(SIDES)


def _all_comparisons(version: Version) -> int:
    return len(_comparisons(version))


class PhaseOfWork(NamedTuple):
    """How many parts a phase has, and how one of them is done."""

    parts: Callable[[Version], int]
    work: Callable[[Version, int], Write]


_PHASES: dict[Version.Phase, PhaseOfWork] = {
    Phase.ANALYSING: PhaseOfWork(_parts_of_texts, _analyse),
    Phase.COUNTING: PhaseOfWork(_one, _count_terms),
    Phase.WEIGHING: PhaseOfWork(_parts_of_texts, _weigh),
    Phase.SORTING: PhaseOfWork(_each_side, _sort),
    Phase.COMPARING: PhaseOfWork(_all_comparisons, _compare),
    Phase.FINISHING: PhaseOfWork(_one, _finish),
}
_FOLLOWING = dict(pairwise(_PHASES))

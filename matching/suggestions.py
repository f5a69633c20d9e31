"""Keeping the stored lists right when something changes. docs/matching.md tells the flow of data.

`refresh` mends at once the lists that a change touches. `rebuild` follows when things are quiet:
each change moves a little how rare every word is, and it makes every list what it would be if all
were computed anew.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from zlib import crc32

from django.db import connection
from django.utils import timezone

from challenges.models import Challenge
from matching import stored
from matching.documents import analysed, corpus, documents
from matching.engine import ENGINE_VERSION, Corpus, Match
from matching.keys import key_of, kind_of, pk_of
from matching.models import Suggestion
from matching.ranking import Place, places
from matching.stored import Outline
from partners.models import Listing, Partner
from tomoni.journal import ledger

MATCH, REBUILD = "matching.match", "matching.rebuild"
REBUILD_AFTER, LARGE_REBUILD_AFTER = timedelta(seconds=3), timedelta(minutes=10)
SUBJECTS_PER_REBUILD = 500
"""More make a large rebuild. It is shared out over several ledger rows, so that none outlives the
time limit of a task, and it waits longer: what one change does to the others becomes small."""

_LOCK = 7_006_733  # of the transactions that replace lists: a number nobody else uses

Lists = Mapping[str, list[Place]]
Write = Callable[[], None]


def ask_for(row: Listing | Challenge | Partner) -> None:
    """Queue the matching of a row, in the caller's transaction."""
    ledger.enqueue(MATCH, key_of(row))


def ask_for_rebuild(subjects: int, *, parts: int = 1, delay: timedelta | None = None) -> list[str]:
    """Queue the rebuild of every list in at least so many parts; returns the keys of the parts."""
    is_large = subjects > SUBJECTS_PER_REBUILD
    parts = max(parts, -(-subjects // SUBJECTS_PER_REBUILD))
    if delay is None:
        delay = LARGE_REBUILD_AFTER if is_large else REBUILD_AFTER
    keys = [f"{part}/{parts}" for part in range(1, parts + 1)]
    for key in keys:
        ledger.enqueue(REBUILD, key, delay=delay)
    return keys


def refresh(key: str) -> Write:
    """Compute the lists that a change of this row touches, its own and its counterparts'.

    What is returned writes them. A row that takes part no longer leaves every list.
    """
    whole = corpus()
    changed = _documents_of(key)
    subjects = {*changed, *stored.holders(changed), *_entered(whole, changed)}
    lists = {subject: places(whole, subject) for subject in sorted(subjects)}

    def write() -> None:
        replace(lists)
        ask_for_rebuild(len(whole))

    return write


def rebuild(part: int = 1, parts: int = 1, *, tell: Callable[[str], object] = str) -> Write:
    """Compute every list, or one share of them; what is returned writes those that differ.

    `tell` hears of each subject when its list is ready.
    """
    present = analysed(documents())
    whole = Corpus.from_analysed(present)
    before = stored.outlines()
    lists = {}
    for subject in sorted({*before, *(document.key for document in present)}):
        if crc32(subject.encode()) % parts == part - 1:
            found = places(whole, subject)
            if {Outline.of(place) for place in found} != before.get(subject, set()):
                lists[subject] = found
            tell(subject)
    return lambda: replace(lists)


def replace(lists: Lists) -> None:
    """Put these lists in the place of the stored ones, inside the caller's transaction."""
    with connection.cursor() as cursor:  # two at once would add to what the other removes
        cursor.execute("SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = '60s'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    now = timezone.now()
    Suggestion.objects.filter(stored.subjects_in(lists)).delete()
    rows = (_row(subject, place, now) for subject, found in lists.items() for place in found)
    Suggestion.objects.bulk_create(rows, batch_size=1_000)


def _row(subject: str, place: Place, now: datetime) -> Suggestion:
    columns = {
        f"subject_{kind_of(subject)}_id": pk_of(subject),
        f"candidate_{kind_of(place.candidate)}_id": pk_of(place.candidate),
    }
    return Suggestion(
        via_id=pk_of(place.via) if place.via else None,
        rank=place.rank,
        score=place.match.score,
        level=place.match.level,
        addends=[asdict(addend) for addend in place.match.addends],
        engine_version=ENGINE_VERSION,
        computed_at=now,
        **columns,
    )


def _documents_of(key: str) -> list[str]:
    """A partner stands for all its listings, everything else for itself."""
    if kind_of(key) != "partner":
        return [key]
    listings = Listing.objects.filter(partner=pk_of(key)).order_by("pk")
    return [f"listing:{pk}" for pk in listings.values_list("pk", flat=True)]


def _entered(whole: Corpus, changed: Iterable[str]) -> set[str]:
    """Subjects in whose lists one of these belongs now: there is room, or the last is worse.

    The few challenges are taken all, as they list partners too.
    """
    least = stored.last_scores()
    return {
        match.candidate
        for key in changed
        for match in _all_matches(whole, key)
        if kind_of(match.candidate) == "challenge"
        or match.score >= least.get((match.candidate, kind_of(key)), 0.0)
    }


def _all_matches(whole: Corpus, key: str) -> tuple[Match, ...]:
    try:
        return whole.suggest(whole[key], limit=len(whole))
    except KeyError:
        return ()

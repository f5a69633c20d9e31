"""The matcher's tables at work: a rebuild, a change, a stored list, a text being typed.

    DATABASE_URL=… .venv/bin/python -m benchmarks store --listings 10000

Fills the database it is given with that many listings of `worlds.py`, unless it has some already,
so give it an empty one that is migrated. Prints one JSON object per line; times are wall time in
milliseconds, those of the database apart.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from random import Random
from statistics import quantiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomoni.settings")
os.environ.setdefault("SECRET_KEY", "only-for-benchmarks-" + "0" * 40)

import django

django.setup()

from django.core.cache import cache  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from benchmarks.clock import Clock, processor  # noqa: E402
from benchmarks.rows import load  # noqa: E402
from matching import rebuilding, suggestions  # noqa: E402
from matching.engine import Document, analyse  # noqa: E402
from matching.engine.documents import Side  # noqa: E402
from matching.engine.pool import Pool  # noqa: E402
from matching.engine.ranking import RANKED, SHOWN  # noqa: E402
from matching.models import Version  # noqa: E402
from matching.reading.found import live  # noqa: E402
from matching.reading.kept import best_of, rankings  # noqa: E402
from matching.storing import store  # noqa: E402
from matching.storing.store import Place  # noqa: E402
from partners.models import Listing  # noqa: E402

ROUNDS, READ, OTHERS = 40, 400, 500


def measured(name: str, call: Callable[[Listing], object], listings: list[Listing]) -> None:
    """Print the middle and the 95th percentile of a call for each of the listings.

    `cpu` is the time of this process and of the database's for it: what a quiet machine would take.
    """
    times: dict[str, list[float]] = {"wall": [], "database": [], "cpu": []}
    for listing in listings:
        clock, began = Clock(), processor() + 1000 * time.process_time()
        begin = time.perf_counter()
        with connection.execute_wrapper(clock):
            call(listing)
        times["wall"].append(1000 * (time.perf_counter() - begin))
        times["cpu"].append(processor() + 1000 * time.process_time() - began)
        times["database"].append(clock.milliseconds)
    line = {"what": name, "rounds": len(listings)}
    for kind, each in times.items():
        cuts = quantiles(each, n=20)
        line |= {f"{kind}_p50_ms": round(cuts[9], 1), f"{kind}_p95_ms": round(cuts[18], 1)}
    print(json.dumps(line), flush=True)


def rebuild() -> None:
    """Print the seconds of each phase."""
    begin, phases = time.perf_counter(), {}
    rebuilding.run_here(
        lambda version: phases.__setitem__(version.phase, time.perf_counter() - begin)
    )
    ends = {phase: round(end, 1) for phase, end in phases.items()}
    print(json.dumps({"what": "rebuild", "seconds_until": ends}), flush=True)


def change(listing: Listing) -> None:
    """Another text, and every list put right."""
    Listing.objects.filter(pk=listing.pk).update(body=listing.body[::-1][:60] + listing.body)
    write = suggestions.refresh(f"listing:{listing.pk}")
    with transaction.atomic():
        write()


def read(listing: Listing) -> object:
    """The 20 stored suggestions with their reasons."""
    other: Side = "seed" if listing.is_need else "need"
    return best_of(rankings([f"listing:{listing.pk}"], [other]), SHOWN)


def typed(listing: Listing) -> object:
    """Three counterparts of a text nobody has stored."""
    each = live(analyse(Document("", "need", listing.title, listing.body)), "seed")
    return each and each.best(3)


def compared(listings: list[Listing]) -> None:
    """Print how many lists are what a rebuild with the same statistics would write.

    Of the changed listings, and of as many again as `OTHERS` from all over.
    """
    version = Version.objects.current().get()
    pks = {listing.pk for listing in listings} | {
        *Random(2).sample(list(Listing.objects.values_list("pk", flat=True)), OTHERS)
    }
    equal, kept, lists = 0, 0, 0
    sides: list[tuple[Side, Side]] = [("need", "seed"), ("seed", "need")]
    for side, other in sides:
        members = {member.key: member for member in store.members_of(version.slot, side)}
        subjects = [members[key] for key in sorted(members) if int(key.partition(":")[2]) in pks]
        pool = Pool(store.members_of(version.slot, other))
        stored = store.lists(version.slot, [Place(other, each.key) for each in subjects])
        for fresh in pool.nearest_of_all(subjects):
            held = stored[Place(other, fresh.subject)].candidates[:RANKED]
            equal += held == fresh.candidates[:RANKED]
            kept += len(set(held[:SHOWN]) & set(fresh.candidates[:SHOWN]))
            lists += len(fresh.candidates[:SHOWN])
    line = {"what": "incremental = rebuild", "lists": len(pks), "equal_to_the_last": equal}
    print(json.dumps(line | {"recall20": kept / lists if lists else 1.0}), flush=True)


def some_of(pks: list[int], many: int) -> list[Listing]:
    """Listings drawn by lot, always the same."""
    return list(Listing.objects.filter(pk__in=Random(1).sample(pks, min(many, len(pks)))))


def main() -> None:
    """Load, rebuild, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=1_000)
    wanted = parser.parse_args().listings
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    if not Listing.objects.exists():
        load(wanted)
    rebuild()
    pks = list(Listing.objects.values_list("pk", flat=True))
    listings = some_of(pks, ROUNDS)
    readers = some_of(pks, READ)
    cache.clear()
    measured("read 20, nothing kept", read, readers)
    measured("read 20, kept", read, readers)
    measured("text being typed", typed, listings)
    measured("one changed", change, listings)
    measured("read 20, after the changes", read, readers)
    measured("read 20, kept after the changes", read, readers)
    compared(listings)
    print(json.dumps({"what": "documents", "count": Version.objects.current().get().size}))

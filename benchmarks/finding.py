"""The search in the database: two-character Japanese words, each counted and picked anew.

    DATABASE_URL=… .venv/bin/python -m benchmarks finding --words 60 --rounds 3 [--also goal=11]

Takes words that stand in the listings, prints one JSON object per band of how many rows have them:
milliseconds in the database of everything a search page asks (the best of so many rounds of each
word; nothing is kept between them), and how many queries that are. With `--also` each word is asked
for alone too, in turns, and `ratio` is the one p95 by the other; `--list needs` asks a list. Where
the server runs on the same machine, `cpu` is the processor time of its process alone, which a busy
machine does not lengthen. Load a world first, e.g. `manage.py load_demo --scale 50000`.
"""

import argparse
import json
import os
from random import Random
from statistics import quantiles
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomoni.settings")
os.environ.setdefault("SECRET_KEY", "only-for-benchmarks-" + "0" * 40)
os.environ["DEBUG"] = "false"

import django

django.setup()

from django.contrib.auth.models import AnonymousUser  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402

from benchmarks.clock import Clock, processor  # noqa: E402
from partners.models import Listing  # noqa: E402
from tomoni import counting  # noqa: E402
from tomoni.portal.finding import Finding  # noqa: E402
from tomoni.portal.places import KEYS, PLACES, SEARCH  # noqa: E402

BANDS = ((0.0, 0.001), (0.001, 0.01), (0.01, 0.05), (0.05, 1.0))  # shares of the listings
_WORDS = """
    SELECT word, ndoc FROM ts_stat('SELECT search FROM partners_listing WHERE id % 20 = 0')
    WHERE word ~ '^[一-龥]{2}$' ORDER BY word
"""


def asked(place: str, word: str, also: str) -> tuple[float, float, int, int]:
    """Milliseconds of the processor and by the clock, queries and hits of one search."""
    counting.forget(answers_only=True)
    query = QueryDict(also, mutable=True)
    query["q"] = word
    clock, before = Clock(), processor()
    with connection.execute_wrapper(clock):
        if place == SEARCH:
            finding = Finding("/search/", query, AnonymousUser())
            shown: Any = (finding.facets, finding.groups, finding.total)
        else:
            found = PLACES[place].found(query, AnonymousUser())
            shown = (found.facets, list(found.page), found.total)
    return processor() - before, clock.milliseconds, clock.queries, shown[2]


def best_of(rounds: int, place: str, word: str, also: str) -> tuple[float, float, int, int]:
    """The least of each: where the machine is held up, only one of them is."""
    tries = [asked(place, word, also) for _round in range(rounds)]
    cpu, clock, queries, hits = zip(*tries, strict=True)
    return min(cpu), min(clock), max(queries), hits[0]


def words() -> dict[tuple[float, float], list[str]]:
    """Words of the listings by band, in an order drawn by lot."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(_WORDS)
        rows = cursor.fetchall()
        cursor.execute("SET statement_timeout = '10s'")
    total = Listing.objects.count() / 20
    bands: dict[tuple[float, float], list[str]] = {band: [] for band in BANDS}
    for word, number in rows:
        for band in BANDS:
            if band[0] <= number / total < band[1]:
                bands[band].append(word)
    for band in bands.values():
        Random(1).shuffle(band)
    return bands


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=60, help="so many of each band")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--also", default="", help='what is chosen beside the word: "goal=11"')
    parser.add_argument("--list", default=SEARCH, choices=KEYS, help="a list instead of the search")
    options = parser.parse_args()
    for (least, most), chosen in words().items():
        plain, results = [], []
        for word in chosen[: options.words]:
            plain.append(best_of(options.rounds, options.list, word, ""))
            results.append(best_of(options.rounds, options.list, word, options.also))
        if len(results) < 2:
            continue
        plain_cuts = quantiles([each[1] for each in plain], n=20)
        cpu = quantiles([each[0] for each in results], n=20)
        cuts = quantiles([each[1] for each in results], n=20)
        line = {
            "what": f"{options.list} in the database",
            "also": options.also,
            "share_of_listings": f"{least:.1%}–{most:.1%}",
            "words": len(results),
            "hits_median": sorted(each[3] for each in results)[len(results) // 2],
            "cpu_p50_ms": round(cpu[9], 1),
            "cpu_p95_ms": round(cpu[18], 1),
            "p50_ms": round(cuts[9], 1),
            "p95_ms": round(cuts[18], 1),
            "ratio": round(cuts[18] / plain_cuts[18], 2),
            "queries_at_most": max(each[2] for each in results),
        }
        print(json.dumps(line, ensure_ascii=False), flush=True)

"""CPU time of pages, as a ratio to a bare view in the same run.

    make bench                       # or: .venv/bin/python -m benchmarks --rounds 200

The bare view has the same middlewares, one query and a small template. Prints one JSON object per
page: CPU milliseconds, ratio, queries and kilobytes of HTML, and the milliseconds that the database
took for one answer (`db_p50_ms`, `db_p95_ms`). Counts are asked for anew each time, though a
process keeps those of many rows for a minute; in the milliseconds of the database figures of the
insights are counted anew as well. Load a world first, e.g. `manage.py load_demo --scale 1000`.
"""

import argparse
import json
import os
import time
from collections.abc import Callable, Sequence
from statistics import median, quantiles
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomoni.settings")
os.environ.setdefault("SECRET_KEY", "only-for-benchmarks-" + "0" * 40)
os.environ["DEBUG"] = "false"

import django

django.setup()

from django.contrib.auth.decorators import login_not_required  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402
from django.urls import path  # noqa: E402

from challenges.models import Challenge  # noqa: E402
from matching.storing import store  # noqa: E402
from matching.storing.keys import pks  # noqa: E402
from partners.models import Listing  # noqa: E402
from tomoni import counting  # noqa: E402
from tomoni.accounts.models import User  # noqa: E402
from tomoni.taxonomy.models import Goal  # noqa: E402
from tomoni.urls import urlpatterns as product_urls  # noqa: E402

COMMON, RARE = "写真", "防災"
BLOCK, MOST_TIMED = 10, 40
SMALL = engines["django"].from_string("<!doctype html><title>{{ goal.name }}</title><p>{{ goal }}")


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """One query and a small template."""
    return HttpResponse(SMALL.render({"goal": Goal.objects.get(pk=11)}, request))


urlpatterns = [path("bare/", bare), *product_urls]


def cpu_ms(calls: Sequence[Callable[[], Any]], rounds: int) -> list[float]:
    """The median CPU time of each call in this process, in milliseconds.

    They take turns in blocks, so that a machine that slows down does so for all of them; the first
    two of a block pay for what the other has pushed out of the processor's caches.
    """
    times: list[list[float]] = [[] for _call in calls]
    for _ in range(max(rounds // BLOCK, 1)):
        for call, own in zip(calls, times, strict=True):
            for place in range(BLOCK + 2):
                start = time.process_time()
                call()
                if place >= 2:
                    own.append(time.process_time() - start)
    return [median(own) * 1000 for own in times]


def pages() -> list[tuple[str, Client, str]]:
    """What is measured: a name, who asks, and the address."""
    visitor, member = Client(), Client()
    listing = a_suggested_listing()
    challenge = Challenge.objects.open().first()
    owner = User.objects.filter(memberships__partner__listings=listing).first()
    found = [
        ("home", visitor, "/"),
        ("needs", visitor, "/needs/"),
        ("partners", visitor, "/partners/"),
        ("challenges", visitor, "/challenges/"),
        ("news", visitor, "/news/"),
        ("search", visitor, f"/search/?q={COMMON}"),
        ("search, rare word", visitor, f"/search/?q={RARE}"),
        ("search, one kind", visitor, f"/search/?q={COMMON}&kind=need"),
        ("needs, filtered", visitor, f"/needs/?goal=11&q={COMMON}"),
        ("goal", visitor, "/goals/11/"),
        ("feed", visitor, "/feeds/needs/?goal=11"),
        ("open data, a file again", visitor, "/open-data/listings.csv"),
    ]
    if listing and owner:
        member.force_login(owner)
        url = listing.get_absolute_url()
        found += [("listing", visitor, url), ("listing, suggestions", member, url)]
        found.append(("my page", member, "/my/"))
    if challenge:
        found.append(("challenge", visitor, challenge.get_absolute_url()))
    return [*found, *insights(visitor)]


def insights(visitor: Client) -> list[tuple[str, Client, str]]:
    """The figures, with numbers that are kept; `INSIGHTS_ANEW` has them counted for each answer."""
    found = [
        ("insights", visitor, "/insights/"),
        ("insights, all years", visitor, "/insights/?year=all"),
        ("insights, goal", visitor, "/insights/?year=all&goal=11"),
        ("insights, narrowed", visitor, "/insights/?year=all&goal=11&type=company"),
        ("insights, rows", visitor, "/insights/rows/fresh/?year=all&goal=11"),
        ("insights, demand", visitor, "/insights/demand/"),
        ("insights, network", visitor, "/insights/network/?year=all"),
    ]
    staff = User.objects.filter(staff_roles__isnull=False).first()
    if staff:
        desk = Client()
        desk.force_login(staff)
        found += [
            ("insights, desk", desk, "/desk/insights/"),
            ("insights, desk, all years", desk, "/desk/insights/?year=all"),
            ("insights, desk, network", desk, "/desk/insights/network/?year=all"),
            ("insights, meetings", desk, "/desk/insights/meetings/?year=all"),
            ("insights, report", desk, "/desk/insights/report/"),
        ]
    return found


def a_suggested_listing() -> Listing | None:
    """The public need of somebody that is closest to a seed, else any public listing."""
    public = Listing.objects.live().filter(visibility="public", partner__memberships__gt=0)
    closest = pks((need for need, _seed in store.closest_pairs("seed", 5000)), "listing")
    return public.needs().filter(pk__in=closest).order_by("pk").first() or public.first()


def measure(name: str, client: Client, url: str, rounds: int) -> dict[str, Any]:
    """One line of the report; the bare view is asked in turns with the page."""
    client.get(url)  # what a process remembers for a minute is there, but for the counts
    counting.forget(answers_only=True)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    queries = len(captured)  # now, as the next request clears what was captured
    bare_ms, page_ms = cpu_ms(
        [lambda: client.get("/bare/"), lambda: _counted_anew(client, url)], rounds
    )
    took = database_ms(client, url, max(min(rounds, MOST_TIMED), 2))
    return {
        "page": name,
        "status": response.status_code,
        "db_p50_ms": round(median(took), 1),
        "db_p95_ms": round(quantiles(took, n=20, method="inclusive")[-1], 1),
        "cpu_ms": round(page_ms, 2),
        "bare_ms": round(bare_ms, 2),
        "ratio": round(page_ms / bare_ms, 1),
        "queries": queries,
        "kilobytes": round(_size(response) / 1000, 1),
    }


def database_ms(client: Client, url: str, rounds: int) -> list[float]:
    """The milliseconds that all queries of an answer took together, of so many answers."""
    times = []
    for _ in range(rounds):
        if "/insights/" in url:
            cache.clear()
        spent: list[float] = []
        with connection.execute_wrapper(_timing(spent)):
            _counted_anew(client, url)
        times.append(sum(spent) * 1000)
    return times


def _timing(spent: list[float]) -> Callable[..., Any]:
    def timed(execute: Callable[..., Any], *question: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(*question)
        finally:
            spent.append(time.perf_counter() - start)

    return timed


def _counted_anew(client: Client, url: str) -> Any:
    counting.forget(answers_only=True)
    if os.environ.get("INSIGHTS_ANEW") and "/insights/" in url:
        cache.clear()
    return _size(client.get(url))


def _size(response: Any) -> int:
    """Read to its end, and how many bytes it has."""
    return len(b"".join(response) if response.streaming else response.content)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--only", default="", help="pages whose name begins so")
    options = parser.parse_args()
    call_command("collectstatic", interactive=False, verbosity=0)
    ours = {"ROOT_URLCONF": __name__, "ALLOWED_HOSTS": ["testserver"], "RATE_LIMITS": False}
    with override_settings(**ours):
        cpu_ms([lambda: Client().get("/bare/")], 20)
        for name, asking, url in pages():
            if name.startswith(options.only):
                line = measure(name, asking, url, options.rounds)
                print(json.dumps(line, ensure_ascii=False), flush=True)

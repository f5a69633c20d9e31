"""Five years of suggestions, introductions, journal and searches for the listings of a world.

    manage.py load_demo --scale 50000        # about 100,000 listings
    python -m benchmarks history             # in a database of its own: it adds to the world

Ten suggestions of each listing are traced, a fifth of them opened; of every second need an
introduction was asked for. The moments are spread evenly. A second run adds nothing.
"""

import json
import os
from datetime import timedelta
from random import Random
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomoni.settings")
os.environ.setdefault("SECRET_KEY", "only-for-benchmarks-" + "0" * 40)

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from matching.models import Introduction, Party, Trace  # noqa: E402
from partners.models import Listing  # noqa: E402
from tomoni.accounts.models import User  # noqa: E402
from tomoni.journal.models import Entry, Search  # noqa: E402
from tomoni.municipalities.models import IntroductionRoute  # noqa: E402

DAYS, AT_A_TIME = 5 * 365, 5_000
MARK = "benchmark"
_MOMENT = f"now() - random() * interval '{DAYS} days'"
_TRACES = f"""
    INSERT INTO matching_trace (listing_id, candidate_listing_id, first_shown_at, opened_at,
        verdict, reason, text)
    WITH numbered AS (
        SELECT id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS total
        FROM partners_listing WHERE state = 'published'
    ), drawn AS (
        SELECT own.id AS listing, other.id AS candidate, {_MOMENT} AS shown, random() AS chance
        FROM numbered AS own CROSS JOIN generate_series(1, 10) AS k
        JOIN numbered AS other ON other.n = 1 + (own.n + k * 7919) % own.total
    )
    SELECT listing, candidate, shown, CASE WHEN chance < .2 THEN shown + interval '1 day' END,
        '', '', ''
    FROM drawn ON CONFLICT DO NOTHING
"""
_SEARCHES = f"""
    INSERT INTO journal_search (at, words, found, municipality_id)
    SELECT {_MOMENT}, '{MARK}' || (random() * 3000)::int, (random() * 20)::int,
        CASE WHEN random() < .3 THEN (SELECT min(id) FROM municipalities_municipality) END
    FROM generate_series(1, 300000)
"""
_ENTRIES = f"""
    INSERT INTO journal_entry (verb, subject_type, subject_id, subject_title, municipality_id, data,
        request_id, at)
    SELECT 'listing.published', 'partners.listing', listing.id, '{MARK}', partner.municipality_id,
        '{{}}', '', {_MOMENT}
    FROM partners_listing AS listing JOIN partners_partner AS partner
        ON partner.id = listing.partner_id CROSS JOIN generate_series(1, 5)
"""


def main() -> None:
    """Add what is missing and tell how much there is."""
    with transaction.atomic():
        if not Search.objects.filter(words__startswith=MARK).exists():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 0")
                for statement in (_TRACES, _SEARCHES, _ENTRIES):
                    cursor.execute(statement)
            _introduce()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("ANALYZE")
    models = (Listing, Trace, Introduction, Party, Search, Entry)
    print(json.dumps({model._meta.model_name: model.objects.count() for model in models}))


def _introduce() -> None:
    """Of every second need with a seed."""
    chance, by, now = Random(1), User.objects.order_by("pk").first(), timezone.now()
    needs, seeds = (
        list(Listing.objects.filter(side=side).select_related("partner").order_by("pk"))
        for side in ("need", "seed")
    )
    made: list[tuple[Introduction, Listing, Listing]] = []
    for need, seed in zip(needs[::2], seeds[1::2], strict=False):
        if need.partner_id != seed.partner_id:
            at = now - timedelta(days=chance.random() * DAYS)
            made.append((_introduction(need, seed, by, at, chance.random()), need, seed))
    Introduction.objects.bulk_create((row for row, _need, _seed in made), AT_A_TIME)
    Party.objects.bulk_create(
        (
            Party(
                introduction=row,
                partner=listing.partner,
                listing=listing,
                is_asking=place == 0,
                state="agreed" if row.accepted_at or place == 0 else "declined",
                answered_at=row.requested_at + timedelta(days=3 * place),
            )
            for row, *sides in made
            for place, listing in enumerate(sides)
        ),
        AT_A_TIME,
    )


def _introduction(need: Listing, seed: Listing, by: Any, at: Any, chance: float) -> Introduction:
    is_agreed, end = chance < 0.5, at + timedelta(days=3)
    has_started = chance < 0.1
    return Introduction(
        municipality_id=seed.partner.municipality_id,
        route=IntroductionRoute.OFFICE if chance < 0.3 else IntroductionRoute.DIRECT,
        between=f"{need.partner_id}-{seed.partner_id}",
        state="outcome" if is_agreed else "declined",
        message="お話ししたいです。",
        asked_by=by,
        requested_at=at,
        forwarded_at=at,
        accepted_at=end if is_agreed else None,
        over_at=None if is_agreed else end,
        met_at=end if is_agreed else None,
        outcome=("started" if has_started else "information") if is_agreed else "",
        outcome_at=end if is_agreed else None,
        started_at=end if has_started else None,
    )

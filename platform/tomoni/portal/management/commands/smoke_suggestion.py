"""`manage.py smoke_suggestion`: does a new need find its seed, all the way through the worker?"""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from matching.reading.found import found
from matching.storing.keys import key_of
from partners.models import Listing, Partner
from partners.publishing.listings import pause_listing, publish_listing
from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.models import Job
from tomoni.municipalities.models import Municipality
from tomoni.receipts import new_receipt
from tomoni.taxonomy.models import PartnerType

PATIENCE = 60
TITLE = "動作確認（自動で消えます）"
BODY = "動作確認のための掲載です。灯台の望遠鏡をみがき、星空の観察会をひらきます。"


class Command(BaseCommand):
    help = "Publish a need and a seed, wait until the worker suggests them to each other, tidy up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--within", type=float, default=PATIENCE, metavar="SECONDS", help="how long to wait"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        operator = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
        city = Municipality.objects.first()
        if operator is None or city is None:
            raise CommandError("An operator and a municipality are needed; load_demo makes both.")
        with self._pair(city, operator) as (need, seed):
            started = time.monotonic()
            while not _is_suggested(need, seed):
                if time.monotonic() - started > options["within"]:
                    raise CommandError(_what_is_known(need))
                time.sleep(0.2)
            seconds = time.monotonic() - started
            said = f"The worker suggested the seed for the need after {seconds:.1f} s."
            self.stdout.write(self.style.SUCCESS(said))

    @contextmanager
    def _pair(self, city: Municipality, by: User) -> Iterator[tuple[Listing, Listing]]:
        """A need and a seed of two partners of the moment, seen by partners only."""
        partners = [_partner_for_a_moment(city) for _ in range(2)]
        listings: list[Listing] = []
        try:
            for partner, side in zip(partners, Listing.Side, strict=True):
                listing = Listing(partner=partner, side=side, title=TITLE, body=BODY)
                listing.visibility = Listing.Visibility.PARTNERS
                listings.append(publish_listing(listing, by=by))
                self.stdout.write(f"Published {key_of(listing)}, a {side.value}.")
            yield listings[0], listings[1]
        finally:
            _tidy_up(partners, listings, by)
            self.stdout.write("Took both away again.")


def _partner_for_a_moment(city: Municipality) -> Partner:
    # Made as registered: the steps of registration would write to people about it.
    now = timezone.now()
    return Partner.objects.create(
        municipality=city,
        slug=f"smoke-{uuid4().hex[:12]}",
        name=TITLE,
        kana="ドウサカクニン",
        type=PartnerType.objects.order_by("order", "pk")[0],
        description=BODY,
        state=Partner.State.APPROVED,
        submitted_at=now,
        approved_at=now,
        expires_on=timezone.localdate() + timedelta(days=1),
        receipt=new_receipt("R"),
    )


@transaction.atomic
def _tidy_up(partners: list[Partner], listings: list[Listing], by: User) -> None:
    for listing in listings:
        pause_listing(listing, by=by)
        listing.delete()
    for partner in partners:
        partner.delete()


def _is_suggested(need: Listing, seed: Listing) -> bool:
    return any(
        rival.key == key_of(seed)
        for each in found([key_of(need)], ["seed"])
        for rival in each.rivals
    )


def _what_is_known(need: Listing) -> str:
    health = ledger.health()
    job = Job.objects.filter(kind="matching.match", key=key_of(need)).last()
    row = f"its row is {job.state}, tried {job.tries} times. {job.last_error}" if job else "no row"
    return (
        "The worker did not suggest the seed in time. Are worker and relay running?\n"
        f"Ledger: {health.open} open, oldest due {health.overdue_seconds:.0f} s ago, "
        f"{health.dead} given up; {row}"
    )

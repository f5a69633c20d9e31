"""`manage.py rebuild_matches`: compute suggestions anew, all of them or those of one row."""

import time
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from matching import documents, suggestions
from tomoni.journal.models import Job

WAIT = 0.5  # seconds between looks at what the workers have done


class Command(BaseCommand):
    help = "Compute suggestions anew, and say how far it is and how fast."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--all", action="store_true", help="every list (the default)")
        which.add_argument("--listing", type=int, metavar="ID", help="a listing and its neighbours")
        which.add_argument("--challenge", type=int, metavar="ID", help="the same of a challenge")
        parser.add_argument(
            "--workers",
            type=int,
            default=1,
            metavar="N",
            help="1 works here; more share the lists out to the running workers and wait",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["workers"] < 1:
            raise CommandError("--workers is a number from 1.")
        for kind in ("listing", "challenge"):
            if options[kind] is not None:
                return self._one(f"{kind}:{options[kind]}")
        if options["workers"] > 1:
            return self._by_workers(options["workers"])
        return self._here()

    def _one(self, key: str) -> None:
        started = time.monotonic()
        write = suggestions.refresh(key)
        with transaction.atomic():
            write()
        self.stdout.write(f"{key} and its neighbours: {time.monotonic() - started:.2f} s")

    def _here(self) -> None:
        progress = Progress(self, "lists", sum(1 for _ in documents.documents()))
        write = suggestions.rebuild(tell=lambda subject: progress.step())
        self.stdout.write("Writing what differs …")
        with transaction.atomic():
            write()
        self.stdout.write(self.style.SUCCESS(f"Done in {progress.seconds:.1f} s."))

    def _by_workers(self, wanted: int) -> None:
        with transaction.atomic():
            size = sum(1 for _ in documents.documents())
            keys = suggestions.ask_for_rebuild(size, parts=wanted, delay=timedelta(0))
            jobs = Job.objects.open().filter(kind=suggestions.REBUILD, key__in=keys)
            pks = list(jobs.values_list("pk", flat=True))
        self.stdout.write(f"{len(keys)} parts are in the ledger; workers take them from here.")
        progress, done = Progress(self, "parts", len(pks)), 0
        while done < len(pks):
            time.sleep(WAIT)
            before, done = done, len(pks) - Job.objects.open().filter(pk__in=pks).count()
            progress.step(done - before)
        if Job.objects.dead().filter(pk__in=pks).exists():
            raise CommandError("A part failed five times. The desk of the operator shows why.")
        self.stdout.write(self.style.SUCCESS(f"Done in {progress.seconds:.1f} s."))


class Progress:
    """How many are done, and how many in a second; ten lines at the most where nobody watches."""

    def __init__(self, command: BaseCommand, things: str, total: int) -> None:
        self.command, self.things, self.total = command, things, total
        self.done, self.told, self.started = 0, 0, time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def step(self, count: int = 1) -> None:
        """So many more are done."""
        self.done += count
        tenth = self.done * 10 // max(self.total, 1)
        is_watched = self.command.stdout.isatty()
        if count and (is_watched or tenth > self.told):
            self.told = tenth
            rate = self.done / max(self.seconds, 1e-6)
            line = f"{self.done} of {self.total} {self.things} · {rate:,.0f} per second"
            last = self.done >= self.total
            self.command.stdout.write(line, ending="\r" if is_watched and not last else "\n")

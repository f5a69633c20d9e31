"""`manage.py rebuild_matches`: compute suggestions anew, all of them or those of one row."""

import time
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from matching import rebuilding, suggestions
from matching.models import Version
from matching.storing import store
from tomoni.journal.models import Job

WAIT = 0.5  # seconds between looks at what the workers have done
CLEAR = "\033[K\r"  # what is left of a longer line, and back to its beginning


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
            help="1 works here; more share the work out to the running workers and wait",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["workers"] < 1:
            raise CommandError("--workers is a number from 1.")
        for kind in ("listing", "challenge"):
            if options[kind] is not None:
                return self._one(f"{kind}:{options[kind]}")
        if options["workers"] > 1:
            return self._by_workers()
        return self._here()

    def _one(self, key: str) -> None:
        started = time.monotonic()
        write = suggestions.refresh(key)
        with transaction.atomic():
            write()
        if store.current() is None:
            raise CommandError(
                "There are no lists yet. All are asked for now; --all makes them here."
            )
        self.stdout.write(f"{key} and its neighbours: {time.monotonic() - started:.2f} s")

    def _here(self) -> None:
        progress = Progress(self)
        try:
            rebuilding.run_here(tell=progress.show)
        except RuntimeError:
            raise CommandError(
                "Another rebuild is under way (the admin shows how far), or the tables are being"
                " read for a long time, for instance by a backup."
            ) from None
        self._tell_end(progress)

    def _by_workers(self) -> None:
        newest = Version.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        given_up = set(_given_up())
        with transaction.atomic():
            suggestions.ask_for_rebuild(delay=timedelta(0))
        self.stdout.write("It is in the ledger; the workers take it from here.")
        progress, version = Progress(self), None
        while version is None or version.state == Version.State.BUILDING:
            time.sleep(WAIT)
            version = Version.objects.filter(pk__gt=newest).order_by("pk").first()
            if version:
                progress.show(version)
            if set(_given_up()) - given_up:
                raise CommandError("A part failed five times. The desk of the operator shows why.")
        if version.finished_at is None:
            raise CommandError("It took too long and was given up, as another was asked for.")
        self._tell_end(progress)

    def _tell_end(self, progress: "Progress") -> None:
        version = store.current()
        size, seconds = (version.size if version else 0), progress.seconds
        rate = f"{size / max(seconds, 1e-6):,.0f} documents per second"
        self.stdout.write(self.style.SUCCESS(f"Done in {seconds:.1f} s · {rate}."))


def _given_up() -> Iterable[int]:
    return Job.objects.dead().filter(kind=suggestions.REBUILD).values_list("pk", flat=True)


class Progress:
    """Which phase a rebuild is in and how far; a line per phase where nobody watches."""

    def __init__(self, command: BaseCommand) -> None:
        self.command, self.started, self.told = command, time.monotonic(), ""

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def show(self, version: Version) -> None:
        """Tell where it is."""
        phase = str(version.get_phase_display())
        is_watched = self.command.stdout.isatty()
        if is_watched or phase != self.told:
            line = f"{self.seconds:6.1f} s  {phase} · {version.parts_done} of {version.parts}"
            stays = version.state != Version.State.BUILDING or not is_watched
            self.command.stdout.write(line if stays else line + CLEAR, ending="\n" if stays else "")
        self.told = phase

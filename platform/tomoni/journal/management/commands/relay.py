"""`manage.py relay`: offers due ledger rows to the Celery workers until it is told to stop."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tomoni.journal import relay


class Command(BaseCommand):
    help = "Offer due background work to the workers, every half second until SIGTERM."
    # A broken page must not stop the work; the relay itself has neither pages nor templates.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="make one pass and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self.stdout.write(f"{relay.relay_once()} offered")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("The relay is running.")
        relay.run_until(stop)
        self.stdout.write("The relay has stopped.")

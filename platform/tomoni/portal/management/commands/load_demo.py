"""`manage.py load_demo`: three invented cities, and as many further partners as are wanted."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tomoni.portal.demo import loader, people, scale


class Command(BaseCommand):
    help = "Load the demo world; a second run leaves it as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale",
            type=int,
            default=0,
            metavar="N",
            help="bring the number of generated partners, with two listings each, to N",
        )
        parser.add_argument("--seed", type=int, default=2026, help="of the generated partners")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        if people.is_loaded():
            self.stdout.write("The demo world is there already.")
        else:
            loader.load_base(self.stdout.write)
        if options["scale"]:
            scale.generate(options["scale"], options["seed"], self.stdout.write)
        seconds = time.monotonic() - started
        self.stdout.write(self.style.SUCCESS(f"Done in {seconds:.1f} s."))

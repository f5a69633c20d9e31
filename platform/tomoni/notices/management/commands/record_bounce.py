"""For who looks after the mail server: an address has refused our mail, or a report came back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from tomoni.notices import bounces


class Command(BaseCommand):
    """Mark addresses that refuse mail for good."""

    help = "Mark addresses that refuse mail for good; their owners are told at the next login."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("addresses", nargs="+", metavar="ADDRESS")
        parser.add_argument("--reply", default="", help="what the mail server said")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        unknown = []
        for address in options["addresses"]:
            if bounces.mark_address(address, options["reply"]):
                self.stdout.write(f"{address}: marked")
            else:
                unknown.append(address)
        if unknown:
            raise CommandError(f"nobody here has the address {', '.join(unknown)}")

"""`manage.py update_translations`: extract all messages into the apps' Japanese catalogues."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tomoni import translations


class Command(BaseCommand):
    """Also lists what is not translated yet."""

    help = "Extract all messages into the apps' Japanese catalogues."

    def add_arguments(self, parser: CommandParser) -> None:
        """Optionally only some apps."""
        parser.add_argument("apps", nargs="*")

    def handle(self, *args: Any, **options: Any) -> None:
        """Update each catalogue and say what is missing."""
        for app in translations.apps():
            if options["apps"] and app.name not in options["apps"]:
                continue
            total, untranslated = translations.update(app)
            self.stdout.write(f"{app.name}: {total} messages, {len(untranslated)} without Japanese")
            for message in untranslated:
                self.stdout.write(f"  {message!r}")

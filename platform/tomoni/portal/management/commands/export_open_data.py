"""`manage.py export_open_data DIR`: every file of the open data, as the site hands it out."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tomoni.portal.open_data.exporting import export, tasks


class Command(BaseCommand):
    help = "Write the open data as CSV and JSON lines, whole and by municipality."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="made where it is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        folder, chosen = options["folder"], tasks()
        rows = size = 0
        try:
            for number, file in enumerate(export(folder, chosen, timezone.localdate()), 1):
                place = f"[{number:>{len(str(len(chosen)))}}/{len(chosen)}]"
                self.stdout.write(f"{place} {file.name}: {file.rows:,} rows, {file.size:,} bytes")
                rows, size = rows + file.rows, size + file.size
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}") from error
        self.stdout.write(f"{len(chosen)} files with {rows:,} rows ({size:,} bytes) in {folder}")

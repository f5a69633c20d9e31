"""`manage.py compile_translations`: make the .mo files that Django reads."""

from typing import Any

from django.core.management.base import BaseCommand

from tomoni import translations


class Command(BaseCommand):
    """Compile with Babel what is newer than its compiled form."""

    help = "Compile the apps' catalogues."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile and say how many."""
        self.stdout.write(f"{translations.compile_all()} catalogues compiled")

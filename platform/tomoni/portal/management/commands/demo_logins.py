"""`manage.py demo_logins`: who can log in to the demo."""

from typing import Any

from django.core.management.base import BaseCommand

from tomoni.portal.demo import people


class Command(BaseCommand):
    help = "Print the logins of the demo world."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(people.table())

"""In the worker processes of the tests: the kinds of the tests, and no long waits."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from django.apps import AppConfig

SOON = timedelta(seconds=1)


class SampleConfig(AppConfig):
    name = "tests.notices.sample"
    path = str(Path(__file__).parent)  # a package without __init__.py has no place of its own

    def ready(self) -> None:
        from tests.notices.told import SAMPLES, words
        from tomoni.journal import ledger
        from tomoni.notices import kinds, mailing

        for kind in SAMPLES:
            kinds.register(kind, words)
        for name in (mailing.MAIL, mailing.DIGEST):
            handler = ledger.handlers[name]
            ledger.handlers[name] = replace(handler, lease=SOON * 3, waits=(SOON,) * 4)

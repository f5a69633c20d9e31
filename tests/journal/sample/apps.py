from pathlib import Path

from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "tests.journal.sample"
    path = str(Path(__file__).parent)  # a package without __init__.py has no place of its own

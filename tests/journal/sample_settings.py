"""Settings of the worker processes that the journal's tests start: with work of their own."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS, LOGGING

INSTALLED_APPS = [*INSTALLED_APPS, "tests.journal.sample.apps.SampleConfig"]
LOGGING["root"]["level"] = "INFO"  # the tests read what the processes say

"""Settings of the worker processes that the journal's tests start: with work of their own."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.journal.sample.apps.SampleConfig"]

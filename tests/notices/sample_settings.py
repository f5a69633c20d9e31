"""Settings of the worker processes that these tests start: mails go to a server of the test's."""

from tests.notices.samples import with_samples
from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS, LOGGING, TEMPLATES
from tomoni import env

INSTALLED_APPS = [*INSTALLED_APPS, "tests.notices.sample.apps.SampleConfig"]
TEMPLATES = with_samples(TEMPLATES)
LOGGING["root"]["level"] = "INFO"  # the tests read what the processes say
for _name, _value in env.email("EMAIL_URL").items():
    globals()[_name] = _value

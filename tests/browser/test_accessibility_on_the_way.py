"""axe finds nothing on the pages that are reached by steps: confirmations, completions, mails."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser import account_ways, ways
from tests.browser.looking import problems_at, problems_of
from tests.browser.walker import Enter
from tests.portal.roles import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = {**ways.WAYS, **account_ways.WAYS}


@pytest.mark.parametrize("name", WAYS)
def test_no_page_on_the_way_has_a_problem(
    enter: Enter, world: World, settings: Any, name: str
) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    way = WAYS[name]
    walker = enter(way.role)
    stops, found = [], []
    for _ in way.walk(walker, world):
        stops.append(walker.page_name())
        found += problems_of(walker)
    assert tuple(stops) == way.stops
    assert found == []


@pytest.mark.urls("tests.browser.demo_urls")
def test_no_mail_of_the_demo_has_a_problem(enter: Enter, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    walker = enter("anonymous")
    walker.asks_for_an_account("見本 花子", "hanako@example.jp")
    (mail,) = tmp_path.iterdir()
    for path in ("/dev/mail/", f"/dev/mail/{mail.stem}/"):
        assert problems_at(walker, path) == []

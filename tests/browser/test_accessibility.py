"""axe finds nothing on any page, nothing is cut off on a phone, the console stays silent."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from playwright.sync_api import Browser

from tests.browser.addresses import FORMS, PAGES, REFUSALS
from tests.browser.looking import problems_at, problems_of
from tests.browser.walker import Enter, Walker
from tests.portal.roles import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Neither what Enter presses, nor what adds a line or shows a preview.
SEND = "main form[method=post] button:not([type=button], .visually-hidden, .button-quiet)"


@pytest.mark.parametrize("role", PAGES)
def test_no_page_has_a_problem(enter: Enter, world: World, role: str) -> None:
    walker = enter(role)
    paths = [path.format(**world.rows) for path in PAGES[role]]
    assert [problem for path in paths for problem in problems_at(walker, path)] == []


@pytest.mark.parametrize("role", FORMS)
def test_no_form_with_errors_has_a_problem(enter: Enter, world: World, role: str) -> None:
    walker = enter(role)
    paths = [path.format(**world.rows) for path in FORMS[role]]
    assert [problem for path in paths for problem in problems_of_empty_form(walker, path)] == []


def problems_of_empty_form(walker: Walker, path: str) -> list[str]:
    """Send the form with nothing in it, and look at the answer."""
    walker.goes_to(path)
    walker.empties()
    walker.presses(SEND)
    assert walker.path() == path
    assert walker.problems() != []
    return problems_of(walker)


@pytest.mark.parametrize(("role", "path", "status"), REFUSALS)
def test_no_refusal_has_a_problem(
    enter: Enter, world: World, role: str, path: str, status: int
) -> None:
    assert problems_at(enter(role), path.format(**world.rows), status=status) == []


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("broken"), 500), (OperationalError("away"), 503)]
)
def test_no_fault_of_ours_has_a_problem(enter: Enter, error: Exception, status: int) -> None:
    with patch("tomoni.portal.front.front_page", side_effect=error):
        assert problems_at(enter("anonymous"), "/", status=status) == []


@pytest.mark.parametrize(
    ("field", "status"), [("idempotency_key", 400), ("csrfmiddlewaretoken", 403)]
)
def test_no_answer_to_an_incomplete_form_has_a_problem(
    enter: Enter, world: World, field: str, status: int
) -> None:
    walker = enter("city_manager")
    walker.goes_to(f"/desk/partners/{world.waiting.slug}/return/")
    walker.loses(field)
    walker.presses(SEND, status=status)
    assert problems_of(walker) == []


def test_no_answer_to_too_many_forms_has_a_problem(
    browser: Browser, live_server: Any, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/h/ip"}
    walker = Walker(browser, live_server.url, language="ja", width=360)
    for status in (200, 429):
        walker.goes_to("/accounts/password/reset/")
        walker.fills(email="hanako@example.jp")
        walker.presses(SEND, status=status)
    assert problems_of(walker) == []
    walker.leaves()


@pytest.mark.parametrize(
    "check",
    [
        lambda page: page.locator("html").get_attribute("lang") == "en",
        lambda page: page.locator("main h1").count() == 1,
        lambda page: page.locator("a[href='#main'], a.skip").first.count() == 1,
    ],
    ids=["language", "one heading", "skip link"],
)
def test_english_front_page(
    live_server: Any, browser: Browser, check: Callable[[Any], bool]
) -> None:
    walker = Walker(browser, live_server.url, language="en", width=1280)
    walker.goes_to("/")
    assert check(walker.page)
    walker.leaves()

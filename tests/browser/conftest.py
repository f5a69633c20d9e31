"""A real Chromium where there is one, and people in front of it. A missing one is a failure under
CI, else a loud skip."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from partners.models import Listing
from tests.browser.walker import Enter, Walker
from tests.factories import make_listing, make_table
from tests.matching.world import announce, settle
from tests.portal.roles import World, make_world

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """The path of an installed Chromium; CHROMIUM names another."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    path = chromium()
    if path is None:
        message = "BROWSER TESTS SKIPPED: no Chromium found (Debian: apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=arguments)
        yield running
        running.close()


@pytest.fixture
def world() -> World:
    """One row of everything, with suggestions, and one listing whose suggestions are on the way."""
    world = make_world()
    make_listing(None, Listing.Side.SEED, goals=(1, 2, 3), field_slugs=("housing",))
    for theme in ("空き家", "農産物とお茶"):
        make_table(world.event, theme, adviser="見本 太郎", facilitator="例田 花子")
    settle(world.listing, world.challenge)
    announce(world.for_partners)
    return world


@pytest.fixture
def enter(browser: Browser, live_server: Any, world: World) -> Iterator[Enter]:
    """Lets somebody of the role log in."""
    walkers = []

    def enter(role: str) -> Walker:
        walker = Walker(browser, live_server.url, language="ja", width=360)
        walkers.append(walker)
        user = world.users[role]
        if user is not None:
            walker.logs_in(user.email)
        return walker

    yield enter
    for walker in walkers:
        walker.leaves()

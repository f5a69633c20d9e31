"""What axe and the eye find on a page, on a phone and on a wide screen."""

import json
from typing import Any
from urllib.parse import unquote

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.walker import Walker

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],  # what passes need not be listed
}
WIDTHS = (360, 1280)


def problems_at(walker: Walker, path: str, *, status: int = 200) -> list[str]:
    """Of the page at the address, which must not lead elsewhere."""
    walker.has_a_screen_of(WIDTHS[0])
    walker.goes_to(path, status=status)
    assert unquote(walker.path()) == path.partition("?")[0]  # a tag may be Japanese
    return problems_of(walker)


def problems_of(walker: Walker) -> list[str]:
    """Of the page that is open, on every screen."""
    found = []
    for width in WIDTHS:
        walker.has_a_screen_of(width)
        found += _problems(walker, width)
    return found


def problems_here(walker: Walker) -> list[str]:
    """Of the page that is open, on the screen that the person has."""
    size = walker.page.viewport_size
    assert size
    return _problems(walker, size["width"])


def _problems(walker: Walker, width: int) -> list[str]:
    """Every violation, and whether the page is wider than the screen."""
    assert walker.runs_scripts, "axe waits for ever where no script runs"
    where = f"{walker.path()} on {width} pixels"
    found = [
        f"{where}: {violation['id']}: {node['target']} {node['html'][:120]}"
        for violation in _violations(walker.page)
        for node in violation["nodes"]
    ]
    scrolls = walker.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, f"{where}: wider than the screen"] if scrolls else found


def _violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds; its half megabyte of script is taken to a page once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[dict[str, Any]] = page.evaluate(
        f"axe.run({json.dumps(RULES)}).then(results => results.violations)"
    )
    return found

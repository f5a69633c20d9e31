"""axe finds nothing on any page, nothing is cut off on a phone, the console stays silent."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from partners.models import Listing
from tests.browser.walker import Walker
from tests.factories import make_listing, make_table
from tests.portal.roles import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}

PUBLIC = [
    "/",
    "/search/",
    "/search/?q=空き家",
    "/search/?q=見つからない言葉",
    "/goals/11/",
    "/fields/housing/",
    "/m/{city.slug}/",
    "/accessibility/",
    "/privacy/",
    "/terms/",
    "/listings/",
    "/needs/?goal=11",
    "/seeds/",
    "/listings/{listing.pk}/",
    "/partners/",
    "/partners/{partner.slug}/",
    "/challenges/",
    "/challenges/{challenge.slug}/",
    "/events/",
    "/events/{event.slug}/",
    "/events/{event.slug}/tables/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
]
PARTNER = [
    "/my/",
    "/my/partner/",
    "/my/listings/",
    "/my/listings/new/need/",
    "/my/listings/{listing.pk}/edit/",
    "/my/listings/{listing.pk}/done/",
    "/my/proposals/",
    "/my/events/",
    "/challenges/{challenge.slug}/propose/",
    "/proposals/{proposal.receipt}/",
    "/proposals/{proposal.receipt}/done/",
    "/events/{event.slug}/register/",
    "/listings/{listing.pk}/suggestions/",
    "/accounts/email/",
    "/accounts/2fa/",
    "/accounts/password/change/",
]
STAFF = [
    "/desk/",
    "/desk/partners/",
    "/desk/partners/{waiting.slug}/",
    "/desk/partners/{waiting.slug}/return/",
    "/desk/challenges/",
    "/desk/challenges/new/",
    "/desk/challenges/{draft.slug}/",
    "/desk/challenges/{challenge.slug}/cancel/",
    "/desk/proposals/",
    "/proposals/{proposal.receipt}/",
    "/desk/proposals/{proposal.receipt}/accept/",
    "/desk/proposals/{proposal.receipt}/decline/",
    "/desk/events/",
    "/desk/events/{event.slug}/",
]
PAGES: dict[str, tuple[str, list[str]]] = {
    "visitor": ("anonymous", PUBLIC),
    "partner": ("owner", PARTNER),
    "staff": ("city_manager", STAFF),
}


@pytest.fixture
def world(settings: Any) -> World:
    settings.STAFF_MFA_REQUIRED = False
    world = make_world()
    make_listing(world.partner, Listing.Side.SEED, goals=(1, 2, 3), field_slugs=("housing",))
    for theme in ("空き家", "農産物とお茶"):
        make_table(world.event, theme, adviser="見本 太郎", facilitator="例田 花子")
    return world


def problems_of(walker: Walker, path: str) -> list[str]:
    """What axe and the eye would find on the page."""
    walker.goes_to(path)
    results = Axe().run(walker.page, options=RULES).response
    found = [
        f"{path}: {violation['id']}: {node['target']} {node['html'][:120]}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]
    scrolls = walker.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, f"{path}: wider than the screen"] if scrolls else found


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("who", PAGES)
def test_no_page_has_a_problem(
    live_server: Any, browser: Browser, world: World, who: str, width: int
) -> None:
    role, paths = PAGES[who]
    walker = Walker(browser, live_server.url, language="ja", width=width)
    user = world.users[role]
    if user is not None:
        walker.logs_in(user.email)
    found = [
        problem for path in paths for problem in problems_of(walker, path.format_map(_Rows(world)))
    ]
    assert found == []
    walker.leaves()


class _Rows(dict[str, Any]):
    """The rows of the world by name, for `format_map`."""

    def __init__(self, world: World) -> None:
        super().__init__(world.rows)


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

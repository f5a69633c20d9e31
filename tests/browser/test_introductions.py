"""Three people in three browsers: a shop asks through the office, and the school says yes."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser

from matching.models import Introduction
from partners.models import Listing, Membership, Project
from tests.browser.looking import problems_here
from tests.browser.walker import Walker
from tests.factories import make_member, make_municipality, make_partner, make_staff
from tests.matching.world import make_need, make_seed, settle
from tomoni.municipalities.models import IntroductionRoute

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
State = Introduction.State
SHOP, SCHOOL, OFFICE = "hanako@example.jp", "taro@example.jp", "office@example.jp"


class Town(NamedTuple):
    """A shop with a need and a school with a seed."""

    need: Listing
    seed: Listing


def make_town() -> Town:
    """All introductions go through its office."""
    city = make_municipality("試験市", introduction_routes=[IntroductionRoute.OFFICE])
    shop = make_partner("例の店", municipality=city, phone="0537-11-1111")
    school = make_partner("例の学校", municipality=city, phone="0537-22-2222")
    make_member(shop, Membership.Role.EDITOR, email=SHOP, name="店野 花子")
    make_member(school, Membership.Role.EDITOR, email=SCHOOL, name="学野 太郎")
    make_staff(city, email=OFFICE)
    town = Town(make_need(shop), make_seed(school))
    settle(town.need, town.seed)
    return town


def asks(shop: Walker, town: Town) -> Introduction:
    """From the page of suggestions: what is refused is mended, nothing is lost."""
    shop.goes_to(f"/listings/{town.need.pk}/suggestions/")
    shop.sees(town.seed.title)
    shop.follows(f"/listings/{town.need.pk}/talk/{town.seed.pk}/")
    assert problems_here(shop) == []
    draft = shop.page.locator('main [name="message"]').input_value()
    assert "例の店" in draft
    shop.fills(message=f"{draft}\n０９０－１２３４－５６７８")
    shop.presses()
    assert shop.problems()
    assert problems_here(shop) == []
    assert "０９０" in shop.page.locator('main [name="message"]').input_value()
    shop.fills(message=draft)
    shop.presses()
    shop.is_at(r"/introductions/\d+/")
    assert problems_here(shop) == []
    return Introduction.objects.get()


def passes_on(office: Walker, made: Introduction) -> None:
    """The office finds it on its board, reads it, and lets it go on with a few words."""
    office.logs_in(OFFICE)
    office.goes_to("/desk/introductions/")
    assert not office.runs_scripts or problems_here(office) == []
    office.follows(f"/desk/introductions/{made.pk}/forward/")
    office.sees(made.message.splitlines()[0])
    assert not office.runs_scripts or problems_here(office) == []
    office.fills(words="ぜひお話しください。")
    office.presses()
    office.is_at("/desk/introductions/")


def answers(school: Walker, made: Introduction) -> None:
    """My page says that somebody waits; yes shows both whom to call."""
    school.goes_to("/my/")
    school.follows("/my/introductions/")
    school.sees("例の店")
    assert problems_here(school) == []
    school.presses("main .row h3 a")
    school.is_at(made.get_absolute_url())
    assert "店野" not in school.page.content()
    assert SHOP not in school.page.content()
    assert problems_here(school) == []
    school.presses('main button[name="answer"][value="agree"]')
    for told in ("店野 花子", SHOP, "0537-11-1111"):
        school.sees(told)
    assert problems_here(school) == []


def tells(shop: Walker, made: Introduction) -> Project:
    """They have met, and something has begun: it is a project of both."""
    shop.goes_to(made.get_absolute_url())
    for told in ("学野 太郎", SCHOOL, "0537-22-2222"):
        shop.sees(told)
    shop.presses('main form[action*="/met/"] button')
    shop.presses(f'main a[href^="{made.get_absolute_url()}outcome/"]')
    assert problems_here(shop) == []
    shop.chooses("outcome", "started")
    shop.fills(text="春から空き家を一軒ひらきます。")
    shop.presses()
    assert problems_here(shop) == []
    project = Project.objects.get()
    shop.follows(project.get_absolute_url())
    shop.sees("春から空き家を一軒ひらきます。")
    return project


@pytest.fixture
def people(browser: Browser, live_server: Any, request: Any) -> Iterator[list[Walker]]:
    """The shop, the school and the office, each in front of a browser of their own."""
    language, width, script = request.param
    walkers = [
        Walker(browser, live_server.url, language=language, width=width, script=script)
        for _ in range(3)
    ]
    yield walkers
    for walker in walkers:
        walker.leaves()


@pytest.mark.parametrize(
    "people",
    [("ja", 360, True), ("en", 1280, True)],
    ids=["japanese-phone", "english-desk"],
    indirect=True,
)
def test_from_a_suggestion_to_a_project(people: list[Walker], settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    shop, school, office = people
    town = make_town()
    shop.logs_in(SHOP)
    school.logs_in(SCHOOL)
    made = asks(shop, town)
    assert made.state == State.REQUESTED
    school.goes_to(made.get_absolute_url(), status=404)  # it knows nothing of it yet
    passes_on(office, made)
    answers(school, made)
    project = tells(shop, made)
    school.goes_to("/my/")
    school.follows(project.get_absolute_url())
    made.refresh_from_db()
    assert (made.state, project.came_from) == (State.OUTCOME, made)


@pytest.mark.parametrize("people", [("ja", 360, False)], ids=["without-javascript"], indirect=True)
def test_a_no_a_pause_and_a_block_need_no_script(people: list[Walker], settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    shop, school, office = people
    town = make_town()
    shop.logs_in(SHOP)
    school.logs_in(SCHOOL)
    talk = f"/listings/{town.need.pk}/talk/{town.seed.pk}/"
    shop.goes_to(talk)
    shop.presses()
    made = Introduction.objects.get()
    passes_on(office, made)
    school.goes_to(made.get_absolute_url())
    school.page.locator("main details summary").click()
    school.fills(reason="今年は手いっぱいです。")
    school.presses('main button[name="answer"][value="decline"]')
    shop.goes_to(made.get_absolute_url())
    shop.sees("今年は手いっぱいです。")
    school.goes_to("/my/introductions/settings/")
    school.presses('main form:has([name="until"]) button')
    school.presses('main form[action$="/resume/"] button')
    school.goes_to("/my/introductions/blocks/" + town.need.partner.slug + "/")
    school.presses()
    school.sees("例の店")
    shop.goes_to(talk)
    assert not shop.page.locator('main [name="message"]').count()
    school.presses('main form[action$="/end/"] button')
    assert not town.need.partner.blocked_by.exists()

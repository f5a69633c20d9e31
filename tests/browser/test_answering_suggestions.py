"""Somebody answers suggestions: by mouse or keyboard, with scripts and without, wide and narrow."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from matching.models import Trace
from partners.models import Listing
from tests.browser.looking import problems_of
from tests.browser.walker import Walker
from tests.factories import make_member
from tests.matching.world import make_need, make_seed, settle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = [(360, True), (360, False), (1280, True), (1280, False)]


@pytest.fixture
def need() -> Listing:
    need = make_need()
    settle(need, *[make_seed(title=f"空き家の改修{n}") for n in range(3)])
    return need


@pytest.fixture(params=SCREENS, ids=lambda each: f"{each[0]}-{'script' if each[1] else 'plain'}")
def editor(request: Any, browser: Browser, live_server: Any, need: Listing) -> Iterator[Walker]:
    width, script = request.param
    walker = Walker(browser, live_server.url, language="ja", width=width, script=script)
    walker.logs_in(make_member(need.partner).email)
    yield walker
    walker.leaves()


def verdicts() -> list[str]:
    return sorted(Trace.objects.answered().values_list("verdict", flat=True))


def test_card_is_answered_and_the_answer_taken_back(editor: Walker, need: Listing) -> None:
    page = editor.page
    editor.goes_to(f"/listings/{need.pk}/suggestions/")
    cards = page.locator("main article.match")
    expect(cards).to_have_count(3)
    known = cards.first.locator("h3 a").last.inner_text()
    cards.first.locator('button[value="known"]').click()
    expect(cards).to_have_count(2)
    expect(page.locator("main")).to_contain_text("外した候補（1件）")
    assert verdicts() == ["known"]
    assert not editor.runs_scripts or problems_of(editor) == []

    last = cards.last.locator("h3 a").last.inner_text()
    cards.last.locator('button[value="useful"]').click()
    expect(cards.first).to_contain_text("「役に立つ」の印")
    assert cards.first.locator("h3 a").last.inner_text() == last
    assert verdicts() == ["known", "useful"]

    page.locator("#aside summary").click()
    expect(page.locator("#aside")).to_contain_text(known)
    page.locator('#aside button[value="none"]').click()
    expect(cards).to_have_count(3)
    assert verdicts() == ["useful"]


def test_not_for_us_asks_why_on_a_page_of_its_own(editor: Walker, need: Listing) -> None:
    page = editor.page
    editor.goes_to(f"/listings/{need.pk}/suggestions/")
    page.locator("main article.match").first.get_by_role("link", name="合わない").click()
    page.wait_for_url("**/answer/**")
    editor.presses('main button[value="not_for_us"]')
    expect(page.locator("main")).to_contain_text("理由を一つ選んでください。")
    page.locator('main input[value="too_far"]').check()
    editor.presses('main button[value="not_for_us"]')
    assert page.url.split("?")[0].endswith("/suggestions/")
    expect(page.locator("main article.match")).to_have_count(2)
    assert verdicts() == ["not_for_us"]
    editor.presses('a[href$="/answer/"]')
    editor.presses('main button[value="none"]')
    expect(page.locator("main article.match")).to_have_count(3)


def test_answer_is_given_by_keyboard_and_the_reader_is_told(
    browser: Browser, live_server: Any, need: Listing
) -> None:
    walker = Walker(browser, live_server.url, language="ja", width=1280)
    walker.logs_in(make_member(need.partner).email)
    page = walker.page
    walker.goes_to(f"/listings/{need.pk}/suggestions/")
    page.locator('main article.match button[value="known"]').first.focus()
    page.keyboard.press("Enter")
    notice = page.locator('main [role="status"][tabindex="-1"]')
    expect(notice).to_be_focused()
    # The browser focuses it as soon as it is there, htmx once more when the page has settled.
    expect(page.locator(".htmx-settling")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(notice.get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main article.match")).to_have_count(3)
    assert verdicts() == []
    walker.leaves()


def test_my_page_and_both_side_by_side_take_answers(editor: Walker, need: Listing) -> None:
    page = editor.page
    editor.goes_to("/my/")
    editor.presses('main article.match button[value="useful"]')
    assert page.url.rstrip("/").endswith("/my")
    expect(page.locator("main article.match").first).to_contain_text("「役に立つ」の印")
    editor.presses("main article.match a.more")
    expect(page.locator("#words")).to_be_visible()
    editor.presses('main .comparison button[value="known"]')
    assert page.url.endswith(f"/listings/{need.pk}/suggestions/")
    assert verdicts() == ["known"]

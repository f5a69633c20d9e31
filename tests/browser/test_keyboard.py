"""The desk without a mouse: skip links, the order of the tab key, rows by j and k, every action."""

from typing import Any

import pytest
from playwright.sync_api import Page

from challenges.models import Assessment, Assignment, Proposal
from tests.browser.walker import Enter
from tests.factories import make_proposal
from tests.portal.roles import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOCUSED = "document.activeElement"


def focused(page: Page, what: str) -> Any:
    """Something of the element that has the focus."""
    return page.evaluate(f"{FOCUSED}.{what}")


def tab_to(page: Page, selector: str, *, at_most: int = 120) -> None:
    """Press Tab until the element has the focus; it must be reached, and be seen then."""
    for _time in range(at_most):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED}.matches({selector!r})"):
            assert page.locator(":focus").is_visible()
            return
    raise AssertionError(f"the tab key does not reach {selector}")


def test_the_first_key_skips_to_the_content(enter: Enter) -> None:
    walker = enter("city_editor")
    walker.goes_to("/desk/")
    walker.page.keyboard.press("Tab")
    assert focused(walker.page, "getAttribute('href')") == "#main"
    walker.page.keyboard.press("Enter")
    assert focused(walker.page, "id") == "main"


def test_the_queues_are_skipped_to_in_their_order(enter: Enter) -> None:
    walker = enter("city_editor")
    walker.goes_to("/desk/")
    page = walker.page
    for section in ("h-proposals", "h-questions", "h-partners"):
        tab_to(page, f'a[href="#{section}"]')
    page.keyboard.press("Enter")
    assert focused(page, "id") == "h-partners"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.closest('section').getAttribute('aria-labelledby')") == (
        "h-partners"
    )


def test_j_and_k_go_from_row_to_row_and_enter_opens(enter: Enter, world: World) -> None:
    make_proposal(world.challenge, title="もう一つの提案")
    walker = enter("city_editor")
    walker.goes_to("/desk/")
    page = walker.page
    seen = []
    for key in ("j", "j", "k"):
        page.keyboard.press(key)
        seen.append(focused(page, "closest('tr').rowIndex"))
    assert seen == [1, 2, 1]
    href = focused(page, "getAttribute('href')")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert walker.path() == href


def test_a_proposal_is_taken_without_a_mouse(enter: Enter, world: World) -> None:
    walker = enter("city_editor")
    walker.goes_to("/desk/?whose=nobody")
    form = f'form[action="/desk/assign/proposal/{world.proposal.pk}/"] button'
    tab_to(walker.page, form)
    with walker.page.expect_navigation():
        walker.page.keyboard.press("Enter")
    assert Assignment.objects.get().assignee == world.users["city_editor"]
    assert walker.path() == "/desk/"
    assert walker.page.locator(form).count() == 0


def test_a_proposal_is_scored_without_a_mouse(enter: Enter, world: World) -> None:
    walker = enter("city_viewer")
    walker.goes_to(f"/desk/proposals/{world.proposal.receipt}/score/")
    page = walker.page
    for criterion in world.challenge.criteria.all().current():
        tab_to(page, f'[name="points_{criterion.pk}"]')
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
    tab_to(page, "main .action-bar button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    given = Assessment.objects.get(user=world.users["city_viewer"])
    assert [score.points for score in given.scores.all()] == [4, 4]
    assert Proposal.objects.get(pk=world.proposal.pk).state == world.proposal.state

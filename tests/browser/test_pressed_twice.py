"""Double clicks, a second tab and the browser's way back, when a proposal or an offer is sent: one
is sent, and every way ends at its receipt.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from challenges.models import Challenge, Offer, Proposal
from tests.browser.filling import fill_in_offer, fill_in_proposal
from tests.browser.walker import Walker
from tests.factories import (
    make_call,
    make_challenge,
    make_member,
    make_municipality,
    make_partner,
    make_staff,
)
from tomoni.journal.models import Entry, Job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEND = "main .action-bar button"


@dataclass
class Way:
    """Somebody before a challenge or a call that can be answered, and what comes of it."""

    walker: Walker
    asked: Challenge
    fill_in: Callable[[Walker, Challenge], None]
    sent: type[Proposal] | type[Offer]

    def comes_to_the_confirmation(self) -> str:
        """The form is filled in; the address of what is left to be sent."""
        self.fill_in(self.walker, self.asked)
        self.walker.presses()
        assert self.walker.path().endswith("/confirm/")
        return self.walker.path()

    def has_sent_one(self, page: Page) -> None:
        """There is one, its receipt is before the person's eyes, and it was told of once."""
        # A second press ends the first one's loading, so waiting for that alone would fail.
        expect(page).to_have_url(re.compile("/done/$"), timeout=30_000)
        one = self.sent.objects.get()
        assert one.receipt in page.locator("main").inner_text()
        name = self.sent._meta.model_name
        assert Entry.objects.filter(verb=f"{name}.submitted").count() == 1
        kept = [job.key for job in Job.objects.filter(kind="journal.mail")]
        assert len(kept) == len(set(kept)) == self.mails

    @property
    def mails(self) -> int:
        """One to who has sent it, one to each who is told of it."""
        return 2


@pytest.fixture(params=["proposal", "offer"])
def way(
    request: Any, browser: Browser, live_server: Any, settings: Any, script: bool
) -> Iterator[Way]:
    """As a partner before a challenge, and as an office before a call."""
    settings.STAFF_MFA_REQUIRED = False
    walker = Walker(browser, live_server.url, language="ja", width=360, script=script)
    city, partner = make_municipality("試験市"), make_partner("水路電機")
    if request.param == "proposal":
        challenge = make_challenge(city, created_by=make_staff(city))
        make_member(partner, email="sender@example.jp")
        ready = Way(walker, challenge, fill_in_proposal, Proposal)
    else:
        make_staff(city, email="sender@example.jp")
        ready = Way(walker, make_call(partner), fill_in_offer, Offer)
    walker.logs_in("sender@example.jp")
    yield ready
    walker.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["javascript", "without-javascript"])
def test_a_double_click_sends_one(way: Way) -> None:
    way.comes_to_the_confirmation()
    way.walker.page.locator(SEND).first.dblclick()
    way.has_sent_one(way.walker.page)


@pytest.mark.parametrize("script", [True, False], ids=["javascript", "without-javascript"])
def test_a_second_tab_ends_at_the_same_receipt(way: Way) -> None:
    path = way.comes_to_the_confirmation()
    second = way.walker.context.new_page()
    second.goto(way.walker.base + path)
    way.walker.presses()
    way.has_sent_one(way.walker.page)
    second.locator(SEND).first.click()
    way.has_sent_one(second)


@pytest.mark.parametrize("script", [True, False], ids=["javascript", "without-javascript"])
def test_back_to_the_confirmation_and_pressed_again(way: Way) -> None:
    way.comes_to_the_confirmation()
    way.walker.presses()
    way.has_sent_one(way.walker.page)
    page = way.walker.page
    page.go_back()
    if page.url.endswith("/confirm/"):  # the browser shows what it had, or asks anew
        page.locator(SEND).first.click()
        way.has_sent_one(page)
    assert way.sent.objects.count() == 1


@pytest.mark.parametrize("script", [True], ids=["javascript"])
def test_the_form_in_another_tab_is_not_lost_and_sends_no_second_one(way: Way) -> None:
    path = way.comes_to_the_confirmation()
    form = way.walker.context.new_page()
    form.goto(way.walker.base + path.removesuffix("confirm/"))
    form.locator('main [name="summary"]').fill("あとから書き足した文です。")
    way.walker.presses()
    way.has_sent_one(way.walker.page)
    form.locator(SEND).first.click()
    form.wait_for_load_state()
    assert way.sent.objects.count() == 1
    assert form.locator("main").inner_text().strip()

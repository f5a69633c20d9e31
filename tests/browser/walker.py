"""A person in front of a browser: fills in, presses, reads. Fields are found by their name, so the
same walk is taken in every language and without JavaScript."""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.core import mail
from django.urls import resolve
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.factories import PASSWORD
from tests.mails import code_in

WAIT = 90_000  # milliseconds for what a worker does on a busy machine
# Who goes on leaves a list under way behind; of a request that fails htmx says `sendError` as well.
LEFT_BEHIND = ("htmx:afterRequest", "htmx:sendAbort")
NOTHING_ARRIVES = """
    () => fetch("/robots.txt", { cache: "no-store" }).then(() => false, () => true)
"""
EMPTY_FIELDS = """() => {
    for (const field of document.querySelectorAll("main form :is(input, textarea)"))
        if (["text", "email", "password", "textarea"].includes(field.type)) field.value = "";
}"""


class Walker:
    """One person with one browser window."""

    def __init__(
        self, browser: Browser, base: str, *, language: str, width: int, script: bool = True
    ) -> None:
        self.base, self.runs_scripts = base, script
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 800},
            locale={"ja": "ja-JP", "en": "en-GB"}[language],
            java_script_enabled=script,
            # A page that still glides under the bar of buttons may take the button from the click.
            reduced_motion="reduce",
        )
        self.page: Page = self.context.new_page()
        self.page.on("console", self._note)
        self.complaints: list[str] = []
        self.expected: list[str] = []

    def _note(self, message: Any) -> None:
        if message.type == "error" and not message.text.startswith(LEFT_BEHIND):
            self.complaints.append(f"{message.location['url']}: {message.text}")

    def _arrives(self, response: Response | None, status: int) -> None:
        """Nothing of ours may answer with an error, unless the walk says so."""
        assert response is not None
        assert response.status == status, (response.url, response.status)
        if not response.ok:  # Chromium complains about the page itself, and about it alone
            self.expected.append(
                f"{response.url}: Failed to load resource: the server responded with a status of "
                f"{status} ({response.status_text})"
            )

    def has_a_screen_of(self, width: int) -> None:
        """Take another device, or turn it."""
        self.page.set_viewport_size({"width": width, "height": 800})

    def loses_the_network(self) -> None:
        """From here on nothing arrives: the browser says yes before its network has heard of it,
        and what is asked for meanwhile would still pass.
        """
        self.context.set_offline(True)
        self.page.wait_for_function(NOTHING_ARRIVES, timeout=WAIT)

    def goes_to(self, path: str, *, status: int = 200) -> None:
        """Open the address."""
        self._arrives(self.page.goto(self.base + path), status)

    def presses(self, button: str = "main .action-bar button", *, status: int = 200) -> None:
        """Press the one button of the page, and wait for the next page."""
        with self.page.expect_navigation() as next_page:
            self.page.locator(button).first.click()
        self._arrives(next_page.value, status)

    def sends(self, field: str) -> None:
        """Press the first button of the form that has the field."""
        form = f'main form[method="post"]:has([name="{field}"])'
        self.presses(f'{form} button:not([type="button"])')

    def fills(self, **answers: str) -> None:
        """Type into fields by their names."""
        for name, value in answers.items():
            self.page.locator(f'main [name="{name}"]').first.fill(value)

    def empties(self) -> None:
        """Take out whatever stands in the fields."""
        self.page.evaluate(EMPTY_FIELDS)

    def loses(self, field: str) -> None:
        """Something on the way takes the field out of the form."""
        self.page.locator(f'main form [name="{field}"]').evaluate("field => field.remove()")

    def chooses(self, name: str, value: str) -> None:
        """Choose in a select, or tick a box or radio button."""
        fields = self.page.locator(f'main [name="{name}"]')
        if fields.first.evaluate("field => field.tagName") == "SELECT":
            fields.first.select_option(value)
        else:
            box = self.page.locator(f'main [name="{name}"][value="{value}"]')
            box.check()
        self.page.wait_for_load_state("networkidle")  # a choice may bring further choices

    def ticks(self, name: str, values: Iterable[object]) -> None:
        """Tick several boxes, one after the other."""
        for value in values:
            self.page.locator(f'main [name="{name}"][value="{value}"]').check()

    def follows(self, href: str) -> None:
        """Follow the link to the address, and open first what folds it away."""
        folded = self.page.locator(f'main details:not([open]):has(a[href="{href}"]) > summary')
        if folded.count() and not self.page.locator(f'main a[href="{href}"]').first.is_visible():
            folded.first.click()
        self.presses(f'main a[href="{href}"]')

    def sees(self, text: str) -> None:
        """The page shows the text."""
        expect(self.page.locator("main")).to_contain_text(text)

    def path(self) -> str:
        """Where the person is."""
        return self.page.url.removeprefix(self.base).partition("?")[0].partition("#")[0]

    def page_name(self) -> str:
        """The name of the URL of the page."""
        return resolve(self.path()).view_name

    def is_at(self, pattern: str) -> str:
        """The path of the page, which must match."""
        path = self.path()
        assert re.fullmatch(pattern, path), (path, self.problems())
        return path

    def problems(self) -> list[str]:
        """What the page says is wrong."""
        return self.page.locator(".error-summary li, .errorlist li").all_inner_texts()

    def signs_up(self, name: str, email: str) -> None:
        """Sign up and enter the code from the mail."""
        self.asks_for_an_account(name, email)
        self.fills(code=code_in(mail.outbox[-1].body))
        self.sends("code")
        self.is_at("/my/")

    def asks_for_an_account(self, name: str, email: str) -> None:
        """Fill in the sign-up form."""
        self.goes_to("/accounts/signup/")
        self.fills(email=email, name=name, password1="ともに-tomoni-2026")
        self.page.locator('main [name="consent"]').check()
        self.sends("consent")

    def logs_in(self, email: str) -> None:
        """Log in with the password of the factories."""
        self.goes_to("/accounts/login/")
        self.fills(login=email, password=PASSWORD)
        self.sends("password")
        self.is_at("/my/")

    def confirms_the_password(self, path: str) -> None:
        """Open a page before which the password is asked once more."""
        self.goes_to(path)
        self.is_at("/accounts/reauthenticate/")
        self.fills(password=PASSWORD)
        self.sends("password")
        self.is_at(path)

    def waits_for(self, path: str, selector: str) -> None:
        """Look again until something is there, as a person would press reload."""
        end = timezone.now() + timedelta(milliseconds=WAIT)
        while timezone.now() < end:
            self.goes_to(path)
            if self.page.locator(selector).count():
                return
            self.page.wait_for_timeout(1_000)
        raise AssertionError(f"{selector} never appeared on {path}")

    def leaves(self) -> None:
        """Close the window; the browser console must have had nothing else to complain about."""
        self.context.close()
        unexpected = [text for text in self.complaints if text not in self.expected]
        assert unexpected == [], unexpected


Enter = Callable[[str], Walker]  # the role in the world → somebody in it who has logged in

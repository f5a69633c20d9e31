"""A person in front of a browser: fills in, presses, reads. Fields are found by their name, so the
same walk is taken in every language and without JavaScript."""

import re
from datetime import timedelta
from typing import Any

from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.factories import PASSWORD

WAIT = 90_000  # milliseconds for what a worker does on a busy machine


class Walker:
    """One person with one browser window."""

    def __init__(
        self, browser: Browser, base: str, *, language: str, width: int, script: bool = True
    ) -> None:
        self.base = base
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 800},
            locale={"ja": "ja-JP", "en": "en-GB"}[language],
            java_script_enabled=script,
        )
        self.page: Page = self.context.new_page()
        self.page.on("console", self._note)
        self.complaints: list[str] = []

    def _note(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def goes_to(self, path: str) -> None:
        """Open the address; nothing of ours may answer with an error."""
        response = self.page.goto(self.base + path)
        assert response is not None
        assert response.status == 200, (path, response.status)

    def fills(self, **answers: str) -> None:
        """Type into fields by their names."""
        for name, value in answers.items():
            self.page.locator(f'main [name="{name}"]').first.fill(value)

    def chooses(self, name: str, value: str) -> None:
        """Choose in a select, or tick a box or radio button."""
        fields = self.page.locator(f'main [name="{name}"]')
        if fields.first.evaluate("field => field.tagName") == "SELECT":
            fields.first.select_option(value)
        else:
            box = self.page.locator(f'main [name="{name}"][value="{value}"]')
            box.check()
        self.page.wait_for_load_state("networkidle")  # a choice may bring further choices

    def presses(self, button: str = "main .action-bar button") -> None:
        """Press the one button of the page."""
        self.page.locator(button).first.click()
        self.page.wait_for_load_state()

    def follows(self, href: str) -> None:
        """Follow the link to the address."""
        self.page.locator(f'main a[href="{href}"]').first.click()
        self.page.wait_for_load_state()

    def sees(self, text: str) -> None:
        """The page shows the text."""
        expect(self.page.locator("main")).to_contain_text(text)

    def is_at(self, pattern: str) -> str:
        """The path of the page, which must match."""
        path = self.page.url.removeprefix(self.base).partition("?")[0]
        assert re.fullmatch(pattern, path), (path, self.problems())
        return path

    def problems(self) -> list[str]:
        """What the page says is wrong."""
        return self.page.locator(".error-summary li, .errorlist li").all_inner_texts()

    def signs_up(self, name: str, email: str) -> None:
        """Sign up and enter the code from the mail."""
        self.goes_to("/accounts/signup/")
        self.fills(email=email, name=name, password1="ともに-tomoni-2026")
        self.page.locator('main [name="consent"]').check()
        self.presses('main form:has([name="consent"]) button[type="submit"]')
        code = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
        assert code, mail.outbox[-1].body
        self.fills(code=code[1])
        self.presses('main form:has([name="code"]) button[type="submit"]')
        self.is_at("/my/")

    def logs_in(self, email: str) -> None:
        """Log in with the password of the factories."""
        self.goes_to("/accounts/login/")
        self.fills(login=email, password=PASSWORD)
        self.presses('main form:has([name="password"]) button[type="submit"]')
        self.is_at("/my/")

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
        """Close the window; the browser console must have had nothing to complain about."""
        self.context.close()
        assert self.complaints == []

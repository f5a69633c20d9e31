"""A second step at login, in a real browser: TOTP, and a passkey from a virtual authenticator."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import Browser

from tests.browser.walker import Walker
from tests.factories import PASSWORD, make_municipality, make_staff
from tomoni.accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def member_of_staff(settings: Any) -> User:
    settings.STAFF_MFA_REQUIRED = True
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    return make_staff(make_municipality(), email="editor@example.jp")


@pytest.fixture
def walker(browser: Browser, live_server: Any) -> Iterator[Walker]:
    # A passkey belongs to a domain; an address of numbers has none.
    base = live_server.url.replace("127.0.0.1", "localhost")
    walker = Walker(browser, base, language="ja", width=360)
    yield walker
    walker.leaves()


def code_now(secret: str) -> str:
    """What an authenticator app would show."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_staff_sets_totp_up_and_enters_the_desk(walker: Walker, member_of_staff: User) -> None:
    walker.logs_in(member_of_staff.email)
    walker.goes_to("/desk/")
    walker.is_at("/accounts/2fa/")
    confirms_the_password(walker, "/accounts/2fa/totp/activate/")
    shown = walker.page.locator("main").inner_html()
    secret = re.search(r"\b[A-Z2-7]{32}\b", shown)
    assert secret, shown
    walker.fills(code=code_now(secret[0]))
    walker.presses('main form:has([name="code"]) button[type="submit"]')
    assert Authenticator.objects.filter(user=member_of_staff, type="totp").exists()
    walker.goes_to("/desk/")
    walker.is_at("/desk/")


def test_staff_logs_in_with_a_passkey(walker: Walker, member_of_staff: User) -> None:
    add_authenticator(walker)
    walker.logs_in(member_of_staff.email)
    confirms_the_password(walker, "/accounts/2fa/webauthn/add/")
    walker.fills(name="試験の鍵")
    passwordless = walker.page.locator('main [name="passwordless"]')
    if passwordless.count():
        passwordless.check()
    walker.page.locator("main #mfa_webauthn_add").click()
    walker.page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    assert Authenticator.objects.filter(user=member_of_staff, type="webauthn").exists()

    walker.page.goto(walker.base + "/accounts/logout/")
    walker.presses('main form button[type="submit"]')
    walker.goes_to("/accounts/login/")
    walker.page.locator("#passkey_login").click()
    walker.page.wait_for_url("**/my/")
    walker.goes_to("/desk/")
    walker.is_at("/desk/")


def confirms_the_password(walker: Walker, path: str) -> None:
    """Before a second step is set up, the password is asked once more."""
    walker.goes_to(path)
    walker.is_at("/accounts/reauthenticate/")
    walker.fills(password=PASSWORD)
    walker.presses('main form:has([name="password"]) button[type="submit"]')
    walker.is_at(path)


def add_authenticator(walker: Walker) -> None:
    """A virtual security key that says yes."""
    session = walker.context.new_cdp_session(walker.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})

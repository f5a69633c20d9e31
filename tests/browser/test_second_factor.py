"""A second step at login, in a real browser: TOTP, and a passkey from a virtual authenticator."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser

from tests.browser.second_steps import add_the_key, plug_in_a_key, type_code_of_the_app
from tests.browser.walker import Walker
from tests.factories import make_municipality, make_staff
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


def test_staff_sets_totp_up_and_enters_the_desk(walker: Walker, member_of_staff: User) -> None:
    walker.logs_in(member_of_staff.email)
    walker.goes_to("/desk/")
    walker.is_at("/accounts/2fa/")
    walker.confirms_the_password("/accounts/2fa/totp/activate/")
    type_code_of_the_app(walker)
    assert Authenticator.objects.filter(user=member_of_staff, type="totp").exists()
    walker.goes_to("/desk/")
    walker.is_at("/desk/")


def test_staff_logs_in_with_a_passkey(walker: Walker, member_of_staff: User) -> None:
    plug_in_a_key(walker)
    walker.logs_in(member_of_staff.email)
    walker.confirms_the_password("/accounts/2fa/webauthn/add/")
    add_the_key(walker)
    assert Authenticator.objects.filter(user=member_of_staff, type="webauthn").exists()

    walker.goes_to("/accounts/logout/")
    walker.presses('main form button[type="submit"]')
    walker.goes_to("/accounts/login/")
    walker.page.locator("#passkey_login").click()
    walker.page.wait_for_url("**/my/")
    walker.goes_to("/desk/")
    walker.is_at("/desk/")

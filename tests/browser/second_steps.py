"""What a person carries for the second step at login: an app that shows codes, or a key."""

import re

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

from tests.browser.walker import Walker


def code_now(secret: str) -> str:
    """What an authenticator app would show."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def type_code_of_the_app(walker: Walker) -> None:
    """Take the secret from the page into the app, and its code back."""
    shown = walker.page.locator("main").inner_html()
    secret = re.search(r"\b[A-Z2-7]{32}\b", shown)
    assert secret, shown
    walker.fills(code=code_now(secret[0]))
    walker.sends("code")


def plug_in_a_key(walker: Walker) -> None:
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


def add_the_key(walker: Walker) -> None:
    """Name the key and let it introduce itself."""
    walker.fills(name="試験の鍵")
    passwordless = walker.page.locator('main [name="passwordless"]')
    if passwordless.count():
        passwordless.check()
    walker.presses("main #mfa_webauthn_add")

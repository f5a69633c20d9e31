"""Ways through the pages of an account: signing up, passwords, the second step at login."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail

from tests.browser.second_steps import add_the_key, plug_in_a_key, type_code_of_the_app
from tests.browser.walker import Walker
from tests.browser.ways import Ways
from tests.factories import PASSWORD, make_user
from tests.mails import link_in
from tests.portal.roles import World

WAYS = Ways()


@WAYS.by("anonymous", "account_email_verification_sent", "account_email_verification_sent")
def signs_up(person: Walker, world: World) -> Iterator[None]:
    person.asks_for_an_account("見本 花子", "hanako@example.jp")
    yield
    person.fills(code="WRONG1")
    person.sends("code")
    yield


@WAYS.by("anonymous", "account_login")
def mistypes_the_password(person: Walker, world: World) -> Iterator[None]:
    person.goes_to("/accounts/login/")
    person.fills(login=make_user().email, password="wrong")
    person.sends("password")
    yield


@WAYS.by(
    "anonymous",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_reset_password_from_key",
)
def forgets_the_password(person: Walker, world: World) -> Iterator[None]:
    person.goes_to("/accounts/password/reset/")
    person.fills(email=make_user().email)
    person.sends("email")
    yield
    link = link_in(mail.outbox[-1].body)
    person.goes_to(link)
    yield
    person.sends("password1")
    yield
    person.fills(password1="新しい合言葉-2026", password2="新しい合言葉-2026")
    person.sends("password1")
    yield
    person.goes_to(link)
    yield


@WAYS.by("owner", "account_email_verification_sent", "account_email")
def changes_the_address(person: Walker, world: World) -> Iterator[None]:
    person.goes_to("/accounts/email/")
    person.fills(email="new@example.jp")
    person.sends("email")
    yield
    person.goes_to("/accounts/email/")
    yield


@WAYS.by(
    "owner",
    "mfa_activate_totp",
    "mfa_activate_totp",
    "mfa_view_recovery_codes",
    "mfa_index",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
)
def sets_an_app_up(person: Walker, world: World) -> Iterator[None]:
    person.confirms_the_password("/accounts/2fa/totp/activate/")
    yield
    person.sends("code")
    yield
    type_code_of_the_app(person)
    yield
    for page in ("", "totp/deactivate/", "recovery-codes/generate/", "reauthenticate/"):
        person.goes_to(f"/accounts/2fa/{page}")
        yield


@WAYS.by("anonymous", "mfa_authenticate", "mfa_authenticate")
def logs_in_with_the_app(person: Walker, world: World) -> Iterator[None]:
    user = make_user()
    TOTP.activate(user, generate_totp_secret())
    person.goes_to("/accounts/login/")
    person.fills(login=user.email, password=PASSWORD)
    person.sends("password")
    yield
    person.fills(code="000000")
    person.sends("code")
    yield


@WAYS.by(
    "owner",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_list_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_reauthenticate_webauthn",
)
def adds_a_key(person: Walker, world: World) -> Iterator[None]:
    plug_in_a_key(person)
    person.confirms_the_password("/accounts/2fa/webauthn/add/")
    yield
    add_the_key(person)
    yield
    key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    for page in ("", f"keys/{key.pk}/edit/", f"keys/{key.pk}/remove/", "reauthenticate/"):
        person.goes_to(f"/accounts/2fa/webauthn/{page}")
        yield

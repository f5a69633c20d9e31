"""City staff and operators need a second factor before the desk or the admin opens."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client, override_settings
from django.urls import reverse

from tests.factories import (
    PASSWORD,
    make_member,
    make_municipality,
    make_operator,
    make_partner,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["staff", "operator"])
@override_settings(STAFF_MFA_REQUIRED=True)
def test_staff_without_a_second_factor_is_led_to_set_one_up(client: Client, who: str) -> None:
    user = make_staff(make_municipality()) if who == "staff" else make_operator()
    client.force_login(user)
    response = client.get("/desk/" if who == "staff" else "/admin/")
    assert (response.status_code, response.headers["Location"]) == (302, reverse("mfa_index"))


@override_settings(STAFF_MFA_REQUIRED=True)
def test_staff_with_a_second_factor_enters(client: Client) -> None:
    user = make_staff(make_municipality())
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    assert client.get("/desk/").status_code == 200


@override_settings(STAFF_MFA_REQUIRED=False)
def test_the_setting_turns_it_off(client: Client) -> None:
    client.force_login(make_staff(make_municipality()))
    assert client.get("/desk/").status_code == 200


@override_settings(STAFF_MFA_REQUIRED=True)
def test_partners_are_not_asked(client: Client) -> None:
    client.force_login(make_member(make_partner()))
    assert client.get("/my/").status_code == 200


def test_key_has_a_name_in_japanese(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    add = client.get(reverse("mfa_add_webauthn"))
    key = user.authenticator_set.create(type="webauthn", data={"name": "手元の鍵"})
    rename = client.get(reverse("mfa_edit_webauthn", args=[key.pk]))
    for page in (add, rename):
        assert "キーの名前" in page.content.decode()
    client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": " 机の鍵 "})
    key.refresh_from_db()
    assert key.wrap().name == "机の鍵"


@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn"])
def test_pages_of_the_second_factor_open(client: Client, name: str) -> None:
    user = make_staff(make_municipality())
    client.post(
        reverse("account_login"), {"login": user.email, "password": "correct horse battery"}
    )
    response = client.get(reverse(name), follow=True)
    assert response.status_code == 200
    assert '<html lang="ja"' in response.content.decode()


def test_mailed_code_does_not_stand_in_for_password_or_key(client: Client) -> None:
    client.force_login(make_user())
    for page in ("account_request_reauthentication_code", "account_confirm_reauthentication_code"):
        assert client.get(reverse(page)).status_code == 403
    page = client.get(reverse("account_reauthenticate")).content.decode()
    assert reverse("account_request_reauthentication_code") not in page

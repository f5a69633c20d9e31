"""Signing up with a mailed code, logging in, and what strangers cannot find out."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.accounts.answers import ANSWERS
from tests.factories import PASSWORD, make_user
from tests.mails import code_in, link_in
from tomoni.accounts.adapter import CONSENT_TEXT_VERSION
from tomoni.accounts.models import Consent, User

pytestmark = pytest.mark.django_db


def sign_up(client: Client, **answers: str) -> None:
    """Send the sign-up form."""
    response = client.post(reverse("account_signup"), {**ANSWERS, **answers})
    assert response.status_code == 302, response.content.decode()


def test_code_from_the_mail_opens_the_account(client: Client) -> None:
    sign_up(client)
    code = code_in(mail.outbox[0].body)
    response = client.post(reverse("account_email_verification_sent"), {"code": code}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("portal:my")
    assert response.wsgi_request.user.is_authenticated


def test_wrong_code_is_refused_in_words(client: Client) -> None:
    sign_up(client)
    response = client.post(reverse("account_email_verification_sent"), {"code": "WRONG1"})
    assert response.status_code == 200
    assert not response.wsgi_request.user.is_authenticated
    assert response.context["form"].errors["code"]


def test_consent_is_recorded_with_the_version_of_its_text(client: Client) -> None:
    sign_up(client)
    consent = Consent.objects.get()
    assert (consent.user.email, consent.text_version) == ("hanako@example.jp", CONSENT_TEXT_VERSION)


def test_name_and_language_are_kept(client: Client) -> None:
    client.post(reverse("portal:set_language"), {"language": "en", "next": "/"})
    sign_up(client)
    user = User.objects.get()
    assert (user.name, user.language) == ("見本 花子", "en")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "名" * 101),
        ("email", "hanako"),
        ("email", ""),
        ("password1", "1234567890"),
        ("password1", "short"),
        ("password1", "password123"),
        ("consent", ""),
    ],
)
def test_mistake_is_named_beside_the_field_and_nothing_is_lost(
    client: Client, field: str, value: str
) -> None:
    answers = {name: text for name, text in {**ANSWERS, field: value}.items() if text}
    response = client.post(reverse("account_signup"), answers)
    assert response.status_code == 200
    assert response.context["form"].errors[field]
    if field != "name":
        assert "見本 花子" in response.content.decode()
    assert not User.objects.exists()


def test_known_address_looks_like_an_unknown_one(client: Client) -> None:
    make_user(email="hanako@example.jp")
    response = client.post(reverse("account_signup"), ANSWERS)
    unknown = Client().post(reverse("account_signup"), {**ANSWERS, "email": "new@example.jp"})
    assert (response.status_code, response.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert User.objects.filter(email="hanako@example.jp").count() == 1


@pytest.mark.parametrize("email", ["taro@example.jp", "TARO@Example.JP", " taro@example.jp "])
def test_log_in_with_the_address_in_any_case(client: Client, email: str) -> None:
    make_user(email="taro@example.jp")
    response = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    assert response.status_code == 302
    assert response.headers["Location"] == reverse("portal:my")


def test_five_wrong_passwords_close_the_account_for_a_while(client: Client) -> None:
    make_user(email="taro@example.jp")
    for _ in range(5):
        client.post(reverse("account_login"), {"login": "taro@example.jp", "password": "wrong"})
    response = client.post(
        reverse("account_login"), {"login": "taro@example.jp", "password": PASSWORD}
    )
    assert response.status_code in {200, 429}
    assert not response.wsgi_request.user.is_authenticated


def test_reset_answers_the_same_for_an_unknown_address(client: Client) -> None:
    make_user(email="taro@example.jp")
    url = reverse("account_reset_password")
    known = client.post(url, {"email": "taro@example.jp"})
    unknown = client.post(url, {"email": "nobody@example.jp"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )


def test_password_can_be_set_anew_from_the_mail(client: Client) -> None:
    make_user(email="taro@example.jp")
    client.post(reverse("account_reset_password"), {"email": "taro@example.jp"})
    form = client.get(link_in(mail.outbox[0].body), follow=True)
    new = {"password1": "新しい合言葉-2026", "password2": "新しい合言葉-2026"}
    response = client.post(form.redirect_chain[-1][0], new)
    assert response.status_code == 302
    assert User.objects.get().check_password("新しい合言葉-2026")


def test_link_for_a_new_password_that_was_used_says_so_and_offers_another(client: Client) -> None:
    html = client.get("/accounts/password/reset/key/1-set-password/").content.decode()
    assert main_of(html).count("このリンクは、もう使えません") == 1
    assert "不正" not in html
    assert f'href="{reverse("account_reset_password")}"' in main_of(html)


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_pages_are_in_the_readers_language(client: Client, name: str, language: str) -> None:
    client.post(reverse("portal:set_language"), {"language": language, "next": "/"})
    html = client.get(reverse(name)).content.decode()
    assert f'<html lang="{language}"' in html
    kana = any("\u3041" <= character <= "\u30ff" for character in main_of(html))
    assert kana == (language == "ja")


def main_of(html: str) -> str:
    """What stands between header and footer."""
    return html.partition("<main")[2].partition("</main>")[0]

"""What goes wrong is a page of ours with an id to quote, never a traceback."""

from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client, override_settings
from redis.exceptions import ConnectionError as RedisConnectionError

from tests.factories import make_listing, make_member, make_user

pytestmark = pytest.mark.django_db


def failing(error: Exception) -> Any:
    """The front page with a part below it that is away."""
    return patch("tomoni.portal.front.front_page", side_effect=error)


@pytest.mark.parametrize("error", [OperationalError("away"), RedisConnectionError("away")])
def test_part_that_is_away_is_a_503_with_the_time_to_retry(
    client: Client, error: Exception
) -> None:
    with failing(error):
        response = client.get("/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert response.headers["X-Request-ID"] in response.content.decode()


@pytest.mark.parametrize("debug", [True, False])
def test_fault_of_ours_is_a_page_without_a_traceback(debug: bool) -> None:
    client = Client(raise_request_exception=False)
    with override_settings(DEBUG=debug), failing(RuntimeError("secret detail")):
        response = client.get("/")
    html = response.content.decode()
    assert response.status_code == 500
    assert "secret detail" not in html
    assert '<html lang="ja"' in html


@override_settings(DEBUG=True)
def test_demo_shows_our_own_page_for_what_is_not_there(client: Client) -> None:
    html = client.get("/nothing-here/").content.decode()
    assert "URLconf" not in html
    assert '<html lang="ja"' in html


@pytest.mark.parametrize("is_behind_proxy", [True, False])
def test_request_id_is_taken_from_our_own_proxy_alone(
    client: Client, is_behind_proxy: bool
) -> None:
    with override_settings(DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID=is_behind_proxy):
        response = client.get("/", headers={"X-Request-ID": "abc-123"})
    assert (response.headers["X-Request-ID"] == "abc-123") == is_behind_proxy


def test_form_without_its_token_is_explained() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/language/", {"language": "en"})
    assert response.status_code == 403
    assert '<html lang="ja"' in response.content.decode()


@pytest.mark.parametrize(
    "url", ["/", "/needs/", "/accounts/login/", "/nothing/", "/healthz", "/m/x/brand.css"]
)
def test_every_answer_carries_the_strict_policy(client: Client, url: str) -> None:
    headers = client.get(url).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_health(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
    ready = client.get("/readyz").json()
    assert (ready["database"], ready["ledger"]["open"]) == ("ok", 0)


def test_not_ready_without_its_database(client: Client) -> None:
    with patch("tomoni.journal.ledger.health", side_effect=OperationalError("away")):
        assert client.get("/readyz").status_code == 503


def test_button_without_its_key_is_explained(client: Client) -> None:
    listing = make_listing()
    client.force_login(make_member(listing.partner))
    response = client.post(f"/my/listings/{listing.pk}/pause/")
    assert response.status_code == 400
    assert "もう一度" in response.content.decode()


def test_mails_of_the_demo_exist_only_under_debug(client: Client) -> None:
    client.force_login(make_user(is_staff=True, is_superuser=True))
    assert client.get("/dev/mail/").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/partners/%F0%90/",
        "/listings/99999999999999999999/",
        "/" + "a" * 5000,
        "/..%2f..%2fetc/passwd",
    ],
)
def test_strange_addresses_are_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code in {400, 404}


def test_too_many_forms_in_a_minute_are_explained(client: Client) -> None:
    limits = {"reset_password": "1/m/ip"}
    with override_settings(ACCOUNT_RATE_LIMITS=limits):
        answers = [
            client.post("/accounts/password/reset/", {"email": "hanako@example.jp"})
            for _ in range(2)
        ]
    assert [answer.status_code for answer in answers] == [302, 429]
    html = answers[1].content.decode()
    assert answers[1].headers["Retry-After"] == "60"
    assert answers[1].headers["X-Request-ID"] in html
    assert "しばらくお待ちください" in html


def test_too_many_fields_are_a_bad_request(client: Client) -> None:
    client.force_login(make_user())
    response = client.post("/my/partner/", {f"f{number}": "x" for number in range(501)})
    assert response.status_code == 400

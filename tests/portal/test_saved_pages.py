"""Saved searches in the browser, and the link that stops their mails."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.bad_inputs import TYPEABLE
from tests.factories import make_listing, make_user
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.portal import saving
from tomoni.portal.models import MOST, SavedSearch

pytestmark = pytest.mark.django_db
NEW = "/my/searches/new/?list=needs&goal=11&q=%E7%AB%B9%E6%9E%97"


@pytest.fixture
def user() -> User:
    return make_user()


@pytest.fixture
def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def press(client: Client, url: str, **data: Any) -> Any:
    return client.post(url, {"idempotency_key": str(uuid.uuid4()), **data})


def make_search(user: User, **fields: Any) -> SavedSearch:
    then = timezone.now() - timedelta(hours=1)
    defaults = {"name": "竹林", "place": "needs", "query": f"q=x{SavedSearch.objects.count()}"}
    return SavedSearch.objects.create(
        user=user, **{**defaults, "seen_at": then, "mail_from": then, **fields}
    )


@pytest.mark.parametrize(
    "url",
    [
        *("/needs/?goal=11", "/seeds/", "/listings/", "/partners/", "/challenges/", "/events/"),
        *("/news/", "/search/?q=x", "/search/?q=x&kind=need", "/goals/11/"),
    ],
)
def test_every_list_offers_to_save_it_and_names_its_feed(client: Client, url: str) -> None:
    make_listing()
    html = client.get(url).content.decode()
    assert "/my/searches/new/?list=" in html
    assert 'type="application/atom+xml"' in html.partition("</head>")[0]


def test_whole_way_from_the_list_to_the_results(client: Client, user: User) -> None:
    page = client.get(NEW)
    assert page.context["form"].initial["name"] == "ニーズ 竹林 11 住み続けられるまちづくりを"
    assert press(client, NEW, name="竹林", mail="daily")["Location"] == "/my/searches/"
    search = SavedSearch.objects.get()
    assert (search.user, search.query, search.mail) == (
        user,
        "q=%E7%AB%B9%E6%9E%97&goal=11",
        "daily",
    )
    SavedSearch.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    make_listing(title="竹林")
    assert [row["new"] for row in client.get("/my/searches/").context["rows"]] == [1]
    opened = client.get(f"/my/searches/{search.pk}/")
    assert opened["Location"] == "/needs/?q=%E7%AB%B9%E6%9E%97&goal=11"
    assert [row["new"] for row in client.get("/my/searches/").context["rows"]] == [0]


def test_visitor_is_led_through_the_login_back_to_the_search() -> None:
    response: Any = Client().get(NEW)
    assert response["Location"].startswith("/accounts/login/?next=/my/searches/new/%3Flist%3Dneeds")


@pytest.mark.parametrize("url", ["/my/searches/new/", "/my/searches/new/?list=evil"])
def test_what_is_no_list_cannot_be_saved(client: Client, url: str) -> None:
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("name", "value"), [("name", ""), ("name", "長" * 61), ("mail", "hourly"), ("mail", "")]
)
def test_wrong_answer_is_refused_in_words(client: Client, name: str, value: str) -> None:
    response = press(client, NEW, **{"name": "竹林", "mail": "none", name: value})
    assert list(response.context["form"].errors) == [name]
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("case", TYPEABLE)
def test_anything_may_be_its_name(client: Client, case: str) -> None:
    response = press(client, NEW, name=TYPEABLE[case], mail="none")
    assert response.status_code == (302 if SavedSearch.objects.exists() else 200)
    assert "<script>alert" not in client.get("/my/searches/").content.decode()


def test_the_same_again_and_one_too_many_are_refused_in_words(client: Client, user: User) -> None:
    press(client, NEW, name="竹林", mail="none")
    assert press(client, NEW, name="竹林", mail="none").context["form"].non_field_errors()
    for _ in range(MOST - 1):
        make_search(user)
    errors = press(client, "/my/searches/new/?list=seeds", name="x", mail="none").context["form"]
    assert f"{MOST}件" in errors.non_field_errors()[0]


def test_renamed_and_deleted(client: Client, user: User) -> None:
    search = make_search(user)
    press(client, f"/my/searches/{search.pk}/edit/", name="新しい名前", mail="weekly")
    search.refresh_from_db()
    assert (search.name, search.mail) == ("新しい名前", "weekly")
    press(client, f"/my/searches/{search.pk}/delete/")
    assert not SavedSearch.objects.exists()


def test_nobody_else_sees_or_changes_it(user: User) -> None:
    search = make_search(user)
    other = Client()
    other.force_login(make_user())
    assert other.get(f"/my/searches/{search.pk}/").status_code == 404
    assert other.get(f"/my/searches/{search.pk}/edit/").status_code == 404
    assert press(other, f"/my/searches/{search.pk}/delete/").status_code == 404
    assert search.name not in other.get("/my/searches/").content.decode()


def test_list_asks_as_often_for_three_searches_as_for_one(client: Client, user: User) -> None:
    assert_constant_queries(client, "/my/searches/", lambda: make_search(user), at_most=8)


# --- Stopping the mails -----------------------------------------------------------------------


def stop(user: User) -> str:
    return f"/searches/stop/{saving.stop_token(user)}/"


def test_following_the_link_changes_nothing(user: User) -> None:
    make_search(user, mail="daily")
    assert Client().get(stop(user)).status_code == 200
    assert Client().head(stop(user)).status_code == 200
    assert SavedSearch.objects.get().mail == "daily"


def test_button_of_the_mail_program_stops_the_mails(user: User) -> None:
    make_search(user, mail="daily")
    make_search(user, mail="weekly")
    others = make_search(make_user(), mail="daily")
    # As a server of the reader's provider sends it: no cookie, no token, no page before.
    response = Client(enforce_csrf_checks=True).post(stop(user), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200  # RFC 8058 forbids a redirect
    assert set(SavedSearch.objects.filter(user=user).values_list("mail", flat=True)) == {"none"}
    others.refresh_from_db()
    assert others.mail == "daily"
    assert Client().post(stop(user)).status_code == 200


@pytest.mark.parametrize("token", ["x", "1:abc", "Mg:1xXD9d:wrong"])
def test_link_that_is_not_ours_is_not_there(user: User, token: str) -> None:
    assert Client().get(f"/searches/stop/{token}/").status_code == 404
    assert Client().post(f"/searches/stop/{token}/").status_code == 404


def test_link_of_a_closed_account_is_not_there(user: User) -> None:
    link = stop(user)
    User.objects.update(is_active=False)
    assert Client().get(link).status_code == 404

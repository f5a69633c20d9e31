"""The link in the mail: no login, one purpose, harmless when a machine follows it."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone
from time_machine import travel

from partners.models import Listing, Membership, Partner
from partners.publishing import listings, reviewing
from tests.factories import make_listing, make_member
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import history_of

pytestmark = pytest.mark.django_db
State = Listing.State


@pytest.fixture
def listing() -> Listing:
    return make_listing(review_by=timezone.localdate() + timedelta(days=10))


@pytest.fixture
def person(listing: Listing) -> User:
    return make_member(listing.partner, Membership.Role.EDITOR)


def url_of(listing: Listing, person: User) -> str:
    return f"/listings/still-valid/{reviewing.link_token(listing, person)}/"


def press(url: str, client: Client | None = None) -> Any:
    """The button of the page, with what the page carries."""
    client = client or Client()
    page = client.get(url).content.decode()
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page)
    return client.post(url, {"idempotency_key": key[1] if key else str(uuid.uuid4())})


def test_following_the_link_changes_nothing_however_often(listing: Listing, person: User) -> None:
    url, before = url_of(listing, person), Listing.objects.values().get()
    for method in ("get", "head", "get"):
        assert getattr(Client(), method)(url).status_code == 200
    assert Listing.objects.values().get() == before
    assert not Entry.objects.exists()


def test_button_extends_the_day_and_nothing_else(listing: Listing, person: User) -> None:
    before = Listing.objects.values().get()
    response = press(url_of(listing, person))
    after = Listing.objects.values().get()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"review_by", "chosen", "updated_at"}  # among the chosen is the day
    assert after["review_by"] > timezone.localdate() + timedelta(days=170)
    page = Client().get(response["Location"]).content.decode()
    assert "期限を延ばしました" in page
    entry = history_of(listing)[0]
    assert (entry.verb, entry.actor, entry.data) == (
        "listing.confirmed",
        None,
        {"mailed_to": person.pk},
    )


def test_pressed_again_by_the_same_and_by_a_colleague_it_happens_once(
    listing: Listing, person: User
) -> None:
    colleague = make_member(listing.partner)
    urls = [url_of(listing, person), url_of(listing, colleague)]
    for url in (*urls, *urls):
        assert press(url).status_code == 302
    assert Entry.objects.filter(verb="listing.confirmed").count() == 1


def test_reader_is_not_logged_in_by_it(listing: Listing, person: User) -> None:
    client = Client()
    press(url_of(listing, person), client)
    assert client.get("/my/").status_code == 302


def test_page_is_kept_by_nobody_and_found_by_no_search_engine(
    listing: Listing, person: User
) -> None:
    response = Client().get(url_of(listing, person))
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]


@pytest.mark.parametrize("change", ["x", "", "AAAA", ":", "é", "%00"])
def test_forged_link_is_not_there(listing: Listing, person: User, change: str) -> None:
    url = url_of(listing, person)
    forged = f"{url[:-6]}{change}/"
    assert Client().get(forged).status_code == 404
    assert Client().post(forged, {"idempotency_key": str(uuid.uuid4())}).status_code == 404


def test_signature_made_for_something_else_does_not_open_it(listing: Listing, person: User) -> None:
    facts = [listing.pk, listing.review_by.toordinal(), person.pk]  # type: ignore[union-attr]
    for salt in ("django.core.signing", "partners.other"):
        token = signing.dumps(facts, salt=salt)
        assert Client().get(f"/listings/still-valid/{token}/").status_code == 404


def test_old_link_has_run_out_and_says_what_to_do(listing: Listing, person: User) -> None:
    url = url_of(listing, person)
    with travel(timezone.now() + timedelta(days=reviewing.LINK_DAYS, minutes=1), tick=False):
        response = Client().get(url)
        assert response.status_code == 410
        assert "/my/listings/" in response.content.decode()
        assert Client().post(url, {"idempotency_key": str(uuid.uuid4())}).status_code == 410
    assert not Entry.objects.exists()


@pytest.mark.parametrize("role", [None, Membership.Role.VIEWER])
def test_who_has_left_or_may_not_write_any_more_has_no_link(
    listing: Listing, person: User, role: str | None
) -> None:
    url = url_of(listing, person)
    rows = Membership.objects.filter(user=person)
    rows.update(role=role) if role else rows.delete()
    assert Client().get(url).status_code == 404


def test_closed_account_has_no_link(listing: Listing, person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert Client().get(url_of(listing, person)).status_code == 404


def test_listing_that_has_just_lapsed_is_shown_again(listing: Listing, person: User) -> None:
    Listing.objects.update(review_by=timezone.localdate() - timedelta(days=1))
    listing.refresh_from_db()
    url = url_of(listing, person)
    listings.lapse_listing(listing)
    assert "表示されていません" in Client().get(url).content.decode()
    press(url)
    listing.refresh_from_db()
    assert listing.is_live


@pytest.mark.parametrize("state", [State.PAUSED, State.FULFILLED, State.DRAFT])
def test_what_its_partner_has_decided_stays(listing: Listing, person: User, state: str) -> None:
    url = url_of(listing, person)
    Listing.objects.update(state=state)
    assert (
        "<form method"
        not in Client().get(url).content.decode().partition("<main")[2].partition("</main>")[0]
    )
    assert press(url).status_code == 409
    listing.refresh_from_db()
    assert listing.state == state


def test_lapse_of_another_date_is_not_undone(listing: Listing, person: User) -> None:
    url = url_of(listing, person)
    Listing.objects.update(
        state=State.EXPIRED, review_by=timezone.localdate() - timedelta(days=100)
    )
    assert press(url).status_code == 409
    listing.refresh_from_db()
    assert listing.state == State.EXPIRED


@pytest.mark.parametrize("state", [Partner.State.SUSPENDED, Partner.State.SUBMITTED])
def test_listing_of_a_partner_that_is_not_registered(
    listing: Listing, person: User, state: str
) -> None:
    url = url_of(listing, person)
    Partner.objects.update(state=state)
    assert press(url).status_code == 409

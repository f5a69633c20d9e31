"""A partner's own needs and seeds, and the buttons beside them."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from partners.models import Listing, Membership, Partner
from tests.factories import make_listing, make_member, make_partner
from tests.partners.answers import logged_in
from tests.queries import assert_constant_queries
from tomoni.journal.models import Entry

pytestmark = pytest.mark.django_db
MINE = "/my/listings/"
State = Listing.State


def press(client: Client, listing: Listing, step: str, key: str = "") -> Any:
    """A button of a row."""
    data = {"idempotency_key": key or str(uuid.uuid4())}
    return client.post(f"/my/listings/{listing.pk}/{step}/", data, follow=True)


@pytest.fixture
def listing() -> Listing:
    return make_listing()


@pytest.fixture
def editor(listing: Listing) -> Client:
    return logged_in(make_member(listing.partner, Membership.Role.EDITOR))


def test_page_shows_own_listings_of_every_state(listing: Listing, editor: Client) -> None:
    for state in State.values:
        make_listing(listing.partner, title=f"題-{state}", state=state)
    make_listing(title="よその題")
    html = editor.get(MINE).content.decode()
    for state in State.values:
        assert f"題-{state}" in html
    assert "よその題" not in html


@pytest.mark.parametrize(
    ("fields", "buttons"),
    [
        ({}, {"edit", "pause", "fulfil"}),
        (
            {"review_by": timezone.localdate() + timedelta(days=2)},
            {"edit", "pause", "fulfil", "resume"},
        ),
        (
            {"review_by": timezone.localdate() - timedelta(days=2)},
            {"edit", "pause", "fulfil", "resume"},
        ),
        ({"state": State.PAUSED}, {"edit", "resume", "fulfil"}),
        ({"state": State.EXPIRED}, {"edit", "resume", "fulfil"}),
        ({"state": State.FULFILLED}, {"fulfil", "reopen"}),
        ({"state": State.DRAFT}, {"edit", "discard"}),
    ],
)
def test_buttons_are_those_that_work(
    listing: Listing, editor: Client, fields: dict[str, Any], buttons: set[str]
) -> None:
    Listing.objects.filter(pk=listing.pk).update(**fields)
    html = editor.get(MINE).content.decode()
    steps = ("edit", "pause", "resume", "fulfil", "reopen", "discard")
    assert f"/my/listings/{listing.pk}/copy/" in html
    assert {step for step in steps if f"/my/listings/{listing.pk}/{step}/" in html} == buttons


@pytest.mark.parametrize(
    ("step", "state"),
    [("pause", State.PAUSED), ("resume", State.PUBLISHED), ("fulfil", State.FULFILLED)],
)
def test_button_takes_its_step_and_says_so(
    listing: Listing, editor: Client, step: str, state: str
) -> None:
    response = press(editor, listing, step)
    listing.refresh_from_db()
    assert listing.state == state
    assert response.redirect_chain == [(MINE, 302)]
    assert 'class="notice notice-success"' in response.content.decode()


def test_button_pressed_twice_works_once(listing: Listing, editor: Client) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        assert press(editor, listing, "pause", key).status_code == 200
    assert Entry.objects.filter(verb="listing.paused").count() == 1


def test_step_that_is_not_possible_any_more_is_told(listing: Listing, editor: Client) -> None:
    Listing.objects.filter(pk=listing.pk).update(state=State.FULFILLED)
    html = press(editor, listing, "pause").content.decode()
    assert "その操作はもうできません" in html


def test_resuming_without_registration_is_told(listing: Listing, editor: Client) -> None:
    Listing.objects.filter(pk=listing.pk).update(state=State.PAUSED)
    Partner.objects.filter(pk=listing.partner_id).update(state=Partner.State.SUSPENDED)
    assert "もうできません" in press(editor, listing, "resume").content.decode()


@pytest.mark.parametrize("step", ["pause", "resume", "fulfil", "copy"])
def test_who_may_press(listing: Listing, step: str) -> None:
    viewer = logged_in(make_member(listing.partner, Membership.Role.VIEWER))
    stranger = logged_in(make_member(make_partner()))
    url = f"/my/listings/{listing.pk}/{step}/"
    assert press(viewer, listing, step).status_code == 403
    assert press(stranger, listing, step).status_code == 403
    assert Client().post(url)["Location"].startswith("/accounts/login/")
    assert viewer.get(url).status_code == (403 if step == "fulfil" else 405)
    hidden = make_listing(state=State.PAUSED)
    assert press(stranger, hidden, step).status_code == 404
    listing.refresh_from_db()
    assert listing.state == State.PUBLISHED


def test_viewer_reads_without_buttons(listing: Listing) -> None:
    viewer = logged_in(make_member(listing.partner, Membership.Role.VIEWER))
    html = viewer.get(MINE).content.decode()
    assert listing.title in html
    assert "/edit/" not in html
    assert "/my/listings/new/" not in html


def test_newcomer_is_shown_the_way() -> None:
    html = logged_in().get(MINE).content.decode()
    assert 'href="/my/partner/"' in html
    assert "/my/listings/new/" not in html


def test_applicant_is_told_to_wait() -> None:
    partner = make_partner(state=Partner.State.SUBMITTED)
    html = logged_in(make_member(partner)).get(MINE).content.decode()
    assert "確認しています" in html
    assert "/my/listings/new/" not in html


def test_anonymous_is_asked_to_log_in() -> None:
    assert Client().get(MINE)["Location"].startswith("/accounts/login/")


def test_page_asks_the_database_the_same_for_one_and_three(
    listing: Listing, editor: Client
) -> None:
    assert_constant_queries(editor, MINE, lambda: make_listing(listing.partner), at_most=12)


STANDING = {
    Partner.State.SUSPENDED: ("停止されています", ""),
    Partner.State.WITHDRAWN: ("取り下げられています", ""),
    Partner.State.LAPSED: ("登録期間が終わりました", "/my/partner/renewal/"),
    Partner.State.RETURNED: ("修正をお願いしています", "/my/partner/?partner="),
    Partner.State.DRAFT: ("まだ申請されていません", "/my/partner/?partner="),
}


@pytest.mark.parametrize("state", STANDING)
@pytest.mark.parametrize("role", [Membership.Role.OWNER, Membership.Role.EDITOR])
def test_who_is_not_registered_now_is_told_why_and_what_helps(
    state: Partner.State, role: Membership.Role
) -> None:
    partner = make_partner(state=state, return_reason="詳しく")
    html = logged_in(make_member(partner, role)).get("/my/listings/").content.decode()
    main = html[html.index("<main") : html.index("</main")]
    words, way = STANDING[state]
    assert words in main
    assert "まずパートナー" not in main
    if way:
        assert (way in main) == (role == Membership.Role.OWNER)

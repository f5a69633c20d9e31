"""Asking together: offered, agreed or declined; nobody's name is told before both have said yes."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from time_machine import travel

from partners.models import Alliance, Listing, Membership, Partner
from partners.publishing import listings
from partners.ties import allying
from tests.bad_inputs import TYPEABLE
from tests.factories import make_listing, make_member, make_partner, make_user, offer_alliance
from tests.partners.answers import logged_in
from tests.partners.test_registration import delivered
from tests.queries import assert_constant_queries
from tests.responses import page_or_address
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.models import StateError

pytestmark = pytest.mark.django_db
State, Role = Alliance.State, Membership.Role


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid.uuid4())}


@pytest.fixture
def need() -> Listing:
    return make_listing(make_partner("みどり坂製茶"), title="茶殻を使ってほしい")


@pytest.fixture
def other() -> Listing:
    return make_listing(make_partner("広域環境組合"), title="刈草を使ってほしい")


@pytest.fixture
def asker(need: Listing) -> User:
    return make_member(need.partner, Role.EDITOR, name="申出 花子", email="hanako@example.jp")


@pytest.fixture
def answerer(other: Listing) -> User:
    return make_member(other.partner, name="返事 太郎", email="taro@example.jp")


def offer_page(need: Listing, other: Listing) -> str:
    return f"/my/listings/{need.pk}/alliance/{other.pk}/"


def answer(user: User, alliance: Alliance, **data: str) -> Any:
    return logged_in(user).post(f"/my/alliances/{alliance.pk}/answer/", {**data, **key()})


def test_offer_tells_the_other_partner_without_any_name(
    need: Listing, other: Listing, asker: User, answerer: User
) -> None:
    data = {"message": "いっしょに探しませんか", **key()}
    response: Any = logged_in(asker).post(offer_page(need, other), data)
    alliance = Alliance.objects.get()
    assert response["Location"] == alliance.get_absolute_url()
    [mail] = delivered()
    assert mail.to == [answerer.email]
    for told in ("みどり坂製茶", need.title, other.title, "いっしょに探しませんか"):
        assert told in mail.body + mail.subject
    page = logged_in(answerer).get(alliance.get_absolute_url()).content.decode()
    own = logged_in(asker).get(alliance.get_absolute_url()).content.decode()
    for text in (mail.body, page):
        assert (asker.name in text, asker.email in text) == (False, False)
    assert (answerer.name in own, answerer.email in own) == (False, False)


def test_both_learn_of_each_other_once_agreed(
    need: Listing, other: Listing, asker: User, answerer: User
) -> None:
    alliance = offer_alliance(need, other, by=asker)
    answer(answerer, alliance, answer="agree")
    mails = {mail.to[0]: mail.body for mail in delivered()}
    assert mails.keys() == {asker.email, answerer.email}
    assert f"{answerer.name} <{answerer.email}>" in mails[asker.email]
    assert f"{asker.name} <{asker.email}>" in mails[answerer.email]
    page = logged_in(asker).get(alliance.get_absolute_url()).content.decode()
    assert f"mailto:{answerer.email}" in page
    assert Entry.objects.filter(verb="alliance.agreed").exists()


def test_decline_tells_no_name_and_holds_for_ninety_days(
    need: Listing, other: Listing, asker: User, answerer: User
) -> None:
    alliance = allying.offer(need, other, by=asker)
    answer(answerer, alliance, answer="decline", reason="今回は見送ります")
    told = [mail.body for mail in delivered() if mail.to == [asker.email]]
    assert (len(told), "今回は見送ります" in told[0]) == (1, True)
    assert answerer.name not in told[0]
    for first, second, by in ((need, other, asker), (other, need, answerer)):
        with pytest.raises(StateError):
            allying.offer(first, second, by=by)
    with travel(timezone.now() + timedelta(days=91)):
        Listing.objects.update(review_by=timezone.localdate() + timedelta(days=30))
        need.refresh_from_db()
        other.refresh_from_db()
        assert allying.offer(need, other, by=asker).is_open


def test_offer_is_over_after_thirty_days(
    need: Listing, other: Listing, asker: User, answerer: User
) -> None:
    alliance = allying.offer(need, other, by=asker)
    with travel(timezone.now() + timedelta(days=31)):
        with pytest.raises(StateError):
            allying.agree(alliance, by=answerer)
        assert allying.offer(need, other, by=asker).is_open
    alliance.refresh_from_db()
    assert alliance.state == State.EXPIRED


def test_five_offers_a_week(need: Listing, asker: User) -> None:
    *five, sixth = [make_listing() for _ in range(allying.OFFERS_A_WEEK + 1)]
    for listing in (*five, sixth):
        make_member(listing.partner)
    for listing in five:
        allying.offer(need, listing, by=asker)
    with pytest.raises(allying.TooManyError):
        allying.offer(need, sixth, by=asker)
    html = logged_in(asker).get(offer_page(need, sixth)).content.decode()
    assert ("5件まで" in html, "申し出る</button>" in html) == (True, False)
    with travel(timezone.now() + timedelta(days=8)):
        assert allying.offer(need, sixth, by=asker).is_open


HIDDEN: dict[str, Any] = {
    "paused": lambda listing: listings.pause_listing(listing, by=make_user()),
    "staff only": lambda listing: _set(listing, visibility=Listing.Visibility.STAFF),
    "lapsed": lambda listing: _set(listing, review_by=timezone.localdate() - timedelta(days=1)),
    "suspended": lambda listing: Partner.objects.filter(pk=listing.partner_id).update(
        state=Partner.State.SUSPENDED
    ),
}


def _set(listing: Listing, **fields: Any) -> None:
    Listing.objects.filter(pk=listing.pk).update(**fields)


@pytest.mark.parametrize("hide", HIDDEN.values(), ids=HIDDEN.keys())
@pytest.mark.parametrize("which", ["need", "other"])
def test_hidden_needs_are_neither_offered_nor_agreed(
    which: str, hide: Any, need: Listing, other: Listing, asker: User, answerer: User
) -> None:
    alliance = offer_alliance(need, other, by=asker)
    hide(need if which == "need" else other)
    with pytest.raises(StateError):
        allying.agree(alliance, by=answerer)
    answer(answerer, alliance, answer="agree")
    alliance.refresh_from_db()
    assert (alliance.state, delivered()) == (State.ASKED, [])
    Alliance.objects.all().delete()
    fresh = [Listing.objects.select_related("partner").get(pk=each.pk) for each in (need, other)]
    with pytest.raises(StateError):
        allying.offer(*fresh, by=asker)


def test_a_seed_or_ones_own_need_is_no_alliance(need: Listing, asker: User) -> None:
    for other in (make_listing(side=Listing.Side.SEED), make_listing(need.partner)):
        assert logged_in(asker).get(offer_page(need, other)).status_code == 404
        with pytest.raises(StateError):
            allying.offer(need, other, by=asker)


def test_who_offered_it_cannot_agree_and_may_take_it_back(
    need: Listing, other: Listing, asker: User, answerer: User
) -> None:
    alliance = offer_alliance(need, other, by=asker)
    answer(asker, alliance, answer="agree")
    answer(answerer, alliance, answer="withdraw")
    alliance.refresh_from_db()
    assert alliance.state == State.ASKED
    answer(asker, alliance, answer="withdraw")
    alliance.refresh_from_db()
    assert alliance.state == State.WITHDRAWN


def test_same_pair_is_offered_once_whoever_begins(
    need: Listing, other: Listing, asker: User, answerer: User
) -> None:
    allying.offer(need, other, by=asker)
    with pytest.raises(StateError):
        allying.offer(other, need, by=answerer)
    html = logged_in(asker).get(offer_page(need, other)).content.decode()
    assert "お答えを待っています" in html


def test_strangers_and_viewers(need: Listing, other: Listing, asker: User) -> None:
    alliance = offer_alliance(need, other, by=asker)
    page = alliance.get_absolute_url()
    for user in (make_user(), make_member(make_partner())):
        assert logged_in(user).get(page).status_code == 404
        assert answer(user, alliance, answer="agree").status_code == 404
    viewer = make_member(other.partner, Role.VIEWER)
    assert logged_in(viewer).get(page).status_code == 200
    assert answer(viewer, alliance, answer="agree").status_code == 403


@pytest.mark.parametrize("typed", TYPEABLE)
def test_any_message_is_taken_or_told(
    need: Listing, other: Listing, asker: User, typed: str
) -> None:
    page_or_address(logged_in(asker).post(offer_page(need, other), {"message": typed, **key()}))


def test_list_asks_the_same_for_one_and_three(need: Listing, asker: User) -> None:
    def add() -> None:
        offer_alliance(need, make_listing(), by=asker)

    assert_constant_queries(logged_in(asker), "/my/alliances/", add, at_most=8)


def test_nothing_is_offered_to_a_partner_without_people(
    need: Listing, other: Listing, asker: User
) -> None:
    make_member(other.partner, Role.VIEWER)
    make_member(other.partner, is_active=False)
    with pytest.raises(StateError):
        allying.offer(need, other, by=asker)
    page = logged_in(asker).get(offer_page(need, other)).content.decode()
    assert "答えられる方がいない" in page
    assert not Alliance.objects.exists()


# --- What is out of sight elsewhere is out of sight here ------------------------------------------

OUT_OF_SIGHT = {
    "paused": ({"state": Listing.State.PAUSED}, {}),
    "expired": ({"state": Listing.State.EXPIRED}, {}),
    "staff only": ({"visibility": Listing.Visibility.STAFF}, {}),
    "suspended": ({}, {"state": Partner.State.SUSPENDED}),
}


@pytest.mark.parametrize("how", OUT_OF_SIGHT)
@pytest.mark.parametrize("state", [State.ASKED, State.AGREED, State.DECLINED])
def test_title_of_the_other_need_is_told_as_long_as_it_is_shown(
    need: Listing, other: Listing, asker: User, how: str, state: State
) -> None:
    alliance = offer_alliance(need, other, by=asker, state=state)
    pages = ("/my/alliances/", alliance.get_absolute_url())
    client = logged_in(asker)
    assert all(other.title in client.get(page).content.decode() for page in pages)
    listing, partner = OUT_OF_SIGHT[how]
    Listing.objects.filter(pk=other.pk).update(title="改めた題名", **listing)
    Partner.objects.filter(pk=other.partner_id).update(**partner)
    for page in pages:
        html = client.get(page).content.decode()
        assert ("改めた題名" in html, "いまは公開されていません" in html) == (False, True)


def test_no_is_told_without_a_title_that_is_not_shown(
    need: Listing, other: Listing, asker: User, answerer: User
) -> None:
    alliance = offer_alliance(need, other, by=asker)
    listings.pause_listing(other, by=answerer)
    alliance.refresh_from_db()
    allying.decline(alliance, by=answerer)
    [mail] = delivered()
    assert (mail.to, other.title in mail.body) == ([asker.email], False)

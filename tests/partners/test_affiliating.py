"""Belonging to a federation: asked from either side, answered, over after a while, ended."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from time_machine import travel

from partners.acting import capacity
from partners.models import Affiliation, AffiliationRequest, Membership, Partner
from partners.ties import affiliating
from tests.factories import (
    affiliate,
    ask_to_belong,
    make_federation,
    make_listing,
    make_member,
    make_partner,
    make_unclaimed,
    make_user,
)
from tests.partners.answers import logged_in
from tests.partners.test_registration import delivered
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.journal.record import history_of
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality

pytestmark = pytest.mark.django_db
Role, State = Membership.Role, AffiliationRequest.State
SEARCH = "/my/affiliates/search/"


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid.uuid4())}


@pytest.fixture
def federation(city: Municipality) -> Partner:
    return make_federation("きび連合会", municipality=city)


@pytest.fixture
def mediator(federation: Partner) -> User:
    return make_member(federation, Role.EDITOR, name="吉備野 むすび")


@pytest.fixture
def partner(city: Municipality) -> Partner:
    return make_partner("掛川製茶", municipality=city)


@pytest.fixture
def owner(partner: Partner) -> User:
    return make_member(partner, name="茶園 一郎")


def answer(user: User, asked: AffiliationRequest, **data: str) -> Any:
    return logged_in(user).post(f"/my/affiliation-requests/{asked.pk}/", {**data, **key()})


# --- The federation asks ------------------------------------------------------------------------


def test_federation_finds_a_partner_by_name_and_asks(
    mediator: User, partner: Partner, owner: User
) -> None:
    client = logged_in(mediator)
    html = client.get(SEARCH, {"q": "製茶"}).content.decode()
    assert f"/my/affiliates/{partner.slug}/ask/" in html
    response: Any = client.post(
        f"/my/affiliates/{partner.slug}/ask/", {"message": "商談会をごいっしょに", **key()}
    )
    assert response["Location"] == "/my/affiliates/"
    [mail] = delivered()
    assert mail.to == [owner.email]
    assert ("きび連合会" in mail.subject, "商談会をごいっしょに" in mail.body) == (True, True)
    assert f"/my/representation/?partner={partner.slug}" in mail.body
    html = logged_in(owner).get("/my/representation/").content.decode()
    assert ("商談会をごいっしょに" in html, "きび連合会" in html) == (True, True)
    assert "お誘いが届いています" in logged_in(owner).get("/my/").content.decode()
    assert "お誘い中" in client.get(SEARCH, {"q": "製茶"}).content.decode()


def test_only_registered_partners_with_an_owner_are_found(
    federation: Partner, mediator: User, city: Municipality
) -> None:
    make_unclaimed(None, "製茶の会", municipality=city)
    make_member(make_partner("製茶申請中", state=Partner.State.SUBMITTED, municipality=city))
    make_member(make_partner("製茶の編集者", municipality=city), Role.EDITOR)
    own = make_partner("製茶の会員", municipality=city)
    make_member(own)
    affiliate(federation, own)
    html = logged_in(mediator).get(SEARCH, {"q": "製茶"}).content.decode()
    assert "製茶の会" not in html.partition("<main")[2].replace('value="製茶"', "")
    with pytest.raises(StateError):
        affiliating.ask_partner(federation, own, by=mediator)


@pytest.mark.parametrize("typed", ["", " ", "%", "'", "\x00", "あ" * 500, "１", "😀"])
def test_any_words_may_be_searched(mediator: User, typed: str) -> None:
    assert logged_in(mediator).get(SEARCH, {"q": typed}).status_code == 200


def test_search_asks_the_same_for_one_and_three(mediator: User, city: Municipality) -> None:
    def add() -> None:
        make_member(make_partner("製茶", municipality=city))

    assert_constant_queries(logged_in(mediator), f"{SEARCH}?q=製茶", add, at_most=8)


@pytest.mark.parametrize("allowed", [{}, {"edits_profile": "on"}, {"writes_listings": "on"}])
def test_owner_agrees_and_chooses_freely_what_is_allowed(
    federation: Partner, mediator: User, partner: Partner, owner: User, allowed: dict[str, str]
) -> None:
    asked = ask_to_belong(federation, partner, by=mediator)
    answer(owner, asked, answer="agree", **allowed)
    row = Affiliation.objects.get(federation=federation, partner=partner)
    assert row.edits_profile == ("edits_profile" in allowed)
    assert row.writes_listings == ("writes_listings" in allowed)
    assert bool(capacity(mediator, partner, at_least=Role.EDITOR)) == row.writes_listings
    assert history_of(partner)[0].verb == "partner.affiliated"
    [mail] = delivered()
    assert (mail.to, "掛川製茶" in mail.subject) == ([mediator.email], True)


def test_declined_with_a_reason_and_not_asked_again_for_ninety_days(
    federation: Partner, mediator: User, partner: Partner, owner: User
) -> None:
    asked = affiliating.ask_partner(federation, partner, by=mediator)
    answer(owner, asked, answer="decline", reason="今は手いっぱいです")
    assert not Affiliation.objects.filter(partner=partner).exists()
    assert any("今は手いっぱいです" in mail.body for mail in delivered())
    assert "今は手いっぱいです" not in str(history_of(partner)[0].data)
    with pytest.raises(affiliating.RestsError):
        affiliating.ask_partner(federation, partner, by=mediator)
    page: Any = logged_in(mediator).post(f"/my/affiliates/{partner.slug}/ask/", key(), follow=True)
    assert "90日" in page.content.decode()
    with travel(timezone.now() + timedelta(days=89)), pytest.raises(affiliating.RestsError):
        affiliating.ask_partner(federation, partner, by=mediator)
    with travel(timezone.now() + timedelta(days=91)):
        assert affiliating.ask_partner(federation, partner, by=mediator).is_open


def test_declined_federation_may_still_be_asked_by_the_partner(
    federation: Partner, mediator: User, partner: Partner, owner: User
) -> None:
    make_member(federation)
    affiliating.decline(affiliating.ask_partner(federation, partner, by=mediator), by=owner)
    assert affiliating.ask_federation(partner, federation, by=owner).is_open


def test_question_is_over_after_thirty_days(
    federation: Partner, mediator: User, partner: Partner, owner: User
) -> None:
    asked = affiliating.ask_partner(federation, partner, by=mediator)
    with pytest.raises(StateError):
        affiliating.ask_partner(federation, partner, by=mediator)
    with travel(timezone.now() + timedelta(days=31)):
        assert asked.state_words == "期限までに答えなし"
        with pytest.raises(StateError):
            affiliating.agree(asked, by=owner)
        assert "きび連合会" not in logged_in(owner).get("/my/representation/").content.decode()
        assert affiliating.ask_partner(federation, partner, by=mediator).is_open
    asked.refresh_from_db()
    assert asked.state == State.EXPIRED


def test_two_cannot_ask_at_the_same_moment(
    federation: Partner, mediator: User, partner: Partner, owner: User
) -> None:
    affiliating.ask_partner(federation, partner, by=mediator)
    with transaction.atomic(), pytest.raises(StateError):
        affiliating.ask_federation(partner, federation, by=owner)
    assert AffiliationRequest.objects.count() == 1


def test_answer_is_given_once(
    federation: Partner, mediator: User, partner: Partner, owner: User
) -> None:
    asked = ask_to_belong(federation, partner, by=mediator)
    affiliating.decline(asked, by=owner)
    answer(owner, asked, answer="agree", edits_profile="on")
    assert not Affiliation.objects.filter(partner=partner).exists()


def test_who_asked_takes_it_back_and_cannot_agree_for_the_other(
    federation: Partner, mediator: User, partner: Partner, owner: User
) -> None:
    asked = ask_to_belong(federation, partner, by=mediator)
    answer(mediator, asked, answer="agree")
    answer(owner, asked, answer="withdraw")
    asked.refresh_from_db()
    assert asked.state == State.ASKED
    answer(mediator, asked, answer="withdraw")
    asked.refresh_from_db()
    assert asked.state == State.WITHDRAWN


def test_suspended_federation_gets_nobody(
    federation: Partner, mediator: User, partner: Partner, owner: User
) -> None:
    asked = ask_to_belong(federation, partner, by=mediator)
    Partner.objects.filter(pk=federation.pk).update(state=Partner.State.SUSPENDED)
    answer(owner, asked, answer="agree", edits_profile="on")
    asked.refresh_from_db()
    assert (asked.state, Affiliation.objects.exists()) == (State.ASKED, False)


# --- The partner asks ---------------------------------------------------------------------------


def test_partner_asks_and_the_federation_agrees(
    federation: Partner, mediator: User, partner: Partner, owner: User
) -> None:
    head = make_member(federation, name="会長")
    page = f"/partners/{federation.slug}/"
    client = logged_in(owner)
    assert f"{page}affiliation/" in client.get(page).content.decode()
    client.post(f"{page}affiliation/", {"writes_listings": "on", "message": "よろしく", **key()})
    assert [mail.to for mail in delivered()] == [[head.email]]
    asked = AffiliationRequest.objects.get()
    html = logged_in(mediator).get("/my/affiliates/").content.decode()
    assert ("掛川製茶" in html, "よろしく" in html) == (True, True)
    answer(mediator, asked, answer="agree", edits_profile="on")
    row = Affiliation.objects.get()
    assert (row.edits_profile, row.writes_listings) == (False, True), "the partner says what"
    assert f"{page}affiliation/" not in client.get(page).content.decode()


def test_only_bodies_that_mediate_are_asked(partner: Partner, owner: User) -> None:
    shop = make_partner("商店")
    client = logged_in(owner)
    assert client.get(f"/partners/{shop.slug}/affiliation/").status_code == 404
    assert "/affiliation/" not in client.get(f"/partners/{shop.slug}/").content.decode()
    with pytest.raises(StateError):
        affiliating.ask_federation(partner, shop, by=owner)


# --- The end ------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["partner", "federation"])
def test_either_side_ends_it_after_being_asked(
    side: str, federation: Partner, mediator: User, partner: Partner, owner: User
) -> None:
    head = make_member(federation, name="会長")
    row = affiliate(federation, partner, edits=True, writes=True)
    listing = make_listing(partner, title="団体が書いたニーズ")
    assert capacity(mediator, partner, at_least=Role.OWNER)
    is_partner = side == "partner"
    side_url = f"representation/{row.pk}" if is_partner else f"affiliates/{partner.slug}"
    url = f"/my/{side_url}/end/"
    client = logged_in(owner if is_partner else head)
    assert "残ります" in client.get(url).content.decode()
    assert Affiliation.objects.exists(), "a GET changes nothing"
    client.post(url, key())
    assert not Affiliation.objects.exists()
    assert capacity(mediator, partner) is None
    assert logged_in(mediator).get(f"/my/listings/{listing.pk}/edit/").status_code == 403
    listing.refresh_from_db()
    assert (listing.partner, listing.is_live) == (partner, True)
    entry = history_of(partner)[0]
    assert (entry.verb, entry.actor) == ("partner.affiliation_ended", owner if is_partner else head)
    assert entry.data["ended_by"] == (partner if is_partner else federation).pk
    assert sorted(mail.to[0] for mail in delivered()) == sorted([owner.email, head.email])


def test_editor_of_the_federation_does_not_end_it(
    federation: Partner, mediator: User, partner: Partner, owner: User
) -> None:
    affiliate(federation, partner)
    url = f"/my/affiliates/{partner.slug}/end/"
    assert logged_in(mediator).post(url, key()).status_code == 403
    for stranger in (owner, make_member(make_federation()), make_user()):
        assert logged_in(stranger).post(url, key()).status_code == 404
    assert Affiliation.objects.exists()


def test_owner_changes_at_any_time_what_is_allowed(
    federation: Partner, mediator: User, partner: Partner, owner: User
) -> None:
    row = affiliate(federation, partner, writes=True)
    logged_in(owner).post(f"/my/representation/{row.pk}/", key())
    assert capacity(mediator, partner) is None


def test_federation_without_an_owner_who_can_log_in_is_not_asked() -> None:
    federation, partner = make_federation(), make_partner()
    make_member(federation, is_active=False)
    make_member(federation, Membership.Role.EDITOR)
    with pytest.raises(StateError):
        affiliating.ask_federation(partner, federation, by=make_member(partner))

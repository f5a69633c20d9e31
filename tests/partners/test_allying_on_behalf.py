"""Asking together for a partner that nobody has claimed: by its federation, or by its office."""

import uuid
from typing import Any

import pytest
from django.test import Client

from matching.reading.access import may_see_suggestions
from partners.models import Alliance, Listing
from partners.record.history import done_on_behalf, whole_history
from partners.ties import allying
from tests.factories import (
    affiliate,
    make_federation,
    make_listing,
    make_member,
    make_partner,
    make_staff,
    make_unclaimed,
    offer_alliance,
)
from tests.partners.answers import logged_in
from tests.partners.test_registration import delivered
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
State = Alliance.State


@pytest.fixture
def mediator() -> User:
    return make_member(make_federation("きび連合会"))


@pytest.fixture
def need(mediator: User) -> Listing:
    federation = mediator.memberships.get().partner
    return make_listing(make_unclaimed(federation, "山の商工会"), title="茶殻を使ってほしい")


@pytest.fixture
def other() -> Listing:
    return make_listing(make_partner("広域環境組合"), title="刈草を使ってほしい")


def send(client: Client, url: str, **data: str) -> Any:
    return client.post(url, {"idempotency_key": str(uuid.uuid4()), **data})


def sees(user: User, listing: Listing, rf: Any) -> bool:
    request = rf.get("/")
    request.user = user
    return may_see_suggestions(request, listing)


def test_federation_sees_the_suggestions_of_what_it_writes(
    mediator: User, need: Listing, other: Listing, rf: Any
) -> None:
    assert sees(mediator, need, rf)
    assert not sees(mediator, other, rf)
    read_only = make_partner()
    affiliate(mediator.memberships.get().partner, read_only, edits=True)
    assert not sees(mediator, make_listing(read_only), rf)
    assert not sees(make_member(make_federation()), need, rf)


def test_federation_offers_for_its_member(mediator: User, need: Listing, other: Listing) -> None:
    reader = make_member(other.partner)
    client, url = logged_in(mediator), f"/my/listings/{need.pk}/alliance/{other.pk}/"
    assert "代理" in client.get(url).content.decode()
    response = send(client, url, message="ごいっしょに")
    alliance = Alliance.objects.get()
    assert response["Location"] == alliance.get_absolute_url()
    assert [mail.to for mail in delivered()] == [[reader.email]]
    [line] = done_on_behalf(need.partner)
    assert (str(line.words), line.acting) == ("連携を申し出", "きび連合会")
    assert client.get(alliance.get_absolute_url()).status_code == 200
    send(client, f"{alliance.get_absolute_url()}answer/", answer="withdraw")
    alliance.refresh_from_db()
    assert alliance.state == State.WITHDRAWN


def test_federation_hears_of_an_offer_and_agrees(
    mediator: User, need: Listing, other: Listing
) -> None:
    asker = make_member(other.partner)
    alliance = allying.offer(other, need, by=asker)
    assert [mail.to for mail in delivered()] == [[mediator.email]]
    client = logged_in(mediator)
    panel = client.get(f"/my/affiliates/{need.partner.slug}/").content.decode()
    assert alliance.get_absolute_url() in panel
    send(client, f"{alliance.get_absolute_url()}answer/", answer="agree")
    alliance.refresh_from_db()
    assert (alliance.state, alliance.answered_by) == (State.AGREED, mediator)
    assert [line.acting for line in done_on_behalf(need.partner)] == ["きび連合会"]
    assert done_on_behalf(other.partner) == []


def test_office_answers_where_there_is_no_federation(
    city: Municipality, other: Listing, settings: Any
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    manager = make_staff(city, StaffRole.Role.MANAGER)
    need = make_listing(make_unclaimed(municipality=city))
    alliance = allying.offer(other, need, by=make_member(other.partner))
    assert [mail.to for mail in delivered()] == [[manager.email]]
    client = logged_in(manager)
    page = client.get(f"/desk/partners/{need.partner.slug}/").content.decode()
    assert alliance.get_absolute_url() in page
    send(client, f"{alliance.get_absolute_url()}answer/", answer="decline", reason="いまは手一杯")
    alliance.refresh_from_db()
    assert alliance.state == State.DECLINED


def test_strangers_and_claimed_partners_are_left_alone(
    mediator: User, need: Listing, other: Listing
) -> None:
    alliance = offer_alliance(need, other, by=mediator)
    for user in (make_member(make_federation()), make_member(make_partner())):
        client = logged_in(user)
        assert client.get(alliance.get_absolute_url()).status_code == 404
        assert (
            send(client, f"{alliance.get_absolute_url()}answer/", answer="agree").status_code == 404
        )
        assert client.get(f"/my/listings/{need.pk}/alliance/{other.pk}/").status_code == 404
    make_member(need.partner)
    need.partner.federations.update(writes_listings=False, edits_profile=False)
    assert logged_in(mediator).get(alliance.get_absolute_url()).status_code == 404


def test_name_of_who_declined_is_not_in_the_history_of_who_asked(need: Listing) -> None:
    asking = make_listing(make_partner())
    asker, answerer = make_member(asking.partner), make_member(need.partner, name="返事 太郎")
    allying.decline(offer_alliance(asking, need, by=asker), by=answerer)
    [line] = [each for each in whole_history(asking.partner, for_members=True) if each.about]
    assert line.by == ""


def test_all_alliances_are_there_page_by_page(need: Listing, other: Listing) -> None:
    owner = make_member(other.partner)
    for _number in range(31):
        offer_alliance(make_listing(make_partner()), other, by=owner)
    client = logged_in(owner)
    pages = [client.get(f"/my/alliances/?page={n}").context["alliances"] for n in (1, 2)]
    assert [len(page) for page in pages] == [30, 1]

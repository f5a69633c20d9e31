"""My page and the desk: what is mine, what the office owes whom, in few queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from matching.models import Introduction
from partners.models import Listing, Membership, Partner
from tests.factories import (
    make_challenge,
    make_federation,
    make_listing,
    make_member,
    make_municipality,
    make_partner,
    make_proposal,
    make_staff,
    make_user,
)
from tests.matching.pairs import ask as ask_for_talk
from tests.matching.pairs import make_side
from tests.portal.everything import add_everything
from tests.queries import assert_constant_queries
from tomoni.accounts.models import Draft
from tomoni.municipalities.models import IntroductionRoute
from tomoni.portal import workplace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def test_newcomer_is_led_to_the_registration(client: Client) -> None:
    client.force_login(make_user())
    assert 'href="/my/partner/"' in client.get("/my/").content.decode()


def test_person_without_an_approved_partner_is_not_offered_what_fails(client: Client) -> None:
    partner = make_partner(state=Partner.State.SUBMITTED, approved_at=None)
    client.force_login(make_member(partner))
    assert "/my/listings/new/" not in client.get("/my/").content.decode()


def test_viewer_is_not_offered_what_fails(client: Client) -> None:
    partner = make_partner()
    client.force_login(make_member(partner, Membership.Role.VIEWER))
    html = client.get("/my/").content.decode()
    assert "/my/listings/new/" not in html
    assert f"/my/partner/?partner={partner.slug}" not in html


def test_reason_for_the_return_is_shown(client: Client) -> None:
    partner = make_partner(
        state=Partner.State.RETURNED, approved_at=None, return_reason="電話番号をご確認ください。"
    )
    client.force_login(make_member(partner))
    assert "電話番号をご確認ください。" in client.get("/my/").content.decode()


def test_what_is_mine_is_shown_and_nothing_else(client: Client) -> None:
    partner = make_partner()
    own, other = make_listing(partner, title="私たちの"), make_listing(title="よその")
    proposal = make_proposal(partner=partner, title="提案その一")
    make_proposal(title="よその提案")
    client.force_login(make_member(partner))
    context = client.get("/my/").context
    assert context["listings"] == [own]
    assert context["proposals"] == [proposal]
    assert other not in context["listings"]


def test_older_listing_is_not_shown_but_goes_on_being_matched(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workplace, "ROWS", 1)
    partner = make_partner()
    older, newer = make_listing(partner), make_listing(partner, state=Listing.State.PAUSED)
    client.force_login(make_member(partner))
    context = client.get("/my/").context
    assert context["listings"] == [newer]
    assert [group["subject"] for group in context["suggestions"]] == [older]


def test_person_in_two_partners_switches(client: Client) -> None:
    first, second = make_partner(), make_partner()
    user = make_member(first)
    Membership.objects.create(partner=second, user=user, role=Membership.Role.OWNER)
    client.force_login(user)
    assert client.get("/my/").context["partner"] == first
    assert client.get(f"/my/?partner={second.slug}").context["partner"] == second
    assert client.get("/my/").context["partner"] == second
    assert client.get(f"/my/?partner={make_partner().slug}").context["partner"] == second


def test_form_that_was_begun_can_be_gone_on_with(client: Client) -> None:
    user = make_member(make_partner())
    client.force_login(user)
    client.post("/my/listings/new/need/", {"title": "途中まで"})
    [draft] = client.get("/my/").context["drafts"]
    assert "途中まで" in client.get(draft["url"]).content.decode()


def test_form_that_was_sent_is_not_listed(client: Client) -> None:
    user = make_member(make_partner())
    Draft.objects.create(user=user, kind="proposal", form_url="/x/", sent_at=timezone.now())
    client.force_login(user)
    assert client.get("/my/").context["drafts"] == []


SECTIONS = (
    *("gaps", "due_year", "mediates", "drafts", "introductions_owed", "asked", "listings"),
    *("proposals", "projects", "has_agreements", "registrations", "pitches", "invitations"),
    *("suggestions", "challenges"),
)


def test_my_page_with_everything_asks_as_often_for_three_rows_as_for_one(client: Client) -> None:
    partner = make_federation()
    person = make_member(partner)
    Membership.objects.create(partner=make_partner(), user=person, role=Membership.Role.OWNER)
    client.force_login(person)
    assert_constant_queries(client, "/my/", lambda: add_everything(partner, person), at_most=12)
    context = client.get("/my/").context
    assert [name for name in SECTIONS if not context[name]] == []
    assert all(context["waiting"])
    assert all(group["cards"] for group in context["suggestions"])


def test_desk_shows_the_queues_of_the_own_city_alone(client: Client) -> None:
    city = make_municipality()
    waiting = make_partner(municipality=city, state=Partner.State.SUBMITTED, approved_at=None)
    make_partner(state=Partner.State.SUBMITTED, approved_at=None)
    late = make_proposal(
        make_challenge(city), reply_due_on=timezone.localdate() - timedelta(days=3)
    )
    soon = make_proposal(
        make_challenge(city), reply_due_on=timezone.localdate() + timedelta(days=2)
    )
    make_proposal()
    client.force_login(make_staff(city))
    response = client.get("/desk/")
    assert response.context["waiting_partners"] == [waiting]
    assert response.context["due_proposals"] == [late, soon]
    assert "3日超過" in response.content.decode()
    assert "あと2日" in response.content.decode()


def test_desk_asks_as_often_for_three_rows_as_for_one(client: Client) -> None:
    city = make_municipality()
    client.force_login(make_staff(city))

    def add_rows() -> None:
        make_partner(municipality=city, state=Partner.State.SUBMITTED, approved_at=None)
        make_proposal(make_challenge(city))

    assert_constant_queries(client, "/desk/", add_rows, at_most=12)


def test_desk_names_the_introductions_to_pass_on_with_their_clock(client: Client) -> None:
    city = make_municipality()
    shop, school = make_side("例の店"), make_side("例の学校", "seed", municipality=city)
    made = ask_for_talk(shop, school, route=IntroductionRoute.OFFICE)
    ask_for_talk(make_side("別の店"), school)
    waiting_since = timezone.now() - timedelta(days=10)
    Introduction.objects.filter(pk=made.pk).update(requested_at=waiting_since)
    client.force_login(make_staff(city))
    response = client.get("/desk/")
    assert response.context["introductions"] == [made]
    page = response.content.decode()
    for words in ("例の店 × 例の学校", "10日前", "あと50日"):
        assert words in page
    assert "別の店" not in page

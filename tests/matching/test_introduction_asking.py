"""Asking for a talk: the page, its first draft, the ways, and why it is not possible."""

import uuid
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from matching.introducing import steps
from matching.introducing.drafting import MESSAGE_LENGTH, first_draft
from matching.introducing.rules import ASKED_A_WEEK
from matching.introducing.settings import block, pause
from matching.models import Introduction
from partners.models import Listing, Membership
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    affiliate,
    make_federation,
    make_member,
    make_partner,
    make_staff,
    make_unclaimed,
    make_user,
)
from tests.matching.pairs import MESSAGE, Side, ask, make_introduction, make_side
from tests.matching.world import make_need, make_seed, settle
from tests.partners.answers import errors_of, logged_in
from tomoni.municipalities.models import IntroductionRoute

pytestmark = pytest.mark.django_db
State = Introduction.State


@pytest.fixture
def shop() -> Side:
    return make_side("例の店", side="need")


@pytest.fixture
def school() -> Side:
    return make_side("例の学校", side="seed")


def page_of(own: Side, other: Side) -> str:
    return f"/listings/{own.listing.pk}/talk/{other.listing.pk}/"


def send(client: Client, own: Side, other: Side, **answers: Any) -> Any:
    said = {"message": MESSAGE, "way": "direct", "idempotency_key": str(uuid.uuid4())}
    return client.post(page_of(own, other), {**said, **answers})


def only(side: Side, *routes: IntroductionRoute) -> None:
    """The city of the side leaves these ways open."""
    side.partner.municipality.introduction_routes = list(routes)
    side.partner.municipality.save()


def test_the_message_goes_to_the_other_partner(shop: Side, school: Side) -> None:
    client = logged_in(shop.person)
    response = send(client, shop, school)
    made = Introduction.objects.get()
    assert response["Location"] == f"/introductions/{made.pk}/"
    assert (made.state, made.message, made.asked_by) == (State.FORWARDED, MESSAGE, shop.person)
    assert MESSAGE in logged_in(school.person).get(response["Location"]).content.decode()


def test_the_draft_is_made_of_names_titles_and_the_two_best_reasons() -> None:
    need, seed = make_need(make_partner("例の店")), make_seed(make_partner("例の学校"))
    settle(need, seed)
    client = logged_in(make_member(need.partner))
    context = client.get(f"/listings/{need.pk}/talk/{seed.pk}/").context
    draft = context["form"]["message"].value()
    words = [reason["words"] for reason in context["card"]["reasons"]]
    assert draft.splitlines()[0].startswith("例の店と申します。「空き家の改修」")
    assert [line[1:] for line in draft.splitlines()[1:-1]] == words[:2]


def test_the_draft_is_in_the_language_of_the_page(shop: Side, school: Side) -> None:
    client = logged_in(shop.person)
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    draft = client.get(page_of(shop, school)).context["form"]["message"].value()
    assert draft.startswith("We are 例の店.")


def test_the_draft_is_never_too_long(shop: Side, school: Side) -> None:
    reason: Any = {"kind": "text", "words": "言葉" * 300, "rare": False, "goals": []}
    draft = first_draft(shop.listing, school.listing, [reason, reason])
    assert len(draft) <= MESSAGE_LENGTH
    assert draft.startswith("例の店")


@pytest.mark.parametrize(
    "text", ["hanako@example.jp へ", "０９０－１２３４－５６７８", "example.jp"]
)
def test_contacts_in_the_message_are_refused_and_nothing_is_lost(
    shop: Side, school: Side, text: str
) -> None:
    response = send(logged_in(shop.person), shop, school, message=f"ぜひ。{text}")
    assert "message" in errors_of(response)
    assert text in response.content.decode()
    assert not Introduction.objects.exists()


@pytest.mark.parametrize("message", ["", "あ" * (MESSAGE_LENGTH + 1)])
def test_a_message_has_a_length(shop: Side, school: Side, message: str) -> None:
    assert "message" in errors_of(send(logged_in(shop.person), shop, school, message=message))


@pytest.mark.parametrize("typed", TYPEABLE)
def test_whatever_is_typed_is_no_mishap(shop: Side, school: Side, typed: str) -> None:
    client = logged_in(shop.person)
    answered = send(client, shop, school, message=typed)
    is_asked = Introduction.objects.exists()
    assert answered.status_code == (302 if is_asked else 200)
    assert is_asked or "message" in errors_of(answered)
    # A way that does not exist; where it is asked already the page says so.
    assert send(client, shop, school, way=typed).status_code == (409 if is_asked else 200)


def test_pressed_twice_it_is_asked_once(shop: Side, school: Side) -> None:
    client, key = logged_in(shop.person), str(uuid.uuid4())
    first = send(client, shop, school, idempotency_key=key)
    assert send(client, shop, school, idempotency_key=key)["Location"] == first["Location"]
    assert Introduction.objects.count() == 1


# --- The ways -------------------------------------------------------------------------------------


def test_every_way_that_the_rule_leaves_open_is_explained(shop: Side, school: Side) -> None:
    federation = make_federation("例の連合会")
    make_member(federation)
    affiliate(federation, school.partner)
    html = logged_in(shop.person).get(page_of(shop, school)).content.decode()
    for way in ("direct", "office", f"federation-{federation.pk}"):
        assert f'type="radio" name="way" value="{way}"' in html
    assert "まず例の連合会がメッセージを読み" in html


def test_a_single_way_is_said_in_words(shop: Side, school: Side) -> None:
    only(school, IntroductionRoute.OFFICE)
    html = logged_in(shop.person).get(page_of(shop, school)).content.decode()
    assert 'type="radio"' not in html
    assert "の事務局がメッセージを読み" in html


def test_through_the_office_it_waits_there(shop: Side, school: Side) -> None:
    only(school, IntroductionRoute.OFFICE)
    send(logged_in(shop.person), shop, school, way="office")
    assert Introduction.objects.get().state == State.REQUESTED


def test_through_the_federation_it_waits_there(shop: Side, school: Side) -> None:
    federation = make_federation("例の連合会")
    make_member(federation)
    affiliate(federation, school.partner)
    send(logged_in(shop.person), shop, school, way=f"federation-{federation.pk}")
    assert Introduction.objects.get().federation == federation


def test_a_way_that_was_closed_meanwhile_is_not_taken(shop: Side, school: Side) -> None:
    only(school, IntroductionRoute.OFFICE)
    response = send(logged_in(shop.person), shop, school, way="direct")
    assert "way" in errors_of(response)
    assert MESSAGE in response.content.decode()
    assert not Introduction.objects.exists()


# --- Why not --------------------------------------------------------------------------------------


def test_a_pause_and_a_block_sound_the_same(shop: Side, school: Side) -> None:
    client = logged_in(shop.person)
    pause(school.partner, by=school.person)
    paused = client.get(page_of(shop, school)).context["obstacle_words"]
    school.partner.introduction_pause.delete()
    block(school.partner, shop.partner, by=school.person)
    assert client.get(page_of(shop, school)).context["obstacle_words"] == paused


def test_what_was_typed_is_not_lost_where_it_is_not_possible_any_more(
    shop: Side, school: Side
) -> None:
    pause(school.partner, by=school.person)
    response = send(logged_in(shop.person), shop, school)
    assert response.status_code == 409
    assert MESSAGE in response.content.decode()
    assert not Introduction.objects.exists()


def test_what_is_under_way_is_led_to(shop: Side, school: Side) -> None:
    made = make_introduction(State.FORWARDED, shop, school)
    html = logged_in(shop.person).get(page_of(shop, school)).content.decode()
    assert f'href="/introductions/{made.pk}/"' in html


def test_what_waits_at_the_broker_is_not_told_to_who_is_asked(shop: Side, school: Side) -> None:
    make_introduction(State.REQUESTED, shop, school)
    context = logged_in(school.person).get(page_of(school, shop)).context
    assert context["obstacle"] is None
    assert context["under_way"] is None


def test_how_often_one_may_ask_is_said(shop: Side) -> None:
    others = [make_side(f"相手{n}", side="seed") for n in range(ASKED_A_WEEK + 1)]
    client = logged_in(shop.person)
    ask(shop, others[0])
    assert "今週はあと4件" in client.get(page_of(shop, others[-1])).content.decode()
    for other in others[1:ASKED_A_WEEK]:
        ask(shop, other)
    assert send(client, shop, others[-1]).status_code == 409


def test_two_who_ask_for_each_other_have_agreed(shop: Side, school: Side) -> None:
    make_introduction(State.REQUESTED, shop, school)
    only(shop, IntroductionRoute.OFFICE)
    response = logged_in(school.person).post(
        page_of(school, shop),
        {"message": MESSAGE, "way": "office", "idempotency_key": str(uuid.uuid4())},
        follow=True,
    )
    assert Introduction.objects.get().state == State.ACCEPTED
    assert "同じお願いが出ていました" in response.content.decode()


# --- Who ------------------------------------------------------------------------------------------


def test_a_viewer_may_not_ask(shop: Side, school: Side) -> None:
    viewer = make_member(shop.partner, Membership.Role.VIEWER)
    assert logged_in(viewer).get(page_of(shop, school)).status_code == 403
    assert send(logged_in(viewer), shop, school).status_code == 403


def test_strangers_find_nothing(client: Client, shop: Side, school: Side) -> None:
    assert client.get(page_of(shop, school)).status_code == 302
    for stranger in (make_user(), school.person, make_staff(shop.partner.municipality)):
        assert logged_in(stranger).get(page_of(shop, school)).status_code == 404
        assert send(logged_in(stranger), shop, school).status_code == 404


def test_what_one_may_not_see_one_cannot_ask_about(shop: Side, school: Side) -> None:
    Listing.objects.filter(pk=school.listing.pk).update(visibility=Listing.Visibility.STAFF)
    assert logged_in(shop.person).get(page_of(shop, school)).status_code == 404


def test_nobody_asks_themselves(shop: Side) -> None:
    own = Side(shop.partner, make_seed(shop.partner), shop.person)
    assert logged_in(shop.person).get(page_of(shop, own)).status_code == 404


def test_a_federation_asks_on_behalf_of_its_member(school: Side) -> None:
    federation = make_federation("例の連合会")
    member = make_unclaimed(federation, "例の小さな店")
    own = Side(member, make_need(member), make_member(federation))
    client = logged_in(own.person)
    assert "代理" in client.get(page_of(own, school)).content.decode()
    send(client, own, school)
    made = Introduction.objects.get()
    assert made.parties.get(is_asking=True).partner == member
    steps.agree(made, school.partner, by=school.person)

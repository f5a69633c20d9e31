"""What nobody gets round: blocks, ends and states are looked at again when somebody answers."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from matching.brokering.brokers import Broker
from matching.brokering.proposing import choices, objections
from matching.introducing import settings, steps
from matching.introducing.rules import Obstacle, obstacle, routes_to, who_brokers
from matching.introducing.steps import ObstacleError
from matching.models import Introduction, Party, Pause
from partners.models import Listing, Membership, Partner
from tests.factories import (
    affiliate,
    make_federation,
    make_listing,
    make_member,
    make_municipality,
    make_staff,
)
from tests.matching.pairs import MESSAGE, Side, ask, make_introduction, make_side
from tests.matching.told_introductions import sent, to, who_got
from tomoni.models import StateError
from tomoni.municipalities.models import IntroductionRoute

State = Introduction.State
OFFICE = IntroductionRoute.OFFICE
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Side:
    return make_side("例の店", side="need", phone="0537-00-0001")


@pytest.fixture
def school() -> Side:
    return make_side("例の学校", side="seed", phone="0537-00-0002")


@pytest.fixture
def farm() -> Side:
    return make_side("例の農園", side="seed")


def bring_together(*sides: Side) -> Introduction:
    town = sides[0].partner.municipality
    return steps.bring_together(
        [(side.partner, side.listing) for side in sides],
        municipality=town,
        by=make_staff(town),
        note_to_all=MESSAGE,
    )


def pressed() -> dict[str, str]:
    """What a form sends so that a second press does nothing."""
    return {"idempotency_key": str(uuid4())}


# --- Blocks ---------------------------------------------------------------------------------------


def test_who_blocks_after_its_yes_gives_no_contact_away(shop: Side, school: Side) -> None:
    made = bring_together(shop, school)
    steps.agree(made, shop.partner, by=shop.person)
    settings.block(shop.partner, school.partner, by=shop.person)
    made.refresh_from_db()
    assert made.state == State.DECLINED
    with pytest.raises(StateError):
        steps.agree(made, school.partner, by=school.person)
    assert who_got("accepted", sent()) == []


def test_of_three_the_others_talk_when_one_blocks(shop: Side, school: Side, farm: Side) -> None:
    made = bring_together(shop, school, farm)
    steps.agree(made, shop.partner, by=shop.person)
    settings.block(shop.partner, school.partner, by=shop.person)
    steps.agree(made, school.partner, by=school.person)
    steps.agree(made, farm.partner, by=farm.person)
    assert made.state == State.ACCEPTED
    agreed = made.parties.filter(state=Party.State.AGREED).values_list("partner", flat=True)
    assert set(agreed) == {school.partner.pk, farm.partner.pk}


@pytest.mark.parametrize("how", ["block", "pause"])
def test_a_broker_cannot_pass_on_to_who_does_not_want_it(
    shop: Side, school: Side, how: str, client: Client
) -> None:
    made = ask(shop, school, route=OFFICE)
    clerk = make_staff(school.partner.municipality)
    if how == "block":
        settings.block(school.partner, shop.partner, by=school.person)
    else:
        settings.pause(school.partner, by=school.person)
    sent()
    with pytest.raises(ObstacleError):
        steps.forward(made, by=clerk)
    client.force_login(clerk)
    page = client.post(
        f"/desk/introductions/{made.pk}/forward/", {"words": "", **pressed()}, follow=True
    )
    assert "今は紹介を受け付けていない" in page.content.decode()
    assert page.redirect_chain[-1][0] == f"/desk/introductions/{made.pk}/refuse/"
    assert sent() == []


def test_a_block_after_a_no_sounds_like_the_no(shop: Side, school: Side) -> None:
    ask(shop, school)
    settings.block(school.partner, shop.partner, by=school.person)
    assert obstacle(shop.listing, school.listing) == Obstacle.RESTING


# --- Who was asked learns nothing of what never reached it ----------------------------------------


def test_what_was_refused_or_never_passed_on_is_no_obstacle_for_who_was_asked(
    shop: Side, school: Side
) -> None:
    steps.refuse(
        ask(shop, school, route=OFFICE), by=make_staff(school.partner.municipality), reason="否"
    )
    assert obstacle(school.listing, shop.listing) is None
    assert obstacle(shop.listing, school.listing) == Obstacle.RESTING
    Introduction.objects.all().delete()
    steps.close(ask(shop, school, route=OFFICE))
    assert obstacle(school.listing, shop.listing) is None
    assert obstacle(shop.listing, school.listing) is None  # the mail says that it may ask again


def test_who_has_said_no_may_ask_itself(shop: Side, school: Side) -> None:
    make_introduction(State.DECLINED, shop, school)
    assert obstacle(school.listing, shop.listing) is None


# --- A yes counts as long as it can lead to a talk ------------------------------------------------


def _suspend(side: Side) -> None:
    Partner.objects.filter(pk=side.partner.pk).update(state=Partner.State.SUSPENDED)


@pytest.mark.parametrize("who", ["asking", "asked"])
def test_no_yes_to_or_from_who_is_suspended(
    shop: Side, school: Side, who: str, client: Client
) -> None:
    made = ask(shop, school)
    _suspend(shop if who == "asking" else school)
    client.force_login(school.person)
    page = client.get(made.get_absolute_url()).content.decode()
    assert 'value="agree"' not in page
    assert 'value="decline"' in page
    client.post(f"{made.get_absolute_url()}answer/", {"answer": "agree", **pressed()})
    made.refresh_from_db()
    assert made.state == State.FORWARDED
    steps.decline(made, school.partner, by=school.person)
    assert made.state == State.DECLINED


def test_no_yes_after_the_last_day(shop: Side, school: Side) -> None:
    made = ask(shop, school)
    Introduction.objects.update(forwarded_at=timezone.now() - timedelta(days=62))
    with pytest.raises(StateError):
        steps.agree(made, school.partner, by=school.person)


def test_no_yes_about_what_is_gone(shop: Side, school: Side) -> None:
    made = ask(shop, school)
    shop.listing.delete()
    with pytest.raises(StateError):
        steps.agree(made, school.partner, by=school.person)


def test_who_is_suspended_reads_no_contacts(shop: Side, school: Side, client: Client) -> None:
    made = make_introduction(State.ACCEPTED, shop, school)
    client.force_login(shop.person)
    assert school.person.email in client.get(made.get_absolute_url()).content.decode()
    _suspend(shop)
    assert school.person.email not in client.get(made.get_absolute_url()).content.decode()


# --- Federations ----------------------------------------------------------------------------------


def test_the_office_takes_the_place_of_a_federation_that_is_not_registered_any_more(
    shop: Side, school: Side
) -> None:
    federation = make_federation()
    clerk = make_member(federation)
    affiliate(federation, school.partner)
    made = ask(shop, school, route=IntroductionRoute.FEDERATION, federation=federation)
    office = make_staff(school.partner.municipality)
    assert who_brokers(made) == [clerk]
    Partner.objects.filter(pk=federation.pk).update(state=Partner.State.SUSPENDED)
    made.refresh_from_db()
    assert who_brokers(made) == [office]
    assert list(Introduction.objects.brokered_by(office)) == [made]
    assert not Introduction.objects.brokered_by(clerk).exists()


def test_a_federation_does_not_answer_for_who_has_members_of_its_own(
    shop: Side, school: Side, client: Client
) -> None:
    federation = make_federation()
    clerk = make_member(federation)
    affiliate(federation, school.partner, writes=True)
    made = ask(shop, school, route=IntroductionRoute.FEDERATION, federation=federation)
    steps.forward(made, by=clerk)
    client.force_login(clerk)
    assert 'value="agree"' not in client.get(made.get_absolute_url()).content.decode()
    answer = client.post(f"{made.get_absolute_url()}answer/", {"answer": "agree", **pressed()})
    assert answer.status_code == 403
    steps.agree(made, school.partner, by=school.person)
    assert shop.person.email not in client.get(made.get_absolute_url()).content.decode()


def test_no_way_leads_through_who_asks(school: Side) -> None:
    federation = make_federation()
    make_member(federation)
    affiliate(federation, school.partner)
    named = [each for _route, each in routes_to(school.partner, of=federation)]
    assert federation in [each for _route, each in routes_to(school.partner)]
    assert federation not in named


def test_a_broker_learns_nothing_of_two_partners_elsewhere(shop: Side, school: Side) -> None:
    clerk, town = make_member(make_federation()), make_municipality()
    settings.block(shop.partner, school.partner, by=shop.person)
    broker = Broker(make_staff(town), [town], [town], [])
    keys = [f"partner-{shop.partner.pk}", f"partner-{school.partner.pk}"]
    said = objections(choices(keys, clerk), broker)
    assert len(said) == 1
    assert "受け付けていません" not in said[0]


# --- Conditions, races, words ---------------------------------------------------------------------


def test_whom_a_listing_wants_to_meet_holds_for_asking_too(shop: Side) -> None:
    picky = make_listing(
        make_side("例の大学", side="seed").partner, Listing.Side.SEED, accepts=("university",)
    )
    assert obstacle(shop.listing, picky) == Obstacle.NOT_BOTH


def test_two_who_ask_for_each_other_read_both_messages(shop: Side, school: Side) -> None:
    ask(shop, school, route=OFFICE)
    made = ask(school, shop, route=OFFICE, message="こちらからもお願いします。")
    assert MESSAGE in made.message
    assert "こちらからもお願いします。" in made.message


def test_reasons_are_mailed_to_who_has_agreed_alone(shop: Side, school: Side, farm: Side) -> None:
    pond = make_side("例の池", side="need")
    made = bring_together(shop, school, farm)
    steps.decline(made, shop.partner, by=shop.person, reason="店は改装中です。")
    steps.decline(made, school.partner, by=school.person, reason="学期末です。")
    assert "改装中" not in to(farm.person, sent()).body
    made = bring_together(shop, pond)
    steps.agree(made, pond.partner, by=pond.person)
    steps.decline(made, shop.partner, by=shop.person, reason="店は改装中です。")
    assert "改装中" in to(pond.person, sent()).body


def test_who_opens_the_page_has_read_its_notices(shop: Side, school: Side, client: Client) -> None:
    made = make_introduction(State.DECLINED, shop, school)
    assert shop.person.notices.filter(read_at=None).exists()
    client.force_login(shop.person)
    client.get(made.get_absolute_url())
    assert not shop.person.notices.filter(read_at=None).exists()


def test_a_viewer_of_the_broker_reads_nothing(shop: Side, school: Side, client: Client) -> None:
    federation = make_federation()
    make_member(federation)
    viewer = make_member(federation, Membership.Role.VIEWER)
    affiliate(federation, school.partner)
    made = ask(shop, school, route=IntroductionRoute.FEDERATION, federation=federation)
    client.force_login(viewer)
    assert client.get(made.get_absolute_url()).status_code == 404


def test_a_pause_that_is_over_stops_no_broker(shop: Side, school: Side) -> None:
    made = ask(shop, school, route=OFFICE)
    yesterday = timezone.localdate() - timedelta(days=1)
    Pause.objects.create(partner=school.partner, until=yesterday, by=school.person)
    steps.forward(made, by=make_staff(school.partner.municipality))
    assert made.state == State.FORWARDED

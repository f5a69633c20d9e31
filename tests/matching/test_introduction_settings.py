"""Left in peace: pauses, blocks, and who is told of them."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from matching.introducing import steps
from matching.introducing.rules import Obstacle, has_paused, obstacle
from matching.introducing.settings import block, pause, resume, unblock
from matching.models import Block, Introduction, Pause
from partners.models import Membership, Partner
from tests.factories import make_member, make_partner, make_staff, make_user
from tests.matching.pairs import MESSAGE, Side, ask, make_side
from tests.partners.answers import errors_of, logged_in
from tomoni.journal.models import Entry
from tomoni.models import StateError
from tomoni.municipalities.models import IntroductionRoute, StaffRole

pytestmark = pytest.mark.django_db
State = Introduction.State
SETTINGS = "/my/introductions/settings/"
REASON = "約束の日に来ていただけませんでした。"


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def shop() -> Side:
    return make_side("例の店", side="need")


@pytest.fixture
def school() -> Side:
    return make_side("例の学校", side="seed")


def post(person: Any, path: str, **answers: Any) -> Any:
    return logged_in(person).post(path, {"idempotency_key": str(uuid.uuid4()), **answers})


def block_page(other: Partner) -> str:
    return f"/my/introductions/blocks/{other.slug}/"


# --- Pause ----------------------------------------------------------------------------------------


def test_a_pause_begins_and_ends(shop: Side, school: Side) -> None:
    post(school.person, SETTINGS)
    assert obstacle(shop.listing, school.listing) == Obstacle.NOT_NOW
    assert obstacle(school.listing, shop.listing) == Obstacle.OURSELVES
    assert "お休みを終えるまで" in logged_in(school.person).get(SETTINGS).content.decode()
    post(school.person, "/my/introductions/resume/")
    assert obstacle(shop.listing, school.listing) is None
    verbs = Entry.objects.filter(verb__startswith="introductions.").values_list("verb", flat=True)
    assert set(verbs) == {"introductions.paused", "introductions.resumed"}


def test_a_pause_ends_by_itself_after_its_last_day(school: Side) -> None:
    today = timezone.localdate()
    post(school.person, SETTINGS, until=today.isoformat())
    assert has_paused(school.partner)
    Pause.objects.update(until=today - timedelta(days=1))
    assert not has_paused(school.partner)


def test_a_pause_may_be_made_longer(school: Side) -> None:
    pause(school.partner, by=school.person, until=timezone.localdate())
    later = timezone.localdate() + timedelta(days=9)
    post(school.person, SETTINGS, until=later.isoformat())
    assert Pause.objects.get().until == later


@pytest.mark.parametrize("typed", ["2001-01-01", "あさって", "9999-99-99"])
def test_a_day_that_is_none_is_said_beside_the_field(school: Side, typed: str) -> None:
    response = post(school.person, SETTINGS, until=typed)
    assert "until" in errors_of(response)
    assert typed in response.content.decode()
    assert not Pause.objects.exists()


def test_what_is_under_way_goes_on_in_a_pause(shop: Side, school: Side) -> None:
    made = ask(shop, school)
    pause(school.partner, by=school.person)
    steps.agree(made, school.partner, by=school.person)
    assert made.state == State.ACCEPTED


def test_ending_no_pause_writes_nothing(school: Side) -> None:
    resume(school.partner, by=school.person)
    assert not Entry.objects.filter(verb="introductions.resumed").exists()


# --- Block ----------------------------------------------------------------------------------------


def test_a_block_is_made_and_ended(shop: Side, school: Side) -> None:
    response = post(school.person, block_page(shop.partner), reason=REASON)
    assert response["Location"] == f"{SETTINGS}?partner={school.partner.slug}"
    made = Block.objects.get()
    assert (made.partner, made.blocked, made.reason) == (school.partner, shop.partner, REASON)
    assert obstacle(shop.listing, school.listing) == Obstacle.NOT_NOW
    assert REASON in logged_in(school.person).get(SETTINGS).content.decode()
    post(school.person, f"{block_page(shop.partner)}end/")
    assert obstacle(shop.listing, school.listing) is None


def test_blocked_twice_only_the_reason_changes(shop: Side, school: Side) -> None:
    post(school.person, block_page(shop.partner), reason="はじめの理由")
    assert "はじめの理由" in logged_in(school.person).get(block_page(shop.partner)).content.decode()
    post(school.person, block_page(shop.partner), reason=REASON)
    assert Block.objects.get().reason == REASON
    assert Entry.objects.filter(verb="introductions.blocked").count() == 1


def test_the_blocked_partner_learns_nothing(shop: Side, school: Side) -> None:
    block(school.partner, shop.partner, by=school.person, reason=REASON)
    client = logged_in(shop.person)
    pages = ["/my/", SETTINGS, "/my/introductions/", "/my/partner/history/", "/my/notices/"]
    pages += [school.partner.get_absolute_url(), block_page(school.partner)]
    for path in pages:
        html = client.get(path).content.decode()
        assert REASON not in html
        assert "すでにつながらない相手" not in html


def test_both_are_left_out_for_each_other(shop: Side, school: Side) -> None:
    other = make_partner()
    block(school.partner, shop.partner, by=school.person)
    assert Block.objects.others_of([school.partner.pk]) == {shop.partner.pk}
    assert Block.objects.others_of([shop.partner.pk]) == {school.partner.pk}
    assert Block.objects.others_of([other.pk]) == Block.objects.others_of([]) == set()


def test_what_they_were_asked_is_declined(shop: Side, school: Side) -> None:
    made = ask(shop, school)
    block(school.partner, shop.partner, by=school.person, reason=REASON)
    made.refresh_from_db()
    assert made.state == State.DECLINED
    html = logged_in(shop.person).get(made.get_absolute_url()).content.decode()
    assert REASON not in html


def test_what_they_have_asked_is_taken_back(shop: Side, school: Side) -> None:
    made = ask(school, shop)
    block(school.partner, shop.partner, by=school.person)
    made.refresh_from_db()
    assert made.state == State.WITHDRAWN


def test_of_three_only_who_blocks_leaves(shop: Side, school: Side) -> None:
    farm = make_side("例の農園", side="seed")
    town = shop.partner.municipality
    made = steps.bring_together(
        [(side.partner, side.listing) for side in (shop, school, farm)],
        municipality=town,
        by=make_staff(town),
        note_to_all=MESSAGE,
    )
    block(school.partner, shop.partner, by=school.person)
    made.refresh_from_db()
    assert made.state == State.FORWARDED
    assert made.parties.get(partner=school.partner).state == "declined"


def test_what_waits_at_a_broker_is_not_known_and_stays(shop: Side, school: Side) -> None:
    made = ask(shop, school, route=IntroductionRoute.OFFICE)
    block(school.partner, shop.partner, by=school.person)
    made.refresh_from_db()
    assert made.state == State.REQUESTED


def test_nobody_blocks_themselves(shop: Side) -> None:
    with pytest.raises(StateError):
        block(shop.partner, shop.partner, by=shop.person)
    assert post(shop.person, block_page(shop.partner)).status_code == 403


def test_a_partner_that_is_gone_can_still_be_unblocked(shop: Side, school: Side) -> None:
    block(school.partner, shop.partner, by=school.person)
    Partner.objects.filter(pk=shop.partner.pk).update(state=Partner.State.WITHDRAWN)
    assert logged_in(school.person).get(SETTINGS).status_code == 200
    post(school.person, f"{block_page(shop.partner)}end/")
    assert not Block.objects.exists()


def test_ending_no_block_writes_nothing(shop: Side, school: Side) -> None:
    unblock(school.partner, shop.partner, by=school.person)
    assert not Entry.objects.filter(verb="introductions.unblocked").exists()


# --- Who ------------------------------------------------------------------------------------------


def test_viewers_and_strangers_change_nothing(shop: Side, school: Side) -> None:
    viewer = make_member(school.partner, Membership.Role.VIEWER)
    paths = [SETTINGS, "/my/introductions/resume/", block_page(shop.partner)]
    for path in [*paths, f"{block_page(shop.partner)}end/"]:
        assert post(viewer, path).status_code == 403
        assert post(make_user(), path).status_code == 404
    assert not Block.objects.exists()
    assert not Pause.objects.exists()


def test_of_several_partners_a_form_names_one(shop: Side, school: Side) -> None:
    Membership.objects.create(partner=school.partner, user=shop.person, role=Membership.Role.EDITOR)
    assert post(shop.person, SETTINGS).status_code == 404
    post(shop.person, SETTINGS, partner=school.partner.slug)
    assert [each.partner for each in Pause.objects.all()] == [school.partner]


def test_the_office_of_the_city_reads_who_has_blocked_whom(shop: Side, school: Side) -> None:
    block(school.partner, shop.partner, by=school.person, reason=REASON)
    own = make_staff(school.partner.municipality, StaffRole.Role.VIEWER)
    html = logged_in(own).get(f"/desk/partners/{school.partner.slug}/").content.decode()
    assert "例の店とつながらない設定です" in html
    assert REASON in html
    theirs = make_staff(shop.partner.municipality, StaffRole.Role.VIEWER)
    html = logged_in(theirs).get(f"/desk/partners/{shop.partner.slug}/").content.decode()
    assert "例の学校が、このパートナーとつながらない設定です" in html
    assert REASON not in html


def test_the_page_of_a_partner_leads_to_the_block(shop: Side, school: Side) -> None:
    path = f'href="{block_page(school.partner)}?partner={shop.partner.slug}"'
    page = school.partner.get_absolute_url()
    assert path in logged_in(shop.person).get(page).content.decode()
    viewer = make_member(shop.partner, Membership.Role.VIEWER)
    for person in (viewer, make_user(), school.person):
        assert "つながらないようにする" not in logged_in(person).get(page).content.decode()

"""A broker brings partners together by hand: who is found, what stands in the way, who is asked."""

from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.http import urlencode

from matching.models import Block, Introduction, Party, Pause
from partners.models import Listing, Membership, Partner
from tests.factories import affiliate, make_federation, make_member, make_municipality, make_staff
from tests.matching.pairs import MESSAGE, Side, ask, make_side
from tests.matching.world import HOUSES, settle
from tomoni.accounts.models import User
from tomoni.municipalities.models import IntroductionRoute, StaffRole

CHOOSE, WRITE = "/desk/introductions/propose/", "/desk/introductions/propose/note/"
CLOSED = "いまは紹介を受け付けていません"
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Side:
    return make_side("例の店", side="need")


@pytest.fixture
def school() -> Side:
    return make_side("例の学校", side="seed")


@pytest.fixture
def farm() -> Side:
    return make_side("例の農園", side="seed")


@pytest.fixture
def clerk(shop: Side) -> User:
    return make_staff(shop.partner.municipality, StaffRole.Role.EDITOR)


def key(row: Listing | Partner) -> str:
    return f"{row._meta.model_name}-{row.pk}"


def query(*rows: Listing | Partner, **more: str) -> str:
    return urlencode([("place", key(row)) for row in rows] + list(more.items()))


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def chosen_page(person: User, *rows: Listing | Partner, **more: str) -> str:
    response = client_of(person).get(f"{CHOOSE}?{query(*rows, **more)}")
    assert response.status_code == 200
    return response.content.decode()


def send(person: User, *rows: Listing | Partner, **answers: str) -> HttpResponse:
    answers = {"note": MESSAGE, "step": "send", "idempotency_key": str(uuid4())} | answers
    response: HttpResponse = client_of(person).post(f"{WRITE}?{query(*rows)}", answers)
    return response


def test_found_by_words_of_the_listing_and_by_the_name_of_its_partner(
    shop: Side, school: Side, clerk: User
) -> None:
    Listing.objects.filter(pk=school.listing.pk).update(title="陶芸の出前授業")
    school.listing.refresh_from_db()
    school.listing.save()
    for words in ("陶芸", "例の学校"):
        page = chosen_page(clerk, shop.listing, q=words)
        both = query(shop.listing, school.listing, q=words).replace("&", "&amp;")
        assert both in page
    assert query(shop.listing, school.partner).replace("&", "&amp;") in page


def test_what_the_matcher_suggests_is_offered(shop: Side, clerk: User) -> None:
    Listing.objects.filter(pk=shop.listing.pk).update(**HOUSES)
    near = make_side("大工の会", side="seed")
    Listing.objects.filter(pk=near.listing.pk).update(**HOUSES)
    settle(shop.listing, near.listing)
    page = chosen_page(clerk, shop.listing)
    assert "大工の会" in page
    assert "とても近い" in page


@pytest.mark.parametrize(
    "change", [{"visibility": "staff"}, {"state": "paused"}, {"state": "draft"}], ids=str
)
def test_what_partners_do_not_see_cannot_be_chosen(
    change: dict[str, str], shop: Side, clerk: User
) -> None:
    Listing.objects.filter(pk=shop.listing.pk).update(**change)
    assert shop.listing.title not in chosen_page(clerk, shop.listing)
    assert shop.listing.title not in chosen_page(clerk, q="例の店")


def test_who_is_not_registered_cannot_be_chosen(shop: Side, clerk: User) -> None:
    Partner.objects.filter(pk=shop.partner.pk).update(state=Partner.State.SUSPENDED)
    assert "例の店" not in chosen_page(clerk, shop.partner)


@pytest.mark.parametrize(
    "place", ["listing-", "listing-x", "partner-٣", "row-1", "listing-" + "9" * 30]
)
def test_a_mistyped_address_chooses_nobody(place: str, clerk: User) -> None:
    response = client_of(clerk).get(f"{CHOOSE}?{urlencode({'place': place})}")
    assert response.status_code == 200


def test_three_are_asked_after_the_note_was_read_once_more(
    shop: Side, school: Side, farm: Side, clerk: User
) -> None:
    rows = (shop.listing, school.listing, farm.partner)
    assert query(*rows).replace("&", "&amp;") in chosen_page(clerk, *rows)
    read = send(clerk, *rows, step="read")
    assert MESSAGE in read.content.decode()
    assert not Introduction.objects.exists()
    assert send(clerk, *rows).status_code == 302
    made = Introduction.objects.get()
    assert (made.state, made.is_by_hand, made.asked_by) == ("forwarded", True, clerk)
    assert made.message == MESSAGE
    assert [(p.partner, p.listing, p.state) for p in made.parties.order_by("pk")] == [
        (shop.partner, shop.listing, Party.State.ASKED),
        (school.partner, school.listing, Party.State.ASKED),
        (farm.partner, None, Party.State.ASKED),
    ]


def test_changing_the_note_keeps_it(shop: Side, school: Side, clerk: User) -> None:
    page = send(clerk, shop.listing, school.listing, step="change").content.decode()
    assert f"{MESSAGE}</textarea>" in page
    assert not Introduction.objects.exists()


def test_a_note_with_contacts_is_not_sent(shop: Side, school: Side, clerk: User) -> None:
    response = send(clerk, shop.listing, school.listing, note="hanako@example.jp に連絡を")
    assert response.status_code == 200
    assert "hanako@example.jp に連絡を" in response.content.decode()
    assert not Introduction.objects.exists()


def test_an_empty_note_is_not_sent(shop: Side, school: Side, clerk: User) -> None:
    assert send(clerk, shop.listing, school.listing, note="").status_code == 200
    assert not Introduction.objects.exists()


def objections_of(page: str) -> list[str]:
    return [part.partition("</p>")[0] for part in page.split('class="notice notice-warning"')[1:]]


def test_a_pause_and_a_block_read_the_same(shop: Side, school: Side, clerk: User) -> None:
    rows = (shop.listing, school.listing)
    assert CLOSED not in chosen_page(clerk, *rows)
    pause = Pause.objects.create(partner=school.partner, by=school.person)
    paused = objections_of(chosen_page(clerk, *rows))
    pause.delete()
    for one, other in ((shop, school), (school, shop)):
        block = Block.objects.create(partner=one.partner, blocked=other.partner, by=one.person)
        assert objections_of(chosen_page(clerk, *rows)) == paused
        block.delete()
    assert len(paused) == 1
    assert f"例の学校は、{CLOSED}" in paused[0]


def test_of_three_only_who_is_closed_is_named(
    shop: Side, school: Side, farm: Side, clerk: User
) -> None:
    Pause.objects.create(partner=shop.partner, by=shop.person)
    [said] = objections_of(chosen_page(clerk, shop.listing, school.listing, farm.listing))
    assert "例の店は、" in said
    assert "例の学校" not in said


def test_who_is_in_touch_already_is_not_asked_again(shop: Side, school: Side, clerk: User) -> None:
    ask(shop, school)
    assert "すでにやりとりがある" in chosen_page(clerk, shop.listing, school.listing)
    assert send(clerk, shop.listing, school.listing).status_code == 302
    assert Introduction.objects.count() == 1


def test_a_partner_is_chosen_once(shop: Side, clerk: User) -> None:
    page = chosen_page(clerk, shop.listing, shop.partner)
    assert "例の店を2回選んでいます" in page
    assert "note/" not in page


def test_four_are_too_many(shop: Side, school: Side, farm: Side, clerk: User) -> None:
    rows = (shop.listing, school.listing, farm.listing, make_side(side="seed").listing)
    assert "3者まで" in chosen_page(clerk, *rows)
    assert send(clerk, *rows).status_code == 302
    assert not Introduction.objects.exists()


def test_one_of_them_is_of_the_own_city(school: Side, farm: Side) -> None:
    stranger = make_staff(make_municipality(), StaffRole.Role.EDITOR)
    page = chosen_page(stranger, school.listing, farm.listing)
    assert "少なくとも1者は" in page
    assert send(stranger, school.listing, farm.listing).status_code == 302
    assert not Introduction.objects.exists()


def test_a_federation_brings_its_member_together_with_others(shop: Side, school: Side) -> None:
    federation = make_federation("例の連合会")
    affiliate(federation, shop.partner)
    member = make_member(federation, Membership.Role.EDITOR)
    assert send(member, shop.listing, school.listing).status_code == 302
    made = Introduction.objects.get()
    assert (made.route, made.federation) == (IntroductionRoute.FEDERATION, federation)
    assert made.municipality == federation.municipality


def test_who_works_for_both_says_for_whom_it_is(shop: Side, school: Side, clerk: User) -> None:
    federation = make_federation("例の連合会")
    affiliate(federation, shop.partner)
    Membership.objects.create(partner=federation, user=clerk, role=Membership.Role.EDITOR)
    assert send(clerk, shop.listing, school.listing).status_code == 200  # nobody was named
    assert send(clerk, shop.listing, school.listing, voice="office-0").status_code == 200
    assert not Introduction.objects.exists()
    send(clerk, shop.listing, school.listing, voice=f"federation-{federation.pk}")
    assert Introduction.objects.get().federation == federation


@pytest.mark.parametrize("url", [CHOOSE, WRITE])
def test_who_only_reads_the_desk_brings_nobody_together(url: str, shop: Side) -> None:
    viewer = make_staff(shop.partner.municipality, StaffRole.Role.VIEWER)
    assert client_of(viewer).get(url).status_code == 403


def test_partners_bring_nobody_together(shop: Side) -> None:
    assert client_of(shop.person).get(CHOOSE).status_code == 404

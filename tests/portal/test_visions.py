"""The desk names, words anew and retires the visions of a municipality."""

import uuid
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_listing, make_municipality, make_partner, make_staff
from tests.partners.answers import FORM, errors_of, logged_in
from tests.queries import assert_constant_queries
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality, StaffRole, Vision

pytestmark = pytest.mark.django_db
LIST = "/desk/visions/"


@pytest.fixture
def city() -> Municipality:
    return make_municipality("掛川市")


@pytest.fixture
def manager(city: Municipality) -> Client:
    return logged_in(make_staff(city, StaffRole.Role.MANAGER))


def post(client: Client, url: str, **answers: Any) -> Any:
    return client.post(url, {"idempotency_key": str(uuid.uuid4()), **answers})


def test_manager_names_a_vision_and_partners_can_choose_it(
    city: Municipality, manager: Client
) -> None:
    Vision.objects.create(municipality=city, name_ja="一番目", order=7)
    assert post(manager, LIST, name_ja="世界に誇る　お茶のまち").status_code == 302
    vision = Vision.objects.get(name_ja="世界に誇る　お茶のまち")
    assert (vision.municipality, vision.order) == (city, 8)
    assert Entry.objects.get(verb="municipality.vision_named").municipality == city
    assert "お茶のまち" in logged_in().get(FORM).content.decode()


@pytest.mark.parametrize("name", ["", "　", "お茶の まち", "お茶の　まち", "長" * 101])
def test_wrong_name_is_refused(city: Municipality, manager: Client, name: str) -> None:
    Vision.objects.create(municipality=city, name_ja="お茶の まち")
    assert list(errors_of(post(manager, LIST, name_ja=name))) == ["name_ja"]
    assert Vision.objects.count() == 1


def test_same_name_in_another_municipality_is_fine(manager: Client) -> None:
    Vision.objects.create(municipality=make_municipality(), name_ja="お茶のまち")
    assert post(manager, LIST, name_ja="お茶のまち").status_code == 302


def test_new_wording_is_shown_wherever_it_was_chosen(city: Municipality, manager: Client) -> None:
    vision = Vision.objects.create(municipality=city, name_ja="古い言葉")
    partner = make_partner(municipality=city)
    partner.visions.add(vision)
    assert post(manager, f"{LIST}{vision.pk}/", name_ja="新しい言葉").status_code == 302
    html = Client().get(partner.get_absolute_url()).content.decode()
    assert "新しい言葉" in html
    assert f"?vision={vision.pk}" in html


def test_retired_vision_stays_where_it_is_and_can_come_back(
    city: Municipality, manager: Client
) -> None:
    vision = Vision.objects.create(municipality=city, name_ja="お茶のまち")
    partner = make_partner(municipality=city)
    partner.visions.add(vision)
    post(manager, f"{LIST}{vision.pk}/retire/")
    assert "お茶のまち" not in logged_in().get(FORM).content.decode()
    assert "お茶のまち" not in Client().get(city.get_absolute_url()).content.decode()
    assert "お茶のまち" in Client().get(partner.get_absolute_url()).content.decode()
    post(manager, f"{LIST}{vision.pk}/retire/")
    assert "お茶のまち" in logged_in().get(FORM).content.decode()
    verbs = Entry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["municipality.vision_retired", "municipality.vision_restored"]


def test_lists_are_narrowed_to_a_vision(city: Municipality) -> None:
    vision = Vision.objects.create(municipality=city, name_ja="お茶のまち")
    chosen, other = make_partner("選んだ", municipality=city), make_partner("選ばない")
    chosen.visions.add(vision)
    html = Client().get(f"/partners/?vision={vision.pk}").content.decode()
    assert chosen.get_absolute_url() in html
    assert other.get_absolute_url() not in html


def test_list_asks_as_often_for_many_as_for_one(city: Municipality, manager: Client) -> None:
    def add() -> None:
        vision = Vision.objects.create(municipality=city, name_ja=str(uuid.uuid4()))
        partner = make_partner(municipality=city)
        partner.visions.add(vision)
        make_listing(partner).visions.add(vision)

    assert_constant_queries(manager, LIST, add, at_most=8)


def test_counts_are_those_of_each_vision(city: Municipality, manager: Client) -> None:
    one, other = (Vision.objects.create(municipality=city, name_ja=name) for name in "一二")
    for _number in range(3):
        make_partner(municipality=city).visions.add(one)
    make_listing(make_partner(municipality=city)).visions.add(other)
    rows = manager.get(LIST).context["visions"]
    assert [(row.partner_count, row.listing_count) for row in rows] == [(3, 0), (0, 1)]

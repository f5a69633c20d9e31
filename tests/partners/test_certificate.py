"""The certificate of registration, and the number that proves it."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from partners.models import Membership, Partner
from tests.bad_inputs import image_file
from tests.factories import make_member, make_partner, make_unclaimed
from tests.partners.answers import logged_in
from tomoni.municipalities.models import Municipality

pytestmark = pytest.mark.django_db
PAGE = "/my/partner/certificate/"


@pytest.mark.parametrize("role", Membership.Role.values)
def test_every_member_can_print_it_in_both_languages(city: Municipality, role: str) -> None:
    partner = make_partner("茶園 <見本>", municipality=city, goals=(12, 15))
    html = logged_in(make_member(partner, Membership.Role(role))).get(PAGE).content.decode()
    for shown in (
        "登録証",
        "Certificate of registration",
        "茶園 &lt;見本&gt;",
        city.name_ja,
        city.name_en,
        partner.receipt,
        "有効期限",
        "Valid until",
        "陸の豊かさも守ろう",
        "Life on Land",
        f"http://testserver{partner.get_absolute_url()}",
    ):
        assert shown in html


@pytest.mark.parametrize("state", [s for s in Partner.State.values if s != "approved"])
def test_only_while_it_is_registered(state: str) -> None:
    partner = make_partner(state=state, return_reason="理由")
    client = logged_in(make_member(partner))
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get("/my/").content.decode()


def test_number_stands_on_the_public_page_as_long_as_it_holds() -> None:
    partner = make_partner()
    make_member(partner)
    assert partner.receipt in Client().get(partner.get_absolute_url()).content.decode()
    Partner.objects.update(state=Partner.State.LAPSED)
    assert partner.receipt not in Client().get(partner.get_absolute_url()).content.decode()


def test_number_with_which_a_partner_can_still_be_claimed_is_not_published() -> None:
    partner = make_unclaimed()
    assert partner.receipt not in Client().get(partner.get_absolute_url()).content.decode()


def test_logo_of_the_municipality(city: Municipality) -> None:
    client = logged_in(make_member(make_partner(municipality=city)))
    address = f"/m/{city.slug}/logo/"
    assert Client().get(address).status_code == 404
    assert address not in client.get(PAGE).content.decode()
    city.logo.save("logo.png", ContentFile(image_file().read()))
    assert address in client.get(PAGE).content.decode()
    response = Client().get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    city.logo.delete()

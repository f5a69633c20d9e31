"""The form proposes the address of a postal code and the reading of a name."""

from typing import Any

import pytest
from django.test import Client

from partners.models import Partner
from partners.writing import helping
from tests.bad_inputs import TYPEABLE
from tests.factories import make_federation, make_member, make_municipality, make_staff
from tests.partners.answers import FORM, logged_in, partner_answers, the_draft
from tomoni.municipalities.models import Municipality
from tomoni.postal import places

pytestmark = pytest.mark.django_db
NAGAYA = "静岡県掛川市長谷"


def found(client: Client, target: str = "postal-found", **typed: str) -> str:
    headers = {"HX-Request": "true", "HX-Target": target}
    html = client.get(FORM, typed, headers=headers).content.decode()
    assert html.strip().startswith(f'<div id="{target}">')
    return html


@pytest.mark.parametrize(
    "code", ["4360047", "436-0047", "〒４３６－００４７", "436‐0047", "436−0047", "436 ー 0047"]
)
def test_code_of_any_width_and_dash_finds_the_address(code: str) -> None:
    html = found(logged_in(), postal_code=code)
    assert f'data-place="{NAGAYA}"' in html
    assert "436-0047" in html


def test_several_places_are_choices() -> None:
    html = found(logged_in(), postal_code="498-0000")
    assert html.count("data-place=") == 2
    assert "三重県桑名郡木曽岬町" in html
    assert "どれ" in html


def test_code_of_an_organisation_names_it() -> None:
    assert "掛川市役所" in found(logged_in(), postal_code="4368650")


def test_unknown_code_is_said_politely() -> None:
    html = found(logged_in(), postal_code="000-0000")
    assert "data-place" not in html
    assert "000-0000" in html
    assert "ご" in html


def test_address_typed_by_hand_is_not_replaced_but_said() -> None:
    html = found(logged_in(), postal_code="4360047", address="愛知県名古屋市1-1")
    assert "そのまま" in html
    html = found(logged_in(), postal_code="4360047", address="掛川市長谷1-1")
    assert "data-place" not in html  # it agrees


@pytest.mark.parametrize("case", TYPEABLE)
def test_anything_may_be_typed_for_a_code_or_name(case: str) -> None:
    client, typed = logged_in(), TYPEABLE[case][:5000]
    assert "<script>alert" not in found(client, postal_code=typed, address=typed)
    assert "<script>alert" not in found(client, "reading-found", name=typed, kana="")


def pressed(client: Client, step: str, form: str = FORM, **answers: Any) -> dict[str, str]:
    """The draft after the button was pressed in a browser without scripts."""
    city = Municipality.objects.first()
    response = client.post(form, partner_answers(city, step=step, **answers))
    assert response.status_code == 302
    assert response["Location"].startswith(form)
    assert client.get(response["Location"]).status_code == 200
    return {name: values[0] for name, values in the_draft().data.items()}


def test_button_fills_the_address_and_keeps_every_answer(city: Municipality) -> None:
    kept = pressed(logged_in(), "address", address="", name="", description="途中")
    assert (kept["address"], kept["name"], kept["description"]) == (NAGAYA, "", "途中")


@pytest.mark.parametrize(
    ("typed", "joined"),
    [
        ("1-1-1", f"{NAGAYA}1-1-1"),
        ("長谷一丁目1", f"{NAGAYA}一丁目1"),
        ("掛川市長谷1-1", "掛川市長谷1-1"),  # says so already
        ("名古屋市中区1-1", "名古屋市中区1-1"),
    ],
)
def test_button_puts_the_place_before_what_was_typed(
    city: Municipality, typed: str, joined: str
) -> None:
    assert pressed(logged_in(), "address", address=typed)["address"] == joined


def test_button_takes_one_of_several(city: Municipality) -> None:
    client = logged_in()
    several = {"postal_code": "4980000", "address": ""}
    assert pressed(client, "address", **several)["address"] == ""
    assert pressed(client, "address-1", **several)["address"] == "三重県桑名郡木曽岬町"


@pytest.mark.parametrize("step", ["address-9", "address-x", "address--1", "address-²"])
def test_choice_that_is_none_changes_nothing(city: Municipality, step: str) -> None:
    kept = pressed(logged_in(), step, postal_code="4980000", address="")
    assert kept["address"] in ("", "愛知県弥富市")


def test_help_is_there_where_somebody_is_registered_on_behalf(city: Municipality) -> None:
    staff = logged_in(make_staff(city))
    assert pressed(staff, "address", "/desk/partners/new/", address="")["address"] == NAGAYA
    assert f'data-place="{NAGAYA}"' in found(staff, postal_code="4360047")


def test_help_is_there_for_a_federation(city: Municipality) -> None:
    client = logged_in(make_member(make_federation(municipality=city)))
    assert pressed(client, "address", "/my/affiliates/new/", address="")["address"] == NAGAYA


def test_reading_is_proposed_and_taken(city: Municipality) -> None:
    client = logged_in()
    assert "カケガワセイチャ" in found(client, "reading-found", name="掛川製茶㈱", kana="")
    assert pressed(client, "reading", kana="")["kana"] == "カケガワセイチャ"
    assert Partner.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "kana"),
    [("掛川製茶", "カケガワ"), ("", ""), ("QZX-99", ""), ("株式会社", ""), ("茶" * 500, "")],
)
def test_no_reading_where_there_is_one_or_none_is_certain(name: str, kana: str) -> None:
    assert helping.reading_help(name, kana) == ""


def test_nothing_is_looked_up_unless_asked(city: Municipality) -> None:
    make_municipality()
    client = logged_in()
    client.post(FORM, partner_answers(city, name=""))
    assert client.get(FORM).context["postal"] is None


def test_place_goes_before_a_bare_house_number() -> None:
    (place,) = places("4360047")
    assert helping.address_with(place, "") == NAGAYA
    assert helping.address_with(place, "１－２") == f"{NAGAYA}１－２"

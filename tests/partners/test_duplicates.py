"""Who is there already is told before it is registered a second time; who is not public, is not."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from partners.models import Partner
from partners.views import twins
from partners.writing.duplicates import Identity, told_to, twins_of
from tests.factories import make_member, make_municipality, make_partner, make_staff, make_user
from tests.partners.answers import CONFIRM, FORM, logged_in, partner_answers, press_send
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
NUMBER = "7000012050002"
ADDRESS = "掛川市長谷一丁目1番地の1"


def tea(**fields: Any) -> Partner:
    """A partner like the one that the answers register."""
    return make_partner("掛川製茶㈱", **{"address": ADDRESS, **fields})


@pytest.mark.parametrize(
    ("there", "typed"),
    [
        ({}, ("掛川製茶株式会社", ADDRESS)),
        ({}, ("㈱掛川製茶", "静岡県掛川市長谷１－１－１")),
        ({"address": ""}, ("掛川製茶", "どこか2-3")),
        ({"name": "髙﨑商店"}, ("高崎商店", ADDRESS)),
        ({"name": "掛川製茶工業"}, ("掛川製茶工場", ADDRESS)),
        ({"name": "まったく別", "corporate_number": NUMBER}, ("別の名", "", NUMBER)),
    ],
)
def test_like_is_found(there: dict[str, Any], typed: tuple[str, ...]) -> None:
    fields = {"address": ADDRESS, **there}
    partner = make_partner(fields.pop("name", "掛川製茶㈱"), **fields)
    assert twins_of(Identity(*typed)) == [partner]
    assert twins_of(Identity(*typed), apart_from=partner.pk) == []


@pytest.mark.parametrize(
    ("there", "typed"),
    [
        ({}, ("掛川製茶", "掛川市長谷9-9-9")),
        ({}, ("別の会社", ADDRESS)),
        ({"corporate_number": "5050005005266"}, ("掛川製茶", ADDRESS, NUMBER)),
        ({}, ("", "")),
        ({"name": "㈱"}, ("株式会社", "")),
        ({"address": "掛川市"}, ("別の会社", "掛川市")),
    ],
)
def test_other_is_not_found(there: dict[str, Any], typed: tuple[str, ...]) -> None:
    fields = {"address": ADDRESS, **there}
    make_partner(fields.pop("name", "掛川製茶㈱"), **fields)
    assert twins_of(Identity(*typed)) == []


def test_change_of_name_is_found_under_the_new_one() -> None:
    partner = tea()
    partner.name = "小笠製茶"
    partner.save()
    assert twins_of(Identity("掛川製茶", ADDRESS)) == []
    assert twins_of(Identity("小笠製茶", ADDRESS)) == [partner]


@pytest.mark.parametrize("state", [Partner.State.DRAFT, Partner.State.SUBMITTED])
def test_who_is_not_public_is_named_to_nobody_but_its_own_people(state: str) -> None:
    partner = tea(state=state)
    found = twins_of(Identity("掛川製茶", ADDRESS))
    stranger = told_to(make_user(), found)
    assert (stranger.shown, stranger.is_known_to_office) == ([], True)
    assert told_to(make_member(partner), found).shown == [partner]
    staff = told_to(make_staff(partner.municipality), found)
    assert staff.is_known_to_office == (state == Partner.State.DRAFT)


def confirming(client: Client, city: Municipality, **changes: Any) -> str:
    """The confirmation page after the form was filled in."""
    assert client.post(FORM, partner_answers(city, **changes))["Location"] == CONFIRM
    return client.get(CONFIRM).content.decode()


def test_public_one_is_shown_with_the_ways_on(city: Municipality) -> None:
    partner = tea(phone="0537-11-1111")
    html = confirming(logged_in(), city)
    assert "掛川製茶㈱" in html
    assert f"/partners/{partner.slug}/join/" in html
    assert "/claim/" in html
    assert "0537-11-1111" not in html
    assert html.count(ADDRESS) == 1  # what was typed; theirs is not shown to the public


def test_it_is_sent_only_with_the_tick_and_nothing_is_lost(city: Municipality) -> None:
    tea()
    client = logged_in()
    confirming(client, city)
    refused = press_send(client, CONFIRM)
    assert refused.status_code == 200
    assert "is-another-error" in refused.content.decode()
    assert Partner.objects.count() == 1
    done = press_send(client, CONFIRM, is_another="yes")
    assert done.status_code == 302
    new = Partner.objects.latest("pk")
    assert (new.is_said_to_be_another, new.name) == (True, "掛川製茶株式会社")


def test_nothing_is_asked_where_nobody_is_like_it(city: Municipality) -> None:
    tea(address="どこか遠く9-9")
    client = logged_in()
    assert 'id="twins"' not in confirming(client, city)
    assert press_send(client, CONFIRM).status_code == 302
    assert not Partner.objects.latest("pk").is_said_to_be_another


def test_of_a_hidden_one_only_that_the_office_may_know_it(city: Municipality) -> None:
    hidden = make_partner("ひみつの製茶", corporate_number=NUMBER, state=Partner.State.SUBMITTED)
    html = confirming(logged_in(), city)
    assert "事務局がこの団体を" in html
    assert "ひみつの製茶" not in html
    assert hidden.slug not in html


def test_nobody_learns_by_trying_who_has_registered(
    city: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(twins, "MOST_A_DAY", 2)
    client = logged_in()
    for number in range(4):
        make_partner(f"ひみつ製茶{number}", address=f"掛川市長谷{number + 1}", state="submitted")
    told = []
    for number in range(4):
        typed = {"name": f"ひみつ製茶{number}", "address": f"掛川市長谷{number + 1}"}
        html = confirming(client, city, corporate_number="", **typed)
        assert html.count('id="twins"') == client.get(CONFIRM).content.decode().count('id="twins"')
        told.append('id="twins"' in html)
    assert told == [True, True, False, False]


def test_edit_asks_only_when_what_tells_it_apart_changes(city: Municipality) -> None:
    tea()
    own = tea(municipality=city, corporate_number=NUMBER, postal_code="4360047")
    Partner.objects.filter(pk=own.pk).update(name="掛川製茶株式会社")
    client = logged_in(make_member(own))
    assert 'id="twins"' not in confirming(client, city, description="ほかのことだけ変えた。")
    assert 'id="twins"' in confirming(client, city, name="掛川製茶", corporate_number="")


def test_on_behalf_asks_too(city: Municipality) -> None:
    tea()
    client = logged_in(make_staff(city))
    form = "/desk/partners/new/"
    answers = partner_answers(city, agreed="paper", confirms="on")
    assert client.post(form, answers)["Location"] == f"{form}confirm/"
    assert press_send(client, f"{form}confirm/").status_code == 200
    assert press_send(client, f"{form}confirm/", is_another="yes").status_code == 302
    assert Partner.objects.latest("pk").is_said_to_be_another


def test_staff_see_who_is_like_it_and_what_was_ticked() -> None:
    city = make_municipality()
    known = tea(municipality=city)
    other = tea(municipality=make_municipality(), state=Partner.State.SUBMITTED)
    new = tea(municipality=city, state=Partner.State.SUBMITTED, is_said_to_be_another=True)
    client = logged_in(make_staff(city, StaffRole.Role.VIEWER))
    html = client.get(f"/desk/partners/{new.slug}/").content.decode()
    assert f"/desk/partners/{known.slug}/" in html
    assert other.slug not in html  # another city's queue
    assert "別の団体です" in html


def test_address_of_another_citys_twin_is_told_only_where_it_is_public() -> None:
    city = make_municipality()
    new = tea(municipality=city, state=Partner.State.SUBMITTED)
    ours = tea(municipality=city, address=f"{ADDRESS} 二階")
    hidden = tea(municipality=make_municipality(), address=f"{ADDRESS} 三階")
    shown = tea(municipality=make_municipality(), address=f"{ADDRESS} 四階", shows_address=True)
    client = logged_in(make_staff(city, StaffRole.Role.VIEWER))
    html = client.get(f"/desk/partners/{new.slug}/").content.decode()
    assert all(twin.slug in html for twin in (ours, hidden, shown))
    told = [twin.address in html for twin in (ours, hidden, shown)]
    assert told == [True, False, True]

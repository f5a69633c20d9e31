"""The public pages of partners."""

from typing import Any

import pytest
from django.test import Client

from partners.models import Partner
from tests.bad_inputs import image_file
from tests.factories import (
    make_listing,
    make_member,
    make_municipality,
    make_partner,
    make_staff,
)
from tests.partners.answers import logged_in
from tests.queries import assert_constant_queries, count_queries
from tomoni.municipalities.models import StaffRole, Vision
from tomoni.taxonomy.models import Field, Goal, PartnerType, Sector

pytestmark = pytest.mark.django_db
State = Partner.State


def full_partner(**fields: Any) -> Partner:
    """A partner with everything a row or page can show."""
    partner = make_partner(sector=Sector.objects.first(), **fields)
    partner.related_goals.set(Goal.objects.filter(number__in=[1, 2]))
    partner.fields.set(Field.objects.filter(slug__in=["tourism", "housing"]))
    partner.visions.add(
        Vision.objects.create(municipality=partner.municipality, name_ja="茶", name_en="Tea")
    )
    return partner


@pytest.mark.parametrize("state", State.values)
def test_who_sees_a_partner(state: str) -> None:
    city = make_municipality()
    partner = make_partner(municipality=city, state=state, return_reason="理由", logo=image_file())
    seen = {
        "anonymous": Client(),
        "stranger": logged_in(make_member(make_partner())),
        "other city": logged_in(make_staff(make_municipality(), StaffRole.Role.MANAGER)),
        "member": logged_in(make_member(partner)),
        "city": logged_in(make_staff(city, StaffRole.Role.VIEWER)),
    }
    for url in (partner.get_absolute_url(), f"/partners/{partner.slug}/logo/"):
        got = {name for name, client in seen.items() if client.get(url).status_code == 200}
        expected = {
            State.APPROVED: set(seen),
            State.DRAFT: {"member"},
        }.get(State(state), {"member", "city"})
        assert got == expected
    listed = partner.name in Client().get("/partners/").content.decode()
    assert listed == (state == State.APPROVED)


def test_page_of_one_that_waits_says_who_sees_it() -> None:
    partner = make_partner(state=State.SUBMITTED)
    make_listing(partner, title="まだ見えない")
    html = logged_in(make_member(partner)).get(partner.get_absolute_url()).content.decode()
    assert "自分たちと自治体だけに見えています" in html
    assert "まだ見えない" not in html


def test_contact_is_shown_only_where_the_partner_says_so() -> None:
    partner = make_partner(address="掛川市長谷1-1-1", phone="0537-21-1111")
    html = Client().get(partner.get_absolute_url()).content.decode()
    assert "掛川市長谷" not in html
    assert "0537" not in html
    assert "掛川市長谷" not in Client().get("/partners/").content.decode()
    Partner.objects.update(shows_address=True, shows_phone=True)
    html = Client().get(partner.get_absolute_url()).content.decode()
    assert "掛川市長谷1-1-1" in html
    assert 'href="tel:0537-21-1111"' in html


def test_page_shows_the_profile_as_plain_text() -> None:
    partner = full_partner(
        description="一行目\n\n<script>alert(1)</script>",
        declaration="約束 {{ 7*7 }}",
        website="https://www.example.jp/?a=1&b=2",
    )
    html = Client().get(partner.get_absolute_url()).content.decode()
    for shown in (
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "約束 {{ 7*7 }}",
        "観光振興",
        "農業、林業",
        'href="https://www.example.jp/?a=1&amp;b=2" rel="nofollow noopener"',
    ):
        assert shown in html
    english = Client().get(partner.get_absolute_url(), headers={"Accept-Language": "en"})
    assert "Tea" in english.content.decode()


def test_edit_button_is_for_owners() -> None:
    partner = make_partner()
    edit = f"/my/partner/?partner={partner.slug}"
    assert edit in logged_in(make_member(partner)).get(partner.get_absolute_url()).content.decode()
    assert edit not in Client().get(partner.get_absolute_url()).content.decode()


def test_filters_by_type_and_municipality() -> None:
    city = make_municipality(slug="kakegawa")
    npo = PartnerType.objects.get(slug="npo")
    make_partner("掛川の会", municipality=city, type=npo)
    make_partner("掛川の店", municipality=city)
    make_partner("よその会", type=npo)
    html = Client().get("/partners/?municipality=kakegawa&type=npo").content.decode()
    assert "掛川の会" in html
    assert "掛川の店" not in html
    assert "よその会" not in html


def test_words_find_a_partner_by_name_and_reading() -> None:
    make_partner("掛川製茶", kana="カケガワセイチャ")
    make_partner("別の店", kana="ベツノミセ")
    for words in ("製茶", "セイチャ"):
        response = Client().get("/partners/", {"q": words})
        assert [p.name for p in response.context["found"].page] == ["掛川製茶"]


def test_sorting_by_reading() -> None:
    for name, kana in (("一", "ワ"), ("二", "ア"), ("三", "カ")):
        make_partner(name, kana=kana)
    found = Client().get("/partners/?sort=name").context["found"]
    assert [partner.name for partner in found.page] == ["二", "三", "一"]


@pytest.mark.parametrize("query", ["?goal=abc", "?type=%00", "?page=99999", "?q=%27"])
def test_mistyped_address_shows_a_list(query: str) -> None:
    make_partner()
    assert Client().get(f"/partners/{query}").status_code == 200


def test_fragment_is_chosen_by_its_target() -> None:
    make_partner()
    headers = {"HX-Request": "true", "HX-Target": "partner-rows"}
    html = Client().get("/partners/", headers=headers).content.decode().strip()
    assert html.startswith("<div")
    assert 'id="partner-rows"' in html
    assert "<h1" not in html


def test_list_asks_the_database_the_same_for_one_and_three() -> None:
    full_partner()
    assert_constant_queries(Client(), "/partners/", full_partner, at_most=8)


def test_detail_asks_at_most_eight_times_whatever_it_shows() -> None:
    partner = full_partner()
    url = partner.get_absolute_url()
    assert_constant_queries(Client(), url, lambda: make_listing(partner), at_most=8)


def test_list_is_light() -> None:
    fields = list(Field.objects.all())
    for number in range(24):
        partner = make_partner("長い名前の株式会社" * 6, goals=(1 + number % 17, 11, 12))
        partner.fields.set([fields[number], fields[(number + 1) % 24]])
        partner.related_goals.set(Goal.objects.filter(number__in=[1, 2, 3]))
    assert len(Client().get("/partners/").content) <= 40_000


def test_members_read_no_more_than_needed() -> None:
    partner = full_partner()
    assert count_queries(logged_in(make_member(partner)), partner.get_absolute_url()) <= 12


def test_logo_is_served_with_its_type() -> None:
    partner = make_partner(logo=image_file("JPEG", name="logo.jpg"))
    response = Client().get(partner.logo_url)
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response["Cache-Control"]
    assert Client().get(f"/partners/{make_partner().slug}/logo/").status_code == 404


@pytest.mark.parametrize("slug", ["nobody", "x" * 400])
def test_partner_that_does_not_exist(slug: str) -> None:
    for page in ("", "logo/"):
        assert Client().get(f"/partners/{slug}/{page}").status_code == 404

"""A profile says what it lacks, each with its reason and its place; a complete one says nothing."""

from typing import Any

import pytest

from partners.models import Listing, Membership, Partner
from partners.writing import completeness
from partners.writing.completeness import gaps_in, gaps_of, with_facts
from tests.factories import make_listing, make_member, make_partner, make_target
from tests.partners.answers import logged_in
from tomoni.municipalities.models import Vision
from tomoni.taxonomy.models import Field, ResourceKind

pytestmark = pytest.mark.django_db
_Role = Membership.Role


def complete(**fields: Any) -> Partner:
    """A partner that lacks nothing."""
    said = {"description": "お茶を育てています。" * 10, "website": "https://www.example.jp"}
    said |= {"address": "掛川市長谷1-1-1", "declaration": "捨てません。", "logo": "x.png"}
    partner = make_partner(**{**said, **fields})
    vision = Vision.objects.create(municipality=partner.municipality, name_ja="お茶のまち")
    partner.visions.add(vision)
    partner.fields.add(Field.objects.get(slug="agriculture"))
    make_target(partner)
    for side in Listing.Side:
        make_listing(partner, side)
    return partner


def anchors(partner: Partner, role: str = _Role.OWNER) -> list[str]:
    return [gap.url.partition("#")[2] or gap.url for gap in gaps_of(partner, role)]


def test_nobody_is_nagged_who_has_said_everything() -> None:
    partner = complete()
    assert gaps_of(partner, _Role.OWNER) == []
    assert "h-gaps" not in logged_in(make_member(partner)).get("/my/").content.decode()


@pytest.mark.parametrize(
    ("fields", "anchor"),
    [
        ({"description": "お茶。"}, "id_description"),
        ({"website": ""}, "id_website"),
        ({"website": "", "phone": "0537-21-1111"}, "id_website"),
        ({"address": ""}, "id_postal_code"),
        ({"logo": ""}, "id_logo"),
    ],
)
def test_each_thing_that_lacks_leads_to_its_question(fields: dict[str, Any], anchor: str) -> None:
    assert anchors(complete(**fields)) == [anchor]


def test_shown_telephone_is_as_good_as_a_website() -> None:
    assert anchors(complete(website="", phone="0537-21-1111", shows_phone=True)) == []


def test_choices_targets_and_listings_count() -> None:
    partner = complete()
    partner.fields.clear()
    partner.visions.clear()
    partner.targets.all().delete()
    partner.listings.update(state=Listing.State.PAUSED)
    assert anchors(partner) == [
        "id_fields",
        "id_visions",
        "id_targets",
        "/my/listings/new/need/",
        "/my/listings/new/seed/",
    ]


def test_visions_are_not_asked_for_where_there_are_none() -> None:
    partner = complete()
    partner.visions.clear()
    Vision.objects.update(retired_at="2026-01-01T00:00+09:00")
    assert anchors(partner) == []


def test_nobody_is_told_of_what_they_may_not_do() -> None:
    partner = make_partner()
    assert gaps_of(partner, _Role.VIEWER) == []
    assert anchors(partner, _Role.EDITOR) == [
        "id_declaration",
        "/my/listings/new/need/",
        "/my/listings/new/seed/",
    ]


@pytest.mark.django_db
def test_gaps_are_asked_in_one_query(django_assert_num_queries: Any) -> None:
    partner = complete()
    with django_assert_num_queries(1):
        gaps_of(partner, _Role.OWNER)


def test_every_anchor_is_a_question_of_its_form() -> None:
    partner = make_partner()
    Vision.objects.create(municipality=partner.municipality, name_ja="お茶のまち")
    client = logged_in(make_member(partner))
    pages = {gap.url.partition("#")[0] for gap in gaps_of(partner, _Role.OWNER)}
    html = "".join(client.get(page).content.decode() for page in pages)
    listing = make_listing(partner)
    html_of_listing = client.get(f"/my/listings/{listing.pk}/edit/").content.decode()
    for rule in completeness.PROFILE:
        assert not rule.anchor or f'id="{rule.anchor}"' in html, rule.anchor
    for rule in completeness.LISTING:
        assert f'id="{rule.anchor}"' in html_of_listing, rule.anchor


def test_listing_says_what_it_lacks_while_it_is_shown() -> None:
    listing = make_listing(body="短い。")
    row = with_facts(Listing.objects.all()).get(pk=listing.pk)
    assert [gap.url.partition("#")[2] for gap in gaps_in(row)] == [
        "id_body",
        "id_resources",
        "id_fields",
    ]
    html = logged_in(make_member(listing.partner)).get("/my/listings/").content.decode()
    assert f"/my/listings/{listing.pk}/edit/#id_resources" in html
    listing.resources.add(ResourceKind.objects.first())
    listing.fields.add(Field.objects.first())
    Listing.objects.filter(pk=listing.pk).update(body="お茶を育てています。" * 9)
    assert gaps_in(with_facts(Listing.objects.all()).get(pk=listing.pk)) == []


def test_paused_listing_is_left_in_peace() -> None:
    listing = make_listing(body="短い。", state=Listing.State.PAUSED)
    assert gaps_in(with_facts(Listing.objects.all()).get(pk=listing.pk)) == []

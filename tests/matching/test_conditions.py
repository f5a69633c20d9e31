"""Whom a listing wants to meet: the conditions of both sides hold in every list."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from challenges.models import Challenge
from matching import rebuilding
from matching.models import Version
from matching.reading.lists import suggestions_about
from matching.storing.keys import key_of, slug_of
from partners.models import Listing, Membership, Partner
from partners.publishing import listings
from tests.factories import make_member, make_municipality
from tests.matching.visitors import request_of
from tests.matching.world import (
    HOUSES,
    TOPICS,
    computed_anew,
    drain,
    make_challenge,
    make_need,
    make_partner,
    make_seed,
    settle,
    stored_lists,
)
from tomoni.taxonomy.models import PartnerType

pytestmark = pytest.mark.django_db
Reach, EDITOR = Listing.Reach, Membership.Role.EDITOR


@pytest.fixture(autouse=True)
def _only_the_changes_are_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """No rebuild is asked for because much has changed, and nobody has asked for hints."""
    monkeypatch.setattr(Version, "is_worn", False)
    cache.clear()


def partner_of(kind: str, **fields: Any) -> Partner:
    return make_partner(type=PartnerType.objects.get(slug=kind), **fields)


def listed(subject: Listing | Challenge, side: str) -> set[str]:
    return {key for key, _base in stored_lists().get((side, key_of(subject)), [])}


def suggested(subject: Listing) -> list[str]:
    """The titles of the cards that a member of the partner sees."""
    cards = suggestions_about(subject, request_of(make_member(subject.partner)))
    return [card["title_right"] for card in cards]


def edit(listing: Listing, *, accepts: tuple[str, ...] = (), reach: str = "") -> None:
    """Change only the conditions, by the step of the form, and let the worker do what is asked."""
    listing.refresh_from_db()
    listing.reach = reach
    chosen = {"accepts": PartnerType.objects.filter(slug__in=accepts)}
    with transaction.atomic():
        listings.update_listing(
            listing,
            by=make_member(listing.partner),
            seen_version=listing.version,
            chosen=chosen,
        )
    assert drain() == 1


def test_seed_for_npos_is_suggested_to_npos_alone_and_they_to_it() -> None:
    company = make_need(partner_of("company"), title="会社のニーズ")
    npo = make_need(partner_of("npo"), title="NPOのニーズ")
    seed = make_seed(accepts=("npo",), title="NPOに貸します")
    settle(company, npo, seed)
    assert (suggested(company), suggested(npo)) == ([], [seed.title])
    assert suggested(seed) == [npo.title]


def test_need_for_companies_is_suggested_to_companies_alone_and_they_to_it() -> None:
    company = make_seed(partner_of("company"), title="会社のシーズ")
    npo = make_seed(partner_of("npo"), title="NPOのシーズ")
    need = make_need(accepts=("company", "sole-proprietor"), title="会社を探しています")
    settle(company, npo, need)
    assert (suggested(npo), suggested(company)) == ([], [need.title])
    assert suggested(need) == [company.title]


def test_conditions_of_both_sides_must_hold() -> None:
    need = make_need(partner_of("npo"), accepts=("company",))
    seed = make_seed(partner_of("company"), accepts=("school",))
    settle(need, seed)
    assert (suggested(need), suggested(seed)) == ([], [])


@pytest.mark.parametrize(
    ("reach", "found"),
    [
        (Reach.ANYWHERE, {"here", "near", "far"}),
        (Reach.PREFECTURE, {"here", "near"}),
        (Reach.MUNICIPALITY, {"here"}),
    ],
)
def test_reach_is_seen_from_ones_own_municipality(reach: str, found: set[str]) -> None:
    city = make_municipality(prefecture="静岡県")
    cities = {
        "here": city,
        "near": make_municipality(prefecture="静岡県"),
        "far": make_municipality(prefecture="岡山県"),
    }
    for title, place in cities.items():
        make_seed(make_partner(municipality=place), title=title)
    need = make_need(make_partner(municipality=city), reach=reach)
    settle(need)
    assert set(suggested(need)) == found


def test_challenge_counts_as_public_administration() -> None:
    challenge = make_challenge()
    for_all, for_npos = make_seed(), make_seed(accepts=("npo",))
    for_cities = make_seed(accepts=("administration",))
    settle(challenge)
    assert listed(challenge, "seed") == {key_of(for_all), key_of(for_cities)}
    assert listed(for_npos, "challenge") == set()


def test_change_of_nothing_but_the_conditions_leaves_and_enters_the_lists() -> None:
    need, challenge = make_need(partner_of("company")), make_challenge()
    seed, other = make_seed(), make_seed()
    version = rebuilding.run_here()
    both, one = {key_of(seed), key_of(other)}, {key_of(other)}
    for conditions, expected in [
        ({"accepts": ("npo",)}, (one, one)),
        ({"accepts": ("npo", "company")}, (both, one)),
        ({}, (both, both)),
        ({"reach": Reach.MUNICIPALITY}, (one, one)),
        ({"reach": Reach.PREFECTURE}, (both, both)),
    ]:
        edit(seed, **conditions)
        assert (listed(need, "seed"), listed(challenge, "seed")) == expected
        assert (key_of(need) in listed(seed, "need")) is (key_of(seed) in expected[0])
        assert (key_of(challenge) in listed(seed, "challenge")) is (key_of(seed) in expected[1])
        assert stored_lists() == computed_anew()
    version.refresh_from_db()
    assert version.changes == 5


def test_partner_that_becomes_another_type_enters_the_lists() -> None:
    partner = partner_of("company")
    need, seed = make_need(partner), make_seed(accepts=("npo",))
    rebuilding.run_here()
    assert listed(need, "seed") == set()
    partner.type = PartnerType.objects.get(slug="npo")
    partner.save()
    settle(partner)
    assert (listed(need, "seed"), listed(seed, "need")) == ({key_of(seed)}, {key_of(need)})


def hints(partner: Partner, side: str = "need", **answers: Any) -> list[str]:
    """The titles of the counterparts in the box beside the form."""
    client = Client()
    client.force_login(make_member(partner, Membership.Role.EDITOR))
    response = client.post(f"/matching/hints/{side}/", {**HOUSES, **answers})
    assert response.status_code == 200
    return re.findall(r'<h4><a href="[^"]*">([^<]*)</a>', response.content.decode())


def kinds(*slugs: str) -> list[int]:
    return list(PartnerType.objects.filter(slug__in=slugs).values_list("pk", flat=True))


def test_hints_follow_the_conditions_that_are_chosen_in_the_form() -> None:
    partner = make_partner(municipality=make_municipality(prefecture="静岡県"))
    make_seed(partner_of("npo"), title="近いNPO")
    far = make_municipality(prefecture="岡山県")
    settle(make_seed(partner_of("company", municipality=far), title="遠い会社"))
    assert set(hints(partner)) == {"近いNPO", "遠い会社"}
    assert hints(partner, accepts=kinds("company")) == ["遠い会社"]
    assert hints(partner, reach="prefecture") == ["近いNPO"]
    assert hints(partner, accepts=kinds("company"), reach="municipality") == []


def test_hints_follow_the_conditions_of_the_counterpart() -> None:
    settle(make_seed(accepts=("npo",), title="NPOに貸します"))
    assert hints(partner_of("company")) == []
    assert hints(partner_of("npo")) == ["NPOに貸します"]


def test_hints_of_a_seed_show_challenges_to_who_accepts_public_administration() -> None:
    challenge = make_challenge()
    settle(challenge)
    assert hints(make_partner(), "seed", accepts=kinds("company")) == []
    assert hints(make_partner(), "seed", accepts=kinds("administration")) == [challenge.title]


@pytest.mark.parametrize("typed", ["x", "-1", "9" * 30, "\0", "owner", "__class__"])
def test_conditions_that_make_no_sense_are_passed_over(typed: str) -> None:
    settle(make_seed(title="空き家を直します"))
    assert hints(make_partner(), accepts=[typed], reach=typed) == ["空き家を直します"]


def test_side_by_side_says_why_they_are_not_suggested_to_each_other(client: Client) -> None:
    need, npos, all_welcome = make_need(), make_seed(accepts=("npo",)), make_seed()
    settle(need)
    client.force_login(make_member(need.partner))

    def page(other: Listing) -> str:
        url = f"/listings/{need.pk}/suggestions/{slug_of(key_of(other))}/"
        return client.get(url).content.decode()

    assert "ほかの種類の相手や、もっと近くの相手を希望しています" in page(npos)
    assert "希望しています" not in page(all_welcome)


OF_LISTING = "/listings/{}/suggestions/"
KEPT_OUT = "ほかの候補{}件を表示していません"


def crowd() -> None:
    """Others who write of something else, so that what both meet usually is little."""
    for topic in TOPICS[6:18]:
        make_seed(title=topic, body=f"{topic}に詳しい。")
        make_need(title=topic, body=f"{topic}を求める。")


def page_of(client: Client, listing: Listing, role: Membership.Role = EDITOR) -> str:
    client.force_login(make_member(listing.partner, role))
    return client.get(OF_LISTING.format(listing.pk)).content.decode()


@pytest.mark.parametrize(
    "conditions", [{"accepts": ("npo",)}, {"reach": Reach.PREFECTURE}], ids=str
)
def test_empty_list_names_the_conditions_and_leads_to_them(
    client: Client, conditions: dict[str, Any]
) -> None:
    crowd()
    far = make_municipality(prefecture="岡山県")
    make_seed(partner_of("company", municipality=far))
    home = make_municipality(prefecture="静岡県")
    need = make_need(make_partner(municipality=home), **conditions)
    settle(need)
    page = page_of(client, need)
    assert KEPT_OUT.format(1) in page
    assert f'href="/my/listings/{need.pk}/edit/#id_accepts"' in page
    assert "まだ候補がありません" not in page
    assert KEPT_OUT.format(1) in client.get(need.get_absolute_url()).content.decode()


def test_who_may_not_change_the_conditions_is_told_of_them_without_a_link(client: Client) -> None:
    crowd()
    make_seed(partner_of("company"))
    need = make_need(accepts=("npo",))
    settle(need)
    page = page_of(client, need, Membership.Role.VIEWER)
    assert KEPT_OUT.format(1) in page
    assert "/edit/" not in page


def test_short_list_is_shown_with_the_conditions_below_it(client: Client) -> None:
    crowd()
    fits, _other = make_seed(partner_of("npo")), make_seed(partner_of("company"))
    need = make_need(accepts=("npo",))
    settle(need)
    page = page_of(client, need)
    assert page.index(fits.partner.name) < page.index(KEPT_OUT.format(1))


@pytest.mark.parametrize(
    ("conditions", "others"),
    [
        ({}, {}),
        ({"accepts": ("npo",)}, {"title": "囲碁", "body": "囲碁の会です。"}),
        ({"accepts": ("npo",)}, {"accepts": ("school",)}),
        ({"accepts": ("npo",)}, {"visibility": "staff"}),
    ],
    ids=["no conditions", "nothing in common", "theirs", "hidden"],
)
def test_conditions_are_not_blamed_for_what_they_do_not_do(
    client: Client, conditions: dict[str, Any], others: dict[str, Any]
) -> None:
    crowd()
    need = make_need(**conditions)
    settle(need, make_seed(partner_of("company"), **others))
    assert "会いたい相手" not in page_of(client, need)


def test_long_list_says_nothing_of_conditions(client: Client) -> None:
    crowd()
    for number in range(5):
        make_seed(partner_of("npo"), title=f"空き家の改修 {number}")
    need = make_need(accepts=("npo",))
    settle(need, make_seed(partner_of("company")))
    assert "会いたい相手" not in page_of(client, need)


def test_seed_counts_the_needs_and_challenges_it_keeps_out(client: Client) -> None:
    crowd()
    seed = make_seed(accepts=("npo",))
    settle(seed, make_challenge(), make_need(partner_of("company")))
    assert KEPT_OUT.format(2) in page_of(client, seed)

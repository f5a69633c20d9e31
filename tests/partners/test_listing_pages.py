"""The public pages of needs and seeds: who sees what, lists, details, pictures."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from partners.models import Listing, Membership, Partner
from tests.bad_inputs import image_file
from tests.factories import (
    make_listing,
    make_listing_file,
    make_member,
    make_municipality,
    make_partner,
)
from tests.partners.answers import logged_in
from tests.portal.roles import ROLES, make_world
from tests.queries import assert_constant_queries, count_queries
from tomoni.municipalities.models import Vision
from tomoni.taxonomy.models import Field, Goal, ResourceKind

pytestmark = pytest.mark.django_db
LISTS = ["/listings/", "/needs/", "/seeds/"]
State, Visibility = Listing.State, Listing.Visibility


EVERYBODY = set(ROLES)
OWN = {"viewer", "editor", "owner"}
CITY = {"city_viewer", "city_editor", "city_manager"}
# (visibility, state) → who sees it
SEEN = {
    (Visibility.PUBLIC, State.PUBLISHED): EVERYBODY,
    (Visibility.PUBLIC, State.FULFILLED): EVERYBODY,
    (Visibility.PARTNERS, State.PUBLISHED): OWN | CITY | {"stranger"},
    (Visibility.PARTNERS, State.FULFILLED): OWN | CITY | {"stranger"},
    (Visibility.STAFF, State.PUBLISHED): OWN | CITY,
    (Visibility.STAFF, State.FULFILLED): OWN | CITY,
    **{
        (visibility, state): OWN
        for visibility in Visibility
        for state in (State.DRAFT, State.PAUSED, State.EXPIRED)
    },
}


@pytest.mark.parametrize(("visibility", "state"), sorted(SEEN))
def test_who_sees_a_listing(visibility: str, state: str) -> None:
    world = make_world()
    listing = make_listing(world.partner, visibility=visibility, state=state, image=image_file())
    seen: dict[str, set[str]] = {"page": set(), "picture": set()}
    for name, user in world.users.items():
        client = logged_in(user) if user else Client()
        for kind, url in (
            ("page", listing.get_absolute_url()),
            ("picture", f"/listings/{listing.pk}/image/"),
        ):
            status = client.get(url).status_code
            assert status in {200, 404}
            if status == 200:
                seen[kind].add(name)
    assert seen["page"] == seen["picture"] == SEEN[visibility, state]  # type: ignore[index]


@pytest.mark.parametrize(("visibility", "state"), sorted(SEEN))
def test_who_finds_a_listing(visibility: str, state: str) -> None:
    world = make_world()
    make_listing(world.partner, visibility=visibility, state=state, title="見えるか")
    found = {
        name
        for name, user in world.users.items()
        if "見えるか" in (logged_in(user) if user else Client()).get("/listings/").content.decode()
    }
    expected = SEEN[visibility, state] if state == State.PUBLISHED else set()  # type: ignore[index]
    assert found == expected
    page = Client().get(world.partner.get_absolute_url()).content.decode()
    assert ("見えるか" in page) == ("anonymous" in expected)


@pytest.mark.parametrize("state", [s for s in Partner.State.values if s != "approved"])
def test_listings_of_unregistered_partners_are_their_own(state: str) -> None:
    partner = make_partner(state=state, return_reason="理由")
    listing = make_listing(partner, image=image_file())
    for url in (listing.get_absolute_url(), f"/listings/{listing.pk}/image/"):
        assert Client().get(url).status_code == 404
        assert logged_in(make_member(make_partner())).get(url).status_code == 404
        assert logged_in(make_member(partner)).get(url).status_code == 200


def test_member_of_two_sees_as_much_as_the_better_place_allows() -> None:
    waiting, registered = make_partner(state="submitted"), make_partner()
    user = make_member(waiting)
    listing = make_listing(visibility=Visibility.PARTNERS)
    assert not Listing.objects.visible_to(user).exists()
    Membership.objects.create(partner=registered, user=user)
    assert list(Listing.objects.visible_to(user)) == [listing]


def test_lists_hold_their_side() -> None:
    make_listing(title="茶殻が余る")
    make_listing(side=Listing.Side.SEED, title="蔵を貸せる")
    pages = {url: Client().get(url).content.decode() for url in LISTS}
    assert [("茶殻が余る" in pages[url], "蔵を貸せる" in pages[url]) for url in LISTS] == [
        (True, True),
        (True, False),
        (False, True),
    ]


def test_outdated_ones_are_not_listed_but_readable() -> None:
    listing = make_listing(review_by=timezone.localdate() - timedelta(days=1))
    assert listing.title not in Client().get("/needs/").content.decode()
    assert "有効期限を過ぎています" in Client().get(listing.get_absolute_url()).content.decode()


@pytest.mark.parametrize("url", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "?goal=abc",
        "?goal=99",
        "?page=99999",
        "?page=x",
        "?sort=x",
        "?q=%00",
        "?field=%F0%A0%AE%B7&resource=",
    ],
)
def test_mistyped_address_shows_the_list(url: str, query: str) -> None:
    make_listing()
    make_listing(side=Listing.Side.SEED)
    response = Client().get(url + query)
    assert response.status_code == 200
    assert response.context["found"].total >= 1


@pytest.mark.parametrize("url", LISTS)
def test_fragment_is_chosen_by_its_target(url: str) -> None:
    make_listing()
    headers = {"HX-Request": "true", "HX-Target": "listing-rows"}
    response = Client().get(url, headers=headers)
    html = response.content.decode().strip()
    assert html.startswith("<div")
    assert 'id="listing-rows"' in html
    assert "<h1" not in html
    assert "HX-Target" in response["Vary"]
    restored = Client().get(url, headers={**headers, "HX-History-Restore-Request": "true"})
    assert "<h1" in restored.content.decode()


def test_filters_work_as_links_and_as_a_form() -> None:
    make_listing(title="いちばん", goals=(1,))
    make_listing(title="にばん", goals=(2,))
    response = Client().get("/listings/?goal=1")
    html = response.content.decode()
    assert "いちばん" in html
    assert "にばん" not in html
    assert 'name="goal" id="f-goal-1" value="1" checked' in html
    assert 'href="/listings/"' in html  # the chip, without what it stands for


@pytest.mark.parametrize(
    ("query", "words"),
    [("", "最初の一件"), ("?goal=17", "条件を一つ外して")],
)
def test_empty_list_says_what_to_do(query: str, words: str) -> None:
    assert words in Client().get(f"/listings/{query}").content.decode()


def full_listing(**fields: Any) -> Listing:
    """A listing with everything a row or page can show."""
    partner = make_partner()
    listing = make_listing(
        partner, field_slugs=("tourism", "housing"), accepts=("npo", "school"), **fields
    )
    listing.related_goals.set(Goal.objects.filter(number__in=[1, 2]))
    listing.resources.set(ResourceKind.objects.all()[:2])
    listing.areas.add(partner.municipality)
    make_listing_file(listing)
    make_listing_file(listing, "写真.png")
    listing.visions.add(
        Vision.objects.create(municipality=partner.municipality, name_ja="茶", name_en="Tea")
    )
    return listing


@pytest.mark.parametrize("url", LISTS)
def test_list_asks_the_database_the_same_for_one_and_three(url: str) -> None:
    side = Listing.Side.SEED if url == "/seeds/" else Listing.Side.NEED
    full_listing(side=side)
    assert_constant_queries(Client(), url, lambda: full_listing(side=side), at_most=8)
    query = "?goal=11&field=tourism&q=空き家"
    assert count_queries(Client(), url + query) <= 8


def test_list_asks_a_member_hardly_more() -> None:
    client = logged_in(make_member(make_partner()))
    assert_constant_queries(client, "/listings/", full_listing, at_most=11)


def test_detail_asks_at_most_eight_times() -> None:
    listing = full_listing()
    assert count_queries(Client(), listing.get_absolute_url()) <= 8


def test_list_is_light() -> None:
    partner = make_partner("長い名前の株式会社" * 3)
    fields = list(Field.objects.all())
    cities = [partner.municipality, make_municipality("長い名前の市"), make_municipality()]
    visions = [
        Vision.objects.create(municipality=partner.municipality, name_ja=f"長いビジョン{n}" * 3)
        for n in range(6)
    ]
    for number in range(24):
        listing = make_listing(partner, title="長い題" * 20, goals=(1 + number % 17, 11, 12))
        listing.fields.set([fields[number], fields[(number + 1) % 24]])
        listing.resources.set(ResourceKind.objects.all())
        listing.visions.set(visions)
        listing.areas.set(cities)
        listing.related_goals.set(Goal.objects.filter(number__in=[1, 2, 3]))
    assert len(Client().get("/listings/").content) <= 40_000


def test_detail_shows_everything_in_the_readers_language() -> None:
    listing = full_listing(area="掛川駅周辺", body="一行目\n\n<b>二行目</b>")
    html = Client().get(listing.get_absolute_url()).content.decode()
    for shown in (
        "掛川駅周辺",
        "&lt;b&gt;二行目&lt;/b&gt;",
        "観光振興",
        "茶",
        "人材",
        "住み続けられる",
    ):
        assert shown in html
    english = Client().get(listing.get_absolute_url(), headers={"Accept-Language": "en"})
    assert "Tea" in english.content.decode()
    assert "Tourism" in english.content.decode()


def test_detail_says_whom_they_want_to_meet() -> None:
    listing = make_listing(accepts=("npo", "school"), reach=Listing.Reach.PREFECTURE)
    html = Client().get(listing.get_absolute_url()).content.decode()
    for shown in ("会いたい相手", "NPO・市民活動団体", "学校", "同じ都道府県のみ"):
        assert shown in html
    english = Client().get(listing.get_absolute_url(), headers={"Accept-Language": "en"})
    for shown in ("Whom they want to meet", "School", "Same prefecture only"):
        assert shown in english.content.decode()


@pytest.mark.parametrize(
    ("conditions", "is_said"),
    [({}, False), ({"accepts": ("npo",)}, True), ({"reach": Listing.Reach.MUNICIPALITY}, True)],
)
def test_detail_is_silent_where_all_are_welcome(conditions: Any, is_said: bool) -> None:
    html = Client().get(make_listing(**conditions).get_absolute_url()).content.decode()
    assert ("会いたい相手" in html) is is_said


def test_edit_button_is_for_who_may_edit() -> None:
    listing = make_listing()
    url, edit = listing.get_absolute_url(), f"/my/listings/{listing.pk}/edit/"
    editor = make_member(listing.partner, Membership.Role.EDITOR)
    viewer = make_member(listing.partner, Membership.Role.VIEWER)
    assert edit in logged_in(editor).get(url).content.decode()
    for client in (Client(), logged_in(), logged_in(viewer)):
        assert edit not in client.get(url).content.decode()


@pytest.mark.parametrize("pk", ["0", "9" * 19, "9" * 60])
def test_listing_that_does_not_exist(pk: str) -> None:
    for page in ("", "image/"):
        assert Client().get(f"/listings/{pk}/{page}").status_code == 404


def test_picture_is_cached_for_good_only_under_its_own_address() -> None:
    listing = make_listing(image=image_file())
    response = Client().get(listing.image_url)
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")  # type: ignore[attr-defined]
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response["Cache-Control"]
    other = Client().get(f"/listings/{listing.pk}/image/?v=old")
    assert "immutable" not in other["Cache-Control"]


def test_picture_that_not_all_may_see_is_kept_by_nobody() -> None:
    listing = make_listing(image=image_file(), visibility=Visibility.PARTNERS)
    response = logged_in(make_member(listing.partner)).get(listing.image_url)
    assert response["Cache-Control"] == "private, no-cache"


def test_picture_that_is_not_there() -> None:
    listing = make_listing()
    assert Client().get(f"/listings/{listing.pk}/image/").status_code == 404
    Listing.objects.filter(pk=listing.pk).update(image="uploads/listings/gone.png")
    assert Client().get(f"/listings/{listing.pk}/image/").status_code == 404


@pytest.mark.parametrize("url", LISTS)
def test_lists_take_no_post(url: str) -> None:
    assert Client().post(url).status_code == 405


def test_htmx_shows_an_address_without_empty_questions() -> None:
    make_listing(goals=(1,))
    headers = {"HX-Request": "true", "HX-Target": "listing-rows"}
    response = Client().get("/listings/?q=&goal=1&goal=99&page=7", headers=headers)
    assert response["HX-Push-Url"] == "/listings/?goal=1"

"""Writing needs and seeds in the browser: 入力 → 確認 → 完了."""

import re
from typing import Any

import pytest
from django.test import Client

from partners.models import Listing, Membership, Partner
from tests.bad_inputs import TYPEABLE, bad_files, image_file
from tests.factories import make_listing, make_member, make_partner
from tests.partners.answers import (
    errors_of,
    listing_answers,
    logged_in,
    press_send,
    the_draft,
)
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Vision
from tomoni.taxonomy.models import PartnerType, ResourceKind

pytestmark = pytest.mark.django_db
NEW, NEW_CONFIRM = "/my/listings/new/seed/", "/my/listings/new/seed/confirm/"


@pytest.fixture
def partner() -> Partner:
    return make_partner()


@pytest.fixture
def client(partner: Partner) -> Client:
    """An editor of the partner."""
    return logged_in(make_member(partner, Membership.Role.EDITOR))


@pytest.mark.parametrize("side", ["need", "seed"])
def test_whole_way_from_form_to_publication(client: Client, partner: Partner, side: str) -> None:
    vision = Vision.objects.create(municipality=partner.municipality, name_ja="お茶のまち")
    kind = ResourceKind.objects.get(slug="place")
    form, confirm = f"/my/listings/new/{side}/", f"/my/listings/new/{side}/confirm/"
    assert client.get(form).status_code == 200
    answers = listing_answers(
        visions=[vision.pk], resources=[kind.pk], image=image_file(), image_alt="茶畑"
    )
    response = client.post(form, answers)
    assert response["Location"] == f"{confirm}?partner={partner.slug}"
    html = client.get(response["Location"]).content.decode()
    for shown in ("茶殻の使い道を探しています", "お茶のまち", "場所・フィールド", "写真.png"):
        assert shown in html
    assert not Listing.objects.exists()

    done = press_send(client, confirm)["Location"]
    listing = Listing.objects.get()
    assert done == f"/my/listings/{listing.pk}/done/"
    assert client.get(done).status_code == 200
    assert (listing.partner, listing.side, listing.state) == (partner, side, "published")
    assert list(listing.visions.all()) == [vision]
    assert list(listing.resources.all()) == [kind]
    assert listing.image


def test_second_press_publishes_nothing_twice(client: Client) -> None:
    client.post(NEW, listing_answers())
    token = str(the_draft().token)
    answers = {client.post(NEW_CONFIRM, {"draft": token})["Location"] for _ in range(3)}
    assert answers == {f"/my/listings/{Listing.objects.get().pk}/done/"}
    assert Entry.objects.count() == 1


def test_need_and_seed_are_drafted_apart(client: Client) -> None:
    client.post(NEW, listing_answers(title="シーズの題"))
    client.post("/my/listings/new/need/", listing_answers(title="ニーズの題"))
    assert "シーズの題" in client.get(NEW).content.decode()
    assert "ニーズの題" not in client.get(NEW).content.decode()


def test_empty_form_says_what_is_missing(client: Client) -> None:
    errors = errors_of(client.post(NEW, {}))
    assert set(errors) == {"title", "body", "primary_goals", "visibility"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "長" * 81),
        ("title", "　 "),
        ("body", "長" * 8001),
        ("area", "長" * 101),
        ("image_alt", "長" * 121),
        ("primary_goals", [1, 2, 3, 4]),
        ("primary_goals", ["x"]),
        ("related_goals", [18]),
        ("resources", ["9" * 40]),
        ("accepts", ["x"]),
        ("accepts", ["9" * 40]),
        ("reach", "planet"),
        ("fields", ["\x00"]),
        ("visibility", "secret"),
    ],
)
def test_wrong_answer_is_refused_in_words_and_kept(client: Client, name: str, value: Any) -> None:
    response = client.post(NEW, listing_answers(**{name: value}))
    assert list(errors_of(response)) == [name]
    assert "毎年2トン出ます。" in client.get(NEW).content.decode() or name == "body"
    assert client.get(NEW_CONFIRM).status_code == 302
    assert not Listing.objects.exists()


def kinds(*slugs: str) -> list[int]:
    """The ids of partner types."""
    return list(PartnerType.objects.filter(slug__in=slugs).values_list("pk", flat=True))


def test_conditions_go_the_whole_way(client: Client) -> None:
    answers = listing_answers(accepts=kinds("npo", "school"), reach="prefecture")
    client.post(NEW, answers)
    html = client.get(NEW_CONFIRM).content.decode()
    assert "NPO・市民活動団体、学校" in html
    assert "同じ都道府県" in html
    press_send(client, NEW_CONFIRM)
    listing = Listing.objects.get()
    assert {kind.slug for kind in listing.accepts.all()} == {"npo", "school"}
    assert listing.reach == Listing.Reach.PREFECTURE


@pytest.mark.parametrize("reach", ["", None])
def test_without_conditions_all_are_welcome_and_the_page_says_so(
    client: Client, reach: str | None
) -> None:
    client.post(NEW, listing_answers(reach=reach))
    html = client.get(NEW_CONFIRM).content.decode()
    assert "どなたでも" in html
    assert "どこでもよい" in html
    press_send(client, NEW_CONFIRM)
    listing = Listing.objects.get()
    assert (listing.reach, listing.accepts.count()) == (Listing.Reach.ANYWHERE, 0)


def is_chosen(html: str, name: str, value: object) -> bool:
    """Whether the box or the radio button of that value is on."""
    (choice,) = re.findall(rf'<input[^>]*name="{name}"[^>]*value="{value}"[^>]*>', html)
    return " checked" in choice


def test_autosaved_conditions_are_there_again(client: Client) -> None:
    (npo, school), headers = kinds("npo", "school"), {"HX-Request": "true"}
    target = {**headers, "HX-Target": "draft-state"}
    client.post(NEW, {"accepts": [npo], "reach": "municipality"}, headers=target)
    html = client.get(NEW).content.decode()
    assert [is_chosen(html, "accepts", kind) for kind in (npo, school)] == [True, False]
    assert is_chosen(html, "reach", "municipality")
    assert not is_chosen(html, "reach", "")


def test_wrong_reach_keeps_the_other_conditions(client: Client) -> None:
    (npo,) = kinds("npo")
    response = client.post(NEW, listing_answers(accepts=[npo], reach="planet"))
    assert is_chosen(response.content.decode(), "accepts", npo)


def test_conditions_can_be_lifted_again(client: Client, partner: Partner) -> None:
    listing = make_listing(partner, accepts=("npo",), reach=Listing.Reach.PREFECTURE)
    form, confirm = f"/my/listings/{listing.pk}/edit/", f"/my/listings/{listing.pk}/edit/confirm/"
    html = client.get(form).content.decode()
    assert is_chosen(html, "accepts", kinds("npo")[0])
    assert is_chosen(html, "reach", "prefecture")
    client.post(form, listing_answers(reach=""))
    press_send(client, confirm)
    listing.refresh_from_db()
    assert (listing.reach, listing.accepts.count()) == ("", 0)
    assert {"reach", "accepts"} <= set(Entry.objects.get().data["changed"])


def test_seed_is_told_what_challenges_count_as(client: Client) -> None:
    words = "自治体の共創チャレンジは「行政」に含まれます"
    assert words in client.get(NEW).content.decode()
    assert words not in client.get("/my/listings/new/need/").content.decode()


@pytest.mark.parametrize("case", TYPEABLE)
@pytest.mark.parametrize("name", ["title", "body", "area", "image_alt"])
def test_anything_may_be_typed(client: Client, case: str, name: str) -> None:
    response = client.post(NEW, listing_answers(**{name: TYPEABLE[case]}))
    if response.status_code == 200:
        assert list(errors_of(response)) == [name]
        return
    press_send(client, NEW_CONFIRM)
    listing = Listing.objects.get()
    html = client.get(listing.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    assert not {"\x00", "\x07", "\u202e"} & set(getattr(listing, name))


@pytest.mark.parametrize("case", sorted(bad_files()))
def test_wrong_file_is_refused_and_nothing_else_is_lost(client: Client, case: str) -> None:
    response = client.post(NEW, listing_answers(image=bad_files()[case]))
    assert list(errors_of(response)) == ["image"]
    assert "茶殻の使い道を探しています" in response.content.decode()


def test_two_pictures_are_one_too_many(client: Client) -> None:
    response = client.post(NEW, listing_answers(image=[image_file(), image_file()]))
    assert list(errors_of(response)) == ["image"]


def test_edit_saves_and_keeps_its_picture(client: Client, partner: Partner) -> None:
    listing = make_listing(partner)
    listing.image.save("picture.png", image_file())
    form, confirm = f"/my/listings/{listing.pk}/edit/", f"/my/listings/{listing.pk}/edit/confirm/"
    assert listing.title in client.get(form).content.decode()
    assert client.post(form, listing_answers(title="新しい題"))["Location"] == confirm
    assert press_send(client, confirm)["Location"] == f"/my/listings/{listing.pk}/done/"
    listing.refresh_from_db()
    assert (listing.title, listing.version) == ("新しい題", 2)
    assert listing.image


def test_present_picture_can_be_taken_away(client: Client, partner: Partner) -> None:
    listing = make_listing(partner)
    listing.image.save("picture.png", image_file())
    client.post(f"/my/listings/{listing.pk}/edit/", listing_answers(removes_image="on"))
    press_send(client, f"/my/listings/{listing.pk}/edit/confirm/")
    listing.refresh_from_db()
    assert not listing.image


def test_lost_update_shows_both_texts(client: Client, partner: Partner) -> None:
    listing = make_listing(partner)
    confirm = f"/my/listings/{listing.pk}/edit/confirm/"
    client.post(f"/my/listings/{listing.pk}/edit/", listing_answers(title="わたしの題"))
    Listing.objects.filter(pk=listing.pk).update(version=3, title="ほかの人の題")
    response: Any = press_send(client, confirm)
    assert response.status_code == 409
    assert "ほかの人の題" in response.content.decode()
    assert "わたしの題" in response.content.decode()
    assert press_send(client, confirm, seen_version="3").status_code == 302
    listing.refresh_from_db()
    assert listing.title == "わたしの題"


def test_lost_update_shows_both_conditions(client: Client, partner: Partner) -> None:
    listing = make_listing(partner)
    answers = listing_answers(accepts=kinds("npo"), reach="municipality")
    client.post(f"/my/listings/{listing.pk}/edit/", answers)
    Listing.objects.filter(pk=listing.pk).update(version=3, reach="prefecture")
    confirm = f"/my/listings/{listing.pk}/edit/confirm/"
    response: Any = press_send(client, confirm)
    assert response.status_code == 409
    sides = {(one.theirs, one.mine) for one in response.context["conflicts"]}
    assert sides >= {("どなたでも", "NPO・市民活動団体"), ("同じ都道府県", "同じ市区町村")}
    press_send(client, confirm, seen_version="3")
    listing.refresh_from_db()
    assert (listing.reach, [kind.slug for kind in listing.accepts.all()]) == (
        "municipality",
        ["npo"],
    )


def test_partner_suspended_under_the_form_publishes_nothing(
    client: Client, partner: Partner
) -> None:
    client.post(NEW, listing_answers())
    token = str(the_draft().token)
    Partner.objects.filter(pk=partner.pk).update(state=Partner.State.SUSPENDED)
    assert client.post(NEW_CONFIRM, {"draft": token}).status_code == 403
    assert not Listing.objects.exists()
    assert the_draft().data["title"] == ["茶殻の使い道を探しています"]


def test_fulfilled_one_cannot_be_edited(client: Client, partner: Partner) -> None:
    listing = make_listing(partner, state=Listing.State.FULFILLED)
    response = client.get(f"/my/listings/{listing.pk}/edit/", follow=True)
    assert response.redirect_chain[-1][0] == listing.get_absolute_url()
    client.post(f"/my/listings/{listing.pk}/edit/", listing_answers())
    listing.refresh_from_db()
    assert listing.version == 1


def test_state_that_changed_under_the_form_is_told_in_words(
    client: Client, partner: Partner
) -> None:
    listing = make_listing(partner)
    confirm = f"/my/listings/{listing.pk}/edit/confirm/"
    client.post(f"/my/listings/{listing.pk}/edit/", listing_answers())
    token = str(the_draft().token)
    Listing.objects.filter(pk=listing.pk).update(state=Listing.State.FULFILLED)
    response = client.post(confirm, {"draft": token}, follow=True)
    assert response.redirect_chain[-1][0] == "/my/listings/"
    assert "その操作はもうできません" in response.content.decode()


def test_member_of_several_chooses_for_whom(client: Client, partner: Partner) -> None:
    other = make_partner("もう一つの会社")
    user = partner.memberships.get().user
    Membership.objects.create(partner=other, user=user, role=Membership.Role.EDITOR)
    assert f'<option value="{other.slug}">' in client.get(NEW).content.decode()
    client.post(f"{NEW}?partner={other.slug}", listing_answers())
    press_send(client, f"{NEW_CONFIRM}?partner={other.slug}")
    assert Listing.objects.get().partner == other


URLS = [
    NEW,
    NEW_CONFIRM,
    "/my/listings/{pk}/edit/",
    "/my/listings/{pk}/edit/confirm/",
]


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_write(url: str, method: str, partner: Partner) -> None:
    listing = make_listing(partner)
    address = url.format(pk=listing.pk)

    def status(user: Any) -> int:
        return int(getattr(logged_in(user), method)(address).status_code)

    assert status(make_member(partner, Membership.Role.VIEWER)) == 403
    assert status(make_member(partner, Membership.Role.EDITOR)) in {200, 302}
    assert status(make_member(partner, Membership.Role.OWNER)) in {200, 302}
    waiting = make_partner(state=Partner.State.SUBMITTED, approved_at=None)
    assert status(make_member(waiting)) == 403
    assert status(None) == 403
    assert Client().get(address)["Location"].startswith("/accounts/login/")


def test_strangers_paused_listing_is_not_there() -> None:
    listing = make_listing(state=Listing.State.PAUSED)
    stranger = logged_in(make_member(make_partner()))
    assert stranger.get(f"/my/listings/{listing.pk}/edit/").status_code == 404
    assert stranger.get(f"/my/listings/{listing.pk}/done/").status_code == 404


@pytest.mark.parametrize("url", ["/my/listings/new/both/", "/my/listings/new/need%00/"])
def test_there_are_two_sides_only(client: Client, url: str) -> None:
    assert client.get(url).status_code == 404


def test_writing_for_a_strangers_partner(client: Client) -> None:
    assert client.get(f"{NEW}?partner={make_partner().slug}").status_code == 403
    hidden = make_partner(state=Partner.State.SUSPENDED)
    assert client.get(f"{NEW}?partner={hidden.slug}").status_code == 404

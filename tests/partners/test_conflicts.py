"""Two people edit one profile or need at once: the second sees both and chooses per answer."""

import re
from typing import Any

import pytest
from django.test import Client

from partners.life import registration
from partners.models import Listing, Membership, Partner
from partners.publishing import declaring, listings
from tests.bad_inputs import image_file
from tests.factories import make_listing, make_listing_file, make_member, make_partner
from tests.partners.answers import (
    CONFIRM,
    FORM,
    listing_answers,
    logged_in,
    partner_answers,
    press_send,
    the_draft,
)
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> Partner:
    return make_partner(
        name="掛川製茶株式会社",
        kana="カケガワセイチャ",
        phone="0537-21-1111",
        description="お茶を育てています。",
    )


def two_owners(partner: Partner) -> tuple[Client, Client]:
    return logged_in(make_member(partner)), logged_in(make_member(partner))


def choices_of(response: Any) -> dict[str, str]:
    """What is proposed for each answer, as the page shows it."""
    assert response.status_code == 409
    html = response.content.decode()
    pattern = r'name="take_(\w+)" value="(\w+)" form="confirm-form" checked'
    return dict(re.findall(pattern, html))


def save(client: Client, **answers: Any) -> None:
    """Somebody edits the profile from the form to the end."""
    client.post(FORM, partner_answers(**answers))
    assert press_send(client, CONFIRM).status_code == 302


def shown_version(response: Any) -> str:
    found = re.search(r'name="seen_version" value="(\d+)"', response.content.decode())
    assert found
    return found[1]


def test_second_takes_theirs_for_one_answer_and_keeps_own_for_another(partner: Partner) -> None:
    first, second = two_owners(partner)
    second.get(FORM)
    second.post(FORM, partner_answers(description="わたしの文。", phone="0537-21-1111"))
    save(first, description="同僚の文。", phone="0537-21-2222")
    response = press_send(second, CONFIRM)
    assert choices_of(response)["description"] == "mine"
    # Only the colleague has changed the telephone number, so theirs is proposed.
    assert choices_of(response)["phone"] == "theirs"
    html = response.content.decode()
    for shown in ("わたし", "同僚", "2222", "相手の方だけ", "おふたりとも"):
        assert shown in html
    chosen = {"take_description": "mine", "take_phone": "theirs"}
    sent = press_send(second, CONFIRM, seen_version=shown_version(response), **chosen)
    assert sent.status_code == 302
    partner.refresh_from_db()
    assert (partner.description, partner.phone) == ("わたしの文。", "0537-21-2222")


def test_second_may_take_over_everything(partner: Partner) -> None:
    first, second = two_owners(partner)
    second.post(FORM, partner_answers(description="わたしの文。", primary_goals=[1]))
    save(first, description="同僚の文。", primary_goals=[2, 3])
    response = press_send(second, CONFIRM)
    chosen = {f"take_{name}": "theirs" for name in choices_of(response)}
    press_send(second, CONFIRM, seen_version=shown_version(response), **chosen)
    partner.refresh_from_db()
    assert partner.description == "同僚の文。"
    assert [goal.pk for goal in partner.primary_goals.all()] == [2, 3]


def test_what_only_the_second_has_changed_stays_theirs(partner: Partner) -> None:
    first, second = two_owners(partner)
    second.post(FORM, partner_answers(name="わたしの名前"))
    registration.update_partner(
        Partner.objects.get(pk=partner.pk), by=make_member(partner), seen_version=1
    )
    assert first
    response = press_send(second, CONFIRM)
    assert choices_of(response)["name"] == "mine"
    assert "あなただけ" in response.content.decode()


def test_choice_is_kept_when_a_third_person_saves_in_that_moment(partner: Partner) -> None:
    first, second = two_owners(partner)
    second.post(FORM, partner_answers(description="わたしの文。", phone="0537-21-3333"))
    save(first, description="同僚の文。", phone="0537-21-2222")
    response = press_send(second, CONFIRM)
    save(first, description="同僚の文。", phone="0537-21-2222", name="三人目の名前")
    chosen = {"take_description": "theirs", "take_phone": "mine"}
    again = press_send(second, CONFIRM, seen_version=shown_version(response), **chosen)
    assert again.status_code == 409
    draft = Draft.objects.get(sent_at=None, data__has_key="name")
    assert (draft.data["description"], draft.data["phone"]) == (["同僚の文。"], ["0537-21-3333"])
    assert "三人目" in again.content.decode()


def test_picked_logo_is_offered_beside_that_of_the_other(partner: Partner) -> None:
    first, second = two_owners(partner)
    second.post(FORM, {**partner_answers(), "logo": image_file(name="わたしのロゴ.png")})
    first.post(FORM, {**partner_answers(), "logo": image_file(name="同僚のロゴ.png")})
    assert press_send(first, CONFIRM).status_code == 302
    partner.refresh_from_db()
    theirs = partner.logo.name
    response = press_send(second, CONFIRM)
    assert choices_of(response)["logo"] == "mine"
    assert "わたしのロゴ.png" in response.content.decode()
    draft = the_draft()
    assert drafts.files_of(draft, "logo")
    version = shown_version(response)
    assert press_send(second, CONFIRM, seen_version=version, take_logo="theirs").status_code == 302
    partner.refresh_from_db()
    assert partner.logo.name == theirs


def test_picked_logo_is_saved_where_the_other_changed_only_text(partner: Partner) -> None:
    first, second = two_owners(partner)
    second.post(FORM, {**partner_answers(), "logo": image_file(name="わたしのロゴ.png")})
    save(first, description="同僚の文。")
    response = press_send(second, CONFIRM)
    assert "logo" not in choices_of(response)
    chosen = {"take_description": "theirs"}
    press_send(second, CONFIRM, seen_version=shown_version(response), **chosen)
    partner.refresh_from_db()
    assert partner.logo
    assert partner.description == "同僚の文。"


def test_nonsense_in_the_choices_breaks_nothing(partner: Partner) -> None:
    first, second = two_owners(partner)
    second.post(FORM, partner_answers(description="わたしの文。"))
    save(first, description="同僚の文。")
    response = press_send(second, CONFIRM)
    chosen = {"take_nonsense": "theirs", "take_state": "theirs", "take_description": "<script>"}
    press_send(second, CONFIRM, seen_version=shown_version(response), **chosen)
    partner.refresh_from_db()
    assert (partner.description, partner.state) == ("わたしの文。", Partner.State.APPROVED)


def test_need_is_put_together_from_both(partner: Partner) -> None:
    listing = make_listing(partner, title="はじめの題", body="はじめの文", area="")
    first, second = two_owners(partner)
    edit = f"/my/listings/{listing.pk}/edit/"
    second.post(edit, listing_answers(title="わたしの題", body="はじめの文", area=None))
    first.post(edit, listing_answers(title="同僚の題", body="同僚の文", area=None, valid_months=3))
    assert press_send(first, f"{edit}confirm/").status_code == 302
    response = press_send(second, f"{edit}confirm/")
    proposed = choices_of(response)
    assert (proposed["title"], proposed["body"]) == ("mine", "theirs")
    chosen = {f"take_{name}": choice for name, choice in proposed.items()}
    version = shown_version(response)
    assert press_send(second, f"{edit}confirm/", seen_version=version, **chosen).status_code == 302
    listing.refresh_from_db()
    assert (listing.title, listing.body) == ("わたしの題", "同僚の文")


def test_files_of_both_are_there(partner: Partner) -> None:
    listing = make_listing(partner)
    _first, second = two_owners(partner)
    edit = f"/my/listings/{listing.pk}/edit/"
    mine = {**listing_answers(title="わたしの題"), "attachments": image_file(name="わたし.png")}
    second.post(edit, mine)
    make_listing_file(listing, "同僚.pdf")
    stored = Listing.objects.get(pk=listing.pk)
    stored.title = "同僚の題"
    listings.update_listing(stored, by=make_member(partner), seen_version=1)
    response = press_send(second, f"{edit}confirm/")
    assert response.status_code == 409
    assert (
        press_send(second, f"{edit}confirm/", seen_version=shown_version(response)).status_code
        == 302
    )
    assert {file.name for file in listing.files.all()} == {"わたし.png", "同僚.pdf"}


def test_editor_and_federation_are_told_alike(partner: Partner) -> None:
    editor = make_member(partner, Membership.Role.EDITOR)
    listing = make_listing(partner)
    client = logged_in(editor)
    edit = f"/my/listings/{listing.pk}/edit/"
    client.post(edit, listing_answers(title="わたしの題"))
    Listing.objects.filter(pk=listing.pk).update(version=4, title="別の題")
    assert choices_of(press_send(client, f"{edit}confirm/"))["title"] == "mine"


def test_declaration_that_only_the_other_has_written_is_proposed_from_them(
    partner: Partner,
) -> None:
    _first, second = two_owners(partner)
    second.post(FORM, partner_answers(description="わたしの文。", declaration=""))
    other, by = Partner.objects.get(pk=partner.pk), make_member(partner)
    declaring.declare(other, by=by, seen_version=other.version, text="新しい宣言。", lines=[])
    response = press_send(second, CONFIRM)
    assert choices_of(response)["declaration"] == "theirs"
    assert "相手の方だけ" in response.content.decode()


def test_draft_that_another_published_with_edits_proposes_theirs(partner: Partner) -> None:
    _first, second = two_owners(partner)
    listing = make_listing(partner, state=Listing.State.DRAFT, published_at=None, area="駅前")
    form = f"/my/listings/{listing.pk}/edit/"
    second.post(form, listing_answers(area="駅前"))
    other = Listing.objects.get(pk=listing.pk)
    other.area = "港"
    listings.publish_listing(other, by=make_member(partner), seen_version=other.version)
    response = press_send(second, f"{form}confirm/")
    assert choices_of(response)["area"] == "theirs"

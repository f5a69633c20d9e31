"""Registering a partner in the browser: 入力 → 確認 → 完了."""

from typing import Any

import pytest
from django.test import Client

from partners.models import Membership, Partner
from tests.bad_inputs import TYPEABLE, bad_files, image_file
from tests.factories import make_member, make_municipality, make_partner, make_user
from tests.partners.answers import (
    CONFIRM,
    FORM,
    errors_of,
    logged_in,
    partner_answers,
    press_send,
    the_draft,
)
from tomoni.accounts.models import Draft
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality, Vision
from tomoni.taxonomy.models import PartnerType

pytestmark = pytest.mark.django_db


def test_whole_way_from_form_to_receipt(city: Municipality) -> None:
    vision = Vision.objects.create(municipality=city, name_ja="お茶のまち")
    client = logged_in(user := make_user())
    assert client.get(FORM).status_code == 200
    response = client.post(FORM, partner_answers(city, visions=[vision.pk], logo=image_file()))
    assert response["Location"] == CONFIRM
    page = client.get(CONFIRM).content.decode()
    for shown in ("カケガワセイチャ", "0537-21-1111", "お茶のまち", "写真.png", "修正する"):
        assert shown in page
    assert not Partner.objects.exists()

    done = press_send(client, CONFIRM)["Location"]
    partner = Partner.objects.get()
    assert done == f"/my/partner/done/{partner.receipt}/"
    assert partner.receipt in client.get(done).content.decode()
    assert (partner.municipality, partner.state) == (city, Partner.State.SUBMITTED)
    assert (partner.corporate_number, partner.postal_code) == ("7000012050002", "4360047")
    assert partner.website == "https://www.example.jp"
    assert [goal.number for goal in partner.primary_goals.all()] == [12, 13]
    assert [goal.number for goal in partner.related_goals.all()] == [4]  # 12 is a main goal
    assert list(partner.visions.all()) == [vision]
    assert partner.logo.read(4) == b"\x89PNG"
    assert partner.memberships.get().user == user


def test_second_press_makes_no_second_partner(city: Municipality) -> None:
    client = logged_in()
    client.post(FORM, partner_answers(city))
    token = str(the_draft().token)
    answers = {client.post(CONFIRM, {"draft": token})["Location"] for _ in range(3)}
    assert answers == {f"/my/partner/done/{Partner.objects.get().receipt}/"}
    assert Membership.objects.count() == 1
    assert Entry.objects.count() == 1


def test_draft_of_somebody_else_is_not_sent(city: Municipality) -> None:
    logged_in().post(FORM, partner_answers(city))
    response = logged_in().post(CONFIRM, {"draft": str(the_draft().token)})
    assert response["Location"] == FORM
    assert not Partner.objects.exists()


def test_confirmation_without_answers_leads_back(city: Municipality) -> None:
    assert logged_in().get(CONFIRM)["Location"] == FORM


def test_autosave_answers_with_its_fragment_alone(city: Municipality) -> None:
    client = logged_in()
    headers = {"HX-Request": "true", "HX-Target": "draft-state"}
    response = client.post(FORM, {"name": "書きかけ", "description": "途中"}, headers=headers)
    html = response.content.decode()
    assert html.strip().startswith("<p")
    assert 'id="draft-state"' in html
    page = client.get(FORM).content.decode()
    assert "書きかけ" in page
    assert "途中" in page
    assert not Partner.objects.exists()


def test_what_was_begun_can_be_thrown_away(city: Municipality) -> None:
    client = logged_in()
    client.post(FORM, {"name": "途中の名前"})
    assert client.post(FORM, {"step": "discard"})["Location"] == FORM
    assert "途中の名前" not in client.get(FORM).content.decode()
    assert not Draft.objects.filter(data__has_key="name").exists()


def test_empty_form_says_what_is_missing_beside_each_field(city: Municipality) -> None:
    make_municipality()  # with one alone, it would be chosen beforehand
    response = logged_in().post(FORM, {})
    required = {"municipality", "type", "name", "kana", "description", "primary_goals"}
    assert set(errors_of(response)) == required
    html = response.content.decode()
    for name in required:
        assert f'id="id_{name}_error"' in html
    assert 'id="error-summary"' in html


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "長" * 121),
        ("kana", "漢字"),
        ("kana", "ア" * 161),
        ("corporate_number", "1234567890123"),
        ("corporate_number", "12345"),
        ("postal_code", "43600"),
        ("phone", "電話"),
        ("website", "javascript:alert(1)"),
        ("website", "https://user:pass@example.jp/"),
        ("website", "ftp://example.jp/"),
        ("description", "長" * 8001),
        ("declaration", "長" * 2001),
        ("address", "長" * 201),
        ("primary_goals", [1, 2, 3, 4]),
        ("primary_goals", [99]),
        ("primary_goals", ["abc"]),
        ("primary_goals", []),
        ("related_goals", ["\x00"]),
        ("fields", ["9" * 30]),
        ("type", "999999"),
        ("type", "'"),
        ("municipality", "0"),
        ("municipality", "9" * 40),
        ("municipality", "①"),
        ("sector", "x"),
    ],
)
def test_wrong_answer_is_refused_in_words_and_kept(
    city: Municipality, name: str, value: Any
) -> None:
    make_municipality()
    client = logged_in()
    response = client.post(FORM, partner_answers(city, **{name: value}))
    errors = errors_of(response)
    assert list(errors) == [name]
    assert all(errors[name])
    assert "掛川製茶株式会社" in client.get(FORM).content.decode() or name == "name"
    assert client.get(CONFIRM)["Location"] == FORM
    assert not Partner.objects.exists()


@pytest.mark.parametrize("case", TYPEABLE)
@pytest.mark.parametrize("name", ["name", "kana", "description", "address", "phone", "website"])
def test_anything_may_be_typed(city: Municipality, case: str, name: str) -> None:
    client = logged_in()
    response = client.post(FORM, partner_answers(city, **{name: TYPEABLE[case]}))
    if response.status_code == 200:
        assert list(errors_of(response)) == [name]
        return
    press_send(client, CONFIRM)
    partner = Partner.objects.get()
    html = client.get(partner.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    assert not {"\x00", "\x07", "\u202e"} & set(getattr(partner, name))


def test_names_are_kept_as_they_are_typed(city: Municipality) -> None:
    client = logged_in()
    client.post(FORM, partner_answers(city, name="　𠮷野家 髙橋①　（株）🍵 "))
    press_send(client, CONFIRM)
    assert Partner.objects.get().name == "𠮷野家 髙橋①　（株）🍵"


@pytest.mark.parametrize("case", sorted(bad_files()))
def test_wrong_file_is_refused_and_nothing_else_is_lost(city: Municipality, case: str) -> None:
    client = logged_in()
    file = bad_files()[case]
    response = client.post(FORM, partner_answers(city, logo=file))
    errors = errors_of(response)
    assert list(errors) == ["logo"]
    assert file.name in errors["logo"][0]
    assert "掛川製茶株式会社" in response.content.decode()
    assert client.post(FORM, partner_answers(city))["Location"] == CONFIRM


def test_file_survives_the_errors_of_other_fields(city: Municipality) -> None:
    client = logged_in()
    response = client.post(FORM, partner_answers(city, name="", logo=image_file(name="ロゴ.png")))
    assert "ロゴ.png" in response.content.decode()
    client.post(FORM, partner_answers(city))
    press_send(client, CONFIRM)
    assert Partner.objects.get().logo


def test_kept_file_can_be_taken_out_again(city: Municipality) -> None:
    client = logged_in()
    client.post(FORM, partner_answers(city, logo=image_file()))
    token = the_draft().files.get().token
    client.post(FORM, partner_answers(city, remove_file=str(token)))
    press_send(client, CONFIRM)
    assert not Partner.objects.get().logo


def test_types_and_visions_follow_the_municipality(city: Municipality) -> None:
    npo = PartnerType.objects.get(slug="npo")
    city.partner_types.set([npo])
    Vision.objects.create(municipality=city, name_ja="お茶のまち")
    Vision.objects.create(municipality=make_municipality(), name_ja="よそのまち")
    headers = {"HX-Request": "true", "HX-Target": "partner-choices"}
    query = f"?municipality={city.pk}&type={npo.pk}"
    html = logged_in().get(FORM + query, headers=headers).content.decode()
    assert html.strip().startswith("<div")
    assert 'id="partner-choices"' in html
    assert "お茶のまち" in html
    assert "よそのまち" not in html
    assert f'value="{npo.pk}" selected' in html
    assert "経済団体" not in html


@pytest.mark.parametrize("typed", ["abc", "", "99999999999999999999", "\x00"])
def test_choices_of_no_municipality(city: Municipality, typed: str) -> None:
    make_municipality()
    headers = {"HX-Request": "true", "HX-Target": "partner-choices"}
    response = logged_in().get(FORM, {"municipality": typed, "visions": "x"}, headers=headers)
    assert response.status_code == 200


def test_type_that_the_municipality_does_not_take_is_refused(city: Municipality) -> None:
    city.partner_types.set(PartnerType.objects.filter(slug="npo"))
    errors = errors_of(logged_in().post(FORM, partner_answers(city)))
    assert "この自治体では" in errors["type"][0]


def test_vision_of_another_municipality_is_refused(city: Municipality) -> None:
    Vision.objects.create(municipality=city, name_ja="お茶のまち")
    other = Vision.objects.create(municipality=make_municipality(), name_ja="よそのまち")
    response = logged_in().post(FORM, partner_answers(city, visions=[other.pk]))
    assert list(errors_of(response)) == ["visions"]


def test_visions_survive_autosave_and_reload(city: Municipality) -> None:
    make_municipality()
    vision = Vision.objects.create(municipality=city, name_ja="お茶のまち")
    client = logged_in()
    headers = {"HX-Request": "true", "HX-Target": "draft-state"}
    client.post(FORM, {"municipality": city.pk, "visions": [vision.pk]}, headers=headers)
    form = client.get(FORM).context["form"]
    assert form["visions"].value() == [str(vision.pk)]


def test_registered_partner_edits_and_stays_registered(city: Municipality) -> None:
    partner = make_partner(municipality=city)
    client = logged_in(make_member(partner))
    other = make_municipality()
    assert "掛川市" in client.get(FORM).content.decode()
    client.post(FORM, partner_answers(other, name="新しい名前", logo=image_file()))
    done = press_send(client, CONFIRM)["Location"]
    partner.refresh_from_db()
    assert (partner.name, partner.municipality) == ("新しい名前", city)
    assert partner.is_approved
    assert partner.logo
    assert "プロフィールを保存しました" in client.get(done).content.decode()


def test_present_logo_can_be_taken_away() -> None:
    partner = make_partner()
    partner.logo.save("logo.png", image_file())
    client = logged_in(make_member(partner))
    client.post(FORM, partner_answers())
    press_send(client, CONFIRM)
    partner.refresh_from_db()
    assert partner.logo
    client.post(FORM, partner_answers(removes_logo="on"))
    press_send(client, CONFIRM)
    partner.refresh_from_db()
    assert not partner.logo


def test_returned_one_shows_the_reason_and_is_sent_again() -> None:
    partner = make_partner(state=Partner.State.RETURNED, return_reason="もっと <詳しく>")
    client = logged_in(make_member(partner))
    assert "もっと &lt;詳しく&gt;" in client.get(FORM).content.decode()
    client.post(FORM, partner_answers())
    done = press_send(client, CONFIRM)["Location"]
    partner.refresh_from_db()
    assert partner.state == Partner.State.SUBMITTED
    assert "登録の申請を受け付けました" in client.get(done).content.decode()


def test_lost_update_shows_both_texts_and_saves_mine_only_when_told() -> None:
    partner = make_partner(description="はじめの文")
    client = logged_in(make_member(partner))
    client.post(FORM, partner_answers(description="わたしの文"))
    Partner.objects.filter(pk=partner.pk).update(version=7, description="ほかの人の文")
    response: Any = press_send(client, CONFIRM)
    html = response.content.decode()
    assert response.status_code == 409
    assert "ほかの人の文" in html
    assert "わたしの文" in html
    partner.refresh_from_db()
    assert partner.description == "ほかの人の文"

    assert press_send(client, CONFIRM).status_code == 409  # nothing is claimed by asking twice
    assert press_send(client, CONFIRM, seen_version="7").status_code == 302
    partner.refresh_from_db()
    assert (partner.description, partner.version) == ("わたしの文", 8)


@pytest.mark.parametrize("version", ["abc", "-1", "", "9" * 50, "⑦"])
def test_nonsense_for_a_version_is_a_lost_update(version: str) -> None:
    partner = make_partner()
    client = logged_in(make_member(partner))
    client.post(FORM, partner_answers())
    Partner.objects.filter(pk=partner.pk).update(version=7)
    assert press_send(client, CONFIRM, seen_version=version).status_code == 409


def test_draft_in_which_nothing_is_typed_starts_at_what_is_there_now() -> None:
    partner = make_partner()
    client = logged_in(make_member(partner))
    client.get(FORM)
    Partner.objects.filter(pk=partner.pk).update(version=7)
    client.get(FORM)
    client.post(FORM, partner_answers())
    assert press_send(client, CONFIRM).status_code == 302


def test_state_that_changed_under_the_form_is_told_in_words() -> None:
    partner = make_partner()
    client = logged_in(make_member(partner))
    client.post(FORM, partner_answers())
    token = str(the_draft().token)
    Partner.objects.filter(pk=partner.pk).update(state=Partner.State.WITHDRAWN)
    response = client.post(CONFIRM, {"draft": token}, follow=True)
    assert response.status_code == 200
    assert (
        "確認ください" in response.content.decode() or "変更できません" in response.content.decode()
    )
    assert the_draft().data["name"] == ["掛川製茶株式会社"]


def test_withdrawn_one_cannot_be_edited() -> None:
    partner = make_partner(state=Partner.State.WITHDRAWN)
    client = logged_in(make_member(partner))
    response = client.get(FORM, follow=True)
    assert response.redirect_chain[-1][0] == partner.get_absolute_url()
    assert "変更できません" in response.content.decode()


@pytest.mark.parametrize("url", [FORM, CONFIRM])
def test_only_owners_edit(url: str) -> None:
    partner, hidden = make_partner(), make_partner(state=Partner.State.RETURNED, return_reason="x")
    for role, status in (("viewer", 403), ("editor", 403)):
        client = logged_in(make_member(partner, Membership.Role(role)))
        assert client.get(url).status_code == status
        assert client.post(url).status_code == status
    stranger = logged_in()
    assert stranger.get(f"{url}?partner={partner.slug}").status_code == 403
    assert stranger.get(f"{url}?partner={hidden.slug}").status_code == 404
    assert stranger.post(f"{url}?partner={hidden.slug}").status_code == 404
    assert stranger.get(f"{url}?partner=nobody").status_code == 404


@pytest.mark.parametrize("url", [FORM, CONFIRM, "/my/partner/done/R-2222-2222/"])
def test_anonymous_is_asked_to_log_in(url: str) -> None:
    assert Client().get(url)["Location"].startswith("/accounts/login/")


def test_person_in_several_chooses_and_may_register_another(city: Municipality) -> None:
    first, second = make_partner("一番"), make_partner("二番")
    user = make_member(first)
    Membership.objects.create(partner=second, user=user, role=Membership.Role.OWNER)
    client = logged_in(user)
    assert client.get(FORM).context["partner"] == first
    page = client.get(f"{FORM}?partner={second.slug}")
    assert page.context["partner"] == second
    assert f'<option value="{second.slug}" selected>' in page.content.decode()
    client.post(f"{FORM}?partner=new", partner_answers(city))
    press_send(client, f"{CONFIRM}?partner=new")
    assert user.partners.count() == 3


def test_receipt_is_shown_to_members_alone() -> None:
    partner = make_partner()
    url = f"/my/partner/done/{partner.receipt}/"
    assert logged_in(make_member(partner)).get(url).status_code == 200
    assert logged_in().get(url).status_code == 404


def test_own_type_that_is_not_taken_any_more_can_be_kept() -> None:
    city = make_municipality()
    npo, company = (PartnerType.objects.get(slug=slug) for slug in ("npo", "company"))
    city.partner_types.set([company])
    partner = make_partner(municipality=city, type=npo)
    client = logged_in(make_member(partner))
    assert client.post(FORM, partner_answers(type=npo.pk))["Location"] == CONFIRM
    other = make_partner(municipality=city, type=company)
    response = logged_in(make_member(other)).post(FORM, partner_answers(type=npo.pk))
    assert list(errors_of(response)) == ["type"]

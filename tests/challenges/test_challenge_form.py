"""Posting a challenge: 入力 → 確認 → 完了, rows, drafts, bad input."""

from typing import Any

import pytest
from django.test import Client

from challenges.forms.challenge import MARKED
from challenges.models import Challenge
from tests.bad_inputs import TYPEABLE
from tests.challenges.writing import CONFIRM, NEW, answers, moment, post, send
from tests.factories import make_municipality, make_staff
from tomoni.accounts.models import Draft, User
from tomoni.municipalities.models import Municipality, StaffRole, Vision

pytestmark = pytest.mark.django_db
LINES = ("title", "project_name", "sub_themes-0-title", "contacts-0-organisation")
ODD_VALUES = ("over-long", "emoji", "html", "control characters", "very large number", "negative")
ODD_VALUES += ("far date", "full-width")


@pytest.mark.usefixtures("editor")
def test_from_the_form_to_the_draft(client: Client, editor: User) -> None:
    assert post(client) == CONFIRM
    page = client.get(CONFIRM).content.decode()
    for shown in ("空き家活用プロジェクト", "見守り", "0537-21-1111", "jc@example.jp", "11"):
        assert shown in page
    response = send(client)
    challenge = Challenge.objects.get()
    assert response["Location"] == f"/desk/challenges/{challenge.slug}/"
    assert (challenge.state, challenge.created_by) == (Challenge.State.DRAFT, editor)
    assert [theme.title for theme in challenge.sub_themes.all()] == ["改修", "見守り"]
    rows = challenge.contacts.values_list("organisation", "phone", "email")
    assert list(rows) == [
        ("企画政策課", "0537-21-1111", ""),
        ("青年会議所", "", "jc@example.jp"),
    ]
    assert [goal.number for goal in challenge.related_goals.all()] == [3, 4]
    assert challenge.reply_days == 30
    assert "下書きとして保存" in client.get(response["Location"]).content.decode()


@pytest.mark.usefixtures("editor")
def test_sending_twice_makes_one_challenge(client: Client) -> None:
    post(client)
    token = str(Draft.objects.get(sent_at=None).pk)
    first, second = (client.post(CONFIRM, {"draft": token}) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Challenge.objects.count() == 1


@pytest.mark.usefixtures("editor")
def test_a_draft_of_somebody_else_is_not_sent(client: Client, city: Municipality) -> None:
    post(client)
    token = str(Draft.objects.get(sent_at=None).pk)
    client.force_login(make_staff(city))
    assert client.post(CONFIRM, {"draft": token})["Location"] == NEW
    assert not Challenge.objects.exists()


@pytest.mark.usefixtures("editor")
def test_what_was_typed_is_kept_with_its_rows(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Target": "draft-state"}
    client.post(NEW, answers(title="", wish="途中"), headers=headers)
    page = client.get(NEW).content.decode()
    for kept in ("途中", 'value="見守り"', 'value="青年会議所"', 'value="ｊｃ＠example.jp"'):
        assert kept in page
    assert "errorlist" not in page


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("rows", ["sub_themes", "contacts"])
def test_more_rows_without_javascript_and_without_complaint(client: Client, rows: str) -> None:
    three = {f"sub_themes-{n}-title": f"テーマ{n}" for n in range(5)}
    response = client.post(NEW, answers(title="", step=rows, **three))
    assert response["Location"] == f"{NEW}#id_{rows}"
    page = client.get(NEW).content.decode()
    assert "errorlist" not in page
    assert page.count('name="sub_themes-') == 8
    assert page.count("-organisation") >= 4


@pytest.mark.usefixtures("editor")
def test_beginning_anew_forgets_what_was_typed(client: Client) -> None:
    post(client, title="")
    assert client.post(NEW, {"step": "discard"})["Location"] == NEW
    assert "改修" not in client.get(NEW).content.decode()


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "id_title_error"),
        ({"title": "長" * 101}, "id_title_error"),
        ({"wish": "長" * 2001}, "id_wish_error"),
        ({"closes_at": ""}, "id_closes_at_error"),
        ({"closes_at": "きのう"}, "id_closes_at_error"),
        ({"closes_at": "2001-01-01T10:00"}, "年を確かめてください。"),
        ({"closes_at": "9999-12-31T23:59"}, "年を確かめてください。"),
        ({"closes_at": "0001-01-01T00:00"}, "年を確かめてください。"),
        ({"reply_days": "0"}, "id_reply_days_error"),
        ({"reply_days": "たくさん"}, "id_reply_days_error"),
        ({"reply_days": "99999999999999999999"}, "id_reply_days_error"),
        ({"category": ""}, "id_category_error"),
        ({"category": "0"}, "id_category_error"),
        ({"call_type": "other"}, "id_call_type_error"),
        ({"primary_goals": ["99"]}, "id_primary_goals_error"),
        ({"fields": ["abc"]}, "id_fields_error"),
        ({"contacts-0-phone": "ABC"}, "電話番号をご確認ください"),
        ({"contacts-1-email": "よくない"}, "contacts-1-email"),
        ({"contacts-0-phone": ""}, "電話番号かメールアドレスのどちらか"),
        ({"contacts-0-organisation": ""}, "組織名または担当課を書いてください。"),
        ({"sub_themes-0-title": "長" * 101}, "印のついた行"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    client: Client, changes: dict[str, Any], words: str
) -> None:
    page = post(client, **changes)
    assert "error-summary" in page
    assert words in page or "contacts" in str(changes)
    assert "空き家活用プロジェクト" in page
    assert not Challenge.objects.exists()


def test_the_end_is_later_than_now_and_than_the_beginning(client: Client, editor: User) -> None:
    assert "これから先の日時" in post(client, closes_at=moment(minutes=-1))
    page = post(client, opens_at=moment(days=3), closes_at=moment(days=2))
    assert "公開日時より後" in page


@pytest.mark.usefixtures("editor")
def test_at_least_one_contact(client: Client) -> None:
    nobody = {
        f"contacts-{n}-{part}": "" for n in (0, 1) for part in ("organisation", "phone", "email")
    }
    assert "問い合わせ先を1件以上" in post(client, **nobody)


@pytest.mark.usefixtures("editor")
def test_no_more_rows_than_allowed(client: Client) -> None:
    many = {f"sub_themes-{n}-title": f"テーマ{n}" for n in range(21)}
    page = post(client, **many)
    assert "20件まで" in page
    assert 'value="テーマ20"' in page


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("kind", TYPEABLE)
def test_any_text_is_taken_or_refused_in_words(client: Client, kind: str) -> None:
    typed = TYPEABLE[kind]
    result = post(client, **dict.fromkeys((*MARKED, *LINES), typed))
    if result != CONFIRM:
        assert "error-summary" in result
        return
    assert client.get(CONFIRM).status_code == 200
    send(client)
    challenge = Challenge.objects.get()
    for url in (f"/desk/challenges/{challenge.slug}/", f"/desk/challenges/{challenge.slug}/edit/"):
        page = client.get(url).content.decode()
        assert "<script>alert(1)</script>" not in page
        assert "\x00" not in page


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("name", ["closes_at", "opens_at", "reply_days", "contacts-0-phone"])
@pytest.mark.parametrize("kind", ODD_VALUES)
def test_any_text_in_a_field_of_another_kind_is_no_error_of_ours(
    client: Client, kind: str, name: str
) -> None:
    result = post(client, **{name: TYPEABLE[kind]})
    assert result == CONFIRM or "error-summary" in result


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(
    ("main", "further", "warns"),
    [
        (["1", "2", "3"], [], False),
        (["1", "2", "3", "4"], [], True),
        (["1"], [str(n) for n in range(2, 10)], False),
        (["1"], [str(n) for n in range(1, 10)], False),
        (["1"], [str(n) for n in range(2, 11)], True),
    ],
)
def test_ticking_everything_gets_a_word_but_is_no_error(
    client: Client, main: list[str], further: list[str], warns: bool
) -> None:
    assert post(client, primary_goals=main, related_goals=further) == CONFIRM
    for url in (NEW, CONFIRM):
        assert ("すべてを選ぶと" in client.get(url).content.decode()) == warns


def test_whoever_edits_for_several_cities_chooses_one(client: Client, editor: User) -> None:
    other = make_municipality("金沢市")
    StaffRole.objects.create(municipality=other, user=editor, role=StaffRole.Role.EDITOR)
    viewed = make_municipality("見るだけ市")
    StaffRole.objects.create(municipality=viewed, user=editor, role=StaffRole.Role.VIEWER)
    page = client.get(NEW).content.decode()
    assert "金沢市" in page
    assert "見るだけ市" not in page
    assert "id_municipality_error" in post(client, municipality=str(viewed.pk))
    assert post(client, municipality=str(other.pk)) == CONFIRM
    send(client)
    assert Challenge.objects.get().municipality == other


def test_visions_belong_to_the_chosen_city(
    client: Client, editor: User, city: Municipality
) -> None:
    other = make_municipality("金沢市")
    StaffRole.objects.create(municipality=other, user=editor, role=StaffRole.Role.EDITOR)
    vision = Vision.objects.create(municipality=other, name_ja="古都")
    page = post(client, municipality=str(city.pk), visions=[str(vision.pk)])
    assert "選んだ自治体のビジョンだけ" in page
    assert post(client, municipality=str(other.pk), visions=[str(vision.pk)]) == CONFIRM


@pytest.mark.parametrize("role", [StaffRole.Role.EDITOR, StaffRole.Role.MANAGER])
@pytest.mark.parametrize(("url", "status"), [(NEW, 200), (CONFIRM, 302)])
def test_writing_is_for_editors(
    client: Client, city: Municipality, role: StaffRole.Role, url: str, status: int
) -> None:
    assert client.get(url)["Location"].startswith("/accounts/login/")
    client.force_login(make_staff(city, StaffRole.Role.VIEWER))
    assert client.get(url).status_code == 403
    client.force_login(make_staff(city, role))
    assert client.get(url).status_code == status

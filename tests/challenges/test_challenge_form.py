"""Posting and editing a challenge: 入力 → 確認 → 完了, rows, drafts, bad input, two editors."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenges.forms.challenge import ChallengeForm, answers_of
from challenges.models import Challenge
from tests.bad_inputs import TEXTS
from tests.factories import make_challenge, make_municipality, make_staff
from tomoni.accounts.models import Draft, User
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality, StaffRole, Vision
from tomoni.taxonomy.models import Category, Field

pytestmark = pytest.mark.django_db
NEW, CONFIRM = "/desk/challenges/new/", "/desk/challenges/new/confirm/"
LONG_TEXTS = (
    "wish",
    "background",
    "project_content",
    "expected_outcomes",
    "offered",
    "asked_of_advisers",
    "remarks",
)
LINES = ("title", "project_name", "sub_themes-0-title", "contacts-0-organisation")
# The test client cannot send a lone surrogate, and no browser does.
TYPEABLE = {kind: text for kind, text in TEXTS.items() if kind != "lone surrogate"}

ODD_VALUES = ("over-long", "emoji", "html", "control characters", "very large number", "negative")
ODD_VALUES += ("far date", "full-width")


def answers(**changes: Any) -> dict[str, Any]:
    """What a member of staff types."""
    return {
        "title": "空き家を地域の宝に",
        "wish": "空き家を改修したい。",
        "background": "増えています。",
        "project_name": "空き家活用プロジェクト",
        "project_content": "つなぎます。",
        "sub_themes-0-title": "改修",
        "sub_themes-1-title": "見守り",
        "expected_outcomes": "三軒。",
        "offered": "場所。",
        "primary_goals": ["11"],
        "related_goals": ["3", "4"],
        "fields": [str(Field.objects.get(slug="housing").pk)],
        "contacts-0-organisation": "企画政策課",
        "contacts-0-phone": "０５３７－２１－１１１１",
        "contacts-1-organisation": "青年会議所",
        "contacts-1-email": "ｊｃ＠example.jp",
        "category": str(Category.objects.get(slug="exchange").pk),
        "call_type": "theme",
        "mode": "collaboration",
        "opens_at": "",
        "closes_at": moment(days=30),
        "reply_days": "３０",
        **changes,
    }


def moment(**delta: Any) -> str:
    """As the browser's picker writes it."""
    return (timezone.localtime() + timedelta(**delta)).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def city() -> Municipality:
    return make_municipality("掛川市", slug="kakegawa")


@pytest.fixture
def editor(client: Client, city: Municipality) -> User:
    person = make_staff(city)
    client.force_login(person)
    return person


def post(client: Client, url: str = NEW, **changes: Any) -> str:
    """Post the form: the page with what is to be mended, or where it leads."""
    response = client.post(url, answers(**changes))
    assert response.status_code in (200, 302), response.status_code
    return str(response["Location"]) if response.status_code == 302 else response.content.decode()


def send(client: Client, url: str = CONFIRM) -> Any:
    """The POST of the confirmation."""
    token = Draft.objects.get(sent_at=None).pk
    return client.post(url, {"draft": str(token)})


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
@pytest.mark.parametrize("kind", list(TYPEABLE))
def test_any_text_is_taken_or_refused_in_words(client: Client, kind: str) -> None:
    typed = TYPEABLE[kind]
    result = post(client, **dict.fromkeys((*LONG_TEXTS, *LINES), typed))
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


def edit_urls(challenge: Challenge) -> tuple[str, str]:
    """Form and confirmation."""
    names = ("challenge_edit", "challenge_edit_confirm")
    form, confirm = (reverse(f"challenges:{name}", args=[challenge.slug]) for name in names)
    return form, confirm


def test_the_form_of_an_existing_challenge_is_filled(
    client: Client, editor: User, city: Municipality
) -> None:
    post(client)
    send(client)
    challenge = Challenge.objects.get()
    page = client.get(edit_urls(challenge)[0]).content.decode()
    for shown in ("空き家活用プロジェクト", 'value="見守り"', 'value="0537-21-1111"'):
        assert shown in page
    assert timezone.localtime(challenge.closes_at).strftime("%Y-%m-%dT%H:%M") in page


def test_editing_changes_the_challenge(client: Client, editor: User, city: Municipality) -> None:
    challenge = make_challenge(city)
    form, confirm = edit_urls(challenge)
    client.get(form)
    assert post(client, form, title="新しい題") == confirm
    send(client, confirm)
    challenge.refresh_from_db()
    assert (challenge.title, challenge.version) == ("新しい題", 2)
    assert challenge.sub_themes.count() == 2
    assert Entry.objects.filter(verb="challenge.rewritten").count() == 1


def test_the_second_of_two_editors_sees_both_texts_and_may_go_on(
    client: Client, editor: User, city: Municipality
) -> None:
    challenge = make_challenge(city)
    form, confirm = edit_urls(challenge)
    colleague = Client()
    colleague.force_login(make_staff(city))
    for person in (client, colleague):
        person.get(form)
    post(colleague, form, wish="同僚の文")
    token = Draft.objects.get(sent_at=None, data__wish=["同僚の文"]).pk
    assert colleague.post(confirm, {"draft": str(token)}).status_code == 302
    post(client, form, wish="わたしの文")
    mine = {"draft": str(Draft.objects.get(sent_at=None, user=editor).pk)}
    response = client.post(confirm, mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "同僚の文" in page
    assert "わたしの文" in page
    assert page.count("<h3>あなたの内容</h3>") < 25
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    client.post(form, {"step": "take_mine", "version": found[1]})
    assert client.post(confirm, mine).status_code == 302
    challenge.refresh_from_db()
    assert (challenge.wish, challenge.version) == ("わたしの文", 3)


def test_the_second_editor_may_keep_what_the_first_has_saved(
    client: Client, editor: User, city: Municipality
) -> None:
    challenge = make_challenge(city)
    form, _confirm = edit_urls(challenge)
    client.get(form)
    post(client, form, wish="わたしの文")
    response = client.post(form, {"step": "take_theirs"})
    assert response["Location"] == f"/desk/challenges/{challenge.slug}/"
    assert not Draft.objects.exists()


def test_a_stale_version_does_not_win(client: Client, editor: User, city: Municipality) -> None:
    challenge = make_challenge(city)
    form, confirm = edit_urls(challenge)
    client.get(form)
    post(client, form)
    Challenge.objects.update(version=5)
    client.post(form, {"step": "take_mine", "version": "4"})
    assert send(client, confirm).status_code == 409


def test_an_untouched_form_is_not_stale(client: Client, editor: User, city: Municipality) -> None:
    """Somebody looked at the form yesterday and typed nothing; others have saved since."""
    challenge = make_challenge(city)
    form, confirm = edit_urls(challenge)
    client.get(form)
    Challenge.objects.update(version=7)
    client.get(form)
    post(client, form)
    assert send(client, confirm).status_code == 302


def test_an_open_form_stays_stale_although_its_draft_is_still_empty(
    client: Client, editor: User, city: Municipality
) -> None:
    """The form was opened before the other saved, and the first letter typed after."""
    challenge = make_challenge(city)
    form, confirm = edit_urls(challenge)
    client.get(form)
    Challenge.objects.update(version=7)
    post(client, form)
    assert send(client, confirm).status_code == 409


@pytest.mark.parametrize("state", Challenge.FINISHED_STATES)
def test_what_is_over_is_not_edited(
    client: Client, editor: User, city: Municipality, state: Challenge.State
) -> None:
    challenge = make_challenge(city)
    form, confirm = edit_urls(challenge)
    client.get(form)
    post(client, form, title="遅い変更")
    Challenge.objects.update(state=state, cancel_reason="理由")
    response = send(client, confirm)
    assert response["Location"] == f"/desk/challenges/{challenge.slug}/"
    assert client.get(form)["Location"] == response["Location"]
    challenge.refresh_from_db()
    assert challenge.title != "遅い変更"


def test_a_closed_challenge_keeps_its_deadline_to_the_second(
    client: Client, editor: User, city: Municipality
) -> None:
    closes_at = timezone.now().replace(microsecond=0) - timedelta(days=1)
    challenge = make_challenge(city, state=Challenge.State.CLOSED, closes_at=closes_at)
    form, confirm = edit_urls(challenge)
    client.get(form)
    shown = timezone.localtime(closes_at).strftime("%Y-%m-%dT%H:%M")
    assert post(client, form, closes_at=shown) == confirm
    send(client, confirm)
    challenge.refresh_from_db()
    assert challenge.closes_at == closes_at


def test_a_planned_challenge_without_a_time_is_a_draft_again(
    client: Client, editor: User, city: Municipality
) -> None:
    challenge = make_challenge(city, state=Challenge.State.SCHEDULED)
    form, confirm = edit_urls(challenge)
    client.get(form)
    post(client, form, opens_at="")
    send(client, confirm)
    challenge.refresh_from_db()
    assert (challenge.state, challenge.opens_at) == (Challenge.State.DRAFT, None)


def test_the_form_takes_back_what_the_challenge_has(city: Municipality) -> None:
    challenge = make_challenge(city, goals=(3,))
    form = ChallengeForm(initial=answers_of(challenge), municipalities=[city], challenge=challenge)
    assert form["primary_goals"].value() == [3]
    assert "空き家を改修し" in str(form["wish"])


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

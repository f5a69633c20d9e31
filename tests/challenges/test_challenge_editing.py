"""Changing a challenge that is there: filled form, two editors, what is over, its dates."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from challenges.forms.challenge import ChallengeForm, answers_of
from challenges.models import Challenge
from tests.challenges.writing import moment, post, send
from tests.factories import make_challenge, make_staff
from tomoni.accounts.models import Draft, User
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality

pytestmark = pytest.mark.django_db


def opened(client: Client, challenge: Challenge) -> tuple[str, str]:
    """The addresses of form and confirmation, after the person has opened the form."""
    form = f"/desk/challenges/{challenge.slug}/edit/"
    client.get(form)
    return form, form + "confirm/"


def test_the_form_of_an_existing_challenge_is_filled(
    client: Client, editor: User, city: Municipality
) -> None:
    post(client)
    send(client)
    challenge = Challenge.objects.get()
    page = client.get(f"/desk/challenges/{challenge.slug}/edit/").content.decode()
    for shown in ("空き家活用プロジェクト", 'value="見守り"', 'value="0537-21-1111"'):
        assert shown in page
    assert timezone.localtime(challenge.closes_at).strftime("%Y-%m-%dT%H:%M") in page


def test_editing_changes_the_challenge(client: Client, editor: User, city: Municipality) -> None:
    challenge = make_challenge(city)
    form, confirm = opened(client, challenge)
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
    colleague = Client()
    colleague.force_login(make_staff(city))
    for person in (client, colleague):
        form, confirm = opened(person, challenge)
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
    form, _confirm = opened(client, challenge)
    post(client, form, wish="わたしの文")
    response = client.post(form, {"step": "take_theirs"})
    assert response["Location"] == f"/desk/challenges/{challenge.slug}/"
    assert not Draft.objects.exists()


def test_a_stale_version_does_not_win(client: Client, editor: User, city: Municipality) -> None:
    challenge = make_challenge(city)
    form, confirm = opened(client, challenge)
    post(client, form)
    Challenge.objects.update(version=5)
    client.post(form, {"step": "take_mine", "version": "4"})
    assert send(client, confirm).status_code == 409


def test_an_untouched_form_is_not_stale(client: Client, editor: User, city: Municipality) -> None:
    """Somebody looked at the form yesterday and typed nothing; others have saved since."""
    challenge = make_challenge(city)
    form, confirm = opened(client, challenge)
    Challenge.objects.update(version=7)
    client.get(form)
    post(client, form)
    assert send(client, confirm).status_code == 302


def test_an_open_form_stays_stale_although_its_draft_is_still_empty(
    client: Client, editor: User, city: Municipality
) -> None:
    """The form was opened before the other saved, and the first letter typed after."""
    challenge = make_challenge(city)
    form, confirm = opened(client, challenge)
    Challenge.objects.update(version=7)
    post(client, form)
    assert send(client, confirm).status_code == 409


@pytest.mark.parametrize("state", Challenge.FINISHED_STATES)
def test_what_is_over_is_not_edited(
    client: Client, editor: User, city: Municipality, state: Challenge.State
) -> None:
    challenge = make_challenge(city)
    form, confirm = opened(client, challenge)
    post(client, form, title="遅い変更")
    Challenge.objects.update(state=state, cancel_reason="理由")
    response = send(client, confirm)
    assert response["Location"] == f"/desk/challenges/{challenge.slug}/"
    assert client.get(form)["Location"] == response["Location"]
    challenge.refresh_from_db()
    assert challenge.title != "遅い変更"


@pytest.mark.parametrize("state", [Challenge.State.OPEN, Challenge.State.CLOSED])
def test_what_was_open_once_keeps_its_dates(
    client: Client, editor: User, city: Municipality, state: Challenge.State
) -> None:
    closes_at = timezone.now().replace(microsecond=0) + timedelta(days=1)
    challenge = make_challenge(city, state=state, closes_at=closes_at)
    form, confirm = opened(client, challenge)
    assert post(client, form, closes_at=moment(days=400), opens_at=moment(days=1)) == confirm
    send(client, confirm)
    before = (challenge.opens_at, challenge.closes_at)
    challenge.refresh_from_db()
    assert (challenge.opens_at, challenge.closes_at) == before


def test_a_planned_challenge_that_is_saved_is_a_draft_again(
    client: Client, editor: User, city: Municipality
) -> None:
    challenge = make_challenge(city, state=Challenge.State.SCHEDULED)
    form, confirm = opened(client, challenge)
    post(client, form, opens_at=moment(days=2))
    send(client, confirm)
    challenge.refresh_from_db()
    assert challenge.state == Challenge.State.DRAFT


def test_the_form_takes_back_what_the_challenge_has(city: Municipality) -> None:
    challenge = make_challenge(city, goals=(3,))
    form = ChallengeForm(initial=answers_of(challenge), municipalities=[city], challenge=challenge)
    assert form["primary_goals"].value() == [3]
    assert "空き家を改修し" in str(form["wish"])

"""Four eyes: who may publish what, remarks and where they are seen, and who is told."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from challenges import review
from challenges.lifecycle import rewrite_challenge
from challenges.models import Challenge, Remark
from tests.challenges.writing import answers_like, written
from tests.factories import make_challenge, make_staff
from tomoni.accounts.models import User
from tomoni.journal.models import Job
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
State, Role = Challenge.State, StaffRole.Role


@pytest.fixture
def manager(city: Municipality) -> User:
    return make_staff(city, Role.MANAGER, name="課長 見本")


@pytest.fixture
def asked(city: Municipality, manager: User) -> Challenge:
    """A draft whose writer has asked for a review."""
    writer = make_staff(city, Role.EDITOR, name="係員 見本")
    challenge = written(city, writer)
    review.ask_for_review(challenge, by=writer)
    return challenge


def post(client: Client, challenge: Challenge, step: str, **fields: Any) -> Any:
    url = f"/desk/challenges/{challenge.slug}/{step}/"
    return client.post(url, {"idempotency_key": str(uuid4()), **fields})


def test_every_manager_but_the_asker_is_told(asked: Challenge, manager: User) -> None:
    mails = Job.objects.filter(payload__template="challenge_review")
    assert [mail.payload["to"] for mail in mails] == [manager.pk]
    assert mails[0].payload["context"]["asked_by"] == "係員 見本"


def test_who_asked_does_not_publish_it(city: Municipality) -> None:
    manager = make_staff(city, Role.MANAGER)
    challenge = written(city, manager)
    with pytest.raises(StateError, match="確認"):
        review.publish_challenge(challenge, by=manager, seen=challenge.version)
    review.ask_for_review(challenge, by=manager)
    with pytest.raises(StateError, match="ご自身"):
        review.publish_challenge(challenge, by=manager, seen=challenge.version)
    other = make_staff(city, Role.MANAGER)
    review.publish_challenge(challenge, by=other, seen=challenge.version)
    assert challenge.state == State.OPEN


def test_a_municipality_may_let_its_managers_publish_alone(city: Municipality) -> None:
    city.publishes_alone = True
    city.save()
    manager = make_staff(city, Role.MANAGER)
    challenge = written(city, manager)
    review.publish_challenge(challenge, by=manager, seen=challenge.version)
    assert challenge.state == State.OPEN


def test_what_changed_since_it_was_read_is_not_published(asked: Challenge, manager: User) -> None:
    seen = asked.version
    rewrite_challenge(asked, answers_like(asked, wish="別の願い"), by=asked.created_by, seen=seen)
    for step in (
        lambda: review.publish_challenge(asked, by=manager, seen=seen),
        lambda: review.return_challenge(asked, by=manager, remarks={"": "もう一度"}, seen=seen),
    ):
        with pytest.raises(LostUpdateError):
            step()
    asked.refresh_from_db()
    assert asked.state == State.IN_REVIEW
    assert not Remark.objects.exists()


def test_a_planned_challenge_that_is_changed_needs_a_review_again(city: Municipality) -> None:
    challenge = make_challenge(city, state=State.SCHEDULED)
    by = challenge.created_by
    answers = answers_like(challenge, title="別の題")
    rewrite_challenge(challenge, answers, by=by, seen=challenge.version)
    challenge.refresh_from_db()
    assert (challenge.state, challenge.title) == (State.DRAFT, "別の題")


def test_a_return_needs_a_word(client: Client, asked: Challenge, manager: User) -> None:
    client.force_login(manager)
    response = post(client, asked, "return", version=asked.version)
    assert response.status_code == 200
    assert "id_whole_error" in response.content.decode()
    asked.refresh_from_db()
    assert asked.state == State.IN_REVIEW


def test_remarks_stand_beside_their_part_until_a_review_is_asked_for_again(
    client: Client, asked: Challenge, manager: User
) -> None:
    client.force_login(manager)
    page = client.get(f"/desk/challenges/{asked.slug}/return/").content.decode()
    assert asked.wish in page
    said = {
        "on_wish": "だれの願いですか。",
        "on_sub_themes": "三つめは？",
        "whole": "あと一歩です。",
    }
    post(client, asked, "return", version=asked.version, **said)
    mail = Job.objects.get(payload__template="challenge_returned").payload
    assert mail["to"] == asked.review_asked_by_id
    assert {row["text"] for row in mail["context"]["remarks"]} == set(said.values())
    client.force_login(asked.created_by)
    desk = client.get(f"/desk/challenges/{asked.slug}/").content.decode()
    assert all(text in desk for text in said.values())
    form = client.get(f"/desk/challenges/{asked.slug}/edit/").content.decode()
    wish, rest = form.split('id="id_wish"')[0], form
    assert "だれの願いですか。" in wish.rsplit('class="field', 1)[1]
    assert "三つめは？" in rest
    post(client, asked, "ask-review")
    assert (
        "だれの願いですか。" not in client.get(f"/desk/challenges/{asked.slug}/").content.decode()
    )
    assert Remark.objects.filter(settled_at=None).count() == 0
    assert Remark.objects.count() == 3


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
@pytest.mark.parametrize("step", ["open", "return"])
def test_only_managers_answer_a_review(
    client: Client, asked: Challenge, city: Municipality, role: StaffRole.Role, step: str
) -> None:
    client.force_login(make_staff(city, role))
    assert post(client, asked, step, version=asked.version, whole="x").status_code == 403
    asked.refresh_from_db()
    assert asked.state == State.IN_REVIEW


@pytest.mark.parametrize("version", ["", "0", "x", "９", "9" * 40, "-1"])
def test_a_made_up_version_publishes_nothing(
    client: Client, asked: Challenge, manager: User, version: str
) -> None:
    client.force_login(manager)
    response = post(client, asked, "open", version=version)
    assert "もう一度" in client.get(response["Location"]).content.decode()
    asked.refresh_from_db()
    assert asked.state == State.IN_REVIEW

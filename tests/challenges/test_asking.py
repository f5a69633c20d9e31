"""Questions on a challenge with their answers, and following it: who may, and who is told."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from challenges import asking, deadlines, outcome
from challenges.following import ANSWERED, MOVED
from challenges.models import Challenge, Question
from tests.bad_inputs import TYPEABLE
from tests.factories import make_challenge, make_municipality, make_staff, make_user
from tests.notices.heard import told as noticed
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.journal.models import Entry, Job
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db


def key(**fields: Any) -> dict[str, Any]:
    return {"idempotency_key": str(uuid4()), **fields}


def told(template: str) -> list[int]:
    jobs = Job.objects.filter(payload__template=template).order_by("pk")
    return [job.payload["to"] for job in jobs]


@pytest.fixture
def challenge(city: Municipality) -> Challenge:
    return make_challenge(city)


@pytest.fixture
def question(challenge: Challenge) -> Question:
    asker = make_user(name="問田 見本")
    return asking.ask(challenge, by=asker, text="市外の会社も提案できますか。")


def test_the_office_is_told_and_it_is_on_record(question: Question) -> None:
    assert told("question_asked") == [question.challenge.created_by_id]
    entry = Entry.objects.get(verb="question.asked")
    assert entry.municipality == question.challenge.municipality


def test_asking_and_answering_in_the_browser(
    client: Client, challenge: Challenge, city: Municipality
) -> None:
    asker = make_user(name="問田 見本")
    client.force_login(asker)
    url = f"/challenges/{challenge.slug}/ask/"
    assert "id_text_error" in client.post(url, key(text="  ")).content.decode()
    client.post(url, key(text="市外の会社も\n提案できますか。"))
    page = client.get(f"/challenges/{challenge.slug}/").content.decode()
    assert "市外の会社" not in page
    client.force_login(make_staff(city))
    [found] = Question.objects.all()
    assert "市外の会社" in client.get("/desk/questions/").content.decode()
    form = client.get(f"/desk/questions/{found.pk}/").content.decode()
    assert "問田 見本" in form
    client.post(f"/desk/questions/{found.pk}/", key(answer="はい、できます。", is_public="on"))
    assert told("question_answered") == [asker.pk]
    client.logout()
    page = client.get(f"/challenges/{challenge.slug}/").content.decode()
    assert "はい、できます。" in page
    assert "市外の会社" in page
    assert "問田" not in page


def test_an_answer_to_who_asked_alone_is_seen_by_nobody_else(
    client: Client, question: Question
) -> None:
    follower = make_user()
    asking.follow(question.challenge, by=follower)
    by = question.challenge.created_by
    asking.answer(question, by=by, text="個別にご相談ください。", is_public=False)
    page = client.get(f"/challenges/{question.challenge.slug}/").content.decode()
    assert question.text not in page
    assert told("question_answered") == [question.asked_by_id]
    assert noticed(ANSWERED) == []


def test_a_mended_answer_is_told_once_more_and_an_unchanged_one_is_not(question: Question) -> None:
    by, follower = question.challenge.created_by, make_user()
    asking.follow(question.challenge, by=follower)
    asking.follow(question.challenge, by=question.asked_by)
    asking.answer(question, by=by, text="はい。", is_public=True)
    asking.answer(question, by=by, text="はい。", is_public=True)
    asking.answer(question, by=by, text="はい、県外も。", is_public=True)
    assert told("question_answered") == [question.asked_by_id] * 2
    assert noticed(ANSWERED) == [follower.pk]
    verbs = Entry.objects.filter(verb__startswith="question.a").order_by("pk")
    assert [entry.verb for entry in verbs] == [
        "question.asked",
        "question.answered",
        "question.answer_changed",
        "question.answer_changed",
    ]


@pytest.mark.parametrize(
    "fields",
    [{"state": "closed"}, {"state": "draft"}, {"closes_at": timezone.now() - timedelta(days=1)}],
)
def test_nobody_asks_where_nothing_can_be_proposed(
    client: Client, city: Municipality, fields: dict[str, Any]
) -> None:
    challenge = make_challenge(city, **fields)
    with pytest.raises(StateError):
        asking.ask(challenge, by=make_user(), text="まだですか。")
    client.force_login(make_user())
    response = client.get(f"/challenges/{challenge.slug}/ask/")
    assert response.status_code == (404 if fields.get("state") == "draft" else 200)
    assert "<textarea" not in response.content.decode()


def test_nobody_floods_the_office(challenge: Challenge) -> None:
    person = make_user()
    for _ in range(asking.MOST_WAITING):
        asking.ask(challenge, by=person, text="どうですか。")
    with pytest.raises(StateError, match="回答"):
        asking.ask(challenge, by=person, text="どうですか。")
    asking.ask(challenge, by=make_user(), text="どうですか。")
    Question.objects.filter(asked_by=person).update(
        answer="はい", answered_at=timezone.now(), answered_by=challenge.created_by
    )
    others = [make_challenge() for _ in range(3)]
    for number in range(asking.MOST_A_DAY - asking.MOST_WAITING):
        asking.ask(others[number % 3], by=person, text="どうですか。")
    with pytest.raises(StateError, match="明日"):
        asking.ask(make_challenge(), by=person, text="どうですか。")


def test_a_limit_is_said_in_the_form_and_the_question_is_kept(
    client: Client, challenge: Challenge
) -> None:
    person = make_user()
    for _ in range(asking.MOST_WAITING):
        asking.ask(challenge, by=person, text="どうですか。")
    client.force_login(person)
    page = client.post(f"/challenges/{challenge.slug}/ask/", key(text="四つめ")).content.decode()
    assert "四つめ" in page
    assert "回答" in page


@pytest.mark.parametrize("case", TYPEABLE)
def test_whatever_is_typed_is_asked_or_said_why_not(
    client: Client, challenge: Challenge, case: str
) -> None:
    client.force_login(make_user())
    response = client.post(f"/challenges/{challenge.slug}/ask/", key(text=TYPEABLE[case]))
    assert response.status_code == (302 if Question.objects.exists() else 200)


def test_followers_hear_of_more_time_and_of_the_outcome(challenge: Challenge) -> None:
    by, follower, gone = challenge.created_by, make_user(), make_user()
    for person in (follower, follower, gone):
        asking.follow(challenge, by=person)
    asking.unfollow(challenge, by=gone)
    until = challenge.closes_at + timedelta(days=3)
    deadlines.extend_deadline(challenge, until=until, by=by)
    assert noticed(MOVED) == [follower.pk]
    Challenge.objects.filter(pk=challenge.pk).update(state="selecting", closed_at=timezone.now())
    outcome.decide_challenge(challenge, by=by, result="決まりました。")
    outcome.start_work(challenge, by=by)
    outcome.complete_challenge(challenge, by=by, report="できました。")
    assert noticed(MOVED) == [follower.pk] * 3


def test_following_in_the_browser(client: Client, challenge: Challenge) -> None:
    person, url = make_user(), f"/challenges/{challenge.slug}/follow/"
    client.force_login(person)
    for _ in range(2):
        client.post(url, key(follow="yes"))
    assert challenge.follows.count() == 1
    assert 'value="no"' in client.get(f"/challenges/{challenge.slug}/").content.decode()
    client.post(url, key(follow="no"))
    assert challenge.follows.count() == 0


@pytest.mark.parametrize("role", [None, *StaffRole.Role])
def test_the_queue_and_the_answer_by_role(
    client: Client, question: Question, role: StaffRole.Role | None
) -> None:
    city = question.challenge.municipality if role else make_municipality()
    client.force_login(make_staff(city, role or StaffRole.Role.MANAGER))
    page = client.get("/desk/questions/").content.decode()
    assert (question.text in page) == bool(role)
    response = client.post(f"/desk/questions/{question.pk}/", key(answer="はい。"))
    allowed = {None: 404, StaffRole.Role.VIEWER: 403}
    assert response.status_code == allowed.get(role, 302)


def test_the_pages_cost_the_same_for_one_question_and_for_three(
    client: Client, editor: User, challenge: Challenge
) -> None:
    def add() -> None:
        asked = asking.ask(challenge, by=make_user(), text="どうですか。")
        asking.answer(asked, by=editor, text="はい。", is_public=True)

    assert_constant_queries(client, "/desk/questions/", add, at_most=12)
    client.logout()
    assert_constant_queries(client, f"/challenges/{challenge.slug}/", add, at_most=12)


@pytest.mark.parametrize(
    "fields", [{"answer": "はい"}, {"is_public": True}, {"answered_at": timezone.now()}]
)
def test_impossible_questions_cannot_exist(question: Question, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(**fields)

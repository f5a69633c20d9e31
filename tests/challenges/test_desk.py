"""The desk: opening, closing, cancelling, the queues, and the city's answers, by role and state."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from challenges.models import Challenge, Proposal
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    make_challenge,
    make_member,
    make_municipality,
    make_operator,
    make_partner,
    make_proposal,
    make_refusal_ground,
    make_staff,
    make_user,
)
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.journal.models import Job
from tomoni.municipalities.models import Municipality, RefusalGround, StaffRole

pytestmark = pytest.mark.django_db
State = Challenge.State
Role = StaffRole.Role

WHO = {
    "newcomer": (404, lambda city: make_user()),
    "partner": (404, lambda city: make_member(make_partner(municipality=city))),
    "other city": (404, lambda city: make_staff(make_municipality(), Role.MANAGER)),
    "operator": (404, lambda city: make_operator()),
    "viewer": (403, lambda city: make_staff(city, Role.VIEWER)),
    "editor": (302, lambda city: make_staff(city, Role.EDITOR)),
    "manager": (302, lambda city: make_staff(city, Role.MANAGER)),
}
# What a POST to the step makes of the challenge, from the states in which it is possible.
STEPS: dict[str, dict[Challenge.State, Challenge.State]] = {
    "ask-review": {State.DRAFT: State.IN_REVIEW},
    "take-back": {State.IN_REVIEW: State.DRAFT, State.SCHEDULED: State.DRAFT},
    "close": {State.OPEN: State.CLOSED},
    "reopen": {State.CLOSED: State.OPEN},
    "select": {State.CLOSED: State.SELECTING},
    "start": {State.DECIDED: State.UNDER_WAY},
    "cancel": {s: State.CANCELLED for s in State if s not in Challenge.FINISHED_STATES},
}
ANSWERS: dict[str, dict[Proposal.State, Proposal.State]] = {
    "screen": {Proposal.State.SUBMITTED: Proposal.State.SCREENING},
    "accept": dict.fromkeys(Proposal.UNDECIDED_STATES, Proposal.State.ACCEPTED),
    "decline": dict.fromkeys(Proposal.UNDECIDED_STATES, Proposal.State.DECLINED),
}


def key() -> dict[str, str]:
    """What every form of the desk carries."""
    return {"idempotency_key": str(uuid4())}


def in_state(state: Challenge.State, city: Municipality) -> Challenge:
    """A challenge in the state; what is planned is due."""
    planned = {"opens_at": timezone.now()} if state in Challenge.UNOPENED_STATES else {}
    return make_challenge(city, state=state, **planned)


def step(client: Client, challenge: Challenge, name: str) -> Any:
    """POST the step."""
    url = f"/desk/challenges/{challenge.slug}/{name}/"
    return client.post(url, {**key(), "reason": "予算がありません。"})


@pytest.mark.parametrize("who", list(WHO))
@pytest.mark.parametrize("name", list(STEPS))
def test_steps_by_role(client: Client, city: Municipality, who: str, name: str) -> None:
    before, after = next(iter(STEPS[name].items()))
    challenge = in_state(before, city)
    status, make = WHO[who]
    if (name, who) == ("close", "editor"):  # a promise is broken by a manager only
        status = 403
    client.force_login(make(city))
    assert step(client, challenge, name).status_code == status
    challenge.refresh_from_db()
    assert challenge.state == (after if status == 302 else before)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("name", list(STEPS))
def test_steps_by_state(
    client: Client, city: Municipality, name: str, state: Challenge.State
) -> None:
    client.force_login(make_staff(city, Role.MANAGER if name == "close" else Role.EDITOR))
    challenge = in_state(state, city)
    response = step(client, challenge, name)
    assert response["Location"] == f"/desk/challenges/{challenge.slug}/"
    page = client.get(response["Location"]).content.decode()
    challenge.refresh_from_db()
    assert challenge.state == STEPS[name].get(state, state)
    refusal = f"この共創チャレンジは「{state.label}」のため、この操作はできません。"
    assert (refusal in page) == (state not in STEPS[name])


@pytest.mark.usefixtures("editor")
def test_a_step_sent_twice_happens_once_and_is_answered_alike(
    client: Client, city: Municipality
) -> None:
    challenge = in_state(State.DRAFT, city)
    form = key()
    url = f"/desk/challenges/{challenge.slug}/ask-review/"
    first, second = (client.post(url, form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert "この操作はできません" not in client.get(first["Location"]).content.decode()


@pytest.mark.parametrize("name", list(STEPS))
@pytest.mark.usefixtures("editor")
def test_a_step_without_its_key_is_refused(client: Client, city: Municipality, name: str) -> None:
    challenge = in_state(next(iter(STEPS[name])), city)
    response = client.post(f"/desk/challenges/{challenge.slug}/{name}/", {"reason": "理由"})
    assert response.status_code == 400


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("role", list(Role))
def test_the_desk_offers_what_is_possible(
    client: Client, city: Municipality, role: StaffRole.Role, state: Challenge.State
) -> None:
    challenge = in_state(state, city)
    client.force_login(make_staff(city, role))
    page = client.get(f"/desk/challenges/{challenge.slug}/").content.decode()
    offered = {name for name in STEPS if f"/desk/challenges/{challenge.slug}/{name}/" in page}
    possible = {name for name, moves in STEPS.items() if state in moves}
    possible -= {"close"} if role == Role.EDITOR else set()
    assert offered == (set() if role == Role.VIEWER else possible)
    assert challenge.title in page


@pytest.mark.usefixtures("editor")
def test_cancelling_asks_for_a_reason(client: Client, city: Municipality) -> None:
    challenge = make_challenge(city)
    make_proposal(challenge)
    url = f"/desk/challenges/{challenge.slug}/cancel/"
    assert "1件" in client.get(url).content.decode()
    for typed in ("", "   ", "長" * 2001):
        response = client.post(url, {**key(), "reason": typed})
        assert response.status_code == 200
        assert "id_reason_error" in response.content.decode()
    challenge.refresh_from_db()
    assert challenge.state == State.OPEN


@pytest.mark.usefixtures("editor")
def test_the_queue_shows_drafts_and_counts_what_waits(client: Client, city: Municipality) -> None:
    challenge = make_challenge(city)
    make_proposal(challenge)
    make_proposal(challenge, state="withdrawn")
    draft = make_challenge(city, state=State.DRAFT)
    other = make_challenge()
    page = client.get("/desk/challenges/").content.decode()
    assert draft.title in page
    assert other.title not in page
    assert "未回答 1件" in page
    narrowed = client.get("/desk/challenges/?state=draft").content.decode()
    assert challenge.title not in narrowed


@pytest.mark.usefixtures("editor")
def test_the_queues_cost_the_same_for_one_row_and_for_three(
    client: Client, city: Municipality
) -> None:
    def add() -> None:
        make_proposal(make_challenge(city))

    assert_constant_queries(client, "/desk/challenges/", add, at_most=12)
    assert_constant_queries(client, "/desk/proposals/", add, at_most=12)


@pytest.mark.usefixtures("editor")
def test_the_desk_page_costs_the_same_for_one_proposal_and_for_three(
    client: Client, city: Municipality
) -> None:
    challenge = make_challenge(city)
    url = f"/desk/challenges/{challenge.slug}/"
    assert_constant_queries(client, url, lambda: make_proposal(challenge), at_most=12)


@pytest.mark.parametrize("url", ["/desk/challenges/", "/desk/proposals/"])
def test_the_queues_are_for_staff(client: Client, city: Municipality, url: str) -> None:
    assert client.get(url)["Location"].startswith("/accounts/login/")
    for who, (status, make) in WHO.items():
        client.force_login(make(city))
        inside = status in (302, 403) or who == "other city"
        assert client.get(url).status_code == (200 if inside else 404)


@pytest.mark.parametrize(
    ("url", "fragment"),
    [("/desk/challenges/", "queue-rows"), ("/desk/proposals/", "proposal-rows")],
)
@pytest.mark.usefixtures("editor")
def test_the_queues_come_as_fragments(client: Client, url: str, fragment: str) -> None:
    headers = {"HX-Request": "true", "HX-Target": fragment}
    body = client.get(url, headers=headers).content.decode()
    assert body.lstrip().startswith(f'<div id="{fragment}"')


def rows(client: Client, query: str = "") -> list[str]:
    """The titles in the queue of proposals, in their order."""
    page = client.get("/desk/proposals/" + query).content.decode()
    return re.findall(r'<td class="title"><a href="[^"]+">([^<]+)</a>', page)


@pytest.mark.usefixtures("editor")
def test_what_is_due_first_stands_on_top_with_its_clock(client: Client, city: Municipality) -> None:
    challenge, today = make_challenge(city), timezone.localdate()
    for title, days in (("遅い", 2), ("超過", -3), ("済", -9)):
        make_proposal(challenge, title=title, reply_due_on=today + timedelta(days=days))
    done = Proposal.objects.get(title="済")
    Proposal.objects.filter(pk=done.pk).update(state="accepted", decided_at=timezone.now())
    assert rows(client) == ["超過", "遅い", "済"]
    page = client.get("/desk/proposals/").content.decode()
    assert "3日超過" in page
    assert "あと2日" in page


@pytest.mark.usefixtures("editor")
def test_the_queue_narrows_by_challenge_and_state(client: Client, city: Municipality) -> None:
    first, second = make_challenge(city), make_challenge(city)
    make_proposal(first, title="甲")
    make_proposal(second, title="乙", state="withdrawn")
    make_proposal(title="よその市")
    assert sorted(rows(client)) == ["乙", "甲"]
    assert rows(client, f"?challenge={first.slug}") == ["甲"]
    assert rows(client, "?state=withdrawn") == ["乙"]
    assert rows(client, "?waiting=yes") == ["甲"]
    assert rows(client, "?challenge=nothing&state=%00&page=9999") == ["甲", "乙"]


# ----- answers -----------------------------------------------------------------------------------


def answer(client: Client, proposal: Proposal, name: str, **changes: str) -> Any:
    """POST the answer."""
    ground = RefusalGround.objects.filter(municipality=proposal.municipality).first()
    typed = {"text": "理由を書きます。", "ground": str(ground.pk) if ground else "", **changes}
    return client.post(f"/desk/proposals/{proposal.receipt}/{name}/", {**key(), **typed})


@pytest.fixture
def proposal(city: Municipality) -> Proposal:
    make_refusal_ground(city)
    return make_proposal(make_challenge(city), title="古民家の改修")


@pytest.mark.parametrize("who", list(WHO))
@pytest.mark.parametrize("name", list(ANSWERS))
def test_answers_by_role(client: Client, proposal: Proposal, who: str, name: str) -> None:
    status, make = WHO[who]
    client.force_login(make(proposal.municipality))
    assert answer(client, proposal, name).status_code == status
    proposal.refresh_from_db()
    assert (proposal.state != Proposal.State.SUBMITTED) == (status == 302)


@pytest.mark.parametrize("state", list(Proposal.State))
@pytest.mark.parametrize("name", list(ANSWERS))
@pytest.mark.usefixtures("editor")
def test_answers_by_state(
    client: Client, proposal: Proposal, name: str, state: Proposal.State
) -> None:
    decided = {"decided_at": timezone.now(), "decision_text": "先に決めました。"}
    ground = {"refusal_ground": RefusalGround.objects.get()}
    Proposal.objects.update(state=state, **decided, **ground)
    response = answer(client, proposal, name)
    proposal.refresh_from_db()
    assert proposal.state == ANSWERS[name].get(state, state)
    if state not in ANSWERS[name] and name != "screen":
        assert response.status_code == 409
        page = response.content.decode()
        assert "先に決めました。" in page
        assert "理由を書きます。" in page
        assert not Job.objects.exists()


@pytest.mark.usefixtures("editor")
def test_who_decided_first_is_named(client: Client, proposal: Proposal, city: Municipality) -> None:
    colleague = Client()
    colleague.force_login(make_staff(city, name="先輩 花子"))
    answer(colleague, proposal, "accept", text="採択の文")
    page = answer(client, proposal, "decline", text="わたしの文").content.decode()
    for shown in ("先輩 花子", "採択の文", "わたしの文"):
        assert shown in page


@pytest.mark.usefixtures("editor")
def test_an_answer_sent_twice_is_mailed_once(client: Client, proposal: Proposal) -> None:
    form = {**key(), "text": "よろしくお願いします。"}
    url = f"/desk/proposals/{proposal.receipt}/accept/"
    first, second = (client.post(url, form) for _ in range(2))
    assert first["Location"] == second["Location"] == proposal.get_absolute_url()
    assert Job.objects.filter(kind="journal.mail").count() == 1


@pytest.mark.parametrize("name", ["accept", "decline"])
@pytest.mark.usefixtures("editor")
def test_the_form_begins_with_friendly_words_and_shows_the_mail(
    client: Client, proposal: Proposal, name: str
) -> None:
    page = client.get(f"/desk/proposals/{proposal.receipt}/{name}/").content.decode()
    assert page.count("「古民家の改修」をご提案いただき、ありがとうございます。") == 2
    assert proposal.receipt in page[page.index("<pre>") :]


@pytest.mark.usefixtures("editor")
def test_the_first_words_are_in_the_language_of_the_partner(
    client: Client, proposal: Proposal
) -> None:
    User.objects.filter(pk=proposal.submitted_by_id).update(language="en")
    page = client.get(f"/desk/proposals/{proposal.receipt}/accept/").content.decode()
    assert "Thank you for your proposal “古民家の改修”" in page


@pytest.mark.usefixtures("editor")
def test_the_mail_can_be_seen_before_it_is_sent(client: Client, proposal: Proposal) -> None:
    response = answer(client, proposal, "decline", text="書き直した文", step="preview")
    page = response.content.decode()
    assert response.status_code == 200
    assert "書き直した文" in page[page.index("<pre>") :]
    assert "市の計画と合わない" in page[page.index("<pre>") :]
    proposal.refresh_from_db()
    assert proposal.is_undecided


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("accept", {"text": ""}, "id_text_error"),
        ("accept", {"text": "長" * 2001}, "id_text_error"),
        ("decline", {"text": " "}, "id_text_error"),
        ("decline", {"ground": ""}, "id_ground_error"),
        ("decline", {"ground": "0"}, "id_ground_error"),
        ("decline", {"ground": "abc"}, "id_ground_error"),
    ],
)
@pytest.mark.usefixtures("editor")
def test_what_is_wrong_is_said_beside_the_field(
    client: Client, proposal: Proposal, name: str, changes: dict[str, str], words: str
) -> None:
    response = answer(client, proposal, name, **changes)
    assert response.status_code == 200
    assert words in response.content.decode()
    proposal.refresh_from_db()
    assert proposal.is_undecided


@pytest.mark.parametrize("kind", TYPEABLE)
@pytest.mark.usefixtures("editor")
def test_any_text_is_taken_or_refused_in_words(
    client: Client, proposal: Proposal, kind: str
) -> None:
    response = answer(client, proposal, "decline", text=TYPEABLE[kind])
    if response.status_code == 302:
        page = client.get(response["Location"]).content.decode()
        assert "<script>alert(1)</script>" not in page
    else:
        assert "id_text_error" in response.content.decode()


@pytest.mark.usefixtures("editor")
def test_a_ground_of_another_city_is_not_offered(client: Client, proposal: Proposal) -> None:
    other = make_refusal_ground(make_municipality(), "よその規程")
    page = client.get(f"/desk/proposals/{proposal.receipt}/decline/").content.decode()
    assert "よその規程" not in page
    response = answer(client, proposal, "decline", ground=str(other.pk))
    assert "id_ground_error" in response.content.decode()


@pytest.mark.usefixtures("editor")
def test_a_city_without_grounds_is_told_what_to_do(client: Client, city: Municipality) -> None:
    proposal = make_proposal(make_challenge(city))
    page = client.get(f"/desk/proposals/{proposal.receipt}/decline/").content.decode()
    assert "事由がまだ登録されていません" in page

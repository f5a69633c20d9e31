"""Criteria: written on their own page until there is a score, public, copied, set aside."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from challenges.copying import copy_challenge
from challenges.models import Challenge, Criterion
from challenges.screening.criteria import ScoresGivenError, have_scores, proposed, write_criteria
from challenges.screening.scoring import close_scoring
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    make_assessment,
    make_challenge,
    make_criteria,
    make_proposal,
    make_reviewer,
    make_staff,
)
from tomoni.accounts.models import User
from tomoni.journal.models import Entry, Job
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
ROWS = [
    {"name": "効果", "meaning": "だれに届くか", "weight": 70},
    {"name": "実現性", "meaning": "", "weight": 30},
]


@pytest.fixture
def challenge(city: Municipality) -> Challenge:
    return make_challenge(city)


def post(client: Client, challenge: Challenge, rows: list[dict[str, Any]], **more: Any) -> Any:
    """Save these rows on the page."""
    typed = {
        f"criteria-{number}-{name}": str(value)
        for number, row in enumerate(rows)
        for name, value in row.items()
    }
    data = {"version": "0", "idempotency_key": str(uuid4()), **typed, **more}
    return client.post(f"/desk/challenges/{challenge.slug}/criteria/", data)


def scored(challenge: Challenge) -> None:
    """Somebody has given scores by two criteria."""
    make_criteria(challenge)
    make_assessment(make_proposal(challenge), make_reviewer(challenge), 4, 2)


def current(challenge: Challenge) -> list[tuple[str, int]]:
    return list(challenge.criteria.all().current().values_list("name", "weight"))


@pytest.mark.usefixtures("editor")
def test_sensible_ones_are_proposed(client: Client, challenge: Challenge) -> None:
    page = client.get(f"/desk/challenges/{challenge.slug}/criteria/").content.decode()
    assert sum(row["weight"] for row in proposed()) == 100
    assert "重みの合計 <b>100</b>" in page
    assert not Criterion.objects.exists()


@pytest.mark.usefixtures("editor")
def test_they_are_saved_and_stand_on_the_public_page(client: Client, challenge: Challenge) -> None:
    assert "評価の基準" not in Client().get(challenge.get_absolute_url()).content.decode()
    assert post(client, challenge, ROWS).status_code == 302
    assert current(challenge) == [("効果", 70), ("実現性", 30)]
    page = Client().get(challenge.get_absolute_url()).content.decode()
    assert "だれに届くか" in page
    assert re.search(r"<tfoot>.*?>100<", page, re.DOTALL)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"name": "", "weight": "10"}, "criteria-0-name"),
        ({"name": "効果", "weight": ""}, "criteria-0-weight"),
        ({"name": "効果", "weight": "0"}, "criteria-0-weight"),
        ({"name": "効果", "weight": "101"}, "criteria-0-weight"),
        ({"name": "効果", "weight": "1.5"}, "criteria-0-weight"),
        ({"name": "長" * 61, "weight": "10"}, "criteria-0-name"),
        ({"name": "効果", "meaning": "長" * 301, "weight": "10"}, "criteria-0-meaning"),
    ],
)
@pytest.mark.usefixtures("editor")
def test_what_is_wrong_is_said_beside_the_field(
    client: Client, challenge: Challenge, row: dict[str, str], field: str
) -> None:
    response = post(client, challenge, [row])
    assert response.status_code == 200
    assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', response.content.decode())
    assert current(challenge) == []


@pytest.mark.usefixtures("editor")
def test_two_of_the_same_name_and_none_at_all_are_refused(
    client: Client, challenge: Challenge
) -> None:
    twice = post(client, challenge, [ROWS[0], ROWS[0]]).content.decode()
    assert "同じ名前の基準が二つあります" in twice
    assert "基準を一つ以上" in post(client, challenge, []).content.decode()


@pytest.mark.parametrize("kind", TYPEABLE)
@pytest.mark.usefixtures("editor")
def test_any_text_is_taken_or_refused_in_words(
    client: Client, challenge: Challenge, kind: str
) -> None:
    response = post(client, challenge, [{"name": TYPEABLE[kind], "weight": "１０"}])
    is_refused = kind in ("empty", "only spaces", "over-long")
    assert response.status_code == (200 if is_refused else 302)
    page = Client().get(challenge.get_absolute_url()).content.decode()
    assert "<script>alert(1)</script>" not in page


@pytest.mark.usefixtures("editor")
def test_adding_lines_saves_nothing_and_keeps_what_was_typed(
    client: Client, challenge: Challenge
) -> None:
    page = post(client, challenge, ROWS, step="more").content.decode()
    assert 'value="だれに届くか"' in page
    assert "重みの合計 <b>100</b>" in page
    assert current(challenge) == []


def test_they_are_written_over_until_there_is_a_score(city: Municipality, editor: User) -> None:
    challenge = make_challenge(city, state=Challenge.State.DRAFT, opened_at=None)
    write_criteria(challenge, ROWS, by=editor, seen=0)
    write_criteria(challenge, ROWS[:1], by=editor, seen=1)
    assert Criterion.objects.count() == 1
    assert not challenge.changes.exists()


def test_what_partners_have_read_only_a_manager_writes_over(
    client: Client, challenge: Challenge, editor: User
) -> None:
    write_criteria(challenge, ROWS, by=editor, seen=0)  # the first ones may come late
    page = client.get(f"/desk/challenges/{challenge.slug}/criteria/").content.decode()
    assert 'name="criteria-0-name"' not in page
    post(client, challenge, ROWS[:1], version="1")
    assert len(current(challenge)) == 2
    client.force_login(make_staff(challenge.municipality, StaffRole.Role.MANAGER))
    assert post(client, challenge, ROWS[:1], version="1").status_code == 302
    assert current(challenge) == [("効果", 70)]
    first, then = challenge.changes.all()
    assert first.words["criteria"][0] == ""
    assert then.words["criteria"] == ["効果 ×70 だれに届くか\n実現性 ×30", "効果 ×70 だれに届くか"]


def test_the_second_of_two_editors_is_told(challenge: Challenge, editor: User) -> None:
    write_criteria(challenge, ROWS, by=editor, seen=0)
    for seen in (0, 7):
        with pytest.raises(LostUpdateError):
            write_criteria(challenge, ROWS[:1], by=editor, seen=seen)
    assert len(current(challenge)) == 2


@pytest.mark.usefixtures("editor")
def test_the_page_of_the_second_editor_keeps_what_was_typed(
    client: Client, challenge: Challenge
) -> None:
    post(client, challenge, ROWS)
    response = post(client, challenge, [{"name": "わたしの基準", "weight": "5"}])
    assert response.status_code == 409
    assert "わたしの基準" in response.content.decode()


@pytest.mark.parametrize("state", Challenge.FINISHED_STATES)
def test_of_what_is_over_they_stay(city: Municipality, editor: User, state: str) -> None:
    with pytest.raises(StateError):
        write_criteria(make_challenge(city, state=state), ROWS, by=editor, seen=0)


def test_once_somebody_has_scored_they_stand_fast(challenge: Challenge, editor: User) -> None:
    scored(challenge)
    assert have_scores(challenge)
    with pytest.raises(ScoresGivenError):
        write_criteria(challenge, ROWS, by=editor, seen=0)
    assert current(challenge) == [("基準1", 60), ("基準2", 40)]


def test_setting_scores_aside_keeps_them_and_asks_the_reviewers_anew(
    challenge: Challenge, editor: User
) -> None:
    scored(challenge)
    torn = make_reviewer(challenge)
    proposal = challenge.proposals.get()
    make_assessment(proposal, torn, conflict="親族が勤めています")
    write_criteria(challenge, ROWS, by=editor, seen=0, sets_aside=True)
    assert current(challenge) == [("効果", 70), ("実現性", 30)]
    kept = proposal.assessments.exclude(retired_at=None).get()
    assert [score.points for score in kept.scores.all()] == [4, 2]
    assert proposal.assessments.current().get().conflict == "親族が勤めています"
    assert not have_scores(challenge)
    told = Job.objects.filter(kind="journal.mail", payload__template="challenge_criteria")
    assert told.count() == 2
    assert Entry.objects.get(verb="criteria.renewed").data == {"scores": 1}


def test_setting_scores_aside_takes_scores_again(city: Municipality, editor: User) -> None:
    challenge = make_challenge(city, state=Challenge.State.CLOSED)
    scored(challenge)
    close_scoring(challenge, by=editor)
    write_criteria(challenge, ROWS, by=editor, seen=1, sets_aside=True)
    challenge.screening.refresh_from_db()
    assert challenge.screening.closed_at is None


def test_the_same_words_again_change_nothing(challenge: Challenge, editor: User) -> None:
    write_criteria(challenge, ROWS, by=editor, seen=0)
    make_assessment(make_proposal(challenge), make_reviewer(challenge), 4, 2)
    write_criteria(challenge, ROWS, by=editor, seen=1)
    assert have_scores(challenge)


@pytest.mark.parametrize(
    ("role", "offered"), [(StaffRole.Role.EDITOR, False), (StaffRole.Role.MANAGER, True)]
)
def test_only_a_manager_may_set_scores_aside(
    client: Client, challenge: Challenge, role: StaffRole.Role, offered: bool
) -> None:
    scored(challenge)
    client.force_login(make_staff(challenge.municipality, role))
    page = client.get(f"/desk/challenges/{challenge.slug}/criteria/").content.decode()
    assert ('name="sets_aside"' in page) == offered
    response = post(client, challenge, ROWS, sets_aside="on")
    assert response.status_code == (302 if offered else 200)
    assert (current(challenge) == [("効果", 70), ("実現性", 30)]) == offered


def test_a_copy_has_the_same_criteria(challenge: Challenge, editor: User) -> None:
    write_criteria(challenge, ROWS, by=editor, seen=0)
    copied = copy_challenge(challenge, by=editor)
    assert current(copied) == [("効果", 70), ("実現性", 30)]

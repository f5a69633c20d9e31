"""The desk: every queue with its clock and its next action, narrowed to mine or nobody's."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from challenges.models import Challenge, Question
from challenges.screening.assigning import assign
from partners.models import Listing, Partner
from tests.factories import (
    make_assessment,
    make_challenge,
    make_criteria,
    make_listing,
    make_municipality,
    make_partner,
    make_proposal,
    make_reviewer,
    make_staff,
    make_user,
)
from tests.matching.pairs import ask, make_side
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.municipalities.models import IntroductionRoute, Municipality, StaffRole
from tomoni.portal import workplace

pytestmark = pytest.mark.django_db
TASKS = ("question", "proposal", "unanswered", "waiting", "stale")


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def city() -> Municipality:
    return make_municipality("掛川市")


@pytest.fixture
def editor(client: Client, city: Municipality) -> User:
    """A member of staff, logged in."""
    person = make_staff(city)
    client.force_login(person)
    return person


def in_days(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def fill(city: Municipality) -> dict[str, Any]:
    """One row for every queue."""
    asked = make_challenge(city, title="問われたもの")
    question = Question.objects.create(challenge=asked, asked_by=make_user(), text="質問の文")
    waiting = make_partner(municipality=city, state=Partner.State.SUBMITTED, approved_at=None)
    side = make_side(side="seed", municipality=city)
    return {
        "introduction": ask(make_side(), side, route=IntroductionRoute.OFFICE),
        "question": question,
        "waiting": waiting,
        "proposal": make_proposal(asked, title="提案の題", reply_due_on=in_days(2)),
        "unanswered": make_challenge(city, title="だれも応えていない"),
        "stale": make_listing(make_partner(municipality=city), review_by=in_days(3)),
    }


def action_of(page: str, section: str) -> list[str]:
    """Where the filled buttons of a queue lead."""
    part = page[page.index(f'id="{section}"') :]
    part = part[: part.index("</section>")]
    return re.findall(r'<a class="button" href="([^"]+)"', part)


@pytest.mark.usefixtures("editor")
def test_every_queue_has_its_next_action_in_one_click(client: Client, city: Municipality) -> None:
    rows = fill(city)
    page = client.get("/desk/").content.decode()
    stale, waiting = rows["stale"].partner.slug, rows["waiting"].slug
    assert action_of(page, "h-proposals") == [rows["proposal"].get_absolute_url()]
    assert action_of(page, "h-questions") == [f"/desk/questions/{rows['question'].pk}/"]
    assert action_of(page, "h-partners") == [f"/desk/partners/{waiting}/"]
    found = f"/challenges/{rows['unanswered'].slug}/suggestions/"
    found = f"/challenges/{rows['unanswered'].slug}/suggestions/"
    assert action_of(page, "h-unanswered") == [found]
    assert action_of(page, "h-introductions") == [
        f"/desk/introductions/{rows['introduction'].pk}/forward/"
    ]
    assert action_of(page, "h-stale") == [f"/desk/partners/{stale}/"]
    for url in re.findall(r'<a class="button" href="([^"]+)"', page):
        assert client.get(url).status_code == 200, url
    assert "あと2日" in page


@pytest.mark.usefixtures("editor")
def test_rows_of_another_city_are_not_there(client: Client) -> None:
    fill(make_municipality())
    context = client.get("/desk/").context
    for queue in ("due_proposals", "questions", "waiting_partners", "unanswered", "stale_listings"):
        assert context[queue] == []
    assert context["introductions"] == []


@pytest.mark.usefixtures("editor")
def test_a_challenge_with_a_proposal_or_that_is_over_is_not_unanswered(
    client: Client, city: Municipality
) -> None:
    make_proposal(make_challenge(city))
    make_challenge(city, state=Challenge.State.CLOSED)
    waiting = make_challenge(city)
    assert client.get("/desk/").context["unanswered"] == [waiting]


@pytest.mark.parametrize(("days", "is_stale"), [(-3, True), (14, True), (15, False)])
@pytest.mark.usefixtures("editor")
def test_listings_go_stale_near_their_day(
    client: Client, city: Municipality, *, days: int, is_stale: bool
) -> None:
    partner = make_partner(municipality=city)
    listing = make_listing(partner, review_by=in_days(days))
    make_listing(partner, review_by=in_days(-9), state=Listing.State.EXPIRED)
    shown = client.get("/desk/").context["stale_listings"]
    assert shown == ([listing] if is_stale else [])


def test_the_desk_narrows_to_mine_and_to_nobodys(
    client: Client, city: Municipality, editor: User
) -> None:
    mine, nobodys = fill(city), fill(city)
    for kind in TASKS:
        assign(mine[kind], to=editor, by=editor)
    for asked, rows in {"mine": mine, "nobody": nobodys}.items():
        context = client.get(f"/desk/?whose={asked}").context
        assert context["due_proposals"] == [rows["proposal"]]
        assert context["questions"] == [rows["question"]]
        assert context["unanswered"] == [rows["unanswered"]]
        assert context["waiting_partners"] == [rows["waiting"]]
        assert context["stale_listings"] == [rows["stale"]]
    assert len(client.get("/desk/?whose=%00nonsense").context["due_proposals"]) == 2


def test_a_reviewer_finds_what_is_to_score(client: Client, city: Municipality) -> None:
    challenge = make_challenge(city)
    make_criteria(challenge)
    reviewer = make_reviewer(challenge, make_staff(city, StaffRole.Role.VIEWER))
    due, done = make_proposal(challenge), make_proposal(challenge)
    make_assessment(done, reviewer, 3, 3)
    make_proposal(make_challenge(city))
    client.force_login(reviewer)
    response = client.get("/desk/")
    assert response.context["to_score"] == [due]
    assert action_of(response.content.decode(), "h-score") == [
        f"/desk/proposals/{due.receipt}/score/"
    ]


def test_who_is_no_reviewer_has_nothing_to_score(
    client: Client, city: Municipality, editor: User
) -> None:
    challenge = make_challenge(city)
    make_reviewer(challenge)
    make_proposal(challenge)
    assert client.get("/desk/").context["to_score"] == []
    make_reviewer(challenge, editor)
    assert client.get("/desk/").context["to_score"] == []  # there are no criteria


def test_the_desk_keeps_its_budget_with_every_queue_filled(
    client: Client, city: Municipality, editor: User
) -> None:
    def add() -> None:
        rows = fill(city)
        for kind in TASKS:
            assign(rows[kind], to=editor, by=editor)
        challenge = rows["proposal"].challenge
        make_criteria(challenge)
        make_reviewer(challenge, editor)

    assert_constant_queries(client, "/desk/", add, at_most=12)


@pytest.mark.usefixtures("editor")
def test_many_closed_challenges_hide_no_open_one(client: Client, city: Municipality) -> None:
    now = timezone.now()
    for day in range(workplace.ROWS + 1):
        make_challenge(city, state="closed", closed_at=now, closes_at=now - timedelta(days=day + 1))
    lonely = make_challenge(city, title="だれも応えていない")
    page = client.get("/desk/").content.decode()
    section = page[page.index('id="h-unanswered"') :]
    assert lonely.title in section[: section.index("</section>")]
    assert f"<b>{workplace.ROWS + 2}</b>" in page


@pytest.mark.parametrize(("role", "is_offered"), [("viewer", False), ("editor", True)])
def test_who_may_not_post_a_challenge_is_not_asked_to(
    client: Client, city: Municipality, role: str, is_offered: bool
) -> None:
    client.force_login(make_staff(city, StaffRole.Role(role)))
    assert ("/desk/challenges/new/" in client.get("/desk/").content.decode()) == is_offered

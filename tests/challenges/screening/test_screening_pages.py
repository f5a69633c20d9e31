"""The pages of screening: the board, scoring, the panel beside a proposal; never for partners."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import RequestContext, Template
from django.test import Client, RequestFactory

from challenges.models import Challenge, Proposal
from challenges.proposing.steps import decline_proposal
from partners.models import Membership
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    make_assessment,
    make_challenge,
    make_criteria,
    make_member,
    make_municipality,
    make_proposal,
    make_refusal_ground,
    make_reviewer,
    make_staff,
)
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.journal.models import Job
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
SECRET = "この所見は外に出ません"
WHY = "親族が勤めているという理由"


@pytest.fixture
def challenge(city: Municipality) -> Challenge:
    challenge = make_challenge(city, state=Challenge.State.CLOSED)
    make_criteria(challenge, 60, 40)
    return challenge


@pytest.fixture
def proposal(challenge: Challenge) -> Proposal:
    return make_proposal(challenge, title="古民家の改修")


@pytest.fixture
def reviewer(client: Client, challenge: Challenge) -> User:
    """A reviewer who only reads else, logged in."""
    person = make_staff(challenge.municipality, StaffRole.Role.VIEWER, name="評価 花子")
    client.force_login(make_reviewer(challenge, person))
    return person


def post(client: Client, url: str, **typed: Any) -> Any:
    return client.post(url, {"idempotency_key": str(uuid4()), **typed})


def score_url(proposal: Proposal) -> str:
    return f"/desk/proposals/{proposal.receipt}/score/"


def board_url(challenge: Challenge) -> str:
    return f"/desk/challenges/{challenge.slug}/screening/"


def scores(proposal: Proposal, *points: int, remark: str = "") -> dict[str, str]:
    """The form, filled in."""
    criteria = proposal.challenge.criteria.all().current()  # type: ignore[union-attr]
    typed = {}
    for criterion, given in zip(criteria, points, strict=True):
        typed |= {f"points_{criterion.pk}": str(given), f"remark_{criterion.pk}": remark}
    return typed


@pytest.mark.usefixtures("reviewer")
def test_a_reviewer_scores_and_then_sees_the_others(client: Client, proposal: Proposal) -> None:
    make_assessment(proposal, make_reviewer(proposal.challenge), 5, 5, remark=SECRET)
    board = client.get(board_url(proposal.challenge)).content.decode()  # type: ignore[arg-type]
    assert score_url(proposal) in board
    assert "5.00" not in board
    assert SECRET not in client.get(score_url(proposal)).content.decode()
    assert SECRET not in client.get(proposal.get_absolute_url()).content.decode()
    response = post(client, score_url(proposal), **scores(proposal, 1, 1, remark="ほかの所見"))
    assert response["Location"] == board_url(proposal.challenge)  # type: ignore[arg-type]
    board = client.get(response["Location"]).content.decode()
    assert "<b>3.00</b>" in board
    assert "1.0–5.0" in board
    assert SECRET in client.get(proposal.get_absolute_url()).content.decode()


@pytest.mark.usefixtures("reviewer")
def test_every_criterion_needs_points(client: Client, proposal: Proposal) -> None:
    first = proposal.challenge.criteria.first()  # type: ignore[union-attr]
    for given in ("", "0", "6", "abc", "3.5"):
        typed = scores(proposal, 3, 3) | {f"points_{first.pk}": given}  # type: ignore[union-attr]
        response = post(client, score_url(proposal), **typed)
        assert response.status_code == 200
        assert f"id_points_{first.pk}_error" in response.content.decode()  # type: ignore[union-attr]
    assert not proposal.assessments.exists()


@pytest.mark.parametrize("kind", TYPEABLE)
@pytest.mark.usefixtures("reviewer")
def test_any_remark_is_taken_or_refused_in_words(
    client: Client, proposal: Proposal, kind: str
) -> None:
    response = post(client, score_url(proposal), **scores(proposal, 3, 3, remark=TYPEABLE[kind]))
    assert response.status_code == (200 if kind == "over-long" else 302)
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "<script>alert(1)</script>" not in page


@pytest.mark.usefixtures("reviewer")
def test_scores_sent_twice_are_given_once(client: Client, proposal: Proposal) -> None:
    form = {"idempotency_key": str(uuid4()), **scores(proposal, 3, 3)}
    first, second = (client.post(score_url(proposal), form) for _time in range(2))
    assert first["Location"] == second["Location"]
    assert proposal.assessments.get().changed_at is None


@pytest.mark.usefixtures("reviewer")
def test_a_conflict_of_interest_needs_a_reason_and_shuts_the_scores(
    client: Client, proposal: Proposal
) -> None:
    make_assessment(proposal, make_reviewer(proposal.challenge), 5, 5, remark=SECRET)
    typed = {"step": "conflict", "has_conflict": "on"}
    assert "id_reason_error" in post(client, score_url(proposal), **typed).content.decode()
    assert post(client, score_url(proposal), **typed, reason=WHY).status_code == 302
    assert client.get(score_url(proposal))["Location"] == proposal.get_absolute_url()
    post(client, score_url(proposal), **scores(proposal, 5, 5))
    assert proposal.assessments.exclude(conflict="").get().scores.count() == 0
    urls = [board_url(proposal.challenge), proposal.get_absolute_url()]  # type: ignore[arg-type]
    make_refusal_ground(proposal.municipality)
    for url in urls:
        page = client.get(url).content.decode()
        assert SECRET not in page
        assert "5.00" not in page
        assert "利益相反" in page


@pytest.mark.usefixtures("editor")
def test_who_is_no_reviewer_may_not_score(client: Client, proposal: Proposal) -> None:
    assert client.get(score_url(proposal)).status_code == 403
    assert post(client, score_url(proposal), **scores(proposal, 3, 3)).status_code == 403


@pytest.mark.usefixtures("reviewer")
def test_of_what_is_answered_the_reviewer_is_told_so(client: Client, proposal: Proposal) -> None:
    ground = make_refusal_ground(proposal.municipality)
    by = make_staff(proposal.municipality)
    decline_proposal(proposal, by=by, ground=ground, text="今回は見送ります。")
    response = client.get(score_url(proposal), follow=True)
    assert "回答済みのため、採点できません" in response.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (StaffRole.Role.VIEWER, 403),
        (StaffRole.Role.EDITOR, 403),
        (StaffRole.Role.MANAGER, 302),
    ],
)
def test_a_manager_closes_the_scoring_and_lifts_conflicts(
    client: Client, proposal: Proposal, role: StaffRole.Role, status: int
) -> None:
    challenge = proposal.challenge
    assert challenge
    conflict = make_assessment(proposal, make_reviewer(challenge), conflict=WHY)
    client.force_login(make_staff(challenge.municipality, role))
    lift = f"/desk/proposals/{proposal.receipt}/conflicts/{conflict.pk}/lift/"
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert (lift in page) == (status == 302)
    assert post(client, lift).status_code == status
    assert proposal.assessments.exists() == (status == 403)
    url = f"{board_url(challenge)}close/"
    assert post(client, url, close="yes").status_code == status
    page = client.get(board_url(challenge)).content.decode()
    assert ("採点は締め切られています" in page) == (status == 302)
    post(client, url, close="no")
    assert "採点は締め切られています" not in client.get(board_url(challenge)).content.decode()


@pytest.mark.usefixtures("editor")
def test_reviewers_are_chosen_among_the_office(client: Client, challenge: Challenge) -> None:
    own, other = (
        make_staff(challenge.municipality, name="同僚 三郎"),
        make_staff(make_challenge().municipality, name="よその 四郎"),
    )
    url = f"/desk/challenges/{challenge.slug}/reviewers/"
    page = client.get(url).content.decode()
    assert "同僚 三郎" in page
    assert "よその 四郎" not in page
    assert "id_people_error" in post(client, url, people=[other.pk]).content.decode()
    assert post(client, url, people=[own.pk]).status_code == 302
    assert challenge.reviewers.current().get().user == own


@pytest.mark.usefixtures("editor")
def test_the_result_stands_beside_the_decision(client: Client, proposal: Proposal) -> None:
    make_refusal_ground(proposal.municipality)
    make_assessment(proposal, make_reviewer(proposal.challenge), 4, 2, remark=SECRET)
    for answer in ("accept", "decline"):
        page = client.get(f"/desk/proposals/{proposal.receipt}/{answer}/").content.decode()
        assert "<b>3.20</b>" in page
        assert SECRET in page


@pytest.mark.usefixtures("editor")
def test_the_board_asks_as_often_for_three_proposals_as_for_one(
    client: Client, challenge: Challenge
) -> None:
    first, second = make_reviewer(challenge), make_reviewer(challenge)

    def add() -> None:
        proposal = make_proposal(challenge)
        for person in (first, second):
            make_assessment(proposal, person, 4, 2)

    assert_constant_queries(client, board_url(challenge), add, at_most=12)


# ----- never for partners ------------------------------------------------------------------------


def doors(proposal: Proposal) -> list[str]:
    """Every page on which a partner could meet a proposal or its challenge."""
    challenge = proposal.challenge
    assert challenge
    return [
        proposal.get_absolute_url(),
        challenge.get_absolute_url(),
        "/my/",
        "/my/proposals/",
        "/challenges/",
        "/search/?q=所見",
        "/feeds/search/?q=所見",
        f"/m/{challenge.municipality.slug}/",
        f"/partners/{proposal.partner.slug}/",
    ]


@pytest.mark.parametrize("decided", [False, True])
def test_nothing_of_it_reaches_the_partner(
    client: Client, proposal: Proposal, *, decided: bool
) -> None:
    first, second = make_reviewer(proposal.challenge), make_reviewer(proposal.challenge)
    make_assessment(proposal, first, 4, 2, remark=SECRET)
    make_assessment(proposal, second, conflict=WHY)
    if decided:
        ground = make_refusal_ground(proposal.municipality)
        decline_proposal(proposal, by=first, ground=ground, text="今回は見送ります。")
    client.force_login(make_member(proposal.partner, Membership.Role.OWNER))
    for url in doors(proposal):
        response = client.get(url)
        assert response.status_code == 200, url
        page = response.content.decode()
        for secret in (SECRET, WHY, "3.20", "審査のページ", str(first), str(second)):
            assert secret not in page, (url, secret)


def test_a_declined_proposal_stays_readable_with_its_reason(
    client: Client, proposal: Proposal
) -> None:
    ground = make_refusal_ground(proposal.municipality, "市の計画と合わない")
    by = make_staff(proposal.municipality)
    decline_proposal(proposal, by=by, ground=ground, text="予算の都合です。")
    client.force_login(make_member(proposal.partner, Membership.Role.VIEWER))
    page = client.get(proposal.get_absolute_url()).content.decode()
    for shown in ("市の計画と合わない", "予算の都合です。", proposal.plan):
        assert shown in page


@pytest.mark.parametrize("tag", ["screening_panel", "in_charge"])
def test_what_is_for_the_office_stays_empty_wherever_a_page_puts_it(
    rf: RequestFactory, proposal: Proposal, tag: str
) -> None:
    make_assessment(proposal, make_reviewer(proposal.challenge), 4, 2, remark=SECRET)
    template = Template("{% load screening %}{% " + tag + " proposal %}")

    def seen_by(person: User | AnonymousUser) -> str:
        request = rf.get("/")
        request.user = person
        context = RequestContext(request, {"proposal": Proposal.objects.get(pk=proposal.pk)})
        return template.render(context).strip()

    strangers = [AnonymousUser(), make_member(proposal.partner), make_staff(make_municipality())]
    assert [seen_by(person) for person in strangers] == ["", "", ""]
    assert seen_by(make_staff(proposal.municipality)) != ""


def test_mails_to_the_partner_say_nothing_of_it(proposal: Proposal) -> None:
    reviewer = make_reviewer(proposal.challenge)
    make_assessment(proposal, reviewer, 4, 2, remark=SECRET)
    ground = make_refusal_ground(proposal.municipality)
    decline_proposal(proposal, by=reviewer, ground=ground, text="今回は見送ります。")
    told = [str(job.payload) for job in Job.objects.filter(kind="journal.mail")]
    assert len(told) == 1
    assert not [said for said in told if re.search(rf"{SECRET}|{WHY}|3\.2", said)]

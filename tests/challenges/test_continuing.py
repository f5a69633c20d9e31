"""From an accepted proposal to its project, and what the page of the challenge says of it."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from challenges.continuing import continue_proposal
from challenges.models import Proposal
from challenges.proposing.steps import accept_proposal
from partners.models import Membership, Project
from tests.factories import (
    make_challenge,
    make_member,
    make_municipality,
    make_partner,
    make_proposal,
    make_staff,
    make_user,
)
from tests.notices import heard
from tests.queries import assert_constant_queries
from tomoni.journal.models import Entry, Job
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole
from tomoni.taxonomy.models import Field, Goal

pytestmark = pytest.mark.django_db
Confidentiality = Proposal.Confidentiality


def accepted(confidentiality: str = Confidentiality.PUBLIC, **fields: Any) -> Proposal:
    """One that the city has accepted."""
    proposal = make_proposal(confidentiality=confidentiality, **fields)
    accept_proposal(proposal, by=make_staff(proposal.municipality), text="ご一緒しましょう。")
    Job.objects.all().delete()
    return proposal


def press(client: Client, proposal: Proposal, key: str = "") -> Any:
    url = f"/proposals/{proposal.receipt}/project/"
    return client.post(url, {"idempotency_key": key or str(uuid4())})


WHO: dict[str, tuple[Any, int]] = {
    "owner": (lambda p: make_member(p.partner), 302),
    "editor": (lambda p: make_member(p.partner, Membership.Role.EDITOR), 302),
    "viewer": (lambda p: make_member(p.partner, Membership.Role.VIEWER), 403),
    "city editor": (lambda p: make_staff(p.municipality), 302),
    "city viewer": (lambda p: make_staff(p.municipality, StaffRole.Role.VIEWER), 403),
    "other partner": (lambda p: make_member(make_partner()), 404),
    "other city": (lambda p: make_staff(make_municipality()), 404),
    "newcomer": (lambda p: make_user(), 404),
}


@pytest.mark.parametrize("who", WHO)
def test_either_side_begins_it_with_one_click(client: Client, who: str) -> None:
    proposal = accepted()
    make, status = WHO[who]
    client.force_login(make(proposal))
    page = client.get(proposal.get_absolute_url()).content.decode()
    url = f"/proposals/{proposal.receipt}/project/"
    assert (url in page) == (status == 302)
    assert press(client, proposal).status_code == status
    assert Project.objects.count() == (status == 302)


def test_a_project_has_what_the_proposal_had(client: Client) -> None:
    proposal = accepted()
    proposal.goals.set(Goal.objects.filter(number=7))
    proposal.fields.set(Field.objects.filter(slug="energy"))
    by = make_staff(proposal.municipality)
    project = continue_proposal(proposal, by=by)
    assert (project.title, project.summary) == (proposal.title, proposal.summary)
    assert [goal.number for goal in project.goals.all()] == [7]
    assert [field.slug for field in project.fields.all()] == ["energy"]
    assert [place.partner for place in project.participations.joined()] == [proposal.partner]
    assert project.came_from == proposal
    assert Entry.objects.get(verb="project.started").actor == by
    assert set(heard.told("partners.project_started")) == {
        proposal.submitted_by_id,
        proposal.challenge.created_by_id,  # type: ignore[union-attr]
        proposal.decided_by_id,
    }
    client.force_login(proposal.submitted_by)
    page = client.get(project.get_absolute_url()).content.decode()
    assert proposal.get_absolute_url() in page
    assert proposal.challenge.get_absolute_url() in page  # type: ignore[union-attr]
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert project.get_absolute_url() in page


def test_two_clicks_two_tabs_and_both_sides_make_one_project(client: Client) -> None:
    proposal = accepted()
    client.force_login(proposal.submitted_by)
    key = str(uuid4())
    first = press(client, proposal, key)["Location"]
    assert press(client, proposal, key)["Location"] == first
    assert press(client, proposal)["Location"] == first
    client.force_login(make_staff(proposal.municipality))
    assert press(client, proposal)["Location"] == first
    assert Project.objects.count() == 1
    assert Entry.objects.filter(verb="project.started").count() == 1


@pytest.mark.parametrize("state", [state for state in Proposal.State if state != "accepted"])
def test_only_an_accepted_proposal_goes_on(client: Client, state: str) -> None:
    proposal = make_proposal()
    ground = proposal.municipality.refusal_grounds.create(name_ja="時期")
    Proposal.objects.filter(pk=proposal.pk).update(
        state=state, decided_at=proposal.submitted_at, refusal_ground=ground, decision_text="x"
    )
    with pytest.raises(StateError):
        continue_proposal(Proposal.objects.get(pk=proposal.pk), by=proposal.submitted_by)
    client.force_login(proposal.submitted_by)
    assert "/project/" not in client.get(proposal.get_absolute_url()).content.decode()


@pytest.mark.parametrize("confidentiality", list(Confidentiality))
def test_what_was_not_public_is_shown_by_its_partner_alone(
    client: Client, confidentiality: str
) -> None:
    proposal = accepted(confidentiality, title="合言葉は茶柱")
    project = continue_proposal(proposal, by=make_staff(proposal.municipality))
    is_public = confidentiality == Confidentiality.PUBLIC
    challenge = proposal.challenge
    assert challenge
    for path in (challenge.get_absolute_url(), "/projects/", "/search/?q=茶柱"):
        assert (project.get_absolute_url() in client.get(path).content.decode()) == is_public, path
    response = client.get(project.get_absolute_url())
    assert response.status_code == (200 if is_public else 302)


def test_an_origin_that_the_reader_may_not_see_is_not_named(client: Client) -> None:
    proposal = accepted(Confidentiality.CITY, title="内々の提案")
    project = continue_proposal(proposal, by=make_staff(proposal.municipality))
    Project.objects.filter(pk=project.pk).update(visibility="public", title="公開の題")
    page = client.get(project.get_absolute_url()).content.decode()
    assert proposal.receipt not in page
    assert "内々の提案" not in page
    assert proposal.challenge.get_absolute_url() in page  # type: ignore[union-attr]


def test_the_page_of_a_challenge_costs_the_same_for_one_project_and_for_three(
    client: Client,
) -> None:
    challenge = make_challenge()

    def add() -> None:
        proposal = accepted(challenge=challenge)
        continue_proposal(proposal, by=proposal.submitted_by)

    assert_constant_queries(client, challenge.get_absolute_url(), add, at_most=8)

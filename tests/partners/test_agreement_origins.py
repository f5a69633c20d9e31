"""What an agreement may come out of: the door to it, and what the form then proposes."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from challenges.models import CoAuthor
from matching.models import Introduction
from partners.agreements.origins import proposed_from
from partners.models import Partner
from tests.events.past import make_follow_up, make_past, make_seat
from tests.factories import (
    make_challenge,
    make_co_author,
    make_municipality,
    make_partner,
    make_project,
    make_proposal,
    make_proposal_draft,
    make_staff,
    take_part,
)
from tests.matching.pairs import make_introduction, make_side
from tomoni.municipalities.models import IntroductionRoute, Municipality, StaffRole
from tomoni.taxonomy.models import Goal

pytestmark = pytest.mark.django_db


def project_of(city: Municipality, a: Partner, b: Partner) -> Any:
    project = make_project(a, municipality=city, visibility="public")
    take_part(project, b)
    return project


def proposal_to(city: Municipality, a: Partner, b: Partner) -> Any:
    proposal = make_proposal(
        make_challenge(municipality=city), b, state="accepted", decided_at=timezone.now()
    )
    shared = make_proposal_draft(proposal.challenge, b, proposal=proposal)
    make_co_author(shared, a, proposal=proposal, state=CoAuthor.State.CONFIRMED)
    make_co_author(shared, proposal=proposal, state=CoAuthor.State.DECLINED)
    return proposal


def introduction_in(city: Municipality, a: Partner, b: Partner) -> Any:
    sides = make_side(municipality=city), make_side(side="seed", municipality=city)
    made = make_introduction(Introduction.State.ACCEPTED, *sides, route=IntroductionRoute.OFFICE)
    for side, partner in zip(sides, (a, b), strict=True):
        made.parties.filter(partner=side.partner).update(partner=partner)
    made.parties.create(partner=make_partner(), state="declined", answered_at=timezone.now())
    return made


def follow_up_in(city: Municipality, a: Partner, b: Partner) -> Any:
    return make_follow_up(make_seat(make_past(municipality=city), a), counterpart=b)


@pytest.mark.parametrize("make", [project_of, proposal_to, introduction_in, follow_up_in])
def test_the_office_finds_the_door_and_its_city_and_all_who_take_part(
    client: Client, settings: Any, make: Any
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    first, city = make_municipality(), make_municipality()
    a, b = (make_partner(name, municipality=city) for name in ("茶の木会", "水の会"))
    origin = make(city, a, b)
    clerk = make_staff(first)
    StaffRole.objects.create(municipality=city, user=clerk, role=StaffRole.Role.EDITOR)
    client.force_login(clerk)
    page = client.get(origin.get_absolute_url()).content.decode()
    _before, _door, asked = page.partition("/desk/agreements/new/?from=")
    response = client.get("/desk/agreements/new/", {"from": asked.partition('"')[0]})
    initial = response.context["form"].initial
    assert response.context["municipality"] == city
    assert {row["name"] for row in initial["parties"]} == {city.name, a.name, b.name}
    is_open = make is project_of
    assert initial["visibility"] == ("public" if is_open else "parties")


def test_more_goals_than_there_may_be_items_become_one_item_for_all() -> None:
    project = make_project()
    project.goals.set(Goal.objects.filter(number__lte=12))
    assert len(proposed_from(project, project.municipality).items) == 12
    project.goals.set(Goal.objects.all())
    [item] = proposed_from(project, project.municipality).items
    assert (item["title"], item["goal_id"]) == (project.title, None)

"""For whom somebody writes in projects and agreements: registered partners, and on behalf."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from partners.models import Agreement, Membership, Participation, Partner, Project
from partners.projects import calling, people, steps
from partners.projects.history import history
from tests.factories import (
    make_agreement,
    make_item,
    make_member,
    make_partner,
    make_post,
    make_project,
    make_staff,
    make_unclaimed,
    take_part,
)
from tests.notices import heard
from tomoni.accounts.models import User
from tomoni.models import StateError

pytestmark = pytest.mark.django_db
PUBLIC = Project.Visibility.PUBLIC
State = Participation.State


def press(client: Client, url: str, **data: Any) -> Any:
    return client.post(url, {"idempotency_key": str(uuid4()), **data})


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("state", ["suspended", "withdrawn"])
def test_whose_partner_is_not_registered_any_more_reads_and_leaves(state: str) -> None:
    partner = make_partner()
    person, project = make_member(partner), make_project(partner, visibility=PUBLIC)
    take_part(project, make_partner())
    post = make_post(project, partner, by=person, is_public=True)
    item = make_item(make_agreement(partner))
    Partner.objects.filter(pk=partner.pk).update(state=state)
    client, url = signed_in(person), project.get_absolute_url()
    for closed in (f"{url}posts/new/", f"/projects/posts/{post.pk}/edit/", f"{url}edit/"):
        assert client.get(closed).status_code == 403
        assert press(client, closed, title="題", text="文", version=1).status_code == 403
    assert press(client, f"/agreements/items/{item.pk}/tell/", text="文").status_code == 403
    page = client.get(url).content.decode()
    assert f"{url}leave/" in page
    assert f"{url}posts/new/" not in page
    press(client, f"{url}leave/")
    assert project.participations.get(partner=partner).state == State.LEFT


def test_who_is_not_registered_any_more_cannot_join_and_may_decline() -> None:
    project, partner = make_project(), make_partner()
    person = make_member(partner)
    people.ask_partner(project, partner, by=project.started_by)
    Partner.objects.filter(pk=partner.pk).update(state=Partner.State.SUSPENDED)
    client, url = signed_in(person), project.get_absolute_url()
    assert 'value="yes"' not in client.get(url).content.decode()
    with pytest.raises(StateError):
        people.answer(project, Partner.objects.get(pk=partner.pk), by=person, joins=True)
    press(client, f"{url}answer/", answer="yes")
    assert project.participations.get(partner=partner).state == State.ASKED
    press(client, f"{url}answer/", answer="no")
    assert project.participations.get(partner=partner).state == State.DECLINED


@pytest.mark.parametrize("through", ["federation", "office"])
def test_who_acts_for_a_partner_takes_part_until_it_is_claimed(through: str, settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    federation = make_partner() if through == "federation" else None
    partner = make_unclaimed(federation)
    person = make_member(federation) if federation else make_staff(partner.municipality)
    starter = make_member(make_partner())
    project = make_project(starter.partners.get(), started_by=starter)
    take_part(project, partner)
    members = Agreement.Visibility.PARTIES
    agreement = make_agreement(starter.partners.get(), partner, visibility=members)
    client, url = signed_in(person), project.get_absolute_url()
    press(client, f"{url}posts/new/", title="屋根", text="葺きました。")
    assert project.posts.get().partner == partner
    acted_as = federation.name if federation else partner.municipality.name
    assert history(project, for_office=False)[0].by == acted_as
    steps.end_project(project, by=starter, reason="都合です。")
    assert person.pk in heard.told("partners.project_over")
    assert project.title in client.get("/my/projects/").content.decode()
    assert client.get(agreement.get_absolute_url()).status_code == 200
    item = make_item(agreement)
    assert client.get(f"/agreements/items/{item.pk}/tell/").status_code == 200
    make_member(partner)
    for gone in (project, agreement):
        assert client.get(gone.get_absolute_url()).status_code == 404


def test_the_office_writes_for_the_office_where_it_acts_for_a_partner_too(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    partner = make_unclaimed()
    project = make_project(partner)
    client = signed_in(make_staff(project.municipality))
    press(client, f"{project.get_absolute_url()}posts/new/", title="屋根", text="葺きました。")
    assert project.posts.get().partner is None


@pytest.fixture
def both() -> tuple[User, Partner, Partner]:
    """A person who edits for two partners, and acts for the second at the moment."""
    first, second = make_partner("はじめ商店"), make_partner("つぎの商店")
    person = make_member(first)
    Membership.objects.create(user=person, partner=second, role=Membership.Role.OWNER)
    return person, first, second


def acting(person: User, partner: Partner) -> Client:
    client = signed_in(person)
    press(client, "/my/switch/", partner=partner.slug)
    return client


def test_who_edits_two_of_its_partners_writes_for_the_acting_one(
    both: tuple[User, Partner, Partner],
) -> None:
    person, first, second = both
    project = make_project(first, started_by=person)
    take_part(project, second)
    item = make_item(make_agreement(first, second))
    client, url = acting(person, second), project.get_absolute_url()
    press(client, f"{url}posts/new/", title="屋根", text="葺きました。")
    assert project.posts.get().partner == second
    press(
        client,
        f"/agreements/items/{item.pk}/tell/",
        text="会いました。",
        on=str(timezone.localdate()),
    )
    assert item.activities.get().party.partner == second
    older = make_post(project, first, by=person)
    assert client.get(f"/projects/posts/{older.pk}/edit/").status_code == 200
    assert press(client, f"{url}leave/").status_code == 404
    press(client, f"{url}leave/", partner=first.slug)
    assert [each.partner for each in project.participations.joined()] == [second]


def test_the_button_for_supporters_follows_the_acting_partner(
    both: tuple[User, Partner, Partner],
) -> None:
    person, first, second = both
    project = make_project(visibility=PUBLIC)
    until = timezone.localdate() + timedelta(days=9)
    calling.open_call(project, by=project.started_by, sought="お名前を。", until=until)
    calling.support(project, first, by=person, shows_name=False)
    url = project.get_absolute_url()
    assert f"{url}support/withdraw/" in acting(person, first).get(url).content.decode()
    page = acting(person, second).get(url).content.decode()
    assert f'href="{url}support/"' in page
    assert first.name in page

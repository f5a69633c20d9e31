"""Who comes and goes in a project is told to the others, and stands in its history."""

from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from partners.models import Membership, Participation, Partner, Project
from partners.projects import people, steps
from partners.projects.history import WORDS, history
from tests.factories import make_member, make_partner, make_project, make_staff, take_part
from tomoni.accounts.models import User
from tomoni.journal.mail import deliver
from tomoni.journal.models import Entry, Job
from tomoni.models import StateError

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_project()


@pytest.fixture
def asked(project: Project) -> Partner:
    partner = make_partner("製材の森")
    people.ask_partner(project, partner, by=project.started_by)
    return partner


def told(template: str) -> set[User]:
    jobs = Job.objects.filter(kind="journal.mail", payload__template=template)
    return set(User.objects.filter(pk__in=[job.payload["to"] for job in jobs]))


def joined(project: Project) -> User:
    """An editor of a further partner that takes part."""
    person = make_member(make_partner(), Membership.Role.EDITOR)
    take_part(project, person.partners.get())
    return person


def test_leaving_is_told_to_those_who_go_on(project: Project) -> None:
    leaver, stays, colleague = joined(project), joined(project), None
    partner = leaver.partners.get()
    colleague = make_member(partner)
    make_member(stays.partners.get(), Membership.Role.VIEWER)
    office = make_staff(project.municipality)
    people.leave(project, partner, by=leaver)
    assert {stays, colleague, office} <= told("project_left")
    assert leaver not in told("project_left")
    job = Job.objects.filter(payload__template="project_left")[0]
    deliver(job.key, job.payload)()
    assert partner.name in mail.outbox[0].subject


def test_taking_it_up_again_is_told(project: Project) -> None:
    other, office = joined(project), make_staff(project.municipality)
    steps.end_project(project, by=other, reason="人手")
    steps.resume_project(project, by=other)
    assert office in told("project_resumed")
    assert other not in told("project_resumed")


def test_an_invitation_is_taken_back(client: Client, project: Project, asked: Partner) -> None:
    Project.objects.update(visibility="members")
    reader, writer = make_member(asked), joined(project)
    client.force_login(reader)
    assert client.get(project.get_absolute_url()).status_code == 200
    client.force_login(writer)
    url = f"/projects/{project.pk}/recall/"
    assert url in client.get(project.get_absolute_url()).content.decode()
    response = client.post(url, {"idempotency_key": str(uuid4()), "partner": asked.slug})
    assert response["Location"] == project.get_absolute_url()
    place = Participation.objects.get(partner=asked)
    assert place.state == Participation.State.RECALLED
    assert told("project_recalled") == {reader}
    client.force_login(reader)
    assert client.get(project.get_absolute_url()).status_code == 404
    with pytest.raises(StateError):
        people.answer(project, asked, by=reader, joins=True)
    people.ask_partner(project, asked, by=writer)  # it has said nothing, so it need not rest
    people.recall(project, asked, by=writer)
    people.ask_partner(project, asked, by=writer)
    people.recall(project, asked, by=writer)
    with pytest.raises(StateError, match="何度か"):  # each time is a mail to its people
        people.ask_partner(project, asked, by=writer)


def test_only_who_is_asked_is_taken_back(client: Client, project: Project, asked: Partner) -> None:
    writer = joined(project)
    client.force_login(writer)
    for slug in ("", writer.partners.get().slug, "a" * 300):
        form = {"idempotency_key": str(uuid4()), "partner": slug}
        assert client.post(f"/projects/{project.pk}/recall/", form).status_code == 302
    assert project.participations.joined().filter(partner=writer.partners.get()).exists()
    assert project.participations.asked().filter(partner=asked).exists()


def test_its_history_is_read_by_members_and_staff_alone(
    client: Client, project: Project, asked: Partner
) -> None:
    Project.objects.update(visibility="public")
    reader = make_member(asked)
    for person, sees in (
        (joined(project), True),
        (make_staff(project.municipality), True),
        (reader, False),
        (make_member(make_partner()), False),
    ):
        client.force_login(person)
        page = client.get(project.get_absolute_url()).content.decode()
        assert ('id="history"' in page) == sees
        assert (project.started_by.name in page) == sees
    client.logout()
    assert 'id="history"' not in client.get(project.get_absolute_url()).content.decode()


def test_partners_read_the_office_and_not_its_people(project: Project) -> None:
    person = make_staff(project.municipality, name="事務局 佐藤")
    people.ask_partner(project, make_partner(), by=person)
    assert history(project, for_office=True)[0].by == "事務局 佐藤"
    assert history(project, for_office=False)[0].by == project.municipality.name


def test_every_verb_has_its_words(project: Project, asked: Partner) -> None:
    people.recall(project, asked, by=project.started_by)
    lines = history(project, for_office=True)
    assert [line.partner for line in lines[:2]] == ["製材の森", "製材の森"]
    verbs = set(Entry.objects.filter(verb__startswith="project.").values_list("verb", flat=True))
    assert verbs <= WORDS.keys()

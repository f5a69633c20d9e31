"""What the notices about a project say, and when they are no longer true."""

import pytest
from django.core import mail as outbox

from partners.models import Membership, Participation, Project
from partners.projects import people, steps
from tests.factories import make_member, make_partner, make_project, make_staff
from tests.notices import heard
from tomoni.accounts.models import User
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db
REPORT = {"outcome": "三軒が開きました。", "lessons": "", "figures": []}


@pytest.fixture
def project() -> Project:
    return make_project()


@pytest.fixture
def officer(project: Project) -> User:
    return make_staff(project.municipality)


def said_to(person: User) -> list[str]:
    return [f"{mail.subject}\n{mail.body}" for mail in outbox.outbox if mail.to == [person.email]]


def test_office_is_told_how_a_project_has_ended(project: Project, officer: User) -> None:
    steps.end_project(project, by=project.started_by, reason="家主の都合です。")
    heard.mail_notices()
    [said] = said_to(officer)
    partner = project.participations.get().partner
    assert all(word in said for word in (project.title, partner.name, "家主の都合です。"))


def test_end_that_was_taken_back_is_not_told(project: Project, officer: User) -> None:
    steps.end_project(project, by=project.started_by, reason="家主の都合です。")
    steps.resume_project(project, by=project.started_by)
    heard.mail_notices()
    assert said_to(officer) == []
    assert Notice.objects.of(officer).get().mail == Notice.Mail.LEFT_OUT


def test_each_end_is_told_by_itself(project: Project, officer: User) -> None:
    steps.end_project(project, by=project.started_by, reason="家主の都合です。")
    heard.mail_notices()
    steps.resume_project(project, by=project.started_by)
    steps.complete_project(project, REPORT, by=project.started_by, seen=project.version)
    heard.mail_notices()
    assert len(said_to(officer)) == 2


def test_question_and_answer_reach_whom_they_are_for(project: Project) -> None:
    other = make_partner("隣の工房")
    owner = make_member(other)
    people.ask_partner(project, other, by=project.started_by, message="ご一緒しませんか。")
    heard.mail_notices()
    assert "ご一緒しませんか。" in said_to(owner)[0]
    people.answer(project, other, by=owner, joins=True)
    heard.mail_notices()
    assert "隣の工房" in said_to(project.started_by)[0]


@pytest.mark.parametrize("how", ["answered", "left the partner", "project hidden"])
def test_nobody_is_mailed_who_need_not_or_may_not_know_any_more(how: str, project: Project) -> None:
    other = make_partner()
    owner, colleague = make_member(other), make_member(other, Membership.Role.EDITOR)
    people.ask_partner(project, other, by=project.started_by, message="ご一緒しませんか。")
    if how == "answered":
        people.answer(project, other, by=colleague, joins=False)
    elif how == "left the partner":
        Membership.objects.filter(user=owner).delete()
    else:
        Participation.objects.filter(partner=other).update(state=Participation.State.LEFT)
    heard.mail_notices()
    assert said_to(owner) == []

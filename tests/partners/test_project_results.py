"""What came of a project: people reached, results by goal, and lessons."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from partners.models import Project
from tests.factories import make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(client: Client) -> Project:
    project = make_project(visibility="public")
    client.force_login(project.started_by)
    return project


def told(**changes: Any) -> dict[str, Any]:
    return {
        "idempotency_key": str(uuid4()),
        "version": "1",
        "outcome": "三軒が開きました。",
        "lessons": "早めに声をかけること。",
        "people_reached": "1250",
        "people_counted": "三回の催しの受付の数",
        "goal_outcomes-0-goal": "11",
        "goal_outcomes-0-text": "空き家が寺子屋になりました。",
        "goal_outcomes-0-value": "3",
        "goal_outcomes-0-unit": "軒",
        "goal_outcomes-1-goal": "4",
        "goal_outcomes-1-text": "子どもが集まります。",
        **changes,
    }


def test_people_and_goals_stand_on_the_page_and_are_found(client: Client, project: Project) -> None:
    url = project.get_absolute_url()
    assert client.post(f"{url}complete/", told())["Location"] == url
    project.refresh_from_db()
    assert (project.people_reached, project.people_counted) == (1250, "三回の催しの受付の数")
    rows = list(project.goal_outcomes.values_list("goal", "value", "unit"))
    assert rows == [(4, None, ""), (11, Decimal(3), "軒")]
    html = Client().get(url).content.decode()
    for words in ("1,250", "三回の催しの受付の数", "空き家が寺子屋になりました。", "早めに声を"):
        assert words in html
    assert project.title in Client().get("/projects/?q=寺子屋").content.decode()
    form = client.get(f"{url}complete/").content.decode()
    for words in ('value="1250"', "空き家が寺子屋になりました。", 'value="軒"'):
        assert words in form


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"people_counted": ""}, "people_counted"),
        ({"lessons": " "}, "lessons"),
        ({"people_reached": ""}, "people_reached"),
        ({"people_reached": "-3"}, "people_reached"),
        ({"goal_outcomes-1-goal": "11"}, "goal_outcomes"),
        ({"goal_outcomes-0-unit": ""}, "goal_outcomes"),
        ({"goal_outcomes-0-text": ""}, "goal_outcomes"),
        ({"goal_outcomes-1-goal": "99"}, "goal_outcomes"),
    ],
)
def test_what_says_nothing_is_refused(
    client: Client, project: Project, changes: dict[str, str], field: str
) -> None:
    response = client.post(f"{project.get_absolute_url()}complete/", told(**changes))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    project.refresh_from_db()
    assert project.is_under_way


def test_neither_people_nor_goals_must_be_told(client: Client, project: Project) -> None:
    fields = ("outcome", "lessons", "idempotency_key", "version")
    least = {name: value for name, value in told().items() if name in fields}
    client.post(f"{project.get_absolute_url()}complete/", least)
    project.refresh_from_db()
    assert (project.state, project.people_reached) == (Project.State.COMPLETED, None)


def test_a_number_of_people_without_how_cannot_be_kept(project: Project) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(people_reached=3)

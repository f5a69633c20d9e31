"""Who is in charge of a task of the office; the queues by that."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from challenges.models import Assignment, Challenge, Proposal, Question
from challenges.screening.assigning import assign
from partners.models import Partner
from tests.factories import (
    make_challenge,
    make_listing,
    make_member,
    make_municipality,
    make_partner,
    make_proposal,
    make_staff,
    make_user,
)
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.journal.models import Entry, Job
from tomoni.journal.record import history_of
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
KINDS = ["proposal", "question", "challenge", "partner", "listing"]
QUEUES = {
    "proposal": "/desk/proposals/",
    "question": "/desk/questions/",
    "challenge": "/desk/challenges/",
    "partner": "/desk/",
    "listing": "/desk/",
}


def make_task(kind: str, city: Municipality, name: str = "") -> Any:
    """Something that waits for somebody."""
    if kind == "partner":
        waiting = {"state": Partner.State.SUBMITTED, "approved_at": None}
        return make_partner(name or "水路電機", municipality=city, **waiting)
    if kind == "listing":
        partner = make_partner(municipality=city)
        return make_listing(partner, title=name or "余った苗", review_by=timezone.localdate())
    challenge = make_challenge(city, title=name or "空き家を地域の宝に")
    if kind == "challenge":
        return challenge
    if kind == "proposal":
        return make_proposal(challenge, title=name or "古民家の改修")
    return Question.objects.create(
        challenge=challenge, asked_by=make_user(), text=name or "市外からも提案できますか。"
    )


def url(kind: str, task: Any) -> str:
    return f"/desk/assign/{kind}/{task.pk}/"


def post(client: Client, kind: str, task: Any, person: Any = "", **typed: str) -> Any:
    chosen = str(person.pk) if person else ""
    data = {"idempotency_key": str(uuid4()), "person": chosen, **typed}
    return client.post(url(kind, task), data)


@pytest.mark.parametrize("kind", KINDS)
def test_somebody_takes_it_and_comes_back_to_where_they_were(
    client: Client, city: Municipality, editor: User, kind: str
) -> None:
    task = make_task(kind, city)
    queue = f"{QUEUES[kind]}?whose=nobody"
    page = client.get(queue).content.decode()
    assert url(kind, task) in page
    response = post(client, kind, task, editor, next=queue)
    assert response["Location"] == queue
    assert Assignment.objects.get(**{kind: task}).assignee == editor
    assert url(kind, task) not in client.get(queue).content.decode()
    assert not Job.objects.exists()  # nobody writes to themselves


@pytest.mark.parametrize("kind", KINDS)
def test_a_colleague_is_told_once(
    client: Client, city: Municipality, editor: User, kind: str
) -> None:
    task, colleague = make_task(kind, city), make_staff(city, StaffRole.Role.MANAGER)
    for _time in range(2):
        post(client, kind, task, colleague)
    job = Job.objects.get(kind="journal.mail")
    assert (job.payload["to"], job.payload["template"]) == (colleague.pk, "challenge_assigned")
    assert Entry.objects.filter(verb="task.assigned").count() == 1
    page = client.get(url(kind, task)).content.decode()
    assert f'<option value="{colleague.pk}" selected>' in page


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("editor")
def test_it_can_be_nobodys_again(client: Client, city: Municipality, kind: str) -> None:
    task, colleague = make_task(kind, city), make_staff(city)
    post(client, kind, task, colleague)
    post(client, kind, task)
    assert Assignment.objects.get().assignee is None
    page = client.get(f"{QUEUES[kind]}?whose=nobody").content.decode()
    assert url(kind, task) in page


@pytest.mark.parametrize("kind", KINDS)
def test_queues_narrow_to_mine_and_to_nobodys(
    client: Client, city: Municipality, editor: User, kind: str
) -> None:
    mine, others, nobodys = (make_task(kind, city, name) for name in ("甲の件", "乙の件", "丙の件"))
    assign(mine, to=editor, by=editor)
    assign(others, to=make_staff(city), by=editor)
    for asked, shown in ({"mine": ["甲の件"], "nobody": ["丙の件"]}).items():
        page = client.get(f"{QUEUES[kind]}?whose={asked}").content.decode()
        rows = page[page.index("<tbody>") : page.index("</tbody>")]
        assert [name for name in ("甲の件", "乙の件", "丙の件") if name in rows] == shown
    assert nobodys.pk


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_not_of_the_office_cannot_be_in_charge(
    client: Client, city: Municipality, editor: User, kind: str
) -> None:
    task = make_task(kind, city)
    for person in (make_user(), make_staff(city, StaffRole.Role.VIEWER)):
        assert "id_person_error" in post(client, kind, task, person).content.decode()
        with pytest.raises(ValueError, match="works in the office"):
            assign(task, to=person, by=editor)
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/", "javascript:1", ""])
@pytest.mark.usefixtures("editor")
def test_nobody_is_led_away(client: Client, city: Municipality, back: str) -> None:
    proposal = make_task("proposal", city)
    response = post(client, "proposal", proposal, next=back)
    assert response["Location"] == proposal.get_absolute_url()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("role", "status"), [(StaffRole.Role.VIEWER, 403), (StaffRole.Role.EDITOR, 302), (None, 404)]
)
def test_who_may_put_somebody_in_charge(
    client: Client, city: Municipality, kind: str, role: StaffRole.Role | None, status: int
) -> None:
    task = make_task(kind, city)
    client.force_login(make_staff(city, role) if role else make_staff(make_municipality()))
    assert post(client, kind, task).status_code == status


def test_other_kinds_are_not_there(client: Client, editor: User) -> None:
    assert client.get("/desk/assign/event/1/").status_code == 404


def test_the_partner_does_not_see_who_is_in_charge(
    client: Client, city: Municipality, editor: User
) -> None:
    proposal: Proposal = make_task("proposal", city)
    colleague = make_staff(city, name="担当 秘密子")
    assign(proposal, to=colleague, by=editor)
    assert not history_of(proposal).exists()
    assert "担当 秘密子" in client.get(proposal.get_absolute_url()).content.decode()
    client.force_login(make_member(proposal.partner))
    for address in (proposal.get_absolute_url(), "/my/", "/my/proposals/"):
        assert "担当 秘密子" not in client.get(address).content.decode()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("editor")
def test_the_queues_ask_as_often_for_three_rows_as_for_one(
    client: Client, city: Municipality, kind: str
) -> None:
    person = make_staff(city)

    def add() -> None:
        assign(make_task(kind, city), to=person, by=person)

    assert_constant_queries(client, QUEUES[kind], add, at_most=12)


def test_a_challenge_has_one_assignment(city: Municipality, editor: User) -> None:
    challenge: Challenge = make_task("challenge", city)
    for person in (editor, make_staff(city), None):
        assign(challenge, to=person, by=editor)
    assert Assignment.objects.get().assignee is None

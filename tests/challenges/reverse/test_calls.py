"""A call until it is published: who checks it, and where it is shown."""

from typing import Any

import pytest
from django.test import Client

from challenges import review
from challenges.models import Challenge
from challenges.reverse.transitions import TAKERS, open_to
from challenges.transitions import TRANSITIONS, Step
from partners.models import Partner
from tests.bad_inputs import TYPEABLE
from tests.challenges.reverse.answers import NEW, call_answers, key, token, told
from tests.challenges.writing import moment
from tests.factories import (
    make_call,
    make_challenge,
    make_municipality,
    make_operator,
    make_staff,
    make_user,
)
from tests.responses import page_or_address
from tomoni.accounts.models import User
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
State = Challenge.State


def handed_in(partner: Partner, by: User) -> Challenge:
    return make_call(partner, created_by=by, state=State.IN_REVIEW, opens_at=None)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("manager", 302),
        ("operator", 302),
        ("editor", 403),
        ("other manager", 404),
        ("member", 404),
        ("stranger", 404),
    ],
)
def test_a_manager_of_the_partners_city_or_the_operator_checks(
    client: Client, city: Municipality, partner: Partner, owner: User, who: str, status: int
) -> None:
    call = handed_in(partner, owner)
    person = {
        "manager": lambda: make_staff(city, StaffRole.Role.MANAGER),
        "operator": make_operator,
        "editor": lambda: make_staff(city),
        "other manager": lambda: make_staff(make_municipality(), StaffRole.Role.MANAGER),
        "member": lambda: owner,
        "stranger": make_user,
    }[who]()
    client.force_login(person)
    url = f"/desk/calls/{call.slug}/publish/"
    assert client.post(url, key(version=call.version)).status_code == status
    call.refresh_from_db()
    assert (call.state == State.OPEN) == (status == 302)


def test_who_handed_it_in_never_checks_it_even_where_managers_publish_alone(
    city: Municipality, partner: Partner, owner: User
) -> None:
    city.publishes_alone = True
    city.save()
    StaffRole.objects.create(municipality=city, user=owner, role=StaffRole.Role.MANAGER)
    draft = make_call(partner, state=State.DRAFT, created_by=owner)
    call = handed_in(partner, owner)
    for row in (draft, call):
        with pytest.raises(StateError):
            review.publish_challenge(row, by=owner, seen=row.version)


def test_it_is_returned_with_remarks_and_handed_in_again(
    client: Client, city: Municipality, partner: Partner, owner: User
) -> None:
    call = handed_in(partner, owner)
    client.force_login(make_staff(city, StaffRole.Role.MANAGER))
    url = f"/desk/calls/{call.slug}/return/"
    assert "id_whole_error" in page_or_address(client.post(url, key(version=call.version)))
    assert client.post(url, key(version=call.version, whole="連絡先を。")).status_code == 302
    assert told("challenge_returned") == [owner.pk]
    assert client.get(f"/desk/calls/{call.slug}/").status_code == 404  # a draft again
    client.force_login(owner)
    assert "連絡先を。" in client.get(call.get_work_url()).content.decode()
    client.post(f"{call.get_work_url()}steps/ask_review/", key())
    assert "連絡先を。" not in client.get(call.get_work_url()).content.decode()


def test_what_was_changed_since_it_was_read_is_not_published(
    city: Municipality, partner: Partner, owner: User
) -> None:
    call = handed_in(partner, owner)
    manager = make_staff(city, StaffRole.Role.MANAGER)
    with pytest.raises(LostUpdateError):
        review.publish_challenge(call, by=manager, seen=call.version - 1)


def test_only_a_draft_is_changed(client: Client, partner: Partner, owner: User) -> None:
    call = make_call(partner, created_by=owner)
    client.force_login(owner)
    url = f"{call.get_work_url()}edit/"
    assert client.get(url)["Location"] == call.get_work_url()
    draft = make_call(partner, state=State.DRAFT, created_by=owner)
    url = f"{draft.get_work_url()}edit/"
    assert client.post(url, call_answers(title="新しい題"))["Location"] == f"{url}confirm/"
    client.post(f"{url}confirm/", token())
    draft.refresh_from_db()
    assert draft.title == "新しい題"


def test_two_who_change_a_draft_see_both_texts(
    client: Client, partner: Partner, owner: User
) -> None:
    draft = make_call(partner, state=State.DRAFT, created_by=owner)
    client.force_login(owner)
    url = f"{draft.get_work_url()}edit/"
    client.post(url, call_answers(title="わたしの題"))
    Challenge.objects.filter(pk=draft.pk).update(version=9, title="ほかの人の題")
    response = client.post(f"{url}confirm/", token())
    assert response.status_code == 409
    page = response.content.decode()
    assert "わたしの題" in page
    assert "ほかの人の題" in page
    client.post(url, {"step": "take_mine", "version": "9"})
    client.post(f"{url}confirm/", token())
    draft.refresh_from_db()
    assert draft.title == "わたしの題"


def test_a_call_is_not_on_the_desk_of_the_city_that_checks_it(
    client: Client, city: Municipality, partner: Partner
) -> None:
    call = make_call(partner)
    client.force_login(make_staff(city, StaffRole.Role.MANAGER))
    for end in ("", "edit/", "cancel/", "extend/"):
        assert client.get(f"/desk/challenges/{call.slug}/{end}").status_code == 404
    assert call.title not in client.get("/desk/challenges/").content.decode()


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.OPEN, State.SELECTING])
def test_a_call_is_on_no_list_of_the_desk_in_whatever_state(
    client: Client, city: Municipality, partner: Partner, owner: User, state: State
) -> None:
    asked = owner if state == State.IN_REVIEW else None
    call = make_call(partner, state=state, created_by=owner, review_asked_by=asked)
    client.force_login(make_staff(city, StaffRole.Role.MANAGER))
    page = client.get("/desk/").content.decode()
    waits = state == State.IN_REVIEW  # then alone, for who has to check it
    assert (call.title in page, f"/desk/calls/{call.slug}/" in page) == (waits, waits)
    assert f"/desk/challenges/{call.slug}/" not in page


def test_partners_do_not_propose_to_a_call_and_nobody_asks_the_city(
    client: Client, person: User
) -> None:
    call = make_call()
    page = client.get(call.get_absolute_url()).content.decode()
    assert "/propose/" not in page
    assert "/ask/" not in page
    assert client.get(f"{call.get_absolute_url()}propose/").status_code == 403
    form = client.get(f"{call.get_absolute_url()}ask/").content.decode()
    assert "<textarea" not in form


def test_the_call_of_a_partner_that_is_not_registered_any_more_is_not_shown(
    client: Client, partner: Partner
) -> None:
    call = make_call(partner)
    assert call.title in client.get("/challenges/").content.decode()
    Partner.objects.update(state=Partner.State.SUSPENDED, suspend_reason="調査中です。")
    assert call.title not in client.get("/challenges/").content.decode()
    assert client.get(call.get_absolute_url()).status_code == 404


def test_lists_are_narrowed_by_kind_and_name_who_asks(client: Client, partner: Partner) -> None:
    call, theme = make_call(partner), make_challenge(title="市の課題")
    page = client.get("/challenges/?kind=reverse").content.decode()
    assert call.title in page
    assert "水路電機" in page
    assert theme.title not in page
    assert call.title not in client.get("/challenges/?kind=theme").content.decode()
    feed = client.get("/feeds/challenges/?kind=reverse").content.decode()
    assert "<name>水路電機</name>" in feed


@pytest.mark.parametrize("step", list(Step))
def test_every_step_but_the_clocks_has_its_taker(step: Step) -> None:
    assert (step in TAKERS) == (step != Step.OPEN)
    for state in State:
        takes = step in open_to(state, TAKERS.get(step))
        is_source = state in TRANSITIONS[step].sources
        assert takes <= is_source


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"money": " "}, "money"),
        ({"offered": ""}, "offered"),
        ({"closes_at": moment(days=-1)}, "closes_at"),
        ({"opens_at": moment(days=40)}, "closes_at"),
        ({"primary_goals": ["1", "2", "3", "4"]}, "primary_goals"),
        ({"called": ["0"]}, "called"),
        ({"reply_days": "0"}, "reply_days"),
        ({"contacts-0-phone": "", "contacts-0-organisation": ""}, "contacts"),
    ],
)
def test_what_is_wrong_with_a_call_is_said_beside_the_field(
    client: Client, owner: User, changes: dict[str, Any], field: str
) -> None:
    client.force_login(owner)
    response = client.post(NEW, call_answers(**changes))
    assert field in response.context["form"].errors


@pytest.mark.parametrize("case", TYPEABLE)
def test_whatever_is_typed_is_taken_or_said_why_not(client: Client, owner: User, case: str) -> None:
    client.force_login(owner)
    response = client.post(NEW, call_answers(wish=TYPEABLE[case]))
    assert response.status_code == (200 if "wish" in _errors(response) else 302)
    if response.status_code == 302:
        client.post(f"{NEW}confirm/", token())
        page = client.get(Challenge.objects.get().get_work_url()).content.decode()
        assert "<script>alert(1)</script>" not in page


def _errors(response: Any) -> dict[str, Any]:
    return response.context["form"].errors if response.status_code == 200 else {}

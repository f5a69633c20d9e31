"""The people of a partner: roles, leaving, handing over, and never without an owner."""

import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from partners.models import Membership, Partner
from partners.people import members
from partners.people.members import LastOwnerError
from tests.acting import switch
from tests.factories import make_member, make_partner, make_unclaimed, make_user
from tests.partners.answers import logged_in
from tests.partners.test_registration import delivered
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.accounts.signals import reasons_to_stay
from tomoni.journal.models import Entry
from tomoni.models import StateError

pytestmark = pytest.mark.django_db
Role = Membership.Role
PAGE = "/my/members/"


def of(partner: Partner, user: User) -> Membership:
    return Membership.objects.get(partner=partner, user=user)


def roles_of(partner: Partner) -> dict[str, str]:
    return dict(partner.memberships.values_list("user__email", "role"))


def press(client: Client, path: str, **data: str) -> Any:
    """A button of the page, sent with its key."""
    return client.post(path, {"idempotency_key": str(uuid.uuid4()), **data}, follow=True)


# --- The steps --------------------------------------------------------------------------------


def test_role_is_changed_and_the_journal_knows_whose() -> None:
    partner = make_partner()
    owner, other = make_member(partner), make_member(partner, Role.VIEWER)
    members.change_role(of(partner, other), Role.EDITOR, by=owner)
    assert roles_of(partner)[other.email] == Role.EDITOR
    entry = Entry.objects.get(verb="partner.role_changed")
    assert (entry.actor, entry.data) == (owner, {"member": other.pk, "role": "editor"})


@pytest.mark.parametrize("others", [[], [Role.EDITOR, Role.VIEWER]])
def test_last_owner_stays(others: list[Membership.Role]) -> None:
    partner = make_partner()
    owner = make_member(partner)
    for role in others:
        make_member(partner, role)
    before = roles_of(partner)
    steps: list[Callable[[], None]] = [
        lambda: members.change_role(of(partner, owner), Role.EDITOR, by=owner),
        lambda: members.remove_member(of(partner, owner), by=owner),
        lambda: members.leave(of(partner, owner)),
    ]
    for step in steps:
        with pytest.raises(LastOwnerError):
            step()
    assert roles_of(partner) == before
    assert not Entry.objects.exists()


def test_one_of_two_owners_may_go() -> None:
    partner = make_partner()
    owner, second = make_member(partner), make_member(partner)
    members.leave(of(partner, owner))
    assert roles_of(partner) == {second.email: Role.OWNER}


def test_removed_member_is_told_in_their_language() -> None:
    partner = make_partner("掛川製茶")
    owner, other = make_member(partner), make_member(partner, Role.EDITOR, language="en")
    members.remove_member(of(partner, other), by=owner)
    [mail] = delivered()
    assert mail.to == [other.email]
    assert mail.subject == "You are no longer a member of 掛川製茶"


def test_handing_over_swaps_the_roles_and_tells_both() -> None:
    partner = make_partner()
    owner, other = make_member(partner), make_member(partner, Role.VIEWER)
    members.hand_over(of(partner, other), by=owner)
    assert roles_of(partner) == {owner.email: Role.EDITOR, other.email: Role.OWNER}
    assert {mail.to[0] for mail in delivered()} == {owner.email, other.email}
    assert len(delivered()) == 2  # and nobody is told twice


def test_nobody_hands_over_to_themselves() -> None:
    partner = make_partner()
    owner = make_member(partner)
    with pytest.raises(StateError):
        members.hand_over(of(partner, owner), by=owner)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_steps_do_not_believe_that_somebody_is_still_an_owner(role: Membership.Role) -> None:
    partner = make_partner()
    make_member(partner)
    former, other = make_member(partner, role), make_member(partner, Role.EDITOR)
    steps: list[Callable[..., None]] = [
        lambda m, by: members.change_role(m, Role.VIEWER, by=by),
        lambda m, by: members.remove_member(m, by=by),
        lambda m, by: members.hand_over(m, by=by),
    ]
    for step in steps:
        with pytest.raises(StateError):
            step(of(partner, other), former)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["remove each other", "both leave", "both step down"])
@pytest.mark.parametrize("round_number", range(3))
def test_two_owners_at_once_never_leave_it_without_one(way: str, round_number: int) -> None:
    partner = make_partner()
    people = [make_member(partner), make_member(partner)]
    rows = [of(partner, person) for person in people]
    steps: dict[str, list[Callable[[], object]]] = {
        "remove each other": [
            lambda: members.remove_member(rows[1], by=people[0]),
            lambda: members.remove_member(rows[0], by=people[1]),
        ],
        "both leave": [lambda: members.leave(rows[0]), lambda: members.leave(rows[1])],
        "both step down": [
            lambda: members.change_role(rows[0], Role.VIEWER, by=people[0]),
            lambda: members.change_role(rows[1], Role.VIEWER, by=people[1]),
        ],
    }
    results = at_once(steps[way])
    assert sorted(isinstance(result, StateError) for result in results) == [False, True]
    assert list(roles_of(partner).values()).count(Role.OWNER) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", range(3))
def test_account_closed_while_the_other_owner_leaves_keeps_one(round_number: int) -> None:
    partner = make_partner()
    people = [make_member(partner), make_member(partner)]

    def close_account() -> None:
        """As the operator's page does it."""
        with transaction.atomic():
            if not reasons_to_stay(people[0]):
                time.sleep(0.2)  # the other has every chance to go now
                User.objects.filter(pk=people[0].pk).update(is_active=False)

    at_once([close_account, lambda: members.leave(of(partner, people[1]))])
    owners = Membership.objects.filter(partner=partner, role=Role.OWNER, user__is_active=True)
    assert owners.count() == 1


def test_owner_who_cannot_log_in_is_no_other_owner() -> None:
    partner = make_partner()
    owner = make_member(partner)
    make_member(partner, is_active=False)
    with pytest.raises(LastOwnerError):
        members.leave(of(partner, owner))
    with pytest.raises(LastOwnerError):
        members.change_role(of(partner, owner), Role.EDITOR, by=owner)
    page = logged_in(owner).get("/my/members/leave/").content.decode()
    assert "button-danger" not in page


def at_once(steps: list[Callable[[], object]]) -> list[object]:
    """Run all steps in threads that start together; what each returned or raised."""
    start, results = threading.Barrier(len(steps)), list[object]([None] * len(steps))

    def run(place: int, step: Callable[[], object]) -> None:
        try:
            start.wait(timeout=20)
            results[place] = step()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


# --- The pages --------------------------------------------------------------------------------


def test_owner_reads_addresses_and_others_do_not() -> None:
    partner = make_partner()
    owner, editor = make_member(partner), make_member(partner, Role.EDITOR)
    assert editor.email in logged_in(owner).get(PAGE).content.decode()
    html = logged_in(editor).get(PAGE).content.decode()
    assert owner.name in html
    assert owner.email not in html
    assert "/role/" not in html


def test_buttons_work_and_say_what_happened() -> None:
    partner = make_partner()
    owner, other = make_member(partner), make_member(partner, Role.VIEWER)
    client, pk = logged_in(owner), of(partner, other).pk
    html = press(client, f"{PAGE}{pk}/role/", role="editor").content.decode()
    assert f"{other.name}さんの役割を「編集者」にしました" in html
    assert other.name in client.get(f"{PAGE}{pk}/hand-over/").content.decode()
    assert "代表者になりました" in press(client, f"{PAGE}{pk}/hand-over/").content.decode()
    client = logged_in(other)
    pk = of(partner, owner).pk
    assert owner.name in client.get(f"{PAGE}{pk}/remove/").content.decode()
    assert "外しました" in press(client, f"{PAGE}{pk}/remove/").content.decode()
    assert roles_of(partner) == {other.email: Role.OWNER}


def test_last_owner_is_told_what_to_do_first() -> None:
    partner = make_partner()
    client = logged_in(make_member(partner))
    assert "代表者はあなた一人です" in client.get(f"{PAGE}leave/").content.decode()
    assert "必ず代表者が必要" in press(client, f"{PAGE}leave/").content.decode()
    assert partner.memberships.exists()


def test_who_leaves_is_led_to_the_empty_page() -> None:
    partner = make_partner()
    make_member(partner)
    client = logged_in(make_member(partner, Role.EDITOR))
    response = press(client, f"{PAGE}leave/")
    assert response.redirect_chain == [("/my/", 302)]
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize("role", ["chief", "", "OWNER"])
def test_role_that_does_not_exist_is_refused(role: str) -> None:
    partner = make_partner()
    client, other = logged_in(make_member(partner)), make_member(partner, Role.VIEWER)
    assert press(client, f"{PAGE}{of(partner, other).pk}/role/", role=role).status_code == 200
    assert roles_of(partner)[other.email] == Role.VIEWER


@pytest.mark.parametrize("path", ["{pk}/role/", "{pk}/remove/", "{pk}/hand-over/"])
def test_member_of_another_partner_cannot_be_reached(path: str) -> None:
    there = make_partner()
    victim = make_member(there, Role.EDITOR)
    url = PAGE + path.format(pk=of(there, victim).pk)
    assert press(logged_in(make_member(make_partner())), url, role="viewer").status_code == 404
    assert press(logged_in(), url).status_code == 404
    assert roles_of(there) == {victim.email: Role.EDITOR}


def test_page_asks_the_database_the_same_for_one_and_three() -> None:
    partner = make_partner()
    client = logged_in(make_member(partner))
    assert_constant_queries(client, PAGE, lambda: make_member(partner, Role.VIEWER), at_most=12)


# --- Several partners -------------------------------------------------------------------------


@pytest.fixture
def two() -> tuple[Client, Partner, Partner]:
    """A browser of somebody who owns two partners, and acts for the first."""
    first, second = make_partner("一番商店"), make_partner("二番商店")
    user = make_member(first)
    Membership.objects.create(partner=second, user=user, role=Role.OWNER)
    return logged_in(user), first, second


def test_chosen_partner_is_kept(two: tuple[Client, Partner, Partner]) -> None:
    client, first, second = two
    assert client.get(PAGE).context["partner"] == first
    assert switch(client, second)["Location"] == "/my/"
    for page in (PAGE, "/my/", "/my/representation/"):
        assert client.get(page).context["partner"] == second
    assert switch(client, first, next=PAGE)["Location"] == PAGE
    assert switch(client, first, next="//evil.example")["Location"] == "/my/"


def test_switcher_is_for_who_belongs_to_several(two: tuple[Client, Partner, Partner]) -> None:
    client, _first, _second = two
    assert "/my/switch/" in client.get("/my/").content.decode()
    assert "/my/switch/" not in client.get("/").content.decode()
    assert "/my/switch/" not in logged_in(make_member(make_partner())).get("/my/").content.decode()


def test_step_acts_for_the_chosen_partner_only(two: tuple[Client, Partner, Partner]) -> None:
    client, _first, second = two
    there = make_member(second, Role.VIEWER)
    url = f"{PAGE}{of(second, there).pk}/role/"
    assert press(client, url, role="editor").status_code == 404
    switch(client, second)
    assert press(client, url, role="editor").status_code == 200
    assert roles_of(second)[there.email] == Role.EDITOR


@pytest.mark.parametrize("slug", ["nobody", "", "\x00", "x" * 5000])
def test_forged_choice_is_refused(two: tuple[Client, Partner, Partner], slug: str) -> None:
    client, first, _second = two
    assert switch(client, slug).status_code == 404
    assert switch(client, make_partner()).status_code == 404
    assert switch(client, make_unclaimed()).status_code == 404
    assert client.get(PAGE).context["partner"] == first


def test_session_of_a_partner_one_has_left_is_not_believed(
    two: tuple[Client, Partner, Partner],
) -> None:
    client, first, second = two
    switch(client, second)
    second.memberships.update(user=make_user())
    assert client.get(PAGE).context["partner"] == first
    session = client.session
    session["partner"] = "no number"
    session.save()
    assert client.get(PAGE).context["partner"] == first


def test_link_of_a_mail_switches_to_its_partner(two: tuple[Client, Partner, Partner]) -> None:
    client, _first, second = two
    assert client.get(f"/my/partner/?partner={second.slug}").status_code == 200
    assert client.get(PAGE).context["partner"] == second

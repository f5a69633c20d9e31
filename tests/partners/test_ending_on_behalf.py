"""What nobody has claimed is ended by who acts for it, and a withdrawal is taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from partners.life import ending
from partners.models import Membership, OnBehalf, Partner
from partners.people import claims, members
from tests.bad_inputs import TYPEABLE
from tests.factories import (
    make_federation,
    make_import,
    make_listing,
    make_member,
    make_operator,
    make_partner,
    make_staff,
    make_unclaimed,
    make_user,
)
from tests.partners.answers import errors_of, logged_in
from tests.partners.test_ending import mailed, send
from tomoni.journal.models import Entry
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db
State, Role = Partner.State, Membership.Role


@pytest.fixture
def manager(city: Municipality, settings: Any) -> Client:
    settings.STAFF_MFA_REQUIRED = False
    return logged_in(make_staff(city, StaffRole.Role.MANAGER))


def desk(partner: Partner, step: str = "") -> str:
    return f"/desk/partners/{partner.slug}/{step}"


def test_manager_ends_what_nobody_has_claimed(city: Municipality, manager: Client) -> None:
    by = make_staff(city)
    partner = make_unclaimed(municipality=city, by=by)
    claims.issue_code(partner, by=by)
    assert desk(partner, "end/") in manager.get(desk(partner)).content.decode()
    assert list(errors_of(send(manager, desk(partner, "end/"), reason="　"))) == ["reason"]
    assert send(manager, desk(partner, "end/"), reason="閉店")["Location"] == desk(partner)
    partner.refresh_from_db()
    assert (partner.state, partner.claims.open().count()) == (State.WITHDRAWN, 0)
    assert {context["end_reason"] for context in mailed("partner_ended")} == {"閉店"}
    assert Entry.objects.get(verb="partner.withdrawn").data["on_behalf"]["as"] == city.name
    assert Client().get(partner.get_absolute_url()).status_code == 404


def test_federation_ends_its_member_until_that_is_claimed() -> None:
    federation = make_federation()
    client, partner = logged_in(make_member(federation)), make_unclaimed(federation)
    page = f"/my/affiliates/{partner.slug}/"
    assert f"{page}withdraw/" in client.get(page).content.decode()
    claimed = make_unclaimed(federation)
    make_member(claimed)
    assert client.get(f"/my/affiliates/{claimed.slug}/withdraw/").status_code == 404
    assert send(client, f"{page}withdraw/", reason="解散しました")["Location"] == page
    partner.refresh_from_db()
    assert partner.state == State.WITHDRAWN
    assert f"{page}withdraw/" not in client.get(page).content.decode()


def test_draft_of_a_list_is_thrown_out_and_brought_back(
    city: Municipality, manager: Client
) -> None:
    partner = make_partner(municipality=city, state=State.DRAFT, approved_at=None)
    make_import(city).rows.filter(verdict="new").update(partner=partner, outcome="created")
    OnBehalf.objects.create(partner=partner, by=None, agreed=OnBehalf.Agreed.LIST)
    assert "登録しない" in manager.get(desk(partner)).content.decode()
    send(manager, desk(partner, "end/"), reason="名簿の誤り")
    partner.refresh_from_db()
    assert partner.state == State.WITHDRAWN
    send(manager, desk(partner, "take-back/"))
    partner.refresh_from_db()
    assert partner.state == State.DRAFT


def test_claimed_partner_is_for_its_owner_to_end(city: Municipality, manager: Client) -> None:
    partner = make_unclaimed(municipality=city)
    make_member(partner)
    assert manager.get(desk(partner, "end/")).status_code == 404
    with pytest.raises(StateError):
        ending.end_on_behalf(partner, by=make_staff(city), reason="理由")


def test_nobody_else_ends_it(city: Municipality, manager: Client) -> None:
    partner = make_unclaimed(municipality=city)
    for user in (make_user(), make_operator(), make_member(make_federation())):
        with pytest.raises(StateError):
            ending.end_on_behalf(partner, by=user, reason="理由")
    with pytest.raises(ValueError, match="why"):
        ending.end_on_behalf(partner, by=make_staff(city), reason=" ")


@pytest.mark.parametrize("case", TYPEABLE)
def test_any_reason_may_be_typed(city: Municipality, manager: Client, case: str) -> None:
    partner = make_unclaimed(municipality=city)
    assert send(manager, desk(partner, "end/"), reason=TYPEABLE[case]).status_code in {200, 302}
    assert "<script>alert" not in manager.get(desk(partner)).content.decode()


def test_withdrawal_is_taken_back_with_everything(city: Municipality, manager: Client) -> None:
    partner = make_partner(municipality=city)
    owner, listing = make_member(partner), make_listing(partner)
    ending.withdraw_partner(partner, by=owner)
    assert desk(partner, "take-back/") in manager.get(desk(partner)).content.decode()
    assert "登録済" in manager.get(desk(partner, "take-back/")).content.decode()
    assert send(manager, desk(partner, "take-back/"))["Location"] == desk(partner)
    partner.refresh_from_db()
    assert partner.is_approved
    assert Client().get(listing.get_absolute_url()).status_code == 200
    assert [context["is_registered"] for context in mailed("partner_withdrawal_undone")] == [True]
    assert "取り下げの取り消し" in manager.get(desk(partner, "history/")).content.decode()
    again = send(manager, desk(partner, "take-back/"))
    assert again["Location"] == desk(partner)


YESTERDAY = {"expires_on": timezone.localdate() - timedelta(days=1)}


@pytest.mark.parametrize(
    ("fields", "becomes"),
    [
        ({}, State.APPROVED),
        (YESTERDAY, State.LAPSED),
        ({"approved_at": None, "expires_on": None}, State.SUBMITTED),
        ({"suspend_reason": "連絡がつかない"}, State.SUSPENDED),
    ],
)
def test_it_becomes_what_it_was(fields: dict[str, Any], becomes: str) -> None:
    partner = make_partner(state=State.WITHDRAWN, **fields)
    make_member(partner)
    ending.undo_withdrawal(partner, by=make_user())
    partner.refresh_from_db()
    assert partner.state == becomes


def test_everybody_may_leave_what_has_withdrawn(city: Municipality, manager: Client) -> None:
    partner = make_partner(municipality=city)
    owner = make_member(partner)
    membership = partner.memberships.get()
    with pytest.raises(members.LastOwnerError):
        members.leave(membership)
    ending.withdraw_partner(partner, by=owner)
    client = logged_in(owner)
    assert 'method="post"' in client.get("/my/members/leave/").content.decode()
    assert send(client, "/my/members/leave/")["Location"] == "/my/"
    assert not partner.memberships.exists()
    # Nobody is left: the office says how they have agreed, and acts for it until it is claimed.
    assert list(errors_of(send(manager, desk(partner, "take-back/")))) == ["agreed"]
    with pytest.raises(StateError):
        ending.undo_withdrawal(partner, by=make_user())
    send(manager, desk(partner, "take-back/"), agreed="spoken")
    partner.refresh_from_db()
    assert partner.is_approved
    assert partner.is_unclaimed

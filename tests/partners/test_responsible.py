"""Who is told and named: the people who may act for a partner now, never those of once."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from partners.life import ending, registration, renewing
from partners.mailing.responsible import answerable_for
from partners.models import Affiliation, Membership, OnBehalf, Partner
from partners.people import claims, invitations
from partners.ties import affiliating, allying
from tests.factories import (
    affiliate,
    ask_to_belong,
    make_federation,
    make_listing,
    make_member,
    make_municipality,
    make_partner,
    make_staff,
    make_unclaimed,
    make_user,
    offer_alliance,
)
from tests.mails import link_in
from tests.partners.answers import logged_in
from tests.partners.test_registration import delivered
from tomoni.accounts.models import User
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db
Role = Membership.Role


def leave(user: User) -> None:
    """The person belongs to no partner any more."""
    Membership.objects.filter(user=user).delete()


def told() -> list[str]:
    """To whom mails went."""
    return sorted(address for mail in delivered() for address in mail.to)


def emails(users: Iterable[User]) -> list[str]:
    return sorted(user.email for user in users)


# --- Who has left is not named, and hears nothing -------------------------------------------------


def test_owner_stands_in_for_who_has_offered_and_left() -> None:
    need, other = make_listing(), make_listing()
    asker, owner = make_member(need.partner, Role.EDITOR), make_member(need.partner)
    answerer = make_member(other.partner)
    alliance = offer_alliance(need, other, by=asker)
    leave(asker)
    allying.agree(alliance, by=answerer)
    bodies = {mail.to[0]: str(mail.body) for mail in delivered()}
    assert sorted(bodies) == emails([owner, answerer])
    assert f"{owner.name} <{owner.email}>" in bodies[answerer.email]
    page = logged_in(answerer).get(alliance.get_absolute_url()).content.decode()
    assert (owner.email in page, asker.email in page) == (True, False)


def test_page_names_an_owner_once_the_contact_has_left() -> None:
    need, other = make_listing(), make_listing()
    asker, owner = make_member(need.partner), make_member(need.partner)
    answerer = make_member(other.partner)
    alliance = offer_alliance(need, other, by=asker)
    allying.agree(alliance, by=answerer)
    client = logged_in(answerer)
    assert asker.email in client.get(alliance.get_absolute_url()).content.decode()
    asker.is_active = False
    asker.save(update_fields=["is_active"])
    page = client.get(alliance.get_absolute_url()).content.decode()
    assert (owner.email in page, asker.email in page) == (True, False)


@pytest.mark.parametrize("is_declined", [True, False])
def test_answer_does_not_reach_who_has_asked_and_left(is_declined: bool) -> None:
    federation, partner = make_federation(), make_partner()
    editor, owner = make_member(federation, Role.EDITOR), make_member(federation)
    asked = ask_to_belong(federation, partner, by=editor)
    leave(editor)
    answer = affiliating.decline if is_declined else affiliating.agree
    answer(asked, by=make_member(partner))
    assert told() == [owner.email]


def test_answer_reaches_the_editor_who_has_asked_and_stayed() -> None:
    federation, partner = make_federation(), make_partner()
    editor, owner = make_member(federation, Role.EDITOR), make_member(federation)
    asked = ask_to_belong(federation, partner, by=editor)
    affiliating.decline(asked, by=make_member(partner))
    assert told() == emails([owner, editor])


def test_joining_is_told_to_an_owner_of_now() -> None:
    partner = make_partner()
    inviter, owner = make_member(partner), make_member(partner)
    invited = make_user()
    invitation = invitations.invite(partner, invited.email, Role.EDITOR, by=inviter)
    leave(inviter)
    delivered().clear()
    invitations.accept(invitation, invited)
    [mail] = delivered()
    assert mail.to == [owner.email]


def test_who_has_invited_hears_of_it_alone() -> None:
    partner = make_partner()
    inviter, _other = make_member(partner), make_member(partner)
    invited = make_user()
    invitation = invitations.invite(partner, invited.email, Role.EDITOR, by=inviter)
    delivered().clear()
    invitations.accept(invitation, invited)
    assert told() == [inviter.email]


# --- A partner that nobody has claimed ------------------------------------------------------------


def test_office_hears_of_what_one_of_its_people_registered() -> None:
    city = make_municipality()
    former = make_user()
    editor, manager = make_staff(city), make_staff(city, StaffRole.Role.MANAGER)
    make_staff(city, StaffRole.Role.VIEWER)
    make_staff(city, is_active=False)
    make_staff(make_municipality())
    partner = make_unclaimed(by=former, municipality=city)
    assert answerable_for(partner) == [editor, manager]


def test_federation_hears_of_its_member_as_long_as_it_may_act() -> None:
    city, federation = make_municipality(), make_federation()
    owner, editor = make_member(federation), make_member(federation, Role.EDITOR)
    make_member(federation, Role.VIEWER)
    staff = make_staff(city)
    partner = make_unclaimed(federation, by=owner, municipality=city)
    assert answerable_for(partner) == [owner, editor]
    Partner.objects.filter(pk=federation.pk).update(state=Partner.State.SUSPENDED)
    assert answerable_for(partner) == [staff]
    Partner.objects.filter(pk=federation.pk).update(state=Partner.State.APPROVED)
    affiliating.end(Affiliation.objects.get(), by=owner, ended_by=federation)
    assert answerable_for(partner) == [staff]


def test_of_lists_the_office_hears_nothing_but_a_federation_does() -> None:
    city, federation = make_municipality(), make_federation()
    make_staff(city)
    owner = make_member(federation)
    partner = make_unclaimed(municipality=city)
    OnBehalf.objects.update(agreed=OnBehalf.Agreed.LIST)
    assert answerable_for(partner) == []
    affiliate(federation, partner, edits=True)
    assert answerable_for(partner) == [owner]


def test_inactive_owner_is_not_told() -> None:
    partner = make_partner()
    make_member(partner, is_active=False)
    owner = make_member(partner)
    ending.suspend_partner(partner, by=make_user(), reason="確認のため")
    assert told() == [owner.email]


def test_mail_leads_each_reader_to_where_they_act(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    city, federation = make_municipality(), make_federation()
    mediator, staff = make_member(federation), make_staff(city)
    ours = make_unclaimed(municipality=city, state=Partner.State.SUBMITTED)
    theirs = make_unclaimed(federation, municipality=city, state=Partner.State.SUBMITTED)
    # Who belongs to several partners is led to the federation, too.
    Membership.objects.create(partner=make_partner(), user=mediator, role=Role.OWNER)
    for partner, reader in ((ours, staff), (theirs, mediator)):
        delivered().clear()
        registration.approve_partner(partner, by=staff)
        [mail] = delivered()
        assert mail.to == [reader.email]
        page = link_in(mail.body)
        assert partner.slug in page
        assert logged_in(reader).get(page).status_code == 200


def test_claim_is_told_to_who_could_act_until_then() -> None:
    city = make_municipality()
    former, staff = make_user(), make_staff(city)
    partner = make_unclaimed(by=former, municipality=city)
    code = claims.issue_code(partner, by=staff)
    claim = claims.try_code(partner.receipt, code)[1]
    assert claim
    owner = make_user()
    claims.take_over(claim, owner)
    assert told() == emails([owner, staff])


def test_renewal_is_told_to_who_may_act_now() -> None:
    federation = make_federation()
    former, mediator = make_member(federation), make_member(federation)
    soon = timezone.localdate() + timedelta(days=10)
    partner = make_unclaimed(federation, by=former, expires_on=soon)
    leave(former)
    renewing.extend_partner(partner, by=make_user())
    assert told() == [mediator.email]

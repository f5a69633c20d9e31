"""Owners hear by mail what others have done in their partner's name: an hour of it in one mail."""

from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.utils import timezone

from partners.life import registration
from partners.mailing import telling
from partners.models import Listing, Membership, Partner, ToldOwners
from partners.people import claims
from partners.publishing import listings
from tests.factories import (
    affiliate,
    make_federation,
    make_listing,
    make_member,
    make_partner,
    make_unclaimed,
)
from tests.partners.test_registration import delivered
from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.journal.models import Job
from tomoni.municipalities.models import Municipality

pytestmark = pytest.mark.django_db
_HOUR = timedelta(hours=1, minutes=1)


@pytest.fixture
def federation(city: Municipality) -> Partner:
    return make_federation("きび連合会", municipality=city)


@pytest.fixture
def mediator(federation: Partner) -> User:
    return make_member(federation, Membership.Role.EDITOR, name="吉備野 むすび")


@pytest.fixture
def partner(city: Municipality, federation: Partner) -> Partner:
    partner = make_partner("掛川製茶", municipality=city)
    affiliate(federation, partner, edits=True, writes=True)
    return partner


@pytest.fixture
def owner(partner: Partner) -> User:
    return make_member(partner, name="茶園 一郎")


def looks() -> list[Job]:
    return list(Job.objects.open().filter(kind=telling.TELL))


def an_hour_later() -> None:
    """What the ledger does once the hour is over."""
    Job.objects.open().filter(kind=telling.TELL).update(due_at=timezone.now())
    for job in looks():
        assert ledger.run(job.pk) == ledger.Outcome.DONE


def edit(listing: Listing, by: User, title: str) -> None:
    listing.title = title
    listing.refresh_from_db(fields=["version"])
    listings.update_listing(listing, by=by, seen_version=listing.version)


def test_ten_edits_in_an_hour_are_one_mail(partner: Partner, owner: User, mediator: User) -> None:
    second = make_member(partner, name="茶園 二郎")
    make_member(partner, Membership.Role.EDITOR)
    listing = make_listing(partner, title="茶殻")
    for number in range(10):
        edit(listing, mediator, f"茶殻{number}")
    [look] = looks()
    assert timedelta(minutes=59) < look.due_at - timezone.now() < _HOUR
    an_hour_later()
    mails = delivered()
    assert sorted(mail.to[0] for mail in mails) == sorted([owner.email, second.email])
    body = mails[0].body
    assert (body.count("吉備野 むすびさん（きび連合会）"), "茶殻9" in body) == (10, True)
    assert f"/my/representation/?partner={partner.slug}" in body
    an_hour_later()
    assert len(delivered()) == 2, "nothing is told twice"


def test_later_deeds_are_told_in_another_mail(
    partner: Partner, owner: User, mediator: User
) -> None:
    listing = make_listing(partner)
    edit(listing, mediator, "一つ目")
    an_hour_later()
    listings.pause_listing(listing, by=mediator)
    registration.update_partner(partner, by=mediator, seen_version=partner.version)
    an_hour_later()
    bodies = [mail.body for mail in delivered()]
    assert ["一つ目" in body for body in bodies] == [True, True]
    assert [body.count("きび連合会") for body in bodies] == [1, 2]


def test_own_people_are_told_nothing_of_themselves(partner: Partner, owner: User) -> None:
    listing = make_listing(partner)
    edit(listing, owner, "自分で")
    editor = make_member(partner, Membership.Role.EDITOR)
    edit(listing, editor, "同僚が")
    assert looks() == []


def test_nobody_is_told_before_there_is_an_owner(
    federation: Partner, mediator: User, city: Municipality
) -> None:
    partner = make_unclaimed(federation, municipality=city, by=mediator)
    listing = make_listing(partner)
    edit(listing, mediator, "引き継ぎの前")
    assert looks() == []
    code = claims.issue_code(partner, by=mediator)
    owner = make_member(make_partner())
    _trial, claim = claims.try_code(partner.receipt, code)
    assert claim
    claims.take_over(claim, owner, writes_listings=True)
    edit(listing, mediator, "引き継ぎの後")
    delivered()
    outgoing.outbox.clear()
    an_hour_later()
    [mail] = delivered()
    assert (mail.to, mail.body.count("きび連合会")) == ([owner.email], 1)


def test_very_many_deeds_are_counted(partner: Partner, owner: User, mediator: User) -> None:
    listing = make_listing(partner)
    for number in range(43):
        edit(listing, mediator, f"題名{number}")
    an_hour_later()
    [mail] = delivered()
    assert "ほか3件" in mail.body
    assert ToldOwners.objects.get().entry > 0


def test_mail_is_in_the_readers_language(partner: Partner, mediator: User) -> None:
    make_member(partner, language="en")
    edit(make_listing(partner), mediator, "茶殻")
    an_hour_later()
    [mail] = delivered()
    assert "for きび連合会" in mail.body
    assert "Changed" in mail.body

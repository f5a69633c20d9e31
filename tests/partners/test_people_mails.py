"""Whoever may do something else for a partner than before hears of it."""

from typing import Any

import pytest

from partners.models import Membership
from partners.people import claims, members
from partners.publishing import bulletin
from tests.factories import (
    affiliate,
    make_federation,
    make_member,
    make_news,
    make_partner,
    make_staff,
    make_unclaimed,
    make_user,
)
from tests.partners.test_registration import delivered
from tomoni.journal.record import record

pytestmark = pytest.mark.django_db
Role = Membership.Role


def told() -> list[tuple[str, str]]:
    """To whom, and the subject."""
    return sorted((mail.to[0], mail.subject) for mail in delivered())


def test_member_hears_of_another_role() -> None:
    partner = make_partner("みどり坂製茶")
    owner, member = make_member(partner), make_member(partner, Role.VIEWER, language="en")
    membership = partner.memberships.get(user=member)
    members.change_role(membership, Role.EDITOR, by=owner)
    members.change_role(membership, Role.EDITOR, by=owner)
    [mail] = delivered()
    assert mail.to == [member.email]
    assert "another role on Tomoni: editor" in mail.body


def test_nobody_is_told_of_the_role_they_gave_themselves() -> None:
    partner = make_partner()
    owner = make_member(partner)
    make_member(partner)
    members.change_role(partner.memberships.get(user=owner), Role.VIEWER, by=owner)
    assert told() == []


def test_owners_hear_who_has_left() -> None:
    partner = make_partner("みどり坂製茶")
    owner = make_member(partner)
    gone = make_member(partner, Role.EDITOR, name="去年 花子")
    members.leave(partner.memberships.get(user=gone))
    assert told() == [(owner.email, "去年 花子さんがみどり坂製茶のメンバーから抜けました")]


def test_federation_hears_what_it_may_do_now() -> None:
    federation, partner = make_federation("きび連合会"), make_partner("山の店")
    mediator, owner = make_member(federation), make_member(partner)
    row = affiliate(federation, partner, edits=True)
    claims.allow(row, by=owner, edits_profile=True, writes_listings=False)
    assert told() == []
    claims.allow(row, by=owner, edits_profile=False, writes_listings=True)
    [mail] = delivered()
    assert mail.to == [mediator.email]
    assert "ニーズ・シーズを書く" in mail.body
    assert "プロフィールを変更する" not in mail.body


def test_every_federation_hears_what_a_claim_has_taken_from_it() -> None:
    first, second = make_federation("一つ目"), make_federation("二つ目")
    people = make_member(first), make_member(second)
    partner = make_unclaimed(first, "山の店")
    affiliate(second, partner, writes=True)
    claims.issue_code(partner, by=people[0])
    claims.take_over(partner.claims.get(), make_user())
    subject = "山の店のためにできることが変わりました"
    assert {to for to, words in told() if words == subject} == {user.email for user in people}


def test_editor_hears_that_the_news_they_wrote_is_hidden() -> None:
    partner = make_partner()
    owner, editor = make_member(partner), make_member(partner, Role.EDITOR)
    left = make_user()
    make_member(partner, Role.EDITOR)  # has nothing to do with it
    news: Any = make_news(partner)
    for writer, verb in ((editor, "news.posted"), (left, "news.updated")):
        record(writer, verb, news, municipality=partner.municipality)
    bulletin.hide_news(news, by=make_staff(partner.municipality), reason="古い情報です")
    assert {to for to, _words in told()} == {owner.email, editor.email}

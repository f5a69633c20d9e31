"""Who is told what of an introduction, in which words, and what is left unsaid."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from matching.introducing import steps, wording
from matching.models import Block, Introduction, Party, Pause
from partners.models import Listing, Membership, Partner
from tests.factories import (
    affiliate,
    make_federation,
    make_listing,
    make_member,
    make_staff,
    make_unclaimed,
)
from tests.matching.pairs import MESSAGE, Side, ask, make_introduction, make_side
from tests.matching.told_introductions import Said, link_to, sent, to, who_got
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.municipalities.models import IntroductionRoute, StaffRole
from tomoni.notices.models import Notice

State, Outcome = Introduction.State, Introduction.Outcome
OFFICE = IntroductionRoute.OFFICE
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Side:
    side = make_side("例の店", side="need", phone="0537-00-0001")
    return _named(side, "店の太郎", "taro@shop.example.jp")


@pytest.fixture
def school() -> Side:
    side = make_side("例の学校", side="seed", phone="0537-00-0002")
    Listing.objects.filter(pk=side.listing.pk).update(title="古民家の改修を教えます")
    side.listing.refresh_from_db()
    return _named(side, "学校の花子", "hanako@school.example.jp")


def _named(side: Side, name: str, email: str) -> Side:
    User.objects.filter(pk=side.person.pk).update(name=name, email=email)
    side.person.refresh_from_db()
    return side


@pytest.fixture
def clerk(school: Side) -> User:
    return make_staff(school.partner.municipality)


def secrets_of(side: Side) -> list[str]:
    return [side.person.name, side.person.email, side.partner.phone]


def names_any(said: Said, side: Side) -> bool:
    """Whether the mail tells its reader, who knows their own name, whom to call there."""
    text = f"{said.subject}\n{said.body}".replace(f"{side.person.name} 様", "")
    is_own = said.to == side.person.email
    return not is_own and any(secret in text for secret in secrets_of(side))


# --- Asked --------------------------------------------------------------------------------------


def test_asked_are_those_who_may_answer_and_nobody_else(shop: Side, school: Side) -> None:
    owner = make_member(school.partner)
    make_member(school.partner, role=Membership.Role.VIEWER)
    ask(shop, school)
    mails = sent()
    assert {said.kind for said in mails} == {"asked"}
    assert who_got("asked", mails) == [school.person.email, owner.email]


def test_mail_says_who_asks_about_what_until_when_and_how_to_answer(
    shop: Side, school: Side
) -> None:
    made = ask(shop, school)
    said = to(school.person, sent())
    assert said.subject == "例の店が、例の学校と話してみたいそうです"
    for words in (shop.listing.title, "古民家の改修を教えます", MESSAGE, "住み続けられる"):
        assert words in said.body
    until = made.last_day
    assert f"{until.year}年{until.month}月{until.day}日まで" in said.body
    assert link_to("reply", said)
    assert f"/my/notices/{Notice.objects.get().pk}/" in said.body
    assert "/notices/stop/" not in said.body  # somebody waits for the answer


def test_mail_is_in_the_language_of_its_reader(shop: Side, school: Side) -> None:
    User.objects.filter(pk=school.person.pk).update(language="en")
    ask(shop, school)
    said = to(school.person, sent())
    assert said.subject == "例の店 would like to talk with 例の学校"
    assert "need “空き家を活用したい”" in said.body


def test_broker_is_asked_first_and_then_its_words_travel_with_the_question(
    shop: Side, school: Side, clerk: User
) -> None:
    made = ask(shop, school, route=OFFICE)
    make_staff(school.partner.municipality, StaffRole.Role.VIEWER)
    first = sent()
    assert [(said.to, said.kind) for said in first] == [(clerk.email, "to_broker")]
    assert MESSAGE in first[0].body
    steps.forward(made, by=clerk, words="事務局からもおすすめします。")
    [second] = sent()
    assert (second.to, second.kind) == (school.person.email, "asked")
    assert "事務局からもおすすめします。" in second.body
    assert school.partner.municipality.name in second.body


def test_by_hand_everybody_is_asked_in_the_name_of_the_broker(
    shop: Side, school: Side, clerk: User
) -> None:
    places = [(shop.partner, shop.listing), (school.partner, None)]
    town = school.partner.municipality
    steps.bring_together(places, municipality=town, by=clerk, note_to_all="ぜひ一度。")
    mails = sent()
    assert who_got("asked", mails) == [shop.person.email, school.person.email]
    said = to(shop.person, mails)
    assert said.subject == f"{town.name}が、例の学校とお引き合わせしたいと考えています"
    assert "ぜひ一度。" in said.body


def test_federation_that_answers_for_an_unclaimed_partner_gets_the_link_and_staff_do_not(
    shop: Side,
) -> None:
    federation = make_federation()
    speaker = make_member(federation)
    for_federation = make_unclaimed(federation)
    ask(shop, Side(for_federation, make_listing(for_federation, side="seed"), speaker))
    assert link_to("reply", to(speaker, sent()))
    for_staff = make_unclaimed()
    officer = make_staff(for_staff.municipality)
    ask(shop, Side(for_staff, make_listing(for_staff, side="seed"), officer))
    said = to(officer, sent())
    assert "/introductions/reply/" not in said.body
    assert "/my/notices/" in said.body


def test_federation_that_may_not_answer_is_not_asked(shop: Side) -> None:
    federation = make_federation()
    make_member(federation)
    partner = make_unclaimed(federation)
    federation.affiliates.update(writes_listings=False)
    with pytest.raises(steps.ObstacleError):
        ask(shop, Side(partner, make_listing(partner, side="seed"), shop.person))


def test_office_hears_and_acts_where_a_federation_has_nobody_left(
    shop: Side, school: Side, clerk: User
) -> None:
    federation = make_federation()
    speaker = make_member(federation)
    affiliate(federation, school.partner)
    made = ask(shop, school, route=IntroductionRoute.FEDERATION, federation=federation)
    assert not Introduction.objects.brokered_by(clerk).exists()
    User.objects.filter(pk=speaker.pk).update(is_active=False)
    assert Introduction.objects.brokered_by(clerk).get() == made
    Notice.objects.all().delete()
    other = make_side(side="need")
    federation.memberships.update(role=Membership.Role.VIEWER)
    asked = {"route": IntroductionRoute.FEDERATION, "federation": federation}
    with pytest.raises(steps.StateError):
        ask(other, school, **asked)  # the way is not offered any more


# --- Nothing that is no longer true -------------------------------------------------------------


def answered(made: Introduction, shop: Side, school: Side) -> None:
    steps.decline(made, school.partner, by=make_member(school.partner))


def taken_back(made: Introduction, shop: Side, school: Side) -> None:
    steps.withdraw(made, by=shop.person)


def asking_partner_suspended(made: Introduction, shop: Side, school: Side) -> None:
    Partner.objects.filter(pk=shop.partner.pk).update(state=Partner.State.SUSPENDED)


def asked_partner_suspended(made: Introduction, shop: Side, school: Side) -> None:
    Partner.objects.filter(pk=school.partner.pk).update(state=Partner.State.SUSPENDED)


def need_paused(made: Introduction, shop: Side, school: Side) -> None:
    Listing.objects.filter(pk=shop.listing.pk).update(state=Listing.State.PAUSED)


def seed_for_staff(made: Introduction, shop: Side, school: Side) -> None:
    staff = Listing.Visibility.STAFF
    Listing.objects.filter(pk=school.listing.pk).update(visibility=staff)


def need_deleted(made: Introduction, shop: Side, school: Side) -> None:
    Party.objects.filter(listing=shop.listing).update(listing=None)


def reader_left(made: Introduction, shop: Side, school: Side) -> None:
    Membership.objects.filter(user=school.person).delete()


def reader_only_reads(made: Introduction, shop: Side, school: Side) -> None:
    Membership.objects.filter(user=school.person).update(role=Membership.Role.VIEWER)


def time_over(made: Introduction, shop: Side, school: Side) -> None:
    long_ago = timezone.now() - timedelta(days=61)
    Introduction.objects.filter(pk=made.pk).update(forwarded_at=long_ago)


@pytest.mark.parametrize(
    "what",
    [
        answered,
        taken_back,
        asking_partner_suspended,
        asked_partner_suspended,
        need_paused,
        seed_for_staff,
        need_deleted,
        reader_left,
        reader_only_reads,
        time_over,
    ],
)
def test_question_is_not_mailed_where_it_is_no_longer_one(
    what: Callable[[Introduction, Side, Side], None], shop: Side, school: Side
) -> None:
    what(ask(shop, school), shop, school)
    assert who_got("asked", sent()) == []
    assert Notice.objects.get(kind="matching.introduction_asked").mail == Notice.Mail.LEFT_OUT


def test_what_is_answered_waits_for_no_colleague(shop: Side, school: Side) -> None:
    colleague = make_member(school.partner)
    made = ask(shop, school)
    assert Notice.objects.of(colleague).unread().count() == 1
    steps.decline(made, school.partner, by=school.person)
    assert not Notice.objects.of(colleague).unread().exists()


def test_what_is_passed_on_waits_for_no_colleague_in_the_office(
    shop: Side, school: Side, clerk: User
) -> None:
    colleague = make_staff(school.partner.municipality)
    made = ask(shop, school, route=OFFICE)
    steps.forward(made, by=clerk)
    assert not Notice.objects.of(colleague).unread().exists()


# --- What became of it --------------------------------------------------------------------------


def test_contacts_are_told_to_the_people_of_both_and_not_to_the_broker(
    shop: Side, school: Side, clerk: User
) -> None:
    colleague = make_member(shop.partner)
    made = ask(shop, school, route=OFFICE)
    steps.forward(made, by=clerk)
    before = sent()
    assert not any(names_any(said, side) for said in before for side in (shop, school))
    steps.agree(made, school.partner, by=school.person)
    mails = sent()
    assert who_got("accepted", mails) == [shop.person.email, colleague.email, school.person.email]
    for person, other in ((shop.person, school), (colleague, school), (school.person, shop)):
        said = to(person, mails)
        assert all(secret in said.body for secret in secrets_of(other))
    said = to(clerk, mails)
    assert said.kind == "brokered"
    assert not any(names_any(said, side) for side in (shop, school))
    assert "例の店" in said.body


def test_of_who_has_left_since_nothing_is_told_but_of_an_owner(shop: Side, school: Side) -> None:
    owner = make_member(shop.partner, name="店の次郎")
    made = ask(shop, school)
    Membership.objects.filter(user=shop.person).delete()
    steps.agree(made, school.partner, by=school.person)
    said = to(school.person, [each for each in sent() if each.kind == "accepted"])
    assert owner.email in said.body
    assert shop.person.email not in said.body


def test_declined_is_told_kindly_with_the_reason_and_without_a_name(
    shop: Side, school: Side
) -> None:
    colleague = make_member(shop.partner)
    made = ask(shop, school)
    steps.decline(made, school.partner, by=school.person, reason="今年度は手がいっぱいです。")
    mails = sent()
    assert who_got("declined", mails) == [shop.person.email, colleague.email]
    said = to(shop.person, mails)
    assert "今年度は手がいっぱいです。" in said.body
    assert said.subject == "例の学校とのお話は、今回は見送りとなりました"
    assert not any(names_any(each, side) for each in mails for side in (shop, school))


def test_what_the_office_does_not_pass_on_is_told_to_who_has_asked_alone(
    shop: Side, school: Side, clerk: User
) -> None:
    made = ask(shop, school, route=OFFICE)
    sent()
    steps.refuse(made, by=clerk, reason="掲載の内容と合わないようです。")
    mails = sent()
    assert [(said.to, said.kind) for said in mails] == [(shop.person.email, "declined")]
    assert "掲載の内容と合わないようです。" in mails[0].body
    assert clerk.name not in mails[0].body


def test_taken_back_is_told_only_to_who_knew(shop: Side, school: Side, clerk: User) -> None:
    direct = ask(shop, school)
    sent()
    steps.withdraw(direct, by=shop.person)
    assert [(said.to, said.kind) for said in sent()] == [(school.person.email, "withdrawn")]
    brokered = ask(shop, school, route=OFFICE)
    sent()
    steps.withdraw(brokered, by=shop.person)
    assert [(said.to, said.kind) for said in sent()] == [(clerk.email, "brokered")]
    assert not Notice.objects.of(school.person).filter(created_at__gt=brokered.created_at).exists()


def test_unanswered_is_told_kindly_to_both(shop: Side, school: Side) -> None:
    make_introduction(State.UNANSWERED, shop, school)
    mails = sent()
    assert who_got("unanswered", mails) == [shop.person.email, school.person.email]
    assert "例の学校からお返事がありませんでした" in to(shop.person, mails).subject
    answered_not = [said for said in mails if said.to == school.person.email]
    assert "期限を過ぎたため終わりました" in answered_not[-1].subject


def test_what_the_office_has_not_passed_on_stays_unknown_to_who_was_asked(
    shop: Side, school: Side, clerk: User
) -> None:
    made = ask(shop, school, route=OFFICE)
    sent()
    steps.close(made)
    mails = sent()
    assert [said.to for said in mails] == [shop.person.email, clerk.email]
    assert not Notice.objects.of(school.person).exists()
    assert "例の学校には何も伝わっていません" in mails[0].body


def test_of_three_the_silent_one_hears_that_the_others_talk(
    shop: Side, school: Side, clerk: User
) -> None:
    farm = make_side("例の農園", side="seed")
    places = [(side.partner, side.listing) for side in (shop, school, farm)]
    town = school.partner.municipality
    made = steps.bring_together(places, municipality=town, by=clerk, note_to_all="三者でぜひ。")
    steps.agree(made, shop.partner, by=shop.person)
    steps.agree(made, school.partner, by=school.person)
    sent()
    steps.close(made)
    mails = sent()
    assert who_got("accepted", mails) == [shop.person.email, school.person.email]
    assert farm.partner.name not in to(shop.person, mails).body
    said = to(farm.person, mails)
    assert said.kind == "unanswered"
    assert not any(names_any(said, side) for side in (shop, school))


def test_of_three_the_one_still_asked_hears_that_the_others_will_not(
    shop: Side, school: Side, clerk: User
) -> None:
    farm = make_side("例の農園", side="seed")
    places = [(side.partner, side.listing) for side in (shop, school, farm)]
    town = school.partner.municipality
    made = steps.bring_together(places, municipality=town, by=clerk, note_to_all="三者でぜひ。")
    sent()
    steps.decline(made, shop.partner, by=shop.person)
    assert sent() == []
    steps.decline(made, school.partner, by=school.person)
    mails = sent()
    assert who_got("declined", mails) == [farm.person.email]
    assert "今回は" in to(farm.person, mails).body


def test_outcome_ends_what_was_still_to_be_read(shop: Side, school: Side) -> None:
    made = make_introduction(State.ACCEPTED, shop, school)
    steps.conclude(made, shop.partner, by=shop.person, outcome=Outcome.NOTHING)
    assert who_got("accepted", sent()) == []


# --- The list on the site -----------------------------------------------------------------------


def test_list_of_notices_asks_as_often_for_three_as_for_one(
    client: Client, school: Side, clerk: User
) -> None:
    def add_one_of_each() -> None:
        ask(make_side(side="need"), school)
        made = ask(make_side(side="need"), school)
        steps.agree(made, school.partner, by=school.person)

    client.force_login(school.person)
    assert_constant_queries(client, "/my/notices/", add_one_of_each, at_most=40)


def test_reminder_leaves_in_peace_who_has_paused_or_blocked(shop: Side, school: Side) -> None:
    made = ask(shop, school)
    party = made.parties.get(partner=school.partner)

    def seen() -> tuple[bool, bool]:
        row = wording.questions_to(school.person).get(pk=party.pk)
        return row.is_paused, row.is_at_odds

    assert seen() == (False, False)
    block = Block.objects.create(partner=school.partner, blocked=shop.partner, by=school.person)
    Pause.objects.create(partner=school.partner, by=school.person)
    assert seen() == (True, True)
    block.delete()
    yesterday = timezone.localdate() - timedelta(days=1)
    Pause.objects.update(until=yesterday)
    assert seen() == (False, False)

"""After a talk was agreed to: who is asked what came of it, and what a click on the mail does."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from matching.introducing import following, links, steps
from matching.introducing.telling import FOLLOW_UP
from matching.models import Introduction, Party
from partners.models import Listing, Membership, Partner, Project
from tests.factories import make_member
from tests.matching.pairs import Side, make_introduction, make_side
from tests.matching.test_introduction_replies import press
from tests.matching.told_introductions import Said, link_to, sent, to, who_got
from tests.notices.heard import told
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import history_of
from tomoni.notices import choosing
from tomoni.notices.kinds import Pace
from tomoni.notices.models import Notice
from tomoni.notices.wording import worded

State, Outcome = Introduction.State, Introduction.Outcome
pytestmark = pytest.mark.django_db
AGREED = datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(AGREED, tick=False) as clock:
        yield clock


@pytest.fixture
def shop(clock: Any) -> Side:
    return make_side("例の店", side="need")


@pytest.fixture
def school(clock: Any) -> Side:
    return make_side("例の学校", side="seed")


@pytest.fixture
def agreed(shop: Side, school: Side) -> Introduction:
    make_member(shop.partner)
    Listing.objects.update(review_by=AGREED.date() + timedelta(days=400))
    made = make_introduction(State.ACCEPTED, shop, school)
    sent()
    return made


def mails_after(days: int, clock: Any) -> list[Said]:
    """The mails of that morning."""
    clock.move_to(AGREED + timedelta(days=days))
    for pk in following.due_introductions(AGREED.date() + timedelta(days=days)):
        following.look_at(pk)
    return sent()


def party_of(side: Side, made: Introduction) -> Party:
    return made.parties.get(partner=side.partner)


def url_of(side: Side, made: Introduction) -> str:
    return links.follow_up_path(party_of(side, made), side.person)


def test_who_has_agreed_is_asked_on_each_of_the_three_days(
    shop: Side, school: Side, agreed: Introduction, clock: Any
) -> None:
    both = [shop.person.email, school.person.email]
    for days, people in ((13, []), (14, both), (15, []), (29, []), (30, both), (90, both)):
        assert who_got("follow_up", mails_after(days, clock)) == people, days
    assert mails_after(91, clock) == []


def test_mail_asks_with_one_click_and_can_be_stopped(
    shop: Side, school: Side, agreed: Introduction, clock: Any
) -> None:
    said = to(shop.person, mails_after(14, clock))
    assert said.subject == "例の学校と会えましたか"
    assert link_to("follow-up", said) == url_of(shop, agreed)
    assert "/notices/stop/" in said.body
    choosing.choose_paces(shop.person, {"matching.introduction_follow_up": Pace.NONE})
    assert who_got("follow_up", mails_after(30, clock)) == [school.person.email]


def test_owner_is_asked_where_who_has_agreed_has_left(
    shop: Side, agreed: Introduction, clock: Any
) -> None:
    owner = shop.partner.memberships.get(role=Membership.Role.OWNER).user
    Membership.objects.filter(user=shop.person).delete()
    assert owner.email in who_got("follow_up", mails_after(14, clock))


def test_after_the_meeting_it_asks_what_came_of_it(
    shop: Side, agreed: Introduction, clock: Any
) -> None:
    steps.meet(agreed, shop.partner, by=shop.person)
    said = to(shop.person, mails_after(30, clock))
    assert said.subject == "例の学校とのお話は、その後どうなりましたか"


@pytest.mark.parametrize(
    ("outcome", "later"),
    [
        (Outcome.INFORMATION, 0),
        (Outcome.NEXT_MEETING, 2),
        (Outcome.STARTED, 0),
        (Outcome.NOTHING, 0),
    ],
)
def test_once_it_is_told_nobody_is_asked_but_after_another_meeting(
    outcome: Introduction.Outcome,
    later: int,
    shop: Side,
    school: Side,
    agreed: Introduction,
    clock: Any,
) -> None:
    clock.move_to(AGREED + timedelta(days=5))
    steps.conclude(agreed, shop.partner, by=shop.person, outcome=outcome)
    sent()
    assert mails_after(14, clock) == mails_after(30, clock) == []
    assert len(mails_after(90, clock)) == later
    assert told(FOLLOW_UP) == ([shop.person.pk, school.person.pk] if later else [])


def test_question_that_is_answered_before_the_mail_goes_out_is_not_mailed(
    shop: Side, school: Side, agreed: Introduction, clock: Any
) -> None:
    clock.move_to(AGREED + timedelta(days=14))
    following.look_at(agreed.pk)
    agreed.refresh_from_db()
    steps.conclude(agreed, school.partner, by=school.person, outcome=Outcome.NOTHING)
    assert sent() == []


def test_question_is_settled_on_the_site_once_somebody_has_told(
    shop: Side, school: Side, agreed: Introduction, clock: Any
) -> None:
    """Also by another meeting, after which the same question would be asked."""
    mails_after(90, clock)
    asked = Notice.objects.filter(recipient=shop.person, kind=FOLLOW_UP)
    assert len(worded(asked)) == 1
    clock.shift(timedelta(hours=1))
    agreed.refresh_from_db()
    steps.conclude(agreed, school.partner, by=school.person, outcome=Outcome.NEXT_MEETING)
    assert worded(asked.all()) == []


def test_suspended_partner_is_not_asked(
    shop: Side, school: Side, agreed: Introduction, clock: Any
) -> None:
    Partner.objects.filter(pk=shop.partner.pk).update(state=Partner.State.SUSPENDED)
    assert who_got("follow_up", mails_after(14, clock)) == [school.person.email]
    assert told(FOLLOW_UP) == [school.person.pk]


def test_days_without_a_look_are_made_up_with_one_mail(
    shop: Side, school: Side, agreed: Introduction, clock: Any
) -> None:
    assert len(mails_after(34, clock)) == 2
    agreed.refresh_from_db()
    assert agreed.follow_ups == 2


# --- The page behind the link -------------------------------------------------------------------


def test_scanners_change_nothing(shop: Side, agreed: Introduction) -> None:
    url, before = url_of(shop, agreed), Introduction.objects.values().get()
    entries = Entry.objects.count()
    for method, status in (("get", 200), ("head", 200), ("options", 405), ("put", 405)):
        assert getattr(Client(), method)(url).status_code == status, method
    assert Introduction.objects.values().get() == before
    assert Entry.objects.count() == entries


def test_page_names_no_contacts(shop: Side, school: Side, agreed: Introduction) -> None:
    text = Client().get(url_of(shop, agreed)).content.decode()
    assert "例の学校" in text
    assert school.person.email not in text


def test_we_have_met(shop: Side, agreed: Introduction) -> None:
    url = url_of(shop, agreed)
    assert press(url, step="met")["Location"] == url
    agreed.refresh_from_db()
    assert agreed.state == State.MET
    assert history_of(agreed)[0].actor == shop.person
    assert "その結果、どうなりましたか" in Client().get(url).content.decode()


def test_not_yet_is_on_record_and_asked_again(shop: Side, agreed: Introduction, clock: Any) -> None:
    press(url_of(shop, agreed), step="not_yet")
    agreed.refresh_from_db()
    assert agreed.state == State.ACCEPTED
    entry = history_of(agreed)[0]
    assert (entry.verb, entry.data["partner"]) == ("introduction.not_met_yet", shop.partner.pk)
    assert len(mails_after(14, clock)) == 2


def test_it_did_not_come_about(shop: Side, agreed: Introduction) -> None:
    press(url_of(shop, agreed), step="nothing")
    agreed.refresh_from_db()
    assert (agreed.state, agreed.outcome, agreed.met_at) == (State.OUTCOME, Outcome.NOTHING, None)


def test_work_together_opens_a_project_with_its_origin(
    shop: Side, school: Side, agreed: Introduction
) -> None:
    url = url_of(school, agreed)
    press(url, step="told", outcome="started", text="一緒に始めます。")
    project = Project.objects.get()
    assert project.came_from == agreed
    assert project.summary == "一緒に始めます。"
    assert project.started_by == school.person
    assert "プロジェクトができました" in Client().get(url).content.decode()


@pytest.mark.parametrize("outcome", ["", "unheard", "\x00"])
def test_outcome_must_be_one(outcome: str, shop: Side, agreed: Introduction) -> None:
    response = press(url_of(shop, agreed), step="told", outcome=outcome, text="会いました。")
    text = response.content.decode()
    assert response.status_code == 200
    assert 'id="error-summary"' in text
    assert "会いました。" in text
    agreed.refresh_from_db()
    assert agreed.state == State.ACCEPTED


def test_what_the_other_side_has_told_meanwhile_is_shown(
    shop: Side, school: Side, agreed: Introduction
) -> None:
    press(url_of(school, agreed), step="met")
    response = press(url_of(shop, agreed), step="met")
    assert response.status_code == 409
    assert "その結果、どうなりましたか" in response.content.decode()


def test_after_another_meeting_it_is_told_anew(shop: Side, agreed: Introduction) -> None:
    url = url_of(shop, agreed)
    press(url, step="told", outcome="next_meeting")
    press(url, step="told", outcome="information")
    agreed.refresh_from_db()
    assert agreed.outcome == Outcome.INFORMATION
    assert 'name="outcome"' not in Client().get(url).content.decode()


def test_what_is_told_stays_where_the_link_says_it_is_known(
    shop: Side, agreed: Introduction
) -> None:
    url = url_of(shop, agreed)
    press(url, step="told", outcome="information")
    assert press(url, step="nothing").status_code == 409
    agreed.refresh_from_db()
    assert agreed.outcome == Outcome.INFORMATION


def test_before_all_have_agreed_there_is_nothing_to_tell(shop: Side, school: Side) -> None:
    made = make_introduction(State.FORWARDED, shop, school)
    url = url_of(shop, made)
    assert Client().get(url).status_code == 410
    assert press(url, step="met").status_code == 410


def test_who_declined_among_three_tells_nothing(
    shop: Side, school: Side, agreed: Introduction
) -> None:
    third = make_side("例の農園", side="seed")
    said = {"state": Party.State.DECLINED, "answered_by": third.person, "answered_at": AGREED}
    Party.objects.create(introduction=agreed, partner=third.partner, **said)
    url = links.follow_up_path(agreed.parties.get(partner=third.partner), third.person)
    assert "ここで伝えることはありません" in Client().get(url).content.decode()
    assert press(url, step="met").status_code == 409
    agreed.refresh_from_db()
    assert agreed.state == State.ACCEPTED


def test_link_runs_out_half_a_year_later(shop: Side, agreed: Introduction, clock: Any) -> None:
    url = url_of(shop, agreed)
    clock.move_to(AGREED + timedelta(days=179))
    assert Client().get(url).status_code == 200
    clock.move_to(AGREED + timedelta(days=181))
    assert Client().get(url).status_code == 410
    assert press(url, step="met").status_code == 410


def test_who_has_left_cannot_tell(shop: Side, agreed: Introduction) -> None:
    url = url_of(shop, agreed)
    Membership.objects.filter(user=shop.person).delete()
    assert Client().get(url).status_code == 404
    User.objects.filter(pk=shop.person.pk).update(is_active=False)
    assert Client().get(url).status_code == 404

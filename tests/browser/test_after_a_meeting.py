"""After a meeting, in three browsers: two find each other again, the office writes."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser

from events.models import Event, FollowUp, Registration, Report, Topic
from matching.models import Introduction
from tests.browser.looking import problems_here
from tests.browser.walker import Walker
from tests.events.past import make_past, make_running, make_seat
from tests.factories import make_member, make_municipality, make_partner, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HANAKO, TARO, OFFICE = "hanako@example.jp", "taro@example.jp", "office@example.jp"


class Met(NamedTuple):
    """Two people of two partners, a meeting that is over, and one that is on with a desk."""

    past: Event
    running: Event
    hanako: Registration
    taro: Registration


def make_met() -> Met:
    """Both sat in the same meeting; an office looks after it."""
    city = make_municipality("試験市")
    shop = make_partner("例の店", municipality=city)
    school = make_partner("例の学校", municipality=city)
    past = make_past(municipality=city, title="空き家を語る会")
    running = make_running(municipality=city, title="相談できる会", takes_topics=True)
    hanako = make_seat(past, shop, user=make_member(shop, email=HANAKO, name="店野 花子"))
    taro = make_seat(past, school, user=make_member(school, email=TARO, name="学野 太郎"))
    make_staff(city, email=OFFICE)
    return Met(past, running, hanako, taro)


def wishes(person: Walker, event: Event, other: Registration, name: str) -> None:
    """Search by name, and say that one would like to talk again."""
    person.goes_to(f"/events/{event.slug}/again/?q={name}")
    assert not person.runs_scripts or problems_here(person) == []
    person.follows(f"/events/{event.slug}/again/{other.pk}/")
    assert not person.runs_scripts or problems_here(person) == []
    person.fills(words="空き家の話の続きを")
    person.presses()
    person.is_at(f"/events/{event.slug}/again/")


def find_each_other(hanako: Walker, taro: Walker, met: Met) -> None:
    """One says it and nothing happens; the other says it, too, and both read whom to call."""
    wishes(hanako, met.past, met.taro, "学野")
    taro.goes_to(f"/events/{met.past.slug}/again/")
    assert "空き家の話の続きを" not in taro.page.content()
    wishes(taro, met.past, met.hanako, "店野")
    made = Introduction.objects.get()
    taro.follows(made.get_absolute_url())
    for told in ("店野 花子", HANAKO):
        taro.sees(told)
    assert not taro.runs_scripts or problems_here(taro) == []


def follows_up(hanako: Walker, met: Met) -> None:
    """Written down, and done with what came of it."""
    hanako.goes_to(f"/events/{met.past.slug}/")
    hanako.follows(f"/events/{met.past.slug}/follow-ups/new/")
    hanako.presses()  # nothing typed: said beside the field
    assert hanako.problems()
    assert not hanako.runs_scripts or problems_here(hanako) == []
    hanako.fills(title="空き家を見に行く")
    hanako.presses()
    made = FollowUp.objects.get()
    hanako.is_at(f"/my/follow-ups/{made.pk}/")
    assert not hanako.runs_scripts or problems_here(hanako) == []
    hanako.follows(f"/my/follow-ups/{made.pk}/done/")
    hanako.fills(outcome="三軒を見て回りました。")
    hanako.presses()
    hanako.sees("三軒を見て回りました。")


def answers_the_questions(hanako: Walker, met: Met) -> None:
    """Five questions, once."""
    hanako.goes_to(f"/events/{met.past.slug}/questionnaire/")
    assert not hanako.runs_scripts or problems_here(hanako) == []
    hanako.chooses("satisfaction", "5")
    hanako.chooses("continuing", "yes")
    hanako.fills(new_contacts="3")
    hanako.presses()
    assert not hanako.problems()


def is_answered(taro: Walker, office: Walker, met: Met) -> None:
    """A topic is put while the meeting is on, and answered in writing."""
    taro.goes_to(f"/events/{met.running.slug}/topics/new/")
    taro.fills(text="空き家の鍵は誰が持っていますか。")
    taro.page.locator('main [name="is_public"]').check()
    assert not taro.runs_scripts or problems_here(taro) == []
    taro.presses()
    topic = Topic.objects.get()
    office.goes_to(f"/desk/events/{met.running.slug}/topics/")
    assert not office.runs_scripts or problems_here(office) == []
    office.follows(f"/desk/topics/{topic.receipt}/answer/")
    office.fills(answer="住宅課でお預かりしています。")
    office.presses()
    taro.goes_to(topic.get_absolute_url())
    taro.sees("住宅課でお預かりしています。")
    assert not taro.runs_scripts or problems_here(taro) == []


def writes_the_report(office: Walker, hanako: Walker, met: Met) -> None:
    """The draft in one click, finished, checked, shown to everybody; and the effect beside it."""
    office.goes_to(f"/desk/events/{met.past.slug}/report/")
    assert not office.runs_scripts or problems_here(office) == []
    office.presses('main form[action$="/report/begin/"] button')
    office.fills(text="# 概要\n\n二人がもう一度会うことになりました。", tags="空き家、出会い")
    office.presses()
    office.sees("二人がもう一度会うことになりました。")
    assert not office.runs_scripts or problems_here(office) == []
    office.presses()
    office.presses('main form[action$="/report/publish/"] button')
    report = Report.objects.get()
    hanako.goes_to("/reports/")
    assert not hanako.runs_scripts or problems_here(hanako) == []
    hanako.follows(report.get_absolute_url())
    hanako.sees("二人がもう一度会うことになりました。")
    assert not hanako.runs_scripts or problems_here(hanako) == []
    office.goes_to(f"/desk/events/{met.past.slug}/effect/")
    assert not office.runs_scripts or problems_here(office) == []


@pytest.fixture
def people(browser: Browser, live_server: Any, request: Any) -> Iterator[list[Walker]]:
    """Hanako, Taro and the office, each in front of a browser of their own."""
    language, width, script = request.param
    walkers = [
        Walker(browser, live_server.url, language=language, width=width, script=script)
        for _ in range(3)
    ]
    yield walkers
    for walker in walkers:
        walker.leaves()


@pytest.mark.parametrize(
    "people",
    [("ja", 360, True), ("en", 1280, True), ("ja", 1280, False)],
    ids=["japanese-phone", "english-desk", "without-javascript"],
    indirect=True,
)
def test_from_the_end_of_a_meeting_to_its_report(people: list[Walker], settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    hanako, taro, office = people
    met = make_met()
    for person, email in ((hanako, HANAKO), (taro, TARO), (office, OFFICE)):
        person.logs_in(email)
    find_each_other(hanako, taro, met)
    follows_up(hanako, met)
    answers_the_questions(hanako, met)
    is_answered(taro, office, met)
    writes_the_report(office, hanako, met)

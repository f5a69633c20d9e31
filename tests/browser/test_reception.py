"""A reception in a hall without a connection: nothing is lost, nothing is done twice."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from events.hosting import arrivals
from events.models import Event, ReceptionStep, Registration
from tests.browser.looking import problems_here
from tests.browser.walker import Walker
from tests.events.pitching.pitches import now_on, seat
from tests.factories import make_partner, make_staff, make_user
from tomoni.accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST, SECOND = "reception@example.jp", "second@example.jp"
NAMES = ("見本 花子", "例田 一郎", "手本 次郎", "試田 三郎")
WAIT = 30_000  # milliseconds, on a busy machine
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('reception:')).length"
CONTROLLED = "() => navigator.serviceWorker.controller !== null"
STORED = """JSON.parse(localStorage.getItem(
    Object.keys(localStorage).find((name) => name.startsWith('reception:'))))"""
_SET = """() => {
    const name = Object.keys(localStorage).find((name) => name.startsWith("reception:"));
    const kept = JSON.parse(localStorage.getItem(name));
    localStorage.setItem(name, JSON.stringify({ ...kept, list: { ...kept.list, %s: 1 } }));
}"""
OVER, CLOSED = _SET % "until", _SET % "closes"
NOTHING_ARRIVES = "window.fetch = () => Promise.reject(new TypeError('no connection')); null"
NOTHING_ON_ITS_WAY = "() => navigator.locks.query().then(({ held }) => !held.length)"
NO_ROOM = "() => { Storage.prototype.setItem = () => { throw new Error('no room'); }; }"
FORBIDDEN = f"({NO_ROOM})();"
LOSES_ONE_ANSWER = """() => {
    const real = window.fetch;
    let isLost = false;
    window.fetch = async (url, options) => {
        const response = await real(url, options);
        if (options?.method !== "POST" || isLost) return response;
        isLost = true;
        throw new TypeError("the answer is lost");
    };
}"""


@pytest.fixture
def event() -> Event:
    """A meeting that is on, with four people who are expected."""
    event = now_on(title="試験の交流会")
    make_staff(event.municipality, email=FIRST, name="受野 つけ")
    make_staff(event.municipality, email=SECOND, name="隣野 うけ")
    for name in NAMES:
        seat(event, make_user(name), make_partner(f"{name}の店"))
    return event


@pytest.fixture(params=[("ja", 360), ("en", 1280)], ids=["phone in Japanese", "desk in English"])
def reception(
    browser: Browser, live_server: Any, event: Event, request: pytest.FixtureRequest
) -> Iterator[Walker]:
    """Somebody of the office, with the page open and ready for a hall without a connection."""
    language, width = request.param
    User.objects.filter(email=FIRST).update(language=language)
    walker = Walker(browser, live_server.url, language=language, width=width)
    walker.logs_in(FIRST)
    opens(walker, event)
    yield walker
    walker.complaints.clear()  # that there was no connection
    walker.leaves()


def opens(walker: Walker, event: Event) -> None:
    """The page with its list, kept for the time without a connection."""
    walker.goes_to(f"/events/{event.slug}/check-in/")
    expect(walker.page.locator("[data-reception][data-ready]")).to_be_visible(timeout=WAIT)
    walker.page.wait_for_function(CONTROLLED, timeout=WAIT)


def checks_in(walker: Walker, name: str) -> None:
    """Find the person and press the one button."""
    walker.page.locator("[data-search]").fill(name)
    walker.page.locator("[data-rows] [data-act] button").first.click()
    walker.page.locator("[data-search]").fill("")


def walks_in(walker: Walker, name: str) -> None:
    """Somebody without a registration."""
    walker.page.locator("details.disclosure summary").click()
    walker.page.locator("form[data-walk-in] [name=name]").fill(name)
    walker.page.locator("form[data-walk-in] button").click()


def waits_to_be_sent(walker: Walker, number: int) -> None:
    """So many presses have no answer yet, and the page says so."""
    line = walker.page.locator("[data-state]")
    expect(line).to_have_attribute("data-unsent", str(number), timeout=WAIT)
    if number:
        expect(line).to_contain_text(str(number))


def here(event: Event) -> list[str]:
    """Who is here, by the server."""
    rows = event.registrations.filter(checked_in_at__isnull=False).select_related("user")
    return sorted(row.person_name for row in rows)


def test_nothing_is_lost_without_a_connection(reception: Walker, event: Event) -> None:
    assert problems_here(reception) == []
    reception.loses_the_network()
    for name in NAMES[:3]:
        checks_in(reception, name)
    walks_in(reception, "飛野 こみ")
    waits_to_be_sent(reception, 4)
    assert problems_here(reception) == []
    reception.page.reload()
    waits_to_be_sent(reception, 4)
    expect(reception.page.locator("[data-here]")).to_have_text("4")
    assert here(event) == []
    reception.context.set_offline(False)
    waits_to_be_sent(reception, 0)
    assert here(event) == sorted([*NAMES[:3], "飛野 こみ"])
    assert ReceptionStep.objects.count() == 4
    expect(reception.page.locator("[data-told] li")).to_have_count(0)


def test_closed_window_keeps_what_was_pressed(reception: Walker, event: Event) -> None:
    reception.loses_the_network()
    checks_in(reception, NAMES[0])
    waits_to_be_sent(reception, 1)
    reception.page.close()
    reception.page = reception.context.new_page()
    reception.page.goto(f"{reception.base}/events/{event.slug}/check-in/")
    waits_to_be_sent(reception, 1)
    reception.context.set_offline(False)
    waits_to_be_sent(reception, 0)
    assert here(event) == [NAMES[0]]


def test_lost_answer_is_asked_for_again(reception: Walker, event: Event) -> None:
    reception.page.evaluate(LOSES_ONE_ANSWER)
    walks_in(reception, "飛野 こみ")
    waits_to_be_sent(reception, 0)
    expect(reception.page.locator("[data-rows]")).not_to_contain_text("飛野 こみ")
    reception.page.locator("[data-missing]").uncheck()
    expect(reception.page.locator("[data-rows] b", has_text="飛野 こみ")).to_have_count(1)
    assert Registration.objects.filter(way="walk_in").count() == 1


def test_other_reception_was_faster(reception: Walker, event: Event) -> None:
    reception.loses_the_network()
    checks_in(reception, NAMES[0])
    waits_to_be_sent(reception, 1)
    row = event.registrations.get(user__name=NAMES[0])
    arrivals.check_in(row, by=make_user("隣野 うけ"))
    reception.context.set_offline(False)
    waits_to_be_sent(reception, 0)
    told = reception.page.locator("[data-told] li")
    expect(told).to_contain_text("隣野 うけ", timeout=WAIT)
    assert problems_here(reception) == []
    told.locator("button").click()
    expect(told).to_have_count(0)


def test_names_go_when_somebody_logs_out(reception: Walker, event: Event) -> None:
    assert reception.page.evaluate(KEPT) == 1
    with reception.page.expect_navigation():
        reception.page.evaluate("document.querySelector('form[data-logout]').requestSubmit()")
    assert reception.page.evaluate(KEPT) == 0
    assert reception.page.evaluate("caches.keys()") == []


def test_what_is_not_sent_stays_after_the_day_without_the_names(
    reception: Walker, event: Event
) -> None:
    reception.loses_the_network()
    checks_in(reception, NAMES[0])
    waits_to_be_sent(reception, 1)
    reception.page.evaluate(NOTHING_ARRIVES)
    reception.page.wait_for_function(NOTHING_ON_ITS_WAY, timeout=WAIT)
    reception.page.evaluate(OVER)
    reception.context.set_offline(False)
    reception.goes_to(f"/events/{event.slug}/")
    kept = reception.page.evaluate(STORED)
    assert (len(kept["queue"]), kept["list"]["guests"]) == (1, [])
    reception.page.evaluate(CLOSED)
    reception.goes_to(f"/events/{event.slug}/")
    assert reception.page.evaluate(KEPT) == 0


def test_browser_without_room_goes_on_and_says_so(reception: Walker, event: Event) -> None:
    reception.page.evaluate(NO_ROOM)
    reception.loses_the_network()
    checks_in(reception, NAMES[0])
    checks_in(reception, NAMES[1])
    waits_to_be_sent(reception, 2)
    reception.context.set_offline(False)
    waits_to_be_sent(reception, 0)
    assert here(event) == sorted(NAMES[:2])
    no_room = reception.page.locator("[data-reception]").get_attribute("data-no-room") or "?"
    expect(reception.page.locator("[data-state]")).to_contain_text(no_room)


def test_browser_that_keeps_nothing_gets_the_page_without_scripts(
    reception: Walker, event: Event
) -> None:
    reception.context.add_init_script(FORBIDDEN)
    reception.goes_to(f"/events/{event.slug}/check-in/?q={NAMES[0]}")
    reception.presses("main .reception-rows form button")
    assert here(event) == [NAMES[0]]


def test_walk_in_of_a_known_name_is_asked_about(reception: Walker, event: Event) -> None:
    walks_in(reception, NAMES[0])
    expect(reception.page.locator("[data-walk-in-twin]")).to_be_visible()
    assert not Registration.objects.filter(way="walk_in").exists()
    reception.page.locator("form[data-walk-in] button").click()
    waits_to_be_sent(reception, 0)
    assert Registration.objects.filter(way="walk_in").count() == 1


def test_reception_works_without_scripts(browser: Browser, live_server: Any, event: Event) -> None:
    walker = Walker(browser, live_server.url, language="ja", width=360, script=False)
    walker.logs_in(FIRST)
    walker.goes_to(f"/events/{event.slug}/check-in/?q={NAMES[0]}")
    walker.presses("main .reception-rows form button")
    walker.sees("受付を済ませました")
    assert here(event) == [NAMES[0]]
    walker.leaves()

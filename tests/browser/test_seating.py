"""The office seats a meeting: with one button, by hand, by mouse, and by keyboard alone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from events.models import Event, Place
from tests.browser.looking import problems_at
from tests.browser.walker import Walker
from tests.events.seating.people import make_meeting, places
from tests.factories import make_staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def event() -> Event:
    """Nine people at three tables in two rounds."""
    return make_meeting(9, 3, rounds=2)


def _editor(browser: Browser, live_server: Any, event: Event, **fields: Any) -> Walker:
    make_staff(event.municipality, email="editor@example.jp")
    walker = Walker(browser, live_server.url, **{"language": "ja", "width": 1280, **fields})
    walker.logs_in("editor@example.jp")
    return walker


def _seating(event: Event) -> str:
    return f"/desk/events/{event.slug}/seating/"


def _press(walker: Walker, step: str) -> None:
    walker.presses(f'main button[name="step"][value="{step}"]')


def _other_table(event: Event, name: str) -> int:
    """By number, a table at which somebody does not sit in the first round."""
    return next(number for number in (1, 2, 3) if number != places(event)[name])


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_one_button_to_the_participants(
    browser: Browser, live_server: Any, settings: Any, event: Event, script: bool
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    editor = _editor(browser, live_server, event, script=script)
    editor.goes_to(f"/desk/events/{event.slug}/")
    editor.follows(_seating(event))
    _press(editor, "anew")
    assert Place.objects.count() == 18
    editor.sees("第1希望がかなった方")

    number = _other_table(event, "参加者0")
    table = event.tables.get(number=number)
    editor.page.locator("[data-changes] > summary").click()
    editor.page.select_option("#move-who", label="参加者0")
    editor.page.select_option("#move-table", str(table.pk))
    editor.presses("#move-form button")
    assert places(event)["参加者0"] == number

    editor.page.locator("summary", has_text="参加者0").first.click()
    editor.sees("事務局が指定した席です")
    row = event.registrations.get(user__name="参加者1")
    editor.goes_to(f"{_seating(event)}{row.pk}/")
    target = event.tables.get(number=_other_table(event, "参加者1"))
    editor.page.select_option("#bar-table", str(target.pk))
    editor.presses('button[value="bar"]')
    editor.sees(target.label)

    editor.goes_to(_seating(event))
    _press(editor, "publish")
    editor.leaves()
    guest = Walker(browser, live_server.url, language="ja", width=360, script=script)
    guest.logs_in(event.registrations.get(user__name="参加者0").user.email)
    guest.goes_to(f"/events/{event.slug}/tables/")
    guest.sees(f"{number}. テーマ{number}")
    guest.sees("同じテーブルの方")
    guest.leaves()


def test_a_name_is_dragged_to_a_table_and_onto_another_name(
    browser: Browser, live_server: Any, settings: Any, event: Event
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    editor = _editor(browser, live_server, event)
    editor.goes_to(_seating(event))
    _press(editor, "anew")
    number = _other_table(event, "参加者0")
    table = event.tables.get(number=number)
    person = editor.page.locator('[data-name="参加者0"]')
    with editor.page.expect_navigation():
        person.drag_to(editor.page.locator(f'[data-table="{table.pk}"] h3'))
    assert places(event)["参加者0"] == number

    before = places(event)
    other = next(name for name, at in before.items() if at != number)
    with editor.page.expect_navigation():
        person.drag_to(editor.page.locator(f'[data-name="{other}"]'))
    assert (places(event)["参加者0"], places(event)[other]) == (before[other], number)
    editor.leaves()


def test_somebody_is_moved_by_keyboard_alone(
    browser: Browser, live_server: Any, settings: Any, event: Event
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    editor = _editor(browser, live_server, event)
    editor.goes_to(_seating(event))
    _press(editor, "anew")
    before, said = places(event)["参加者0"], editor.page.locator("#seating-said")
    handle = editor.page.locator('[data-name="参加者0"] .handle')
    handle.focus()
    editor.page.keyboard.press("Enter")
    expect(said).to_contain_text("参加者0")
    editor.page.keyboard.press("ArrowRight")
    editor.page.keyboard.press("Escape")
    assert places(event)["参加者0"] == before
    editor.page.keyboard.press(" ")
    editor.page.keyboard.press("ArrowRight")
    expect(said).to_have_text(re.compile("テーブル"))
    with editor.page.expect_navigation():
        editor.page.keyboard.press("Enter")
    assert places(event)["参加者0"] == before % 3 + 1
    editor.leaves()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_seating_with_everything_has_no_problem(
    browser: Browser, live_server: Any, settings: Any, event: Event, language: str
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    editor = _editor(browser, live_server, event, language=language)
    editor.goes_to(_seating(event))
    _press(editor, "anew")
    event.registrations.filter(user__name="参加者8").update(state="cancelled")
    found = problems_at(editor, _seating(event) + "?round=2")
    event.tables.update(seats=1)
    _press(editor, "again")
    found += problems_at(editor, _seating(event))
    row = event.registrations.get(user__name="参加者0")
    found += problems_at(editor, f"{_seating(event)}{row.pk}/")
    found += problems_at(editor, f"{_seating(event)}print/?by=name")
    assert found == []
    editor.leaves()

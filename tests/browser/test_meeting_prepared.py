"""A meeting from its first draft to a seat that is given back, by three people in browsers."""

from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser

from events.models import Event, Registration
from tests.browser.filling import fill_in_meeting
from tests.browser.looking import problems_here
from tests.browser.walker import Walker
from tests.factories import make_member, make_municipality, make_partner, make_staff, make_user
from tomoni.journal import ledger
from tomoni.journal.models import Job
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICES = pytest.mark.parametrize(
    ("language", "width", "script"),
    [("ja", 360, True), ("en", 1280, True), ("ja", 1280, False)],
    ids=["japanese-phone", "english-desktop", "without-javascript"],
)


@pytest.fixture
def city(settings: Any) -> Municipality:
    """A city with an editor, a partner's owner and a citizen."""
    settings.STAFF_MFA_REQUIRED = False
    city = make_municipality("試験市")
    make_staff(city, StaffRole.Role.EDITOR, email="editor@example.jp")
    make_member(make_partner("水路電機", municipality=city), email="owner@example.jp")
    make_user("市民 花子", email="citizen@example.jp")
    return city


@DEVICES
def test_a_meeting_from_the_draft_to_a_seat_given_back(
    city: Municipality, live_server: Any, browser: Browser, language: str, width: int, script: bool
) -> None:
    editor, owner, citizen, nobody = (
        Walker(browser, live_server.url, language=language, width=width, script=script)
        for _ in range(4)
    )
    event = _is_written(editor)
    _gets_a_programme(editor, event)
    _gets_a_table(editor, event)
    _invites(editor, event)

    owner.logs_in("owner@example.jp")
    owner.goes_to("/my/notices/")
    owner.sees("秋のパートナー交流会")
    _takes_part(owner, event)
    owner.is_at(f"/events/{event.slug}/registered/")
    _looks_well(owner)

    citizen.logs_in("citizen@example.jp")
    _takes_part(citizen, event)
    citizen.is_at(f"/events/{event.slug}/registered/")

    registration = Registration.objects.get(user__email="citizen@example.jp")
    _gives_back(nobody, registration)
    registration.refresh_from_db()
    assert registration.state == Registration.State.CANCELLED
    event.refresh_from_db()
    assert event.taken == 1
    for walker in (editor, owner, citizen, nobody):
        walker.leaves()


def _looks_well(walker: Walker) -> None:
    if walker.runs_scripts:
        assert problems_here(walker) == []


def _is_written(editor: Walker) -> Event:
    editor.logs_in("editor@example.jp")
    editor.goes_to("/desk/events/")
    editor.follows("/desk/events/new/")
    fill_in_meeting(editor, new_series="季節の交流会")
    editor.page.locator('main [name="is_open_to_citizens"]').check()
    editor.presses()
    editor.is_at("/desk/events/new/confirm/")
    editor.sees("秋のパートナー交流会")
    editor.presses()
    event = Event.objects.get()
    editor.is_at(f"/desk/events/{event.slug}/programme/")
    return event


def _gets_a_programme(editor: Walker, event: Event) -> None:
    """The second line is put first: with the button, or by its number."""
    lines = {"items-0-minutes": "30", "items-0-title": "対話", "items-1-minutes": "20"}
    editor.fills(**lines, **{"items-1-title": "開会"})
    if editor.runs_scripts:
        editor.page.locator(".programme-row").nth(1).locator(".programme-move").first.click()
        times = editor.page.locator(".programme-row [data-time]")
        assert times.nth(1).inner_text() == "13:20"
    else:
        editor.fills(**{"items-0-position": "20", "items-1-position": "10"})
        editor.presses('main button[value="more"]')
        editor.sees("13:20")
    _looks_well(editor)
    editor.presses()
    assert [item.title for item in event.programme.all()] == ["開会", "対話"]


def _gets_a_table(editor: Walker, event: Event) -> None:
    editor.goes_to(f"/desk/events/{event.slug}/tables/")
    editor.follows(f"/desk/events/{event.slug}/tables/new/")
    editor.fills(theme="空き家", seats="6")
    editor.chooses("goals", "11")
    editor.presses()
    editor.is_at(f"/desk/events/{event.slug}/tables/")
    editor.goes_to(f"/desk/events/{event.slug}/duties/")
    editor.chooses("duties-0-kind", "adviser")
    editor.fills(**{"duties-0-table": "1", "duties-0-name": "例田 一郎"})
    editor.presses()
    assert event.duties.get().name == "例田 一郎"
    editor.goes_to(f"/desk/events/{event.slug}/")
    editor.presses('main form[action$="/announce/"] button')


def _invites(editor: Walker, event: Event) -> None:
    editor.goes_to(f"/desk/events/{event.slug}/invite/")
    editor.chooses("way", "list")
    editor.fills(names="水路電機", words="ぜひどうぞ")
    editor.presses('main button[value="preview"]')
    _looks_well(editor)
    editor.presses('main button[value="invite"]')
    editor.sees("水路電機")
    assert event.invitations.count() == 1


def _takes_part(person: Walker, event: Event) -> None:
    person.goes_to(event.get_absolute_url())
    person.follows(f"/events/{event.slug}/register/")
    person.fills(working_on="古民家の改修")
    person.chooses("wish_1", str(event.tables.get().pk))
    person.presses()
    person.is_at(f"/events/{event.slug}/register/confirm/")
    person.presses()


def _gives_back(nobody: Walker, registration: Registration) -> None:
    """By the link of the mail, in a browser in which nobody is logged in."""
    key = f"registration_confirmed:{registration.receipt}"
    ledger.run(Job.objects.get(kind="journal.mail", key=key).pk)
    links = [line for line in mail.outbox[-1].body.splitlines() if "/registrations/cancel/" in line]
    nobody.goes_to(f"/registrations/cancel/{links[0].split('/')[-2]}/")
    _looks_well(nobody)
    nobody.presses('main form[method="post"] button')
    nobody.sees(registration.receipt)

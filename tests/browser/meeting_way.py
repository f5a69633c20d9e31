"""What people do around a meeting, from announcing it to what came of it, each in a browser."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.core import mail
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Locator, Route, expect

from events.following import clocks
from events.models import Event, NoteEntry, Place, Report, Table
from tests.browser.looking import problems_here
from tests.browser.walker import Walker
from tests.matching.world import drain
from tomoni.accounts.models import User
from tomoni.notices import mailing
from tomoni.notices.models import Notice

SOON = 30_000  # milliseconds for what a page does by itself, on a busy machine
MINUTE = timedelta(minutes=1)
Come = Callable[..., Walker]
"""Somebody opens a browser, and logs in where there is an account."""
COMMON, SPROUT = "縁側のある家が、まちに三十軒ほど残っている。", "縁側を、放課後の居場所にひらく。"


def looks_well(*walkers: Walker) -> None:
    """Axe finds nothing on the page that each of them has before the eyes."""
    for walker in walkers:
        assert problems_here(walker) == []


# ----- time goes by ------------------------------------------------------------------------------


def begins(event: Event) -> None:
    """The day has come: the meeting began half an hour ago."""
    _is_held(event, timezone.now() - 30 * MINUTE)


def is_over(event: Event) -> None:
    """It was yesterday."""
    _is_held(event, timezone.now() - timedelta(days=1, hours=1))


def _is_held(event: Event, start: datetime) -> None:
    closed = start - 60 * MINUTE
    event.starts_at, event.ends_at = start, start + 60 * MINUTE
    event.registration_closes_at = closed
    event.pitches_until = event.pitches_until and closed
    fields = ["starts_at", "ends_at", "registration_closes_at", "pitches_until"]
    event.save(update_fields=fields)


def a_day_of_work(event: Event) -> None:
    """What workers do, and do again: a second look must tell nobody anything twice."""
    today = timezone.localdate()
    for _turn in range(2):
        clocks.ask(event.pk)
        for pk in clocks.due_follow_ups(today):
            clocks.look_at(pk)
        drain("events.seating_told", "journal.mail", mailing.MAIL)
        with transaction.atomic():
            mailing.ask_each(today)
        drain(mailing.DIGEST)


def receipts_of(person: User) -> int:
    """How many mails with the meeting for the calendar somebody has got."""
    return sum(bool(each.attachments) for each in mail.outbox if person.email in each.to)


def no_mail_went_out_twice() -> None:
    """The same words never reach the same person again, and nobody has two notices of one thing."""
    letters = Counter((*each.to, each.subject, str(each.body)) for each in mail.outbox)
    assert letters
    assert [letter for letter, times in letters.items() if times > 1] == []
    told = Notice.objects.values_list("recipient", "kind", "subject_id")
    assert [each for each, times in Counter(told).items() if times > 1] == []


# ----- before the meeting ------------------------------------------------------------------------


def announce(office: Walker, event: Event) -> None:
    """From the queue of the desk to what everybody sees."""
    office.goes_to("/desk/events/")
    office.follows(f"/desk/events/{event.slug}/")
    looks_well(office)
    office.presses('main form[action$="/announce/"] button')
    event.refresh_from_db()
    assert event.state == Event.State.ANNOUNCED


def take_part(person: Walker, event: Event, wish: Table, working_on: str) -> str:
    """入力 → 確認 → 控え; the code below the QR code of the receipt."""
    person.goes_to(event.get_absolute_url())
    looks_well(person)
    person.follows(f"/events/{event.slug}/register/")
    person.fills(working_on=working_on)
    person.chooses("wish_1", str(wish.pk))
    looks_well(person)
    person.presses()
    person.is_at(f"/events/{event.slug}/register/confirm/")
    person.sees(working_on)
    looks_well(person)
    person.presses()
    return receipt_of(person, event)


def receipt_of(person: Walker, event: Event) -> str:
    """What one brings to the reception: a picture, and the code that does as well."""
    person.is_at(f"/events/{event.slug}/registered/")
    expect(person.page.locator(".ticket svg")).to_be_visible()
    looks_well(person)
    return person.page.locator(".ticket-code").inner_text().strip()


def seat_everybody(office: Walker, event: Event) -> None:
    """One click, and figures that say how good it is."""
    office.goes_to(f"/desk/events/{event.slug}/")
    office.follows(f"/desk/events/{event.slug}/seating/")
    office.presses('main button[name="step"][value="anew"]')
    figures = office.page.locator(".seating-figures .figure b").all_inner_texts()
    assert figures
    assert any(value.strip() not in ("", "0", "–") for value in figures), figures


def fix_at(office: Walker, event: Event, person: User, table: Table) -> None:
    """By hand, in the first round: whoever is seated again later, this one stays."""
    row = event.registrations.get(user=person)
    page = f"/desk/events/{event.slug}/seating/{row.pk}/"
    office.goes_to(page)
    office.page.select_option("#table-1", str(table.pk))
    office.presses('form:has(#table-1) button[value="pin"]')
    office.is_at(page)
    looks_well(office)
    place = Place.objects.get(registration=row, round=1)
    assert (place.table_id, place.is_pinned) == (table.pk, True)


def show_tables(office: Walker, event: Event) -> None:
    """From now on everybody reads where they sit."""
    office.goes_to(f"/desk/events/{event.slug}/seating/")
    office.presses('main button[name="step"][value="publish"]')
    looks_well(office)
    event.seating.refresh_from_db()
    assert event.seating.is_published


def table_of(event: Event, person: User) -> Table:
    """At which somebody sits in the first round."""
    places = Place.objects.select_related("table").filter(plan__event=event, round=1)
    return places.get(registration__user=person).table


# ----- the day -----------------------------------------------------------------------------------


def opens_reception(receiver: Walker, event: Event) -> None:
    """The list, kept for a hall without a connection."""
    receiver.goes_to(f"/events/{event.slug}/check-in/")
    expect(receiver.page.locator("[data-reception][data-ready]")).to_be_visible(timeout=SOON)


def checks_in_by_code(receiver: Walker, event: Event, code: str) -> None:
    """As a QR code leads to the person, or the code that was typed."""
    receiver.goes_to(f"/events/{event.slug}/check-in/?q={code}")
    receiver.is_at(f"/events/{event.slug}/check-in/{code}/")
    looks_well(receiver)
    receiver.presses()


def checks_in_by_name(receiver: Walker, name: str) -> None:
    """A part of the name is typed, and the one button pressed."""
    receiver.page.locator("[data-search]").fill(name)
    receiver.page.locator("[data-rows] [data-act] button").first.click()
    receiver.page.locator("[data-search]").fill("")


def walks_in(receiver: Walker, name: str) -> None:
    """Somebody without a registration, and everything is sent."""
    receiver.page.locator("details.disclosure summary").click()
    receiver.page.locator("form[data-walk-in] [name=name]").fill(name)
    receiver.page.locator("form[data-walk-in] button").click()
    line = receiver.page.locator("[data-state]")
    expect(line).to_have_attribute("data-unsent", "0", timeout=SOON)


def here(event: Event) -> list[str]:
    """Who is here, by the server."""
    rows = event.registrations.filter(checked_in_at__isnull=False).select_related("user")
    return sorted(row.person_name for row in rows)


def notes_of(table: Table) -> str:
    """Where a table writes in the first round."""
    return f"/events/{table.event.slug}/tables/{table.number}/notes/"


def write_at_once(table: Table, *said: tuple[Walker, str, str]) -> None:
    """Everybody's entry is on its way before the first is answered; all phones show all."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    for person, part, text in said:
        person.goes_to(notes_of(table))
        person.page.route("**/notes/write/", hold)
        person.page.locator(f'[name="part"][value="{part}"]').check()
        person.page.locator('form[data-notes] [name="text"]').fill(text)
    for person, _part, _text in said:
        person.page.locator("form[data-notes] button").click()
    _until(said[0][0], lambda: len(held) == len(said))
    for route in held:
        route.continue_()
    for person, _part, _text in said:
        for _other, _its_part, text in said:
            expect(person.page.locator("#note-entries")).to_contain_text(text, timeout=SOON)
        person.page.unroute("**/notes/write/")
    assert NoteEntry.objects.filter(table=table).count() == len(said)


def _until(person: Walker, is_so: Callable[[], bool]) -> None:
    end = timezone.now() + timedelta(milliseconds=SOON)
    while not is_so():
        assert timezone.now() < end, "it never came to be so"
        person.page.wait_for_timeout(50)


def agree(person: Walker, table: Table) -> None:
    """The table was asked; from now on everybody may read it."""
    person.goes_to(notes_of(table))
    person.page.locator("#agree").click()
    expect(person.page.locator("#take-back")).to_be_visible(timeout=SOON)
    looks_well(person)


# ----- afterwards --------------------------------------------------------------------------------


def begin_report(office: Walker, event: Event) -> str:
    """The draft in one click; its words."""
    office.goes_to(f"/desk/events/{event.slug}/report/")
    looks_well(office)
    office.presses('main form[action$="/report/begin/"] button')
    return office.page.locator('main [name="text"]').input_value()


def finish_report(office: Walker, event: Event, text: str, tags: str) -> Report:
    """Written to its end and checked; not published yet."""
    office.goes_to(f"/desk/events/{event.slug}/report/edit/")
    office.fills(text=text, tags=tags)
    looks_well(office)
    office.presses()
    office.is_at(f"/desk/events/{event.slug}/report/edit/confirm/")
    looks_well(office)
    office.presses()
    return Report.objects.get(event=event)


def publish_report(office: Walker, event: Event) -> None:
    """Everybody may read it."""
    office.goes_to(f"/desk/events/{event.slug}/report/")
    office.presses('main form[action$="/report/publish/"] button')
    assert Report.objects.get(event=event).is_published


def month_of(event: Event) -> str:
    """Where the reports of the meeting's month stand."""
    day: date = timezone.localdate(event.starts_at)
    return f"/reports/{day.year}/{day.month}/"


def reads_by(reader: Walker, address: str, report: Report, *words: str) -> None:
    """From the list through an archive to the report itself."""
    reader.goes_to("/reports/")
    looks_well(reader)
    reader.follows(address)
    looks_well(reader)
    reader.follows(report.get_absolute_url())
    for text in words:
        reader.sees(text)
    looks_well(reader)


def effect_of(office: Walker, event: Event) -> list[int]:
    """The figures of the days after the meeting, as the page says them."""
    office.goes_to(f"/desk/events/{event.slug}/")
    office.follows(f"/desk/events/{event.slug}/effect/")
    looks_well(office)
    cells: Locator = office.page.locator("main tfoot tr").last.locator("td")
    return [int(text) for text in cells.all_inner_texts()]


def answers(person: Walker, event: Event, **said: Any) -> None:
    """Five questions after the meeting, found on its page."""
    person.goes_to(event.get_absolute_url())
    person.follows(f"/events/{event.slug}/questionnaire/")
    looks_well(person)
    person.chooses("satisfaction", "5")
    person.chooses("continuing", "yes")
    person.fills(new_contacts="3", **said)
    person.presses()
    assert person.problems() == []

"""A pitch from the form to the hall: the clock runs, and somebody can help."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Browser, expect

from events.models import Event, FollowUp, HelpOffer, Pitch
from tests.browser.looking import problems_here
from tests.browser.walker import Walker
from tests.events.pitching.pitches import make_meeting, make_pitch, seat
from tests.factories import make_member, make_partner, make_staff, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOP, OFFICE, GUEST = "hanako@example.jp", "office@example.jp", "guest@example.jp"


@pytest.mark.parametrize(("language", "width"), [("ja", 360), ("en", 1280)])
def test_pitch_goes_from_the_form_to_the_hall(
    browser: Browser, live_server: Any, language: str, width: int
) -> None:
    event = make_meeting(title="試験の交流会")
    shop = make_partner("例の店", municipality=event.municipality)
    make_member(shop, email=SHOP, name="店野 花子", language=language)
    make_staff(event.municipality, email=OFFICE, language=language)
    seat(event, make_user("助野 太郎", email=GUEST, language=language), make_partner("助けの会"))
    make_pitch(event, title="別の題", state=Pitch.State.CHOSEN, position=1)
    people = {
        each: Walker(browser, live_server.url, language=language, width=width)
        for each in (SHOP, OFFICE, GUEST)
    }
    for email, walker in people.items():
        walker.logs_in(email)
    pitch = applies(people[SHOP], event)
    chooses(people[OFFICE], event, pitch)
    begins(event)
    runs_the_clock(people[OFFICE], event, pitch)
    helps(people[GUEST], event, pitch)
    reads_who_can_help(people[SHOP], event, pitch)
    for walker in people.values():
        walker.leaves()


def applies(shop: Walker, event: Event) -> Pitch:
    """From the page of the meeting through check and done."""
    shop.goes_to(f"/events/{event.slug}/")
    shop.follows(f"/events/{event.slug}/pitches/apply/")
    shop.fills(title="台所を貸してください", ask="土曜に使える台所を探しています。")
    shop.page.locator('main [name="slides"]').set_input_files(
        {"name": "slides.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    )
    assert problems_here(shop) == []
    shop.presses()
    shop.sees("slides.pdf")
    assert problems_here(shop) == []
    shop.presses()
    assert problems_here(shop) == []
    pitch = Pitch.objects.get(title="台所を貸してください")
    shop.sees(pitch.receipt)
    return pitch


def chooses(office: Walker, event: Event, pitch: Pitch) -> None:
    """Into the programme, and to the front of it by numbers."""
    office.goes_to(f"/desk/events/{event.slug}/pitches/")
    office.presses(f'main form[action$="/pitches/{pitch.pk}/choose/"] button')
    assert problems_here(office) == []
    office.fills(**{f"place-{pitch.pk}": "0"})
    office.presses('main button[form="order-form"]')
    assert event.pitches.chosen().first() == pitch


def begins(event: Event) -> None:
    """The meeting has begun."""
    now = timezone.now()
    minutes = timedelta(minutes=1)
    Event.objects.filter(pk=event.pk).update(
        pitches_until=now - 20 * minutes,
        registration_closes_at=now - 20 * minutes,
        starts_at=now - 10 * minutes,
        ends_at=now + 90 * minutes,
    )


def runs_the_clock(host: Walker, event: Event, pitch: Pitch) -> None:
    """Started by a key, it warns by words and sign, goes on without a connection, and ends."""
    host.goes_to(f"/desk/events/{event.slug}/timer/")
    timer = host.page.locator("[data-timer]")
    expect(timer).to_have_attribute("data-state", "waiting")
    assert problems_here(host) == []
    with host.page.expect_response(lambda answer: answer.url.endswith("/start/")):
        host.page.locator("main").press("n")
    expect(timer).to_have_attribute("data-state", "on")
    expect(host.page.locator("[data-clock]")).to_have_text(re.compile(r"^[45]:\d\d$"))
    _runs_since(pitch, minutes=4, seconds=30)
    host.goes_to(f"/desk/events/{event.slug}/timer/")
    expect(timer).to_have_attribute("data-state", "soon")
    assert problems_here(host) == []
    _runs_since(pitch, minutes=6)
    host.goes_to(f"/desk/events/{event.slug}/timer/")
    expect(timer).to_have_attribute("data-state", "over")
    assert problems_here(host) == []
    host.loses_the_network()
    expect(host.page.locator("[data-offline]")).to_be_visible(timeout=20_000)
    host.page.locator("[data-end]").click()
    expect(timer).to_have_attribute("data-state", "waiting")
    host.context.set_offline(False)
    expect(host.page.locator("[data-offline]")).to_be_hidden(timeout=20_000)
    pitch.refresh_from_db()
    assert pitch.ended_at is not None
    host.complaints.clear()  # that there was no connection


def _runs_since(pitch: Pitch, *, minutes: int, seconds: int = 0) -> None:
    begun = timezone.now() - timedelta(minutes=minutes, seconds=seconds)
    Pitch.objects.filter(pk=pitch.pk).update(started_at=begun, ended_at=None)


def helps(guest: Walker, event: Event, pitch: Pitch) -> None:
    """One big button on the page of the moment; taken back and said again."""
    guest.goes_to(f"/events/{event.slug}/now/")
    assert problems_here(guest) == []
    guest.page.locator(f"#words-{pitch.pk}").fill("台所があります")
    guest.presses(f'form[action$="/pitches/{pitch.pk}/help/"] button')
    guest.is_at(f"/events/{event.slug}/now/")
    assert problems_here(guest) == []
    guest.presses(f'form[action$="/pitches/{pitch.pk}/help/back/"] button')
    guest.presses(f'form[action$="/pitches/{pitch.pk}/help/"] button')
    assert HelpOffer.objects.get().withdrawn_at is None
    assert FollowUp.objects.get().state == "open"


def reads_who_can_help(shop: Walker, event: Event, pitch: Pitch) -> None:
    """The presenter's side sees the name and the words."""
    shop.goes_to(f"/events/{event.slug}/pitches/{pitch.pk}/")
    shop.sees("助野 太郎")
    shop.sees("台所があります")
    assert problems_here(shop) == []


def test_clock_keeps_what_was_pressed_when_the_session_has_ended(
    browser: Browser, live_server: Any
) -> None:
    event = make_meeting(title="試験の交流会")
    make_staff(event.municipality, email=OFFICE)
    pitch = make_pitch(event, state=Pitch.State.CHOSEN, position=1)
    begins(event)
    host = Walker(browser, live_server.url, language="ja", width=1280)
    host.logs_in(OFFICE)
    host.goes_to(f"/desk/events/{event.slug}/timer/")
    Session.objects.all().delete()
    host.page.keyboard.press("n")
    warning = host.page.locator("[data-offline]")
    expect(warning).to_contain_text("ログアウト", timeout=20_000)
    pitch.refresh_from_db()
    assert pitch.started_at is None
    timer, host.page = host.page, host.context.new_page()
    host.logs_in(OFFICE)
    expect(timer.locator("[data-offline]")).to_be_hidden(timeout=20_000)
    pitch.refresh_from_db()
    assert pitch.started_at is not None
    host.complaints.clear()
    host.leaves()

"""What is done around the fourth meeting of Kanazawa: online, with pitches, topics and groups."""

import re
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone
from playwright.sync_api import expect

from events.models import (
    Event,
    FollowUp,
    Pitch,
    Topic,
)
from events.registration import Answers, register
from tests.browser import meeting_way as way
from tests.browser.meeting_way import COMMON, SOON, SPROUT, Come, looks_well
from tests.browser.walker import Walker
from tests.factories import (
    make_event,
    make_member,
    make_municipality,
    make_partner,
    make_staff,
    make_table,
    make_user,
)
from tomoni.accounts.models import User
from tomoni.portal.demo.events import KANAZAWA
from tomoni.portal.demo.noting_rows import GROUPS
from tomoni.portal.demo.reporting_rows import picture


class Kanazawa(NamedTuple):
    """The meeting, its office, two partners (one reads English), a citizen, one who stays away."""

    event: Event
    office: User
    week: User
    bridge: User
    citizen: User
    stranger: User


def make_kanazawa() -> Kanazawa:
    """Announced: online, for citizens too, with pitches, a consultation desk and two groups."""
    said, city = KANAZAWA[1], make_municipality("金沢市", slug="kanazawa")
    event = make_event(
        city,
        slug=said.slug,
        title=said.title,
        summary=said.summary,
        form=said.form,
        venue="",
        online_link=said.online_link,
        number=said.number,
        capacity=12,
        is_open_to_citizens=True,
        takes_topics=True,
        pitches_until=timezone.now() + timedelta(days=10),
    )
    for number, theme in enumerate(GROUPS, 1):
        link = f"https://meeting.example.jp/kanazawa-4/group-{number}"
        make_table(event, theme, seats=6, online_link=link)
    week = make_partner("いろいろウィーク実行委員会", municipality=city)
    bridge = make_partner("ことばの橋", municipality=city)
    away = make_partner("遠くの会", municipality=city)
    return Kanazawa(
        event,
        make_staff(city, email="office@example.jp", name="係員 見本"),
        make_member(week, email="week@example.jp", name="虹野 あおい", language="en"),
        make_member(bridge, email="bridge@example.jp", name="橋本 リンカ"),
        make_user("市民 花子", email="citizen@example.jp"),
        make_member(away, email="away@example.jp"),
    )


def others_take_part(event: Event) -> None:
    """Five of partners of their own."""
    for place in range(5):
        partner = make_partner(municipality=event.municipality)
        register(event, make_member(partner), partner, Answers(working_on=f"仕事{place}"))


def are_handed_in(week: Walker, bridge: Walker, event: Event) -> tuple[Pitch, Pitch]:
    """By the two partners, each in their own language."""
    said = (
        (week, "Come to our workshop", "We look for rooms and for people who tell their story."),
        (bridge, "ことばの壁のない訓練", "訓練の日を教えてくださる町会をさがしています。"),
    )
    for person, title, ask in said:
        person.goes_to(event.get_absolute_url())
        person.follows(f"/events/{event.slug}/pitches/apply/")
        person.fills(title=title, ask=ask)
        looks_well(person)
        person.presses()
        person.is_at(f"/events/{event.slug}/pitches/apply/confirm/")
        looks_well(person)
        person.presses()
        person.sees(Pitch.objects.get(title=title).receipt)
    one, other = (Pitch.objects.get(title=title) for _person, title, _ask in said)
    return one, other


def are_chosen(office: Walker, event: Event, one: Pitch, other: Pitch) -> None:
    """Both; the one that was chosen last speaks first."""
    office.goes_to(f"/desk/events/{event.slug}/pitches/")
    for pitch in (other, one):
        office.presses(f'main form[action$="/pitches/{pitch.pk}/choose/"] button')
    looks_well(office)
    office.fills(**{f"place-{one.pk}": "1", f"place-{other.pk}": "2"})
    office.presses('main button[form="order-form"]')
    assert list(event.pitches.chosen()) == [one, other]


def is_brought_up(citizen: Walker, event: Event) -> Topic:
    """Before the meeting, by somebody who belongs to no partner."""
    citizen.goes_to(event.get_absolute_url())
    citizen.follows(f"/events/{event.slug}/topics/new/")
    citizen.fills(text="回覧板を、やさしい日本語にできますか。")
    citizen.page.locator('main [name="is_public"]').check()
    looks_well(citizen)
    citizen.presses()
    topic = Topic.objects.get()
    citizen.sees(topic.receipt)
    return topic


def are_grouped(office: Walker, told: Kanazawa) -> None:
    """Seated with one click; three are fixed, so that it is known who reads which link."""
    event = told.event
    first, second = event.tables.all()
    way.seat_everybody(office, event)
    for person, table in ((told.week, first), (told.bridge, second), (told.citizen, second)):
        way.fix_at(office, event, person, table)
    way.show_tables(office, event)


def the_evening(
    office: Walker, week: Walker, bridge: Walker, told: Kanazawa, first: Pitch, second: Pitch
) -> None:
    """The clock runs for the first pitch, and the other partner can help."""
    event = told.event
    office.goes_to(f"/desk/events/{event.slug}/timer/")
    timer = office.page.locator("[data-timer]")
    expect(timer).to_have_attribute("data-state", "waiting")
    with office.page.expect_response(lambda answer: answer.url.endswith("/start/")):
        office.page.locator("main").press("n")
    expect(timer).to_have_attribute("data-state", "on")
    expect(office.page.locator("[data-clock]")).to_have_text(re.compile(r"^[45]:\d\d$"))
    looks_well(office)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.started_at
    assert second.started_at is None
    bridge.goes_to(f"/events/{event.slug}/now/")
    expect(bridge.page.locator("#moment")).to_contain_text(first.title)
    bridge.page.locator(f"#words-{first.pk}").fill("会議室をお貸しできます。")
    looks_well(bridge)
    bridge.presses(f'form[action$="/pitches/{first.pk}/help/"] button')
    week.goes_to(f"/events/{event.slug}/pitches/{first.pk}/")
    week.sees(told.bridge.name)
    week.sees("会議室をお貸しできます。")
    week.goes_to("/my/follow-ups/")
    week.follows(FollowUp.objects.get().get_absolute_url())
    looks_well(week)


def is_answered_live(office: Walker, citizen: Walker, event: Event, topic: Topic) -> None:
    """A few words are kept, and everybody reads them."""
    office.goes_to(f"/desk/events/{event.slug}/topics/")
    office.page.locator(f"#words-{topic.pk}").fill("来月から、町会の方といっしょに試します。")
    looks_well(office)
    office.presses('main form[action$="/answered/"] button')
    citizen.goes_to(f"/events/{event.slug}/topics/")
    citizen.sees("来月から、町会の方といっしょに試します。")
    looks_well(citizen)


def links_are_for_their_group(come: Come, told: Kanazawa, week: Walker, bridge: Walker) -> None:
    """Whoever sits in a group reads its link, and nobody else does."""
    event = told.event
    ones, others = (table.online_link for table in event.tables.all())
    for person, own, foreign in ((week, ones, others), (bridge, others, ones)):
        for page in ("tables", "now", "registered"):
            person.goes_to(f"/events/{event.slug}/{page}/")
            expect(person.page.locator(f'main a[href="{own}"]').first).to_be_visible()
            assert foreign not in person.page.content()
    looks_well(week, bridge)
    for person in (come(told.stranger), come()):
        for page in ("", "tables/", "now/", "notes/"):
            person.page.goto(f"{person.base}/events/{event.slug}/{page}")
            content = person.page.content()
            assert not [link for link in (ones, others, event.online_link) if link in content]


def is_reported(come: Come, office: Walker, event: Event) -> None:
    """With a photo and tags; found by its month and by a tag, also by who searches afterwards."""
    draft = way.begin_report(office, event)
    assert COMMON in draft
    assert "Come to our workshop" in draft
    report = way.finish_report(office, event, draft, "多様性、やさしい日本語")
    office.goes_to(f"/desk/events/{event.slug}/report/")
    office.follows(f"/desk/events/{event.slug}/report/photos/")
    photo = {"name": "画面.png", "mimeType": "image/png", "buffer": picture(1)}
    office.page.locator('main [name="photo"]').set_input_files(photo)  # type: ignore[arg-type]
    office.fills(alt="発表の画面を見る参加者の絵")
    office.page.locator('main [name="consent"]').check()
    looks_well(office)
    office.presses()
    assert office.problems() == []
    way.publish_report(office, event)
    reader = come(width=1280)
    way.reads_by(reader, way.month_of(event), report, COMMON)
    way.reads_by(reader, report.tags.get(name="多様性").get_absolute_url(), report, SPROUT)
    image = reader.page.locator(".photos img")
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", True, timeout=SOON)
    assert image.evaluate("image => image.naturalWidth") > 0
    reader.goes_to("/seeds/?q=やさしい日本語")

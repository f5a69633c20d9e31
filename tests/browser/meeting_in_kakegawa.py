"""What is done around the meeting of Kakegawa: seven tables, seventy guests, one afternoon."""

from typing import NamedTuple

from django.urls import reverse
from playwright.sync_api import expect

from events.models import (
    Duty,
    Event,
    FollowUp,
    NoteEntry,
    Place,
    Table,
)
from events.registration import Answers, register
from matching.models import Introduction
from tests.browser import meeting_way as way
from tests.browser.meeting_way import COMMON, SOON, SPROUT, Come, looks_well
from tests.browser.walker import Walker
from tests.factories import (
    make_duty,
    make_event,
    make_member,
    make_municipality,
    make_partner,
    make_staff,
    make_table,
    make_user,
)
from tomoni.accounts.models import User
from tomoni.notices.models import Notice
from tomoni.portal.demo.events import KAKEGAWA

GUESTS = 70
OUTCOME = "一軒目の縁側を、水曜日にひらきました。"


class Kakegawa(NamedTuple):
    """The meeting, and those of its people who sit before a browser."""

    event: Event
    office: User
    receiver: User
    shop: User
    school: User


def make_kakegawa() -> Kakegawa:
    """The draft of a meeting with seven themes, an adviser and a facilitator each."""
    said, city = KAKEGAWA[0], make_municipality("掛川市", slug="kakegawa")
    event = make_event(
        city,
        slug=said.slug,
        title=said.title,
        summary=said.summary,
        organisers=said.organisers,
        venue=said.venue,
        capacity=said.capacity,
        is_open_to_citizens=True,
        rounds=2,
        state=Event.State.DRAFT,
    )
    for each in said.tables:
        table = make_table(event, each.theme, seats=12)
        named = {"table": table, "name": each.adviser, "affiliation": each.affiliation}
        make_duty(event, Duty.Kind.ADVISER, **named)
        make_duty(event, Duty.Kind.FACILITATOR, table=table, user=make_user(each.facilitator))
    receiver = make_user("受野 つけ", email="reception@example.jp")
    make_duty(event, Duty.Kind.RECEPTION, user=receiver)
    shop = make_partner("例の店", municipality=city)
    school = make_partner("例の学校", municipality=city)
    return Kakegawa(
        event,
        make_staff(city, email="office@example.jp", name="係員 見本"),
        receiver,
        make_member(shop, email="shop@example.jp", name="店野 花子"),
        make_member(school, email="school@example.jp", name="学野 太郎"),
    )


def others_register(event: Event, number: int) -> None:
    """Every third as a citizen, the others for twenty partners; all with wishes in turn."""
    tables = list(event.tables.all())
    partners = [make_partner(municipality=event.municipality) for _ in range(20)]
    for place in range(number):
        partner = None if place % 3 == 0 else partners[place % 20]
        wishes = [tables[place % 7], tables[(place + 3) % 7]]
        words = Answers(working_on="地域の仕事をしています。", tables=wishes)
        register(event, make_user(f"参加者{place}"), partner, words)


def is_seated(office: Walker, told: Kakegawa) -> Table:
    """With one click, and one person by hand; the table at which shop and school sit."""
    event = told.event
    way.seat_everybody(office, event)
    assert Place.objects.filter(plan__event=event).count() == GUESTS * 2
    assert event.seating.conflicts == []
    table = way.table_of(event, told.school)
    way.fix_at(office, event, told.shop, table)
    way.show_tables(office, event)
    assert way.table_of(event, told.school) == way.table_of(event, told.shop) == table
    return table


def reads_the_table(person: Walker, event: Event, table: Table) -> None:
    """On the page of the tables: one's own is the first."""
    person.goes_to(f"/events/{event.slug}/tables/")
    expect(person.page.locator("#own-1")).to_have_text(table.label)
    looks_well(person)


def the_day(
    come: Come, told: Kakegawa, code: str, phones: tuple[Walker, Walker], table: Table
) -> None:
    """Reception, notes at one table, and a sprout that somebody looks after."""
    event, (shop, school) = told.event, phones
    way.begins(event)
    receiver = come(told.receiver)
    way.checks_in_by_code(receiver, event, code)
    way.opens_reception(receiver, event)
    looks_well(receiver)
    way.checks_in_by_name(receiver, "学野")
    way.walks_in(receiver, "飛野 こみ")
    assert way.here(event) == sorted(["店野 花子", "学野 太郎", "飛野 こみ"])

    way.write_at_once(table, (shop, "common", COMMON), (school, "sprout", SPROUT))
    looks_well(shop, school)
    facilitator = table.duties.get(kind=Duty.Kind.FACILITATOR)
    assert facilitator.user
    way.agree(come(facilitator.user), table)
    sprout = NoteEntry.objects.get(part="sprout")
    shop.page.locator(f"#sprout-{sprout.pk}").click()
    looked_after = expect(school.page.locator("#note-entries"))
    looked_after.to_contain_text("店野 花子さんが引き受けています", timeout=SOON)


def the_days_after(
    come: Come, told: Kakegawa, office: Walker, phones: tuple[Walker, Walker]
) -> None:
    """Two find each other again, the office writes, and the follow-up is done."""
    event, (shop, school) = told.event, phones
    way.is_over(event)
    way.a_day_of_work(event)
    wishes_to_talk_again(shop, event, told.school)
    assert not Introduction.objects.exists()
    wishes_to_talk_again(school, event, told.shop)
    for person, user, other in (
        (shop, told.shop, told.school),
        (school, told.school, told.shop),
    ):
        reads_whom_to_call(person, user, other)
        way.answers(person, event, remarks="お茶がおいしかったです。")
    draft = way.begin_report(office, event)
    assert COMMON in draft
    assert SPROUT in draft
    report = way.finish_report(
        office, event, f"{draft}\n\n# むすび\n\nまた来年。", "空き家、居場所"
    )
    way.publish_report(office, event)
    reads_it = come()
    way.reads_by(reads_it, way.month_of(event), report, COMMON, SPROUT, "また来年。")
    is_done(shop)
    assert sum(way.effect_of(office, event)) > 0
    way.a_day_of_work(event)


def wishes_to_talk_again(person: Walker, event: Event, other: User) -> None:
    """Found on the page of the meeting, searched by the family name."""
    seat = event.registrations.get(user=other)
    person.goes_to(event.get_absolute_url())
    person.follows(f"/events/{event.slug}/again/")
    person.goes_to(f"/events/{event.slug}/again/?q={other.name.split()[0]}")
    looks_well(person)
    person.follows(f"/events/{event.slug}/again/{seat.pk}/")
    person.fills(words="縁側の話の続きを")
    looks_well(person)
    person.presses()
    person.is_at(f"/events/{event.slug}/again/")


def reads_whom_to_call(person: Walker, user: User, other: User) -> None:
    """The one notice leads to the introduction, with name and address of the other."""
    made = Introduction.objects.get()
    notice = Notice.objects.get(recipient=user, url=made.get_absolute_url())
    person.goes_to("/my/notices/")
    looks_well(person)
    person.follows(reverse("notices:notice_open", args=[notice.pk]))
    person.is_at(made.get_absolute_url())
    person.sees(other.name)
    person.sees(other.email)
    looks_well(person)


def is_done(shop: Walker) -> None:
    """What came of the sprout."""
    made = FollowUp.objects.get()
    shop.goes_to("/my/follow-ups/")
    looks_well(shop)
    shop.follows(made.get_absolute_url())
    shop.follows(f"/my/follow-ups/{made.pk}/done/")
    shop.fills(outcome=OUTCOME)
    shop.presses()
    shop.sees(OUTCOME)
    looks_well(shop)

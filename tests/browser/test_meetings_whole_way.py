"""Two meetings from the first announcement to what came of them, by people in browsers of their
own: Kakegawa's with seven tables and seventy guests, and Kanazawa's fourth, which is held online.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from events.models import (
    AgainWish,
    Answer,
    FollowUp,
    HelpOffer,
    NoteEntry,
    Pitch,
    Registration,
    Report,
    Topic,
)
from matching.models import Introduction
from tests.browser import meeting_in_kakegawa as kakegawa
from tests.browser import meeting_in_kanazawa as kanazawa
from tests.browser import meeting_way as way
from tests.browser.meeting_in_kakegawa import GUESTS, OUTCOME, Kakegawa
from tests.browser.meeting_in_kanazawa import Kanazawa
from tests.browser.meeting_way import COMMON, SPROUT, Come
from tests.browser.walker import Walker
from tomoni.accounts.models import User
from tomoni.notices.models import Notice

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def come(browser: Browser, live_server: Any, settings: Any) -> Iterator[Come]:
    """Somebody opens a browser, and logs in where there is an account."""
    settings.STAFF_MFA_REQUIRED = False
    walkers: list[Walker] = []

    def come(person: User | None = None, *, width: int = 360) -> Walker:
        language = person.language if person else "ja"
        walker = Walker(browser, live_server.url, language=language, width=width)
        walkers.append(walker)
        if person:
            walker.logs_in(person.email)
        return walker

    yield come
    for walker in walkers:
        walker.leaves()


def test_kakegawa_goes_its_whole_way(come: Come) -> None:
    told = kakegawa.make_kakegawa()
    event, office = told.event, come(told.office, width=1280)
    shop, school = come(told.shop), come(told.school)
    way.announce(office, event)
    kakegawa.others_register(event, GUESTS - 2)
    vacant, children = event.tables.get(theme="空き家"), event.tables.get(theme="子育て・教育")
    code = way.take_part(shop, event, vacant, "古い家を借りて、店をひらきました。")
    way.take_part(school, event, children, "放課後の居場所をさがしています。")
    table = kakegawa.is_seated(office, told)
    way.a_day_of_work(event)
    for person in (shop, school):
        kakegawa.reads_the_table(person, event, table)
    kakegawa.the_day(come, told, code, (shop, school), table)
    kakegawa.the_days_after(come, told, office, (shop, school))
    kakegawa_has_left_these_rows(told)


def kakegawa_has_left_these_rows(told: Kakegawa) -> None:
    """Everything once."""
    event = told.event
    event.refresh_from_db()
    assert event.taken == event.registrations.registered().count() == GUESTS + 1
    for person in (told.shop, told.school):
        row = event.registrations.get(user=person)
        assert (row.state, row.is_checked_in) == (Registration.State.REGISTERED, True)
    assert event.registrations.get(way="walk_in").guest_name == "飛野 こみ"
    assert AgainWish.objects.filter(mutual_at__isnull=False).count() == 2
    made = Introduction.objects.get()
    assert {made.state, *made.parties.values_list("state", flat=True)} == {"accepted", "agreed"}
    follow_up = FollowUp.objects.get()
    assert (follow_up.state, follow_up.outcome) == (FollowUp.State.DONE, OUTCOME)
    assert follow_up.owner == told.shop
    assert Answer.objects.count() == 2
    assert Report.objects.get().state == Report.State.PUBLISHED
    seen = Notice.objects.filter(kind="events.seating_published")
    assert seen.count() == GUESTS
    way.no_mail_went_out_twice()
    for person in (told.shop, told.school):
        assert way.receipts_of(person) == 1


def test_kanazawas_fourth_goes_its_whole_way(come: Come) -> None:
    told = kanazawa.make_kanazawa()
    event, office = told.event, come(told.office, width=1280)
    week, bridge, citizen = come(told.week, width=1280), come(told.bridge), come(told.citizen)
    first, second = event.tables.all()
    way.take_part(week, event, first, "We prepare a week for everybody.")
    for person in (bridge, citizen):
        way.take_part(person, event, second, "やさしい日本語を広めています。")
    kanazawa.others_take_part(event)
    pitches = kanazawa.are_handed_in(week, bridge, event)
    kanazawa.are_chosen(office, event, *pitches)
    topic = kanazawa.is_brought_up(citizen, event)
    kanazawa.are_grouped(office, told)
    way.a_day_of_work(event)
    way.begins(event)
    kanazawa.the_evening(office, week, bridge, told, *pitches)
    kanazawa.is_answered_live(office, citizen, event, topic)
    kanazawa.links_are_for_their_group(come, told, week, bridge)
    way.write_at_once(second, (bridge, "common", COMMON), (citizen, "sprout", SPROUT))
    way.agree(office, second)
    way.is_over(event)
    way.a_day_of_work(event)
    kanazawa.is_reported(come, office, event)
    assert sum(way.effect_of(office, event)) > 0
    way.a_day_of_work(event)
    kanazawa_has_left_these_rows(told)


def kanazawa_has_left_these_rows(told: Kanazawa) -> None:
    """Everything once."""
    event = told.event
    event.refresh_from_db()
    assert event.taken == event.registrations.registered().count() == 8
    for person in (told.week, told.bridge, told.citizen):
        event.registrations.get(user=person)
    assert event.registrations.get(user=told.citizen).partner is None
    assert event.pitches.chosen().count() == Pitch.objects.count() == 2
    offer = HelpOffer.objects.get()
    follow_up = FollowUp.objects.get()
    assert (follow_up.help_offer, follow_up.owner) == (offer, told.week)
    assert follow_up.state == FollowUp.State.OPEN
    assert Topic.objects.get().state == Topic.State.LIVE
    assert NoteEntry.objects.published().count() == NoteEntry.objects.count() == 2
    report = Report.objects.get()
    assert (report.is_published, report.tags.count(), report.photos.count()) == (True, 2, 1)
    way.no_mail_went_out_twice()
    for person in (told.week, told.bridge, told.citizen):
        assert way.receipts_of(person) == 1

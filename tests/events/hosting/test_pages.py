"""The pages of the day: reception, one person, walk-ins, badges, signs, what is on now."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.hosting import arrivals, rooms
from events.models import Duty, Event, Place, ProgrammeItem, Registration, SeatingPlan
from events.pitching import running
from tests.bad_inputs import TYPEABLE
from tests.events.pitching.pitches import chosen, now_on, seat
from tests.factories import (
    make_duty,
    make_event,
    make_partner,
    make_staff,
    make_table,
    make_user,
)
from tests.queries import assert_constant_queries
from tests.responses import page_or_address
from tomoni.accounts.models import User

pytestmark = pytest.mark.django_db


def _url(name: str, event: Event, *more: str) -> str:
    return reverse(f"events:{name}", args=[event.slug, *more])


def _page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def _post(client: Client, url: str, **data: Any) -> str:
    return page_or_address(client.post(url, {"idempotency_key": str(uuid4()), **data}))


@pytest.fixture
def event() -> Event:
    """A meeting that is on."""
    return now_on()


@pytest.fixture
def editor(client: Client, event: Event) -> User:
    """Somebody of the office at the reception."""
    person = make_staff(event.municipality)
    client.force_login(person)
    return person


def _seated(
    event: Event, registration: Registration, *tables: Any, state: str = "published"
) -> None:
    at = timezone.now() if state == "published" else None
    plan, _new = SeatingPlan.objects.get_or_create(
        event=event, defaults={"state": state, "published_at": at}
    )
    Event.objects.filter(pk=event.pk).update(rounds=max(event.rounds, len(tables)))
    for number, table in enumerate(tables, 1):
        Place.objects.create(plan=plan, round=number, registration=registration, table=table)


# --- The reception ------------------------------------------------------------------------------


def test_duty_opens_the_reception_and_decides_nothing(client: Client, event: Event) -> None:
    person = make_user()
    client.force_login(person)
    assert client.get(_url("reception", event)).status_code == 404
    make_duty(event, Duty.Kind.RECEPTION, user=person)
    row = seat(event, make_user("見本 花子"))
    waiting = seat(event, make_user(), state="waiting")
    assert "見本 花子" in _page(client, _url("reception", event))
    _post(client, _url("arrival_check_in", event, row.code))
    row.refresh_from_db()
    assert row.checked_in_by == person
    key = {"idempotency_key": str(uuid4())}
    assert client.post(_url("arrival_seat", event, waiting.code), key).status_code == 403


@pytest.mark.parametrize(("days", "status"), [(6, 200), (8, 404)])
def test_duty_ends_with_the_reception(client: Client, days: int, status: int) -> None:
    begin = timezone.now() - timedelta(days=days, hours=2)
    event = make_event(
        starts_at=begin, ends_at=begin + timedelta(hours=2), registration_closes_at=begin
    )
    person = make_user()
    make_duty(event, Duty.Kind.RECEPTION, user=person)
    client.force_login(person)
    for name in ("reception", "reception_list"):
        assert client.get(_url(name, event)).status_code == status
    link = _url("reception", event) in _page(client, event.get_absolute_url())
    assert link is (status == 200)
    client.force_login(make_staff(event.municipality))
    assert client.get(_url("reception", event)).status_code == 200


def test_duty_writes_down_walk_ins_on_the_day_alone(client: Client, event: Event) -> None:
    coming, person = make_event(), make_user()
    for each in (event, coming):
        make_duty(each, Duty.Kind.RECEPTION, user=person)
    client.force_login(person)
    for each, number in ((event, 1), (coming, 0)):
        _post(client, _url("walk_in", each), name="見本 太郎")
        assert each.registrations.filter(way="walk_in").count() == number
        page = _page(client, _url("reception", each))
        assert (_url("walk_in", each) in page) is bool(number)
    client.force_login(make_staff(coming.municipality))
    _post(client, _url("walk_in", coming), name="見本 太郎")
    assert coming.registrations.filter(way="walk_in").count() == 1


def test_entry_that_is_wrong_is_taken_away_on_the_page_of_the_person(
    client: Client, event: Event, editor: User
) -> None:
    seat(event, make_user("見本 太郎"))
    led = _post(client, _url("walk_in", event), name="見本 太郎")
    row = event.registrations.get(way="walk_in")
    assert led == _url("arrival", event, row.code)
    page = _page(client, led)
    assert "同じお名前" in page
    assert _url("arrival_wrong", event, row.code) in page
    _post(client, _url("arrival_wrong", event, row.code))
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_reception_says_that_people_wait_once_it_has_begun(
    client: Client, event: Event, editor: User
) -> None:
    said = "キャンセル待ちの方がいます。"
    assert said not in _page(client, _url("reception", event))
    seat(event, make_user(), state="waiting")
    assert said in _page(client, _url("reception", event))
    assert "いま増やした席は自動では割り当てられません" in _page(client, _url("event_edit", event))


def test_links_are_those_that_can_be_opened(client: Client, event: Event) -> None:
    for role, may in (("viewer", False), ("editor", True)):
        client.force_login(make_staff(event.municipality, role=role))
        page = _page(client, _url("event_participants", event))
        assert (f'href="{_url("reception", event)}"' in page) is may
    person = make_user()
    seat(event, person)
    client.force_login(person)
    page = event.get_absolute_url()
    assert _url("event_now", event) in _page(client, page)
    Event.objects.update(state="cancelled", cancel_reason="大雪のため")
    assert _url("event_now", event) not in _page(client, page)


def test_day_page_leads_to_the_notes(client: Client, event: Event) -> None:
    person, table = make_user(), make_table(event)
    row = seat(event, person)
    _seated(event, row, table)
    client.force_login(person)
    notes = _url("event_notes", event)
    assert notes in _page(client, event.get_absolute_url())
    assert notes in _page(client, _url("event_now", event))


def test_duty_at_a_table_or_another_meeting_opens_nothing(client: Client, event: Event) -> None:
    person = make_user()
    make_duty(event, Duty.Kind.NOTE_TAKER, user=person)
    make_duty(now_on(), Duty.Kind.RECEPTION, user=person)
    client.force_login(person)
    assert client.get(_url("reception", event)).status_code == 404


def test_search_finds_and_a_code_leads_to_the_person(
    client: Client, event: Event, editor: User
) -> None:
    row = seat(event, make_user("見本 花子"), make_partner("緑茶商店", kana="リョクチャ"))
    seat(event, make_user("例田 一郎"))
    page = _page(client, f"{_url('reception', event)}?q=りょくちゃ")
    assert ("見本 花子" in page, "例田 一郎" in page) == (True, False)
    person = _url("arrival", event, row.code)
    for typed in (row.code, row.code.lower(), row.receipt, f"https://x.jp{person}"):
        assert client.get(_url("reception", event), {"q": typed}).url == person


@pytest.mark.parametrize("kind", TYPEABLE)
def test_search_takes_whatever_is_typed(
    client: Client, event: Event, editor: User, kind: str
) -> None:
    typed = TYPEABLE[kind][:2_000]
    assert client.get(_url("reception", event), {"q": typed}).status_code == 200


@pytest.mark.parametrize("code", ["E-0000-0000", "x", "%00", "🍵", "E-" + "A" * 300])
def test_unknown_code_is_not_found(client: Client, event: Event, editor: User, code: str) -> None:
    url = f"/events/{event.slug}/check-in/{code}/"
    assert client.get(url).status_code == 404


def test_page_kept_by_browsers_names_nobody(client: Client, event: Event, editor: User) -> None:
    seat(event, make_user("見本 花子"))
    url = _url("reception", event)
    assert "見本 花子" in _page(client, url)
    assert "見本 花子" not in _page(client, f"{url}?shell")


def test_worker_is_a_script_for_this_page_alone(client: Client, event: Event, editor: User) -> None:
    response = client.get(_url("reception_worker", event))
    assert response["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in response
    assert _url("reception_worker", event).startswith(_url("reception", event))


def test_second_check_in_says_when_and_by_whom(client: Client, event: Event, editor: User) -> None:
    row = seat(event, make_user("見本 花子"))
    arrivals.check_in(row, by=make_user("例田 一郎"))
    led = _post(client, _url("arrival_check_in", event, row.code))
    page = _page(client, led)
    assert "例田 一郎" in page
    assert "notice-warning" in page
    _post(client, _url("arrival_undo", event, row.code))
    row.refresh_from_db()
    assert not row.is_checked_in


def test_who_waits_is_shown_as_such_and_seated_by_decision(client: Client) -> None:
    event = now_on(capacity=1)
    client.force_login(make_staff(event.municipality))
    seat(event, make_user())
    row = seat(event, make_user("見本 花子"), state="waiting")
    page = _page(client, _url("arrival", event, row.code))
    assert 'name="is_over"' in page
    _post(client, _url("arrival_seat", event, row.code))
    row.refresh_from_db()
    assert row.is_waiting
    _post(client, _url("arrival_seat", event, row.code), is_over="on")
    row.refresh_from_db()
    assert row.is_checked_in


def test_walk_in_form_says_what_is_missing_and_what_is_full(client: Client) -> None:
    event = now_on(capacity=0)
    client.force_login(make_staff(event.municipality))
    url = _url("walk_in", event)
    assert "error-summary" in _post(client, url, name=" ", affiliation="例の会")
    page = _post(client, url, name="見本 太郎")
    assert "error-summary" in page
    assert "見本 太郎" in page
    assert _post(client, url, name="見本 太郎", is_over="on") == _url("reception", event)
    assert Registration.objects.get().guest_name == "見本 太郎"


@pytest.mark.parametrize("kind", TYPEABLE)
def test_walk_in_takes_or_refuses_whatever_is_typed(
    client: Client, event: Event, editor: User, kind: str
) -> None:
    typed = TYPEABLE[kind]
    answer = _post(client, _url("walk_in", event), name=typed, affiliation=typed)
    assert "error-summary" in answer or answer == _url("reception", event)


def test_reception_costs_the_same_for_many(client: Client, event: Event, editor: User) -> None:
    table = make_table(event)

    def add() -> None:
        row = seat(event, make_user(), make_partner())
        _seated(event, row, table)
        arrivals.check_in(row, by=make_user())

    for name in ("reception", "reception_list"):
        assert_constant_queries(client, _url(name, event), add, at_most=14)


def test_link_to_the_reception_is_for_who_receives(client: Client, event: Event) -> None:
    link = _url("reception", event)
    assert link not in _page(client, event.get_absolute_url())
    person = make_user()
    client.force_login(person)
    assert link not in _page(client, event.get_absolute_url())
    make_duty(event, Duty.Kind.RECEPTION, user=person)
    assert link in _page(client, event.get_absolute_url())


# --- Badges and signs ---------------------------------------------------------------------------


def test_badges_are_for_who_has_a_seat(client: Client, event: Event, editor: User) -> None:
    row = seat(event, make_user("見本 花子"), make_partner("緑茶商店"))
    seat(event, make_user("例田 一郎"), state="waiting")
    seat(event, make_user("手本 次郎"), state="cancelled")
    _seated(event, row, make_table(event, number=3), make_table(event, number=5))
    page = _page(client, _url("event_badges", event))
    assert ("見本 花子" in page, "緑茶商店" in page, row.code in page) == (True, True, True)
    assert ("例田 一郎" in page, "手本 次郎" in page) == (False, False)
    assert "<b>3</b>" in page
    assert "<b>5</b>" in page
    assert page.count('class="name-badge"') == 1


def test_badge_tells_no_table_before_the_seating_is_shown(
    client: Client, event: Event, editor: User
) -> None:
    row = seat(event, make_user("見本 花子"))
    _seated(event, row, make_table(event, number=3), state="draft")
    assert "<b>3</b>" not in _page(client, _url("event_badges", event))


def test_signs_name_theme_and_who_leads(client: Client, editor: User, event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(rounds=2)
    make_table(event, "空き家", adviser="軒下 かおる", facilitator="青井 つどい")
    page = _page(client, _url("event_signs", event))
    for words in ("空き家", "軒下 かおる", "青井 つどい", "第2ラウンド"):
        assert words in page


def test_badges_cost_the_same_for_many(client: Client, event: Event, editor: User) -> None:
    url = _url("event_badges", event)
    assert_constant_queries(client, url, lambda: seat(event, make_user()), at_most=12)


# --- The page of the moment, and links for those elsewhere ---------------------------------------


def test_moment_follows_the_programme_and_the_pitch(client: Client, event: Event) -> None:
    for position, (minutes, title) in enumerate([(20, "開会"), (30, "対話"), (30, "発表")], 1):
        ProgrammeItem.objects.create(event=event, position=position, minutes=minutes, title=title)
    person = make_user()
    seat(event, person)
    client.force_login(person)
    page = _page(client, _url("event_now", event))
    assert '<p class="moment-title">対話</p>' in page
    assert "発表" in page
    pitch = chosen(event, title="台所を貸してください")
    running.start(pitch, by=make_user())
    fragment = client.get(
        _url("event_now", event), headers={"HX-Request": "true", "HX-Target": "moment"}
    )
    text = fragment.content.decode()
    assert "台所を貸してください" in text
    assert "<html" not in text


def test_page_of_the_moment_shows_own_tables_and_the_button(client: Client, event: Event) -> None:
    person = make_user()
    row = seat(event, person)
    _seated(event, row, make_table(event, "空き家"), make_table(event, "お茶"))
    chosen(event)
    client.force_login(person)
    page = _page(client, _url("event_now", event))
    for words in ("1. 空き家", "2. お茶", "協力できます"):
        assert words in page


def test_who_does_not_take_part_is_led_to_the_meeting(client: Client, event: Event) -> None:
    client.force_login(make_user())
    assert client.get(_url("event_now", event)).url == event.get_absolute_url()


def _online(starts_in: timedelta) -> tuple[Event, User, Registration]:
    begin = timezone.now() + starts_in
    event = make_event(
        form="online",
        online_link="https://example.jp/hall",
        starts_at=begin,
        ends_at=begin + timedelta(hours=2),
        registration_closes_at=begin - timedelta(days=1),
    )
    person = make_user()
    return event, person, seat(event, person, make_partner())


@pytest.mark.parametrize(
    ("starts_in", "is_open"),
    [
        (timedelta(minutes=31), False),
        (timedelta(minutes=29), True),
        (timedelta(hours=-1), True),
        (timedelta(hours=-3), False),
    ],
)
def test_table_links_open_half_an_hour_before(starts_in: timedelta, is_open: bool) -> None:
    event, _person, row = _online(starts_in)
    make_table(event, online_link="https://example.jp/table-1")
    assert bool(rooms.rooms_for(row, [])) is is_open


def test_table_links_are_those_of_the_own_place(client: Client) -> None:
    event, person, row = _online(timedelta(minutes=10))
    own = make_table(event, online_link="https://example.jp/table-1")
    make_table(event, online_link="https://example.jp/table-2")
    client.force_login(person)
    for name in ("event_now", "event_registered"):
        page = _page(client, _url(name, event))
        assert ("table-1" in page, "table-2" in page) == (True, True)
    _seated(event, row, own)
    for name in ("event_now", "event_registered"):
        page = _page(client, _url(name, event))
        assert ("table-1" in page, "table-2" in page) == (True, False)


def test_links_are_for_who_has_a_seat_and_nobody_else(client: Client) -> None:
    event, _person, _row = _online(timedelta(minutes=10))
    make_table(event, online_link="https://example.jp/table-1")
    waiting, gone = make_user(), make_user()
    seat(event, waiting, make_partner(), state="waiting")
    seat(event, gone, make_partner(), state="cancelled")
    for reader in (None, make_user(), waiting, gone, make_staff(event.municipality)):
        client.logout()
        if reader:
            client.force_login(reader)
        for name in ("event_detail", "event_now", "event_registered", "event_tables"):
            page = client.get(_url(name, event)).content.decode()
            assert "https://example.jp/table-1" not in page
            assert "https://example.jp/hall" not in page

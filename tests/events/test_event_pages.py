"""Meetings as everybody sees them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from events.models import Duty, Event, Registration, Series
from events.registration import Answers, register
from partners.models import Membership
from tests.factories import (
    make_challenge,
    make_duty,
    make_event,
    make_member,
    make_municipality,
    make_partner,
    make_staff,
    make_table,
    make_user,
)
from tests.queries import assert_constant_queries
from tomoni.taxonomy.models import Field, Goal

pytestmark = pytest.mark.django_db

LIST = "/events/"


def _page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def _past(**fields: object) -> Event:
    start = timezone.now() - timedelta(days=100)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    return make_event(registration_closes_at=start - timedelta(days=2), **{**times, **fields})


# --- The list ---------------------------------------------------------------------------------


def test_list_shows_the_next_first_and_the_past_below(client: Client) -> None:
    _past(title="去年の会")
    later = timezone.now() + timedelta(days=40)
    make_event(title="次の次の会", starts_at=later, ends_at=later + timedelta(hours=1))
    make_event(title="次の会")
    page = _page(client, LIST)
    places = [page.index(title) for title in ("次の会", "次の次の会", "去年の会")]
    assert places == sorted(places)


@time_machine.travel(datetime(2026, 5, 10, 3, tzinfo=UTC), tick=False)
def test_list_puts_past_meetings_under_their_fiscal_year(client: Client) -> None:
    _past(title="冬の会")
    page = _page(client, LIST)
    assert page.index("2025年度") < page.index("冬の会")


def test_list_hides_drafts_even_from_their_office(client: Client) -> None:
    event = make_event(title="下書きの会", state="draft")
    client.force_login(make_staff(event.municipality))
    assert "下書きの会" not in _page(client, LIST)


def test_list_without_meetings_says_so(client: Client) -> None:
    page = _page(client, LIST)
    assert 'class="empty"' in page
    assert reverse("challenges:challenge_list") in page


def test_list_filters_combine(client: Client) -> None:
    both, one = make_event(title="両方の会"), make_event(title="片方の会")
    for event in (both, one):
        event.goals.set(Goal.objects.filter(number__in=[13]))
    both.fields.set(Field.objects.filter(slug="energy"))
    city = both.municipality.slug
    assert "片方の会" in _page(client, f"{LIST}?goal=13")
    for query in ("goal=13&field=energy", f"goal=13&municipality={city}"):
        page = _page(client, f"{LIST}?{query}")
        assert ("両方の会" in page, "片方の会" in page) == (True, False)


def test_list_fragment_is_only_the_rows(client: Client) -> None:
    make_event()
    response = client.get(LIST, headers={"HX-Request": "true", "HX-Target": "event-rows"})
    text = response.content.decode().lstrip()
    assert text.startswith('<div id="event-rows"')
    assert "<html" not in text


@pytest.mark.parametrize(
    "query",
    ["goal=abc", "goal=99", "page=99999", "page=-1", "field=%00", "municipality=x", "sort=💥"],
)
def test_list_survives_senseless_parameters(client: Client, query: str) -> None:
    make_event(title="残る会")
    assert "残る会" in _page(client, f"{LIST}?{query}")


def test_list_pages_by_twenty(client: Client) -> None:
    city = make_municipality()
    for _ in range(21):
        make_event(city)
    assert _page(client, LIST).count("row-dated") == 20
    assert _page(client, f"{LIST}?page=2").count("row-dated") == 1


def test_list_asks_the_database_as_often_for_many(client: Client) -> None:
    def add() -> None:
        event = make_event(
            series=Series.objects.create(municipality=make_municipality(), name="会")
        )
        event.goals.set(Goal.objects.filter(number=11))

    assert_constant_queries(client, LIST, add, at_most=8)


def test_list_of_twenty_is_small(client: Client) -> None:
    for number in range(20):
        make_event(title=f"{'長い題名' * 10}{number}")
    assert len(client.get(LIST).content) <= 40_000


# --- Numbers in a series ----------------------------------------------------------------------


def _in_series(*starts: datetime) -> list[Event]:
    series = Series.objects.create(municipality=make_municipality(), name="パートナー会議")
    return [
        make_event(
            series.municipality,
            series=series,
            number=number,
            starts_at=start,
            ends_at=start + timedelta(hours=2),
            registration_closes_at=start,
        )
        for number, start in enumerate(starts, 1)
    ]


def test_number_counts_in_the_series_and_in_the_fiscal_year() -> None:
    _in_series(
        datetime(2020, 12, 1, tzinfo=UTC),
        datetime(2021, 3, 31, 14, 59, tzinfo=UTC),  # 23:59 in Japan, still fiscal 2020
        datetime(2021, 3, 31, 15, 0, tzinfo=UTC),  # 0:00 on 1 April in Japan
        datetime(2022, 2, 1, tzinfo=UTC),
    )
    events = Event.objects.with_numbers().order_by("number")
    assert [event.numbering for event in events] == [
        "第1回（2020年度 第1回）",
        "第2回（2020年度 第2回）",
        "第3回（2021年度 第1回）",
        "第4回（2021年度 第2回）",
    ]


def test_number_in_english() -> None:
    _in_series(datetime(2021, 5, 1, tzinfo=UTC), datetime(2021, 6, 1, tzinfo=UTC))
    with translation.override("en"):
        assert (
            Event.objects.with_numbers().get(number=2).numbering == "No. 2 (no. 2 of fiscal 2021)"
        )


def test_number_is_silent_outside_a_series() -> None:
    make_event()
    assert Event.objects.with_numbers().get().numbering == ""


def test_numbers_of_another_series_do_not_count() -> None:
    _in_series(datetime(2021, 5, 1, tzinfo=UTC))
    _in_series(datetime(2021, 5, 1, tzinfo=UTC))
    numbers = Event.objects.with_numbers().values_list("number_in_year", flat=True)
    assert list(numbers) == [1, 1]


# --- The page of a meeting --------------------------------------------------------------------


def test_detail_shows_programme_and_tables(client: Client) -> None:
    event = make_event(organisers="青年会議所")
    event.programme.create(title="開会", note="市長あいさつ", minutes=25)
    event.programme.create(position=2, title="対話")
    make_table(event, "農産物・茶", adviser="例田 一郎", facilitator="見本 花子")
    page = _page(client, event.get_absolute_url())
    begin = timezone.localtime(event.starts_at)
    for words in (
        f"{begin:%-H:%M}",
        f"{begin + timedelta(minutes=25):%-H:%M}",
        "開会",
        "市長あいさつ",
        "農産物・茶",
        "例田 一郎",
        "見本 花子",
        "青年会議所",
    ):
        assert words in page


def test_detail_escapes_what_was_typed(client: Client) -> None:
    event = make_event(summary="<script>alert(1)</script>")
    assert "<script>alert" not in _page(client, event.get_absolute_url())


def test_detail_of_a_draft_is_for_its_office_only(client: Client) -> None:
    event = make_event(state="draft")
    url = event.get_absolute_url()
    assert client.get(url).status_code == 404
    client.force_login(make_staff(make_municipality()))
    assert client.get(url).status_code == 404
    client.force_login(make_staff(event.municipality))
    assert client.get(url).status_code == 200


def test_detail_of_a_draft_challenge_does_not_name_it(client: Client) -> None:
    event = make_event()
    event.challenge = make_challenge(event.municipality, title="まだ秘密", state="draft")
    event.save()
    assert "まだ秘密" not in _page(client, event.get_absolute_url())


def test_detail_offers_login_to_visitors(client: Client) -> None:
    event = make_event()
    page = _page(client, event.get_absolute_url())
    assert reverse("events:event_register", args=[event.slug]) in page
    assert "ログイン" in page


def test_detail_tells_a_stranger_to_register_as_a_partner_first(client: Client) -> None:
    event = make_event()
    client.force_login(make_user())
    page = _page(client, event.get_absolute_url())
    assert reverse("events:event_register", args=[event.slug]) not in page
    assert reverse("partners:partner_form") in page


@pytest.mark.parametrize(
    ("state", "role", "is_offered"),
    [
        ("approved", Membership.Role.OWNER, True),
        ("approved", Membership.Role.EDITOR, True),
        ("approved", Membership.Role.VIEWER, True),
        ("submitted", Membership.Role.OWNER, False),
    ],
)
def test_detail_offers_registration_to_members_of_partners(
    client: Client, state: str, role: Membership.Role, is_offered: bool
) -> None:
    event = make_event()
    client.force_login(make_member(make_partner(state=state), role))
    page = _page(client, event.get_absolute_url())
    assert (reverse("events:event_register", args=[event.slug]) in page) == is_offered


def test_detail_says_when_only_the_waiting_list_is_open(client: Client) -> None:
    event = make_event(capacity=0)
    client.force_login(make_member(make_partner()))
    assert "キャンセル待ち" in _page(client, event.get_absolute_url())


@pytest.mark.parametrize(
    "fields",
    [
        {"registration_closes_at": timezone.now() - timedelta(hours=1)},
        {"state": "cancelled", "cancel_reason": "台風のため中止します"},
    ],
)
def test_detail_offers_nothing_when_nothing_is_possible(
    client: Client, fields: dict[str, object]
) -> None:
    event = make_event(**fields)
    client.force_login(make_member(make_partner()))
    page = _page(client, event.get_absolute_url())
    assert reverse("events:event_register", args=[event.slug]) not in page
    assert str(fields.get("cancel_reason", "")) in page


def test_link_is_only_for_those_who_have_a_seat(client: Client) -> None:
    link = "https://meeting.example.jp/room-7"
    event = make_event(form="online", online_link=link, capacity=1)
    partner = make_partner()
    seated, waiting = make_member(partner), make_member(partner)
    for person in (seated, waiting):
        register(event, person, partner, Answers())
    url = event.get_absolute_url()
    assert link not in _page(client, url)
    client.force_login(waiting)
    page = _page(client, url)
    assert link not in page
    assert "1番目" in page
    client.force_login(seated)
    assert link in _page(client, url)


def test_detail_asks_the_database_as_often_for_many(client: Client) -> None:
    event = make_event(series=_in_series(timezone.now())[0].series, number=7)

    def add() -> None:
        make_table(event).goals.set(Goal.objects.filter(number=3))
        event.programme.create(title="話す")

    assert_constant_queries(client, event.get_absolute_url(), add, at_most=10)


def test_detail_of_a_participant_asks_little(client: Client) -> None:
    event, partner = make_event(), make_partner()
    person = make_member(partner)
    register(event, person, partner, Answers())
    client.force_login(person)

    def add() -> None:
        register(event, make_member(partner), partner, Answers())

    assert_constant_queries(client, event.get_absolute_url(), add, at_most=12)
    assert Registration.objects.count() == 4


# --- The tables -------------------------------------------------------------------------------


def test_tables_are_public(client: Client) -> None:
    event = make_event()
    table = make_table(event, "脱炭素・循環")
    make_duty(event, Duty.Kind.ADVISER, table=table, name="手本 次郎", affiliation="みほん大学")
    page = _page(client, reverse("events:event_tables", args=[event.slug]))
    for words in ("脱炭素・循環", "手本 次郎", "みほん大学"):
        assert words in page


def test_tables_not_fixed_yet_say_so(client: Client) -> None:
    event = make_event()
    page = _page(client, reverse("events:event_tables", args=[event.slug]))
    assert 'class="empty"' in page


def test_tables_of_a_draft_are_hidden(client: Client) -> None:
    event = make_event(state="draft")
    assert client.get(reverse("events:event_tables", args=[event.slug])).status_code == 404


def test_tables_ask_the_database_as_often_for_many(client: Client) -> None:
    event = make_event()
    url = reverse("events:event_tables", args=[event.slug])
    assert_constant_queries(client, url, lambda: make_table(event), at_most=8)


@pytest.mark.parametrize("name", ["event_detail", "event_tables"])
def test_unknown_meeting_is_not_found(client: Client, name: str) -> None:
    assert client.get(reverse(f"events:{name}", args=["nirgendwo"])).status_code == 404


@pytest.mark.parametrize("name", ["event_list"])
def test_pages_take_no_post(client: Client, name: str) -> None:
    assert client.post(reverse(f"events:{name}")).status_code == 405


@pytest.mark.parametrize("name", ["event_detail", "event_tables"])
def test_tables_say_what_they_have_to_do_with(client: Client, name: str) -> None:
    event, field = make_event(), Field.objects.get(slug="housing")
    challenge = make_challenge(event.municipality, title="空き家を住まいに")

    def add() -> None:
        table = make_table(event, challenge=challenge)
        table.goals.set([11])
        table.fields.set([field])

    add()
    url = reverse(f"events:{name}", args=[event.slug])
    tables = _page(client, url).split('class="tables"')[1].split("</ul>")[0]
    for words in ("空き家を住まいに", field.name, Goal.objects.get(number=11).name):
        assert words in tables
    assert_constant_queries(client, url, add, at_most=16)


def test_a_challenge_that_is_not_public_stays_away(client: Client) -> None:
    event = make_event()
    challenge = make_challenge(event.municipality, title="まだ秘密", state="draft")
    make_table(event, challenge=challenge)
    assert "まだ秘密" not in _page(client, event.get_absolute_url())

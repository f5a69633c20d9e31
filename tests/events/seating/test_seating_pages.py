"""The pages of a seating at the desk: what they say and cost, and what people really send."""

import uuid
from typing import Any

import pytest
from django.test import Client

from events.models import Duty, Event, Place, SeatingPlan
from events.seating import computing, moving
from events.seating.computing import plan_of, seat_event
from tests.bad_inputs import TYPEABLE
from tests.events.seating.people import make_meeting, make_seat, places
from tests.factories import make_duty, make_staff, make_table
from tests.matching.world import drain
from tests.queries import count_queries
from tomoni.accounts.models import User
from tomoni.municipalities.models import StaffRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return make_meeting(4, 2)


@pytest.fixture
def staff(event: Event) -> User:
    return make_staff(event.municipality)


@pytest.fixture
def client(staff: User, settings: Any) -> Client:
    settings.STAFF_MFA_REQUIRED = False
    client = Client()
    client.force_login(staff)
    return client


def _url(event: Event, more: str = "") -> str:
    return f"/desk/events/{event.slug}/seating/{more}"


def _post(client: Client, event: Event, more: str, **fields: object) -> str:
    """Send, and read the page that it leads to."""
    data = {"idempotency_key": str(uuid.uuid4()), **fields}
    response = client.post(_url(event, f"{more}/"), data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def _change(client: Client, event: Event, step: str, number: int, **fields: object) -> str:
    """One change by hand, in the first round, with the seating as it is."""
    row = event.registrations.order_by("pk")[number]
    seen = plan_of(event).version
    said = {"change": step, "registration": row.pk, "round": 1, "version": seen}
    return _post(client, event, "change", **{**said, **fields})


def test_one_button_then_figures_tables_and_reasons(client: Client, event: Event) -> None:
    page = client.get(_url(event)).content.decode()
    assert "全員の席を決める" in page
    assert "席決めの出来" not in page
    page = _post(client, event, "step", step="anew")
    for words in (
        "全員のテーブルが決まりました",
        "4人中4人",
        "この席数では、4人より多くは",
        "第1希望",
    ):
        assert words in page
    assert 'href="/desk/events/' in client.get(f"/desk/events/{event.slug}/").content.decode()


def test_who_takes_part_online_after_all_is_marked_at_a_table_without_a_link(
    client: Client, event: Event
) -> None:
    warned = "オンライン参加ですが、このテーブルにはリンクがありません"
    Event.objects.filter(pk=event.pk).update(form="hybrid", online_link="https://example.jp/a")
    event.tables.filter(number=2).update(online_link="https://example.jp/b")
    _post(client, event, "step", step="anew")
    place = Place.objects.get(registration__user__name="参加者0")
    assert place.table.number == 1
    event.registrations.filter(pk=place.registration_id).update(attendance="online")
    page = client.get(_url(event)).content.decode()
    assert page.count(warned) == 2  # among those to be looked at, and at the table
    Place.objects.update(is_pinned=True)  # put there by the office itself
    assert warned not in client.get(_url(event)).content.decode()
    Place.objects.update(is_pinned=False)
    _post(client, event, "step", step="again")
    assert places(event)["参加者0"] == 2
    assert warned not in client.get(_url(event)).content.decode()


def test_a_meeting_without_tables_says_what_is_missing(client: Client, staff: User) -> None:
    event = make_meeting(0, 0)
    StaffRole.objects.filter(user=staff).update(municipality=event.municipality)
    assert "先にテーブルを作ると" in client.get(_url(event)).content.decode()
    assert "まだテーブルがありません" in _post(client, event, "step", step="anew")


def test_moving_swapping_pinning_and_barring_by_the_forms(client: Client, event: Event) -> None:
    _post(client, event, "step", step="anew")
    second = event.tables.get(number=2)
    page = _change(client, event, "move", 0, table=second.pk)
    assert "参加者0さんの席は、テーブル「2. テーマ2」になりました" in page
    assert places(event)["参加者0"] == 2
    other = event.registrations.order_by("pk")[2]
    _change(client, event, "swap", 1, other=other.pk)
    assert (places(event)["参加者1"], places(event)["参加者2"]) == (1, 2)
    _change(client, event, "unpin", 1)
    assert not Place.objects.get(registration__user__name="参加者1").is_pinned
    page = _change(client, event, "bar", 1, table=second.pk, back="person")
    assert "座らないテーブル" in page
    assert second.label in page
    _change(client, event, "unbar", 1, table=second.pk, back="person")
    _change(client, event, "pin", 1, table=second.pk, back="person")
    assert Place.objects.get(registration__user__name="参加者1").is_pinned


def test_who_has_seen_an_older_seating_is_told_and_changes_nothing(
    client: Client, event: Event
) -> None:
    _post(client, event, "step", step="anew")
    page = _change(client, event, "move", 0, table=event.tables.get(number=2).pk, version=1)
    assert "ほかの方が席を変更しました" in page
    assert places(event)["参加者0"] == 1


def test_a_button_pressed_twice_is_pressed_once(client: Client, event: Event) -> None:
    _post(client, event, "step", step="anew")
    version, key = plan_of(event).version, str(uuid.uuid4())
    for _turn in range(2):
        _post(client, event, "step", step="again", idempotency_key=key)
    assert plan_of(event).version == version + 1


@pytest.mark.parametrize("kind", TYPEABLE)
@pytest.mark.parametrize("field", ["registration", "table", "other", "round", "version", "change"])
def test_nonsense_changes_nothing(client: Client, event: Event, kind: str, field: str) -> None:
    before = places(event) if SeatingPlan.objects.filter(event=event).exists() else {}
    for change in ("move", "swap"):
        table = event.tables.get(number=2).pk
        _change(client, event, change, 0, **{"table": table, field: TYPEABLE[kind]})
    after = places(event) if SeatingPlan.objects.filter(event=event).exists() else {}
    if field not in {"other", "table"}:  # each change needs but one of the two
        assert before == after


def test_people_and_tables_of_another_meeting_are_refused(client: Client, event: Event) -> None:
    _post(client, event, "step", step="anew")
    other = make_meeting(1, 1)
    before = places(event)
    _change(client, event, "move", 0, table=other.tables.get().pk)
    _change(client, event, "move", 0, registration=other.registrations.get().pk)
    _change(client, event, "swap", 0, other=other.registrations.get().pk)
    _change(client, event, "move", 0, table=event.tables.get(number=2).pk, round=2)
    assert places(event) == before
    row = other.registrations.get()
    assert client.get(_url(event, f"{row.pk}/")).status_code == 404


def test_unknown_steps_and_rounds(client: Client, event: Event) -> None:
    assert "ボタンのどれか" in _post(client, event, "step", step="x\x00")
    for at in ("0", "9", "x", "１", "99999999999999999999"):
        assert client.get(_url(event) + f"?round={at}").status_code == 200


def test_conflicts_are_told_in_words_with_names(client: Client, event: Event) -> None:
    event.tables.update(seats=1)
    page = _post(client, event, "step", step="anew")
    assert "2席足りません" in page
    event.tables.update(seats=6)
    row = event.registrations.order_by("pk")[0]
    for table in event.tables.all():
        make_duty(event, Duty.Kind.ADVISER, table=table, user=row.user, name="見本")
    assert "参加者0さんについての指定が食い違っています" in _post(
        client, event, "step", step="anew"
    )


def test_after_publishing_later_people_are_pointed_out(client: Client, event: Event) -> None:
    _post(client, event, "step", step="anew")
    assert "参加者にテーブルを知らせました" in _post(client, event, "step", step="publish")
    make_seat(event, "後から来た人")
    page = client.get(_url(event)).content.decode()
    assert "今の席は参加者と合わなくなりました" in page
    assert "後から来た人" in page
    page = _post(client, event, "step", step="again")
    assert "合わなくなりました" not in page
    assert "見せるのをやめました" in _post(client, event, "step", step="hide")


def test_the_progress_of_a_large_seating_is_followed(
    client: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(computing, "AT_ONCE", 1)
    page = _post(client, event, "step", step="anew")
    assert "席を決めています" in page
    assert 'hx-trigger="every 2s"' in page
    headers = {"HX-Request": "true", "HX-Target": "seating-progress"}
    part = client.get(_url(event), headers=headers).content.decode()
    assert part.strip().startswith('<div id="seating-progress" aria-busy="true"')
    drain(computing.COMPUTE)
    part = client.get(_url(event), headers=headers).content.decode()
    assert "全員のテーブルが決まりました" in part
    assert "every 2s" not in part


def test_lists_for_the_hall(client: Client, event: Event, staff: User) -> None:
    assert "席はまだ決まっていません" in client.get(_url(event, "print/")).content.decode()
    make_duty(event, Duty.Kind.ADVISER, table=event.tables.get(number=1), name="外の 助言者")
    seat_event(event, staff)
    by_table = client.get(_url(event, "print/")).content.decode()
    assert "外の 助言者" in by_table
    assert by_table.index("参加者0") < by_table.index("2. テーマ2") < by_table.index("参加者1")
    by_name = client.get(_url(event, "print/?by=name")).content.decode()
    assert by_name.index("参加者0") < by_name.index("参加者1") < by_name.index("参加者2")


def test_who_only_reads_sees_no_forms(event: Event, settings: Any, staff: User) -> None:
    settings.STAFF_MFA_REQUIRED = False
    seat_event(event, staff)
    client = Client()
    client.force_login(make_staff(event.municipality, StaffRole.Role.VIEWER))
    page = client.get(_url(event)).content.decode()
    assert "参加者0" in page
    assert 'name="step"' not in page
    assert 'name="change"' not in page


def test_pages_ask_as_often_for_twelve_people_as_for_four(
    client: Client, event: Event, staff: User
) -> None:
    seat_event(event, staff)
    addresses = [_url(event), _url(event, "print/"), _url(event, "print/?by=name")]
    before = [count_queries(client, url) for url in addresses]
    for number in range(8):
        make_seat(event, f"後{number}", wishes=list(event.tables.all()))
    make_table(event, "三つ目")
    seat_event(event, staff)
    assert [count_queries(client, url) for url in addresses] == before
    assert max(before) <= 14


def test_a_person_who_leads_is_shown_and_not_moved(
    client: Client, event: Event, staff: User
) -> None:
    row = event.registrations.order_by("pk")[0]
    make_duty(event, Duty.Kind.FACILITATOR, table=event.tables.get(number=2), user=row.user)
    seat_event(event, staff)
    page = client.get(_url(event, f"{row.pk}/")).content.decode()
    assert "進行役の方は担当のテーブルにつきます" in page
    assert 'value="pin"' not in page
    moving.move(
        plan_of(event),
        event.registrations.order_by("pk")[2],
        1,
        event.tables.get(number=2),
        by=staff,
    )
    assert places(event)["参加者0"] == 2

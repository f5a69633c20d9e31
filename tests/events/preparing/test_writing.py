"""The office writes a meeting: 入力 → 確認 → 完了, numbers of a series, changes, lost updates."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Series
from events.preparing.writing import copy_event, next_number
from events.registration import Answers, register
from tests.bad_inputs import TYPEABLE
from tests.events.past import make_seat
from tests.factories import (
    make_challenge,
    make_duty,
    make_event,
    make_municipality,
    make_partner,
    make_staff,
    make_table,
    make_user,
)
from tests.responses import page_or_address
from tomoni.accounts.models import Draft
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality, StaffRole
from tomoni.taxonomy.models import Field, Goal

pytestmark = pytest.mark.django_db

NEW, CHECK = "/desk/events/new/", "/desk/events/new/confirm/"


def _moment(days: float, hour: int = 13) -> str:
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=hour, minute=30).strftime("%Y-%m-%dT%H:%M")


def _facts(**more: Any) -> dict[str, Any]:
    return {
        "title": "秋の交流会",
        "summary": "集まって話します。",
        "form": "venue",
        "venue": "みほん会館",
        "starts_at": _moment(30),
        "ends_at": _moment(30, 16),
        "registration_closes_at": _moment(28),
        "capacity": "20",
        "rounds": "2",
        **more,
    }


@pytest.fixture
def city() -> Municipality:
    return make_municipality("試験市")


@pytest.fixture
def editor(client: Client, city: Municipality) -> Client:
    client.force_login(make_staff(city, StaffRole.Role.EDITOR))
    return client


def _sent(client: Client, form: str, answers: dict[str, Any]) -> str:
    """Fill in, check, send; where that leads, or what is to be mended."""
    confirm = page_or_address(client.post(form, answers))
    if not confirm.startswith("/"):
        return confirm
    page = client.get(confirm)
    if page.status_code == 302:
        return str(page["Location"])
    token = str(Draft.objects.get(sent_at=None).pk)
    return page_or_address(client.post(confirm, {"draft": token}))


def _edit(event: Event) -> str:
    return reverse("events:event_edit", args=[event.slug])


# --- A new one --------------------------------------------------------------------------------


def test_a_meeting_is_written_and_saved_as_a_draft(editor: Client, city: Municipality) -> None:
    goal, field = Goal.objects.get(number=11), Field.objects.first()
    assert field
    there = _sent(editor, NEW, _facts(goals=[goal.pk], fields=[field.pk], takes_topics="on"))
    event = Event.objects.get()
    assert there == f"/desk/events/{event.slug}/programme/"
    assert (event.state, event.municipality, event.capacity) == ("draft", city, 20)
    assert (event.title, event.rounds, event.takes_topics) == ("秋の交流会", 2, True)
    assert (list(event.goals.all()), list(event.fields.all())) == ([goal], [field])
    assert Entry.objects.get(verb="event.created").municipality == city


def test_the_check_shows_what_was_typed(editor: Client) -> None:
    editor.post(NEW, _facts(title="<b>太い</b>会"))
    page = editor.get(CHECK).content.decode()
    assert "&lt;b&gt;太い&lt;/b&gt;会" in page
    assert "みほん会館" in page


def test_an_address_is_made_of_city_and_day(editor: Client, city: Municipality) -> None:
    for _ in range(2):
        _sent(editor, NEW, _facts())
    day = timezone.localtime(Event.objects.earliest("pk").starts_at).date().isoformat()
    slugs = Event.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == [f"{city.slug}-{day}", f"{city.slug}-{day}-2"]


@pytest.mark.parametrize(
    ("typed", "kept"), [("aki-2026", "aki-2026"), ("ＡＫＩ－２０２６", "aki-2026")]
)
def test_an_address_may_be_chosen(editor: Client, typed: str, kept: str) -> None:
    _sent(editor, NEW, _facts(slug=typed))
    assert Event.objects.get().slug == kept


@pytest.mark.parametrize("slug", ["new", "taken", "秋の会", "a b", "-a", "a_b"])
def test_an_address_that_cannot_be_is_refused(editor: Client, slug: str) -> None:
    make_event(slug="taken")
    assert 'id="error-summary"' in _sent(editor, NEW, _facts(slug=slug))
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ends_at": _moment(29)}, "終了日時は開始日時より後|終わり|より後"),
        ({"registration_closes_at": _moment(31)}, "申込"),
        ({"pitches_until": _moment(31)}, "ピッチの応募締切は"),
        ({"starts_at": _moment(-2)}, "これから先の日時"),
        ({"venue": ""}, "会場を書いてください"),
        ({"number": "3"}, "シリーズの交流会だけ"),
        ({"capacity": "0"}, "1 以上"),
        ({"rounds": "7"}, "6 以下"),
        ({"online_link": "ftp://example.jp"}, "http"),
        ({"title": ""}, "題名|タイトル"),
        ({"form": "by-post"}, "by-post"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field(
    editor: Client, wrong: dict[str, str], said: str
) -> None:
    page = _sent(editor, NEW, _facts(**{"form": "hybrid", **wrong}))
    assert 'id="error-summary"' in page
    assert any(words in page for words in said.split("|")), page
    assert Event.objects.count() == 0


@pytest.mark.parametrize("typed", TYPEABLE)
def test_nothing_that_is_typed_breaks_the_form(editor: Client, typed: str) -> None:
    names = [*_facts(), "slug", "series", "new_series", "number", "challenge", "goals", "fields"]
    response = editor.post(NEW, dict.fromkeys(names, typed))
    assert response.status_code == 200
    assert 'id="error-summary"' in response.content.decode()  # no day of a meeting is written so
    assert editor.get(NEW).status_code == 200
    assert Event.objects.count() == 0


def test_the_form_of_the_meeting_decides_what_is_kept(editor: Client) -> None:
    link = {"online_link": "https://example.jp/room"}
    for form in ("venue", "online"):
        _sent(editor, NEW, _facts(form=form, address="見本町1", **link))
    kept = Event.objects.order_by("pk").values_list("venue", "address", "online_link")
    assert list(kept) == [("みほん会館", "見本町1", ""), ("", "", "https://example.jp/room")]


# --- Series -----------------------------------------------------------------------------------


def test_a_series_numbers_its_meetings(editor: Client, city: Municipality) -> None:
    _sent(editor, NEW, _facts(new_series="季節の会"))
    series = Series.objects.get(municipality=city)
    _sent(editor, NEW, _facts(series=series.pk))
    _sent(editor, NEW, _facts(series=series.pk, number="7"))
    _sent(editor, NEW, _facts(series=series.pk))
    numbers = Event.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 7, 8]


def test_a_new_series_is_an_alternative_where_there_is_another(
    editor: Client, city: Municipality
) -> None:
    assert "または新しいシリーズの名前" not in editor.get(NEW).content.decode()
    Series.objects.create(municipality=city, name="季節の会")
    assert "または新しいシリーズの名前" in editor.get(NEW).content.decode()


def test_a_city_has_one_series_of_a_name(editor: Client, city: Municipality) -> None:
    Series.objects.create(municipality=city, name="季節の会")
    Series.objects.create(municipality=make_municipality(), name="季節の会")
    with pytest.raises(IntegrityError), transaction.atomic():
        Series.objects.create(municipality=city, name="季節の会")
    _sent(editor, NEW, _facts(new_series="季節の会"))
    assert Event.objects.get().series == Series.objects.get(municipality=city)


def test_numbers_count_in_the_fiscal_year_too(city: Municipality) -> None:
    series = Series.objects.create(municipality=city, name="会議")
    year = timezone.localdate().year
    for number, month in enumerate([(year, 1), (year, 3), (year, 4), (year, 12)], 1):
        begins = timezone.make_aware(timezone.datetime(*month, 10, 13))  # type: ignore[attr-defined]
        times = {"starts_at": begins, "ends_at": begins + timedelta(hours=2)}
        make_event(city, series=series, number=number, registration_closes_at=begins, **times)
    numbered = Event.objects.with_numbers().order_by("number")
    assert [event.number_in_year for event in numbered] == [1, 2, 1, 2]  # type: ignore[attr-defined]
    assert numbered[3].numbering == f"第4回（{year}年度 第2回）"


def test_a_number_is_given_once(editor: Client, city: Municipality) -> None:
    series = Series.objects.create(municipality=city, name="会議")
    make_event(city, series=series, number=3)
    page = _sent(editor, NEW, _facts(series=series.pk, number="3"))
    assert "この番号の交流会" in page or 'id="error-summary"' in page
    assert next_number(series) == 4


def test_rows_of_other_cities_cannot_be_chosen(editor: Client) -> None:
    series = Series.objects.create(municipality=make_municipality(), name="よその会")
    challenge = make_challenge()
    for wrong in ({"series": series.pk}, {"challenge": challenge.pk}):
        _sent(editor, NEW, _facts(**wrong))
    assert not Event.objects.filter(series=series).exists()
    assert not Event.objects.filter(challenge=challenge).exists()


# --- Changing ---------------------------------------------------------------------------------


def test_a_meeting_is_changed(editor: Client, city: Municipality) -> None:
    event = make_event(city, state="draft")
    there = _sent(editor, _edit(event), _facts(title="改めた題", slug="new-name"))
    event.refresh_from_db()
    assert there == "/desk/events/new-name/"
    assert (event.title, event.slug, event.version) == ("改めた題", "new-name", 2)


def test_the_address_of_an_announced_meeting_stays(editor: Client, city: Municipality) -> None:
    event = make_event(city)
    assert 'name="slug"' not in editor.get(_edit(event)).content.decode()
    _sent(editor, _edit(event), _facts(slug="other"))
    assert Event.objects.get().slug == event.slug


def test_there_cannot_be_fewer_seats_than_are_taken(editor: Client, city: Municipality) -> None:
    event = make_event(city, capacity=5)
    for _ in range(3):
        register(event, make_user(), make_partner(), Answers())
    assert "3席" in _sent(editor, _edit(event), _facts(capacity="2"))
    event.refresh_from_db()
    assert (event.capacity, event.version) == (5, 1)


def test_seats_given_away_while_somebody_checks_are_seen(
    editor: Client, city: Municipality
) -> None:
    event = make_event(city, capacity=5)
    editor.post(_edit(event), _facts(capacity="2"))
    for _ in range(3):
        register(event, make_user(), make_partner(), Answers())
    confirm = reverse("events:event_edit_confirm", args=[event.slug])
    response = editor.post(confirm, {"draft": str(Draft.objects.get().pk)})
    assert response["Location"] == _edit(event)
    event.refresh_from_db()
    assert event.capacity == 5


def test_more_seats_go_to_those_who_wait(editor: Client, city: Municipality) -> None:
    event = make_event(city, capacity=1)
    for _ in range(4):
        register(event, make_user(), make_partner(), Answers())
    _sent(editor, _edit(event), _facts(capacity="3"))
    event.refresh_from_db()
    assert (event.taken, event.registrations.waiting().count()) == (3, 1)


def test_the_second_of_two_editors_sees_both_texts(editor: Client, city: Municipality) -> None:
    event = make_event(city, title="はじめの題")
    editor.post(_edit(event), _facts(title="わたしの題"))
    Event.objects.update(version=2, title="ほかの人の題")
    confirm = reverse("events:event_edit_confirm", args=[event.slug])
    token = str(Draft.objects.get().pk)
    response = editor.post(confirm, {"draft": token})
    page = response.content.decode()
    assert response.status_code == 409
    assert "ほかの人の題" in page
    assert "わたしの題" in page
    editor.post(_edit(event), {"step": "take_mine", "version": "2"})
    editor.post(confirm, {"draft": token})
    event.refresh_from_db()
    assert (event.title, event.version) == ("わたしの題", 3)


def test_theirs_can_be_kept(editor: Client, city: Municipality) -> None:
    event = make_event(city)
    editor.post(_edit(event), _facts(title="わたしの題"))
    response = editor.post(_edit(event), {"step": "take_theirs", "version": "1"})
    assert response["Location"] == f"/desk/events/{event.slug}/"
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("name", ["event_edit", "programme_edit", "duties_edit", "table_create"])
def test_what_is_called_off_is_not_changed(editor: Client, city: Municipality, name: str) -> None:
    event = make_event(city, state="cancelled", cancel_reason="大雪")
    response = editor.get(reverse(f"events:{name}", args=[event.slug]))
    assert response["Location"] == f"/desk/events/{event.slug}/"


def test_what_was_begun_can_be_thrown_away(editor: Client) -> None:
    editor.post(NEW, {**_facts(), "title": ""})
    editor.post(NEW, {"step": "discard"})
    assert "秋の交流会" not in editor.get(NEW).content.decode()


def test_a_second_tab_does_not_hide_what_the_first_has_not_seen(
    editor: Client, city: Municipality
) -> None:
    event = make_event(city)
    assert 'name="base" value="1"' in editor.get(_edit(event)).content.decode()
    Event.objects.update(version=2, title="ほかの人の題")
    assert 'name="base" value="2"' in editor.get(_edit(event)).content.decode()  # the second tab
    editor.post(_edit(event), _facts(title="古い題", base="1"))
    confirm = reverse("events:event_edit_confirm", args=[event.slug])
    response = editor.post(confirm, {"draft": str(Draft.objects.get().pk)})
    assert response.status_code == 409
    event.refresh_from_db()
    assert (event.title, event.version) == ("ほかの人の題", 2)


@pytest.mark.parametrize("base", ["", "-1", "9" * 400, "三", "²", "\x00"])
def test_a_nonsense_version_changes_nothing(editor: Client, city: Municipality, base: str) -> None:
    event = make_event(city)
    editor.post(_edit(event), _facts(base=base))
    assert Draft.objects.get().seen_version == 1


def _held(city: Municipality) -> Event:
    """A meeting of last week whose hours have seconds."""
    begins = timezone.now().replace(second=31, microsecond=5) - timedelta(days=7)
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=2)}
    return make_event(city, registration_closes_at=begins, **times)


def _typed_hours(event: Event) -> dict[str, str]:
    names = ("starts_at", "ends_at", "registration_closes_at")
    local = {name: timezone.localtime(getattr(event, name)) for name in names}
    return {name: moment.strftime("%Y-%m-%dT%H:%M") for name, moment in local.items()}


def test_a_past_meeting_is_edited_and_its_seconds_stay(editor: Client, city: Municipality) -> None:
    event = _held(city)
    there = _sent(editor, _edit(event), _facts(title="改めた題", **_typed_hours(event)))
    assert there == f"/desk/events/{event.slug}/"
    changed = Event.objects.get()
    assert (changed.title, changed.starts_at) == ("改めた題", event.starts_at)


def test_a_meeting_that_was_held_is_not_moved_into_the_future(
    editor: Client, city: Municipality
) -> None:
    event = _held(city)
    make_seat(event, checked_in_at=event.starts_at)
    assert "受付" in _sent(editor, _edit(event), _facts())
    assert Event.objects.get().starts_at == event.starts_at
    event.registrations.update(checked_in_at=None)
    _sent(editor, _edit(event), _facts())
    assert Event.objects.get().starts_at > timezone.now()


# --- The next one -----------------------------------------------------------------------------


def test_the_next_of_the_series_keeps_programme_and_tables(city: Municipality) -> None:
    series = Series.objects.create(municipality=city, name="会議")
    source = make_event(city, series=series, number=4, online_link="https://example.jp/old")
    source.programme.create(position=1, minutes=20, title="開会")
    table = make_table(source, "空き家", adviser="例田 一郎", seats=8)
    table.goals.set([11])
    copied = copy_event(source, by=make_staff(city))
    assert (copied.number, copied.state, copied.taken) == (5, "draft", 0)
    assert copied.starts_at - source.starts_at == timedelta(days=28)
    assert copied.online_link == ""
    assert [item.title for item in copied.programme.all()] == ["開会"]
    twin = copied.tables.get()
    assert (twin.theme, twin.seats, [goal.pk for goal in twin.goals.all()]) == ("空き家", 8, [11])
    assert not copied.duties.exists()


def test_the_next_of_an_old_meeting_is_still_to_come(city: Municipality) -> None:
    begins = timezone.now() - timedelta(days=200)
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=2)}
    source = make_event(city, registration_closes_at=begins, **times)
    copied = copy_event(source, by=make_staff(city))
    gone = copied.starts_at - begins
    assert gone % timedelta(weeks=1) == timedelta(0)
    assert copied.starts_at > timezone.now() + timedelta(days=27)


def test_the_button_leads_into_the_form_of_the_copy(editor: Client, city: Municipality) -> None:
    event = make_event(city)
    make_duty(event, "reception")
    key = {"idempotency_key": "6f1c9c9e-6a3d-4c1d-9f6e-0b8e3f1a2b3c"}
    url = reverse("events:event_copy", args=[event.slug])
    response = editor.post(url, key)
    copied = Event.objects.latest("pk")
    assert response["Location"] == _edit(copied)
    assert editor.post(url, key)["Location"] == response["Location"]
    assert Event.objects.count() == 2

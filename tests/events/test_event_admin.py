"""Meetings as operators write them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Series
from events.preparing.moving import MOVED
from events.registration import Answers, register
from tests.factories import (
    make_event,
    make_municipality,
    make_operator,
    make_partner,
    make_table,
    make_user,
)
from tomoni.journal.models import Entry
from tomoni.notices.models import Notice

pytestmark = pytest.mark.django_db

ADD = "/admin/events/event/add/"


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(make_operator())
    return client


def _url(event: Event) -> str:
    return reverse("admin:events_event_change", args=[event.pk])


def _data(event: Event, **changes: Any) -> dict[str, Any]:
    """What the admin's form would send for the event as it was opened."""
    data: dict[str, Any] = {
        "seen_version": event.version,
        "municipality": event.municipality_id,
        "slug": event.slug,
        "title": event.title,
        "summary": event.summary,
        "form": event.form,
        "venue": event.venue,
        "rounds": 1,
        "capacity": event.capacity,
        "duties-TOTAL_FORMS": 0,
        "duties-INITIAL_FORMS": 0,
        "programme-TOTAL_FORMS": 0,
        "programme-INITIAL_FORMS": 0,
        "tables-TOTAL_FORMS": 0,
        "tables-INITIAL_FORMS": 0,
    }
    for name in ("starts_at", "ends_at", "registration_closes_at"):
        moment = timezone.localtime(getattr(event, name))
        data |= {f"{name}_0": f"{moment:%Y-%m-%d}", f"{name}_1": f"{moment:%H:%M:%S}"}
    return {**data, **changes}


def _fill(event: Event, people: int) -> None:
    for _ in range(people):
        register(event, make_user(), make_partner(), Answers())


def test_add_makes_a_draft_with_programme_and_tables(operator: Client) -> None:
    event = make_event()
    changes = {
        "slug": "tea-and-houses",
        "title": "茶と空き家の会",
        "seen_version": "",
        "programme-TOTAL_FORMS": 1,
        "programme-0-position": 1,
        "programme-0-minutes": 15,
        "programme-0-title": "開会",
        "tables-TOTAL_FORMS": 1,
        "tables-0-number": 1,
        "tables-0-theme": "空き家",
        "tables-0-seats": 6,
    }
    response = operator.post(ADD, _data(event, **changes))
    assert response.status_code == 302
    made = Event.objects.get(slug="tea-and-houses")
    assert (made.state, made.taken) == ("draft", 0)
    assert [item.title for item in made.programme.all()] == ["開会"]
    assert [table.theme for table in made.tables.all()] == ["空き家"]
    assert Entry.objects.get().verb == "event.created"


def test_page_opens(operator: Client) -> None:
    event = make_event()
    make_table(event)
    assert operator.get(_url(event)).status_code == 200
    assert operator.get(ADD).status_code == 200
    assert operator.get("/admin/events/event/").status_code == 200


def test_capacity_below_the_seats_taken_is_refused_in_words(operator: Client) -> None:
    event = make_event(capacity=3)
    _fill(event, 3)
    page = operator.post(_url(event), _data(event, capacity=2)).content.decode()
    assert "すでに3席の申し込みがあります" in page
    event.refresh_from_db()
    assert event.capacity == 3


def test_capacity_may_fall_to_the_seats_taken(operator: Client) -> None:
    event = make_event(capacity=5)
    _fill(event, 3)
    assert operator.post(_url(event), _data(event, capacity=3)).status_code == 302
    event.refresh_from_db()
    assert (event.capacity, event.taken) == (3, 3)


def test_more_seats_move_those_who_wait_up(operator: Client) -> None:
    event = make_event(capacity=1)
    _fill(event, 3)
    assert operator.post(_url(event), _data(event, capacity=2)).status_code == 302
    event.refresh_from_db()
    assert (event.capacity, event.taken, event.queued) == (2, 2, 2)
    assert event.registrations.waiting().count() == 1


def test_saving_does_not_give_back_seats_taken_meanwhile(
    operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from events.admin import EventForm

    event = make_event(capacity=5)
    construct = EventForm.full_clean

    def register_meanwhile(form: EventForm) -> None:
        if form.is_bound and not Event.objects.get().taken:
            _fill(event, 2)
        construct(form)

    # The admin has read the row before; the registration comes before the form is checked.
    monkeypatch.setattr(EventForm, "full_clean", register_meanwhile)
    assert operator.post(_url(event), _data(event, title="新しい題")).status_code == 302
    event.refresh_from_db()
    assert (event.title, event.taken) == ("新しい題", 2)


def test_second_of_two_editors_is_told(operator: Client) -> None:
    event = make_event()
    first, second = _data(event, title="一人目"), _data(event, title="二人目")
    assert operator.post(_url(event), first).status_code == 302
    page = operator.post(_url(event), second).content.decode()
    assert "ほかの人が先に" in page
    assert "二人目" in page
    assert Event.objects.get().title == "一人目"


def test_series_of_another_municipality_is_refused(operator: Client) -> None:
    event = make_event()
    series = Series.objects.create(municipality=make_municipality(), name="よその会")
    page = operator.post(_url(event), _data(event, series=series.pk, number=1)).content.decode()
    assert "ほかの自治体のもの" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_at_0": "2001-01-01"}, "終了は、開始より後"),
        ({"registration_closes_at_0": "2999-01-01"}, "申込締切は、交流会の終了より前"),
    ],
)
def test_impossible_times_are_refused_in_words(
    operator: Client, changes: dict[str, str], words: str
) -> None:
    event = make_event()
    response = operator.post(_url(event), _data(event, **changes))
    assert (response.status_code, words in response.content.decode()) == (200, True)


def test_state_is_not_changed_by_hand(operator: Client) -> None:
    event = make_event(state="draft")
    operator.post(_url(event), _data(event, state="announced", taken=99))
    event.refresh_from_db()
    assert (event.state, event.taken) == ("draft", 0)


def test_meetings_are_never_deleted(operator: Client) -> None:
    event = make_event()
    url = reverse("admin:events_event_delete", args=[event.pk])
    assert operator.post(url, {"post": "yes"}).status_code == 403


def test_another_date_is_told_to_those_who_registered(operator: Client) -> None:
    event = make_event()
    person = make_user()
    register(event, person, make_partner(), Answers())
    assert operator.post(_url(event), _data(event)).status_code == 302
    assert not Notice.objects.filter(recipient=person).exists()
    event.refresh_from_db()
    assert operator.post(_url(event), _data(event, venue="みほん会館")).status_code == 302
    assert Notice.objects.filter(recipient=person, kind=MOVED).count() == 1


def test_the_address_of_a_page_of_the_desk_is_refused(operator: Client) -> None:
    event = make_event()
    page = operator.post(_url(event), _data(event, slug="new")).content.decode()
    assert "ほかのページで使われています" in page

"""Presenters and people with duties are told of their duty, of a move and of calling off."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.lifecycle import announce_event, cancel_event
from events.models import Duty, Event
from events.preparing import contributing
from events.preparing.forms import answers_of
from events.preparing.parts import write_duties
from events.preparing.writing import rewrite_event
from events.registration import Answers, Guest, register, register_guest
from partners.models import Membership
from tests.events.pitching.pitches import make_pitch
from tests.factories import (
    make_duty,
    make_event,
    make_member,
    make_partner,
    make_staff,
    make_table,
    make_user,
)
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.municipalities.models import StaffRole
from tomoni.notices.models import Notice
from tomoni.notices.wording import Worded, worded

pytestmark = pytest.mark.django_db

RECEPTION = Duty.Kind.RECEPTION


@pytest.fixture
def event() -> Event:
    return make_event(title="秋の交流会")


@pytest.fixture
def helper() -> User:
    return make_user("受付 花子")


def _told(person: User, kind: str) -> list[Worded]:
    rows = Notice.objects.filter(recipient=person, kind=kind).order_by("pk")
    return worded(rows.select_related("recipient"))


def _write(event: Event, *people: User, kind: str = RECEPTION) -> None:
    rows = [
        {"kind": kind, "table": None, "name": person.name, "affiliation": "", "user": person}
        for person in people
    ]
    event.refresh_from_db()
    write_duties(event, rows, by=make_user(), seen=event.version)


def _move(event: Event) -> None:
    event.refresh_from_db()
    later = event.starts_at + timedelta(hours=1)
    answers = {**answers_of(event), "series": None, "challenge": None, "goals": [], "fields": []}
    times = {"starts_at": later, "ends_at": later + timedelta(hours=2)}
    rewrite_event(event, {**answers, **times}, by=make_user(), seen=event.version)


# --- Duties -----------------------------------------------------------------------------------


def test_who_is_named_for_a_duty_is_told_once(event: Event, helper: User) -> None:
    _write(event, helper)
    [said] = _told(helper, contributing.NAMED)
    assert "秋の交流会" in said.subject
    assert "受付" in said.text
    _write(event, helper, make_user())
    assert Notice.objects.filter(recipient=helper).count() == 1


def test_another_duty_takes_the_place_of_the_first(event: Event, helper: User) -> None:
    _write(event, helper)
    _write(event, helper, kind=Duty.Kind.NOTE_TAKER)
    [said] = _told(helper, contributing.NAMED)
    assert "記録" in said.text
    _write(event)
    assert _told(helper, contributing.NAMED) == []


def test_duties_of_a_draft_are_told_when_it_is_announced(helper: User) -> None:
    event = make_event(state="draft")
    _write(event, helper)
    assert not Notice.objects.exists()
    announce_event(event, make_staff(event.municipality))
    assert len(_told(helper, contributing.NAMED)) == 1


def test_who_names_oneself_needs_no_notice(event: Event, helper: User) -> None:
    row = {"kind": RECEPTION, "table": None, "name": "", "affiliation": "", "user": helper}
    write_duties(event, [row], by=helper, seen=event.version)
    assert not Notice.objects.exists()


def test_my_meetings_show_the_duty_and_its_way(client: Client, event: Event, helper: User) -> None:
    make_duty(event, RECEPTION, user=helper)
    make_duty(event, Duty.Kind.ADVISER, table=make_table(event, "空き家"), user=helper)
    make_duty(make_event(state="draft", title="下書きの会"), RECEPTION, user=helper)
    client.force_login(helper)
    page = client.get(reverse("events:my_registrations")).content.decode()
    assert reverse("events:reception", args=[event.slug]) in page
    assert "1. 空き家" in page
    assert "下書きの会" not in page
    url = reverse("events:my_registrations")

    def add() -> None:
        make_duty(make_event(), RECEPTION, user=helper)

    assert_constant_queries(client, url, add, at_most=12)


# --- Moved, called off ------------------------------------------------------------------------


def test_presenters_and_helpers_hear_of_another_time(event: Event, helper: User) -> None:
    make_duty(event, RECEPTION, user=helper)
    presenter = make_pitch(event).user
    make_pitch(event, state="declined", decline_reason="次の機会に")
    _move(event)
    for person in (helper, presenter):
        assert len(_told(person, contributing.MOVED)) == 1
    assert Notice.objects.filter(kind=contributing.MOVED).count() == 2
    _move(event)
    assert len(_told(helper, contributing.MOVED)) == 1  # the first is not true any more


def test_presenters_and_helpers_hear_of_calling_off(event: Event, helper: User) -> None:
    make_duty(event, RECEPTION, user=helper)
    partner = make_partner()
    reader = make_member(partner, Membership.Role.VIEWER)
    presenter = make_pitch(event, partner, state="chosen").user
    cancel_event(event, make_user(), "大雪のため")
    for person in (helper, presenter):
        [said] = _told(person, contributing.CALLED_OFF)
        assert "大雪のため" in said.text
    assert not Notice.objects.filter(recipient=reader).exists()
    assert _told(helper, contributing.NAMED) == []


def test_who_takes_part_is_not_told_twice(event: Event, helper: User) -> None:
    make_duty(event, RECEPTION, user=helper)
    register(event, helper, make_partner(), Answers())
    cancel_event(event, make_user(), "大雪のため")
    assert not Notice.objects.exists()


# --- Who has no account -----------------------------------------------------------------------


def test_the_office_reads_whom_to_telephone(client: Client, event: Event) -> None:
    by = make_staff(event.municipality, StaffRole.Role.EDITOR)
    client.force_login(by)
    register_guest(event, Guest("例田 とみ"), Answers(), by=by)
    url = reverse("events:event_cancel", args=[event.slug])
    data = {"reason": "大雪のため", "idempotency_key": str(uuid4())}
    page = client.post(url, data, follow=True)
    said = [str(message) for message in page.context["messages"]]
    assert any("例田 とみ" in words for words in said), said


def test_moving_names_them_too(client: Client, event: Event) -> None:
    by = make_staff(event.municipality, StaffRole.Role.EDITOR)
    client.force_login(by)
    register_guest(event, Guest("例田 とみ"), Answers(), by=by)
    edit = reverse("events:event_edit", args=[event.slug])
    times = {"starts_at": 2, "ends_at": 4, "registration_closes_at": 1}
    begins = timezone.localtime(event.starts_at)
    typed = {
        name: (begins + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")
        for name, hours in times.items()
    }
    facts = {"title": event.title, "summary": "話します。", "form": "venue", "venue": "みほん会館"}
    client.post(edit, {**facts, **typed, "capacity": "20", "rounds": "1"})
    confirm = reverse("events:event_edit_confirm", args=[event.slug])
    token = client.get(confirm).context["draft"].token
    said = client.post(confirm, {"draft": token}, follow=True).context["messages"]
    assert any("例田 とみ" in str(words) for words in said)

"""Announcing a meeting, and calling it off."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.lifecycle import announce_event, cancel_event
from events.models import Event
from events.registration import Answers, cancel_registration, register
from events.signals import event_changed
from tests.factories import make_event, make_partner, make_staff, make_user
from tomoni.journal.models import Entry, Job
from tomoni.models import StateError

pytestmark = pytest.mark.django_db


def _past_times() -> dict[str, object]:
    start = timezone.now() - timedelta(days=3)
    end = start + timedelta(hours=2)
    return {"starts_at": start, "ends_at": end, "registration_closes_at": start}


def test_announce_shows_a_draft() -> None:
    event = make_event(state="draft")
    by = make_staff(event.municipality)
    told: list[Event] = []

    def hear(sender: object, event: Event, **kwargs: object) -> None:
        told.append(event)

    event_changed.connect(hear)
    announce_event(event, by)
    event_changed.disconnect(hear)
    assert Event.objects.get().state == "announced"
    assert told == [event]
    entry = Entry.objects.get()
    assert (entry.verb, entry.actor, entry.municipality) == (
        "event.announced",
        by,
        event.municipality,
    )


@pytest.mark.parametrize("fields", [{}, {"state": "cancelled", "cancel_reason": "雪"}])
def test_announce_is_refused_unless_it_is_a_draft(fields: dict[str, object]) -> None:
    event = make_event(**fields)
    with pytest.raises(StateError):
        announce_event(event, make_user())
    assert Entry.objects.count() == 0


def test_announce_is_refused_when_its_date_is_past() -> None:
    with pytest.raises(StateError):
        announce_event(make_event(state="draft", **_past_times()), make_user())


def test_announce_with_a_stale_row_is_refused() -> None:
    event = make_event(state="draft")
    stale = Event.objects.get()
    announce_event(event, make_user())
    with pytest.raises(StateError):
        announce_event(stale, make_user())


def test_cancel_writes_to_all_who_have_a_seat_or_wait() -> None:
    event, partner = make_event(capacity=1), make_partner()
    seated, waiting, gone = (register(event, make_user(), partner, Answers()) for _ in range(3))
    cancel_registration(gone, gone.user)
    cancel_event(event, make_staff(event.municipality), "台風が近づいているため")
    jobs = Job.objects.filter(payload__template="registration_event_cancelled")
    assert {job.payload["to"] for job in jobs} == {seated.user.pk, waiting.user.pk}
    assert jobs[0].payload["context"]["reason"] == "台風が近づいているため"
    event = Event.objects.get()
    assert (event.state, event.cancel_reason) == ("cancelled", "台風が近づいているため")
    assert Entry.objects.get(verb="event.cancelled").data == {"reason": "台風が近づいているため"}


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_cancel_is_refused_unless_it_is_announced(state: str) -> None:
    event = make_event(state=state, cancel_reason="雪" if state == "cancelled" else "")
    with pytest.raises(StateError):
        cancel_event(event, make_user(), "理由")


def test_cancel_is_refused_when_it_is_over() -> None:
    with pytest.raises(StateError):
        cancel_event(make_event(**_past_times()), make_user(), "理由")

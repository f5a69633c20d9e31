"""Rows for the tests of pitches and of the day."""

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from events.models import Event, Pitch, Registration
from partners.models import Partner
from tests.factories import make_event, make_member, make_partner
from tomoni.accounts.models import User
from tomoni.receipts import new_receipt


def make_meeting(**fields: Any) -> Event:
    """A meeting in two weeks that takes pitches until a day before."""
    fields.setdefault("pitches_until", timezone.now() + timedelta(days=10))
    return make_event(**fields)


def now_on(**fields: Any) -> Event:
    """A meeting that has begun half an hour ago."""
    now = timezone.now()
    times = {
        "starts_at": now - timedelta(minutes=30),
        "ends_at": now + timedelta(hours=2),
        "registration_closes_at": now - timedelta(days=1),
    }
    return make_event(**{**times, **fields})


def make_pitch(event: Event, partner: Partner | None = None, **fields: Any) -> Pitch:
    """A pitch that waits for an answer."""
    partner = partner or make_partner()
    person = fields.pop("user", None) or make_member(partner)
    defaults = {
        "title": "台所を貸してください",
        "ask": "土曜に使える台所を探しています。",
        "presenter": "例田 花子",
        "receipt": new_receipt("H"),
    }
    return Pitch.objects.create(event=event, partner=partner, user=person, **{**defaults, **fields})


def chosen(event: Event, partner: Partner | None = None, **fields: Any) -> Pitch:
    """A pitch of the programme."""
    fields.setdefault("position", event.pitches.chosen().count() + 1)
    return make_pitch(event, partner, state=Pitch.State.CHOSEN, **fields)


def seat(
    event: Event, user: User | None = None, partner: Partner | None = None, **fields: Any
) -> Registration:
    """A seat at the meeting; counted unless the person waits or has cancelled."""
    state = fields.setdefault("state", Registration.State.REGISTERED)
    if state == Registration.State.REGISTERED:
        Event.objects.filter(pk=event.pk).update(taken=F("taken") + 1)
    if state == Registration.State.WAITING:
        fields.setdefault("queue_number", event.registrations.count() + 1)
    return Registration.objects.create(
        event=event, user=user, partner=partner, receipt=new_receipt("M"), **fields
    )

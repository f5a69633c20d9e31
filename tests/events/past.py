"""A meeting that is over or under way, and people who have a seat there."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from events.models import Event, FollowUp, Registration
from partners.models import Membership, Partner
from tests.factories import make_event, make_member, make_partner, make_user
from tomoni.receipts import new_receipt


def make_past(days: int = 2, **fields: Any) -> Event:
    """An announced meeting that ended so many days ago."""
    end = timezone.now() - timedelta(days=days)
    times = {
        "starts_at": end - timedelta(hours=2),
        "ends_at": end,
        "registration_closes_at": end - timedelta(days=3),
    }
    return make_event(fields.pop("municipality", None), **{**times, **fields})


def make_running(**fields: Any) -> Event:
    """A meeting that has begun an hour ago and lasts for another."""
    now = timezone.now()
    times = {
        "starts_at": now - timedelta(hours=1),
        "ends_at": now + timedelta(hours=1),
        "registration_closes_at": now - timedelta(days=3),
    }
    return make_event(fields.pop("municipality", None), **{**times, **fields})


def make_seat(event: Event, partner: Partner | None = None, **fields: Any) -> Registration:
    """Somebody with a seat: an editor of the partner, or a citizen where there is none."""
    if "user" not in fields:
        role = fields.pop("role", Membership.Role.EDITOR)
        name = fields.pop("name", "")
        fields["user"] = make_member(partner, role=role, name=name) if partner else make_user(name)
    defaults = {"receipt": new_receipt("M"), "state": Registration.State.REGISTERED}
    return Registration.objects.create(event=event, partner=partner, **{**defaults, **fields})


def make_pair(event: Event) -> tuple[Registration, Registration]:
    """Two people of two partners at one meeting."""
    return make_seat(event, make_partner()), make_seat(event, make_partner())


def make_follow_up(seat: Registration, **fields: Any) -> FollowUp:
    """What the person of the seat would like to do."""
    defaults = {
        "event": seat.event,
        "title": "工房を見せていただく",
        "owner": seat.user,
        "partner": seat.partner,
        "due_on": timezone.localdate() + timedelta(days=30),
    }
    return FollowUp.objects.create(**{**defaults, **fields})

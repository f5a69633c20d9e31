"""The list of a reception: whom it expects, who is here, and how they are found."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from events.hosting.access import OPEN_FOR, Reception
from events.models import Event, Place, Registration, SeatingPlan
from tomoni import text

State = Registration.State


def expected(event: Event) -> list[Registration]:
    """Everybody with a seat or waiting for one, by name, in a constant number of queries. Once the
    meeting has begun, who waits stands first: seats that are free then are given by hand.
    """
    published = Place.objects.in_rounds().filter(plan__state="published").select_related("table")
    rows = (
        Registration.objects.active()
        .filter(event=event)
        .select_related("user", "partner", "checked_in_by")
        .prefetch_related(Prefetch("places", published.order_by("round"), to_attr="seats"))
    )
    for row in rows:
        row.event = event
    waits_first = event.has_started
    return sorted(
        rows,
        key=lambda row: (
            row.is_waiting != waits_first,
            row.queue_number or 0 if row.is_waiting else 0,
            row.person_name,
            row.pk,
        ),
    )


def counts(rows: Iterable[Registration]) -> dict[str, int]:
    """How many are here, of how many with a seat, and how many wait."""
    listed = list(rows)
    return {
        "here": sum(row.is_checked_in for row in listed),
        "seats": sum(row.has_seat for row in listed),
        "waiting": sum(row.is_waiting for row in listed),
    }


def counted(event: Event) -> dict[str, int]:
    """The same without the list."""
    rows = event.registrations.order_by().aggregate(
        here=Count("pk", filter=Q(checked_in_at__isnull=False)),
        seats=Count("pk", filter=Q(state=State.REGISTERED)),
        waiting=Count("pk", filter=Q(state=State.WAITING)),
    )
    return dict(rows)


def search_key(registration: Registration) -> str:
    """All that somebody can be found by: name, organisation and its reading, receipt, code."""
    partner = registration.partner
    words = (
        registration.person_name,
        registration.organisation,
        partner.kana if partner else "",
        registration.receipt,
        registration.code,
    )
    return " ".join(findable(word) for word in words if word)


def findable(words: str) -> str:
    """One spelling for all: width, case, hiragana or katakana, hyphens and spaces do not matter."""
    return text.katakana(text.key(words)).replace("-", "").replace(" ", "").replace("\u3000", "")


def found(rows: list[Registration], words: str) -> list[Registration]:
    """Those in which every word is found."""
    wanted = [findable(word) for word in words.split()]
    return [row for row in rows if all(each in search_key(row) for each in wanted)]


def shown(registration: Registration, *, rounds: int = 0) -> dict[str, Any]:
    """What a browser is given of one person: as little as a reception needs to find them.

    `rounds`: in so many everybody has a table.
    """
    seats: list[Place] = getattr(registration, "seats", [])
    by = registration.checked_in_by
    return {
        "code": registration.code,
        "name": registration.person_name,
        "organisation": registration.organisation,
        "receipt": registration.receipt,
        "find": search_key(registration),
        "waiting": registration.is_waiting,
        "online": registration.attendance == Registration.Attendance.ONLINE,
        "walkIn": registration.way == Registration.Way.WALK_IN,
        "tables": [place.table.number for place in seats],
        "needsTable": registration.has_seat and len(seats) < rounds,
        "at": stamp(registration.checked_in_at),
        "by": by.name if by else "",
    }


def list_for(reception: Reception) -> dict[str, Any]:
    """The whole list as the page keeps it. `until` is when it forgets it, `closes` when nobody
    takes any more what was pressed.
    """
    rows, event = expected(reception.event), reception.event
    is_seated = SeatingPlan.objects.filter(event=event, state="published").exists()
    rounds = event.rounds if is_seated and not event.is_over else 0
    return {
        "now": stamp(timezone.now()),
        "until": stamp(reception.kept_until),
        "closes": stamp(reception.event.ends_at + OPEN_FOR),
        "open": reception.is_open,
        "mayDecide": reception.may_decide,
        "guests": [shown(row, rounds=rounds) for row in rows],
    }


def stamp(when: datetime | None) -> int | None:
    """Milliseconds since 1970, as browsers count."""
    return int(when.timestamp() * 1000) if when else None

"""What a reception has pressed without a connection, sent when it is back: each key done once.

The answer to a press may be lost on its way, so a browser sends everything again until it has read
an answer. The row of the key is written first, in the transaction of the effect: who comes second
waits for it, and gets the answer of the first.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from events.hosting import arrivals
from events.hosting.access import Reception
from events.hosting.arrivals import Arrival, Guest, Outcome
from events.hosting.forms import WalkInForm
from events.hosting.guests import stamp
from events.models import Event, ReceptionStep, Registration
from tomoni.accounts.models import User

MOST = 200
"""Presses of one batch; a browser sends the rest in the next."""
_LATEST = timedelta(days=3)
Kind = ReceptionStep.Kind


def sync(reception: Reception, presses: Sequence[Any], *, by: User) -> list[dict[str, Any]]:
    """One answer per press, in the order in which they came; one that fails stops no other."""
    return [_one(reception, press, by) for press in presses[:MOST]]


def _one(reception: Reception, press: Any, by: User) -> dict[str, Any]:
    key = _key_of(press)
    kind = press.get("kind") if isinstance(press, dict) else None
    if key is None or kind not in Kind.values:
        raw = press.get("key") if isinstance(press, dict) else None
        return {"key": raw if isinstance(raw, str) else None, "outcome": Outcome.INVALID}
    row = ReceptionStep(key=key, event=reception.event, kind=kind, by=by, pressed_at=_when(press))
    with transaction.atomic():
        if not _claim(row):
            return _answer_of_first(row)
        arrival = _do(reception, row, press)
        row.outcome, row.registration = arrival.outcome, arrival.registration
        row.save(update_fields=["outcome", "registration"])
        return _answer(key, arrival)


def _claim(row: ReceptionStep) -> bool:
    """Whether the key is new; waits for the same key under way elsewhere."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _answer_of_first(row: ReceptionStep) -> dict[str, Any]:
    rows = ReceptionStep.objects.select_related("registration__checked_in_by")
    first = rows.filter(key=row.key, event=row.event_id, by=row.by_id, kind=row.kind).first()
    if first is None:  # the key of somebody else
        return {"key": str(row.key), "outcome": Outcome.INVALID}
    return _answer(row.key, Arrival(Outcome(first.outcome), first.registration))


def _do(reception: Reception, row: ReceptionStep, press: dict[str, Any]) -> Arrival:
    if row.kind == Kind.WALK_IN:
        return _walk_in(reception, row, press)
    registration = _named(reception.event, press.get("code"))
    if registration is None:
        return Arrival(Outcome.UNKNOWN)
    step = arrivals.undo if row.kind == Kind.UNDO else arrivals.check_in
    return step(registration, by=row.by, at=row.pressed_at)


def _walk_in(reception: Reception, row: ReceptionStep, press: dict[str, Any]) -> Arrival:
    form = WalkInForm({name: press.get(name) for name in WalkInForm.base_fields})
    if not form.is_valid():
        return Arrival(Outcome.INVALID)
    if not reception.takes_walk_ins:
        return Arrival(Outcome.CLOSED)
    guest: Guest = form.guest(may_decide=reception.may_decide)
    return arrivals.walk_in(reception.event, guest, by=row.by, at=row.pressed_at)


def _named(event: Event, code: Any) -> Registration | None:
    if not isinstance(code, str) or not re.fullmatch(r"[A-Z0-9-]{1,12}", code):
        return None
    return Registration.objects.filter(event=event, code=code).first()


def _key_of(press: Any) -> UUID | None:
    try:
        return UUID(press["key"])
    except (TypeError, KeyError, ValueError, AttributeError):
        return None


def _when(press: dict[str, Any]) -> datetime:
    """When the button was pressed, by the browser's clock; never in the future, nor long ago."""
    now = timezone.now()
    try:
        said = datetime.fromtimestamp(press["pressed"] / 1000, tz=UTC)
    except (TypeError, KeyError, ValueError, OverflowError, OSError):
        return now
    return max(now - _LATEST, min(said, now))


def _answer(key: UUID, arrival: Arrival) -> dict[str, Any]:
    registration = arrival.registration
    answer: dict[str, Any] = {"key": str(key), "outcome": arrival.outcome}
    if registration:
        by = registration.checked_in_by
        answer |= {
            "code": registration.code,
            "at": stamp(registration.checked_in_at),
            "by": by.name if by else "",
        }
    return answer

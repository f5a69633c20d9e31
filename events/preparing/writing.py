"""How a meeting is written, changed, and begun anew from an earlier one."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event, Series
from events.preparing.forms import RESERVED, too_few_seats
from events.preparing.moving import diary_of, tell_if_moved
from events.registration import move_up
from events.signals import event_changed
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality

Answers = Mapping[str, Any]
WRITTEN = (
    *("title", "summary", "organisers", "number", "starts_at", "ends_at"),
    *("registration_closes_at", "form", "venue", "address", "online_link", "capacity"),
    *("is_open_to_citizens", "rounds", "pitches_until", "takes_topics", "challenge"),
)
COMES_AFTER = timedelta(days=28)
"""A meeting that is begun from an earlier one falls on the same weekday."""
_MOST_TRIES = 1_000


@transaction.atomic
def write_event(answers: Answers, *, municipality: Municipality, by: User) -> Event:
    """A new meeting, as a draft that only the office sees."""
    event = Event(municipality=municipality)
    _fill(event, answers)
    event.slug = answers.get("slug") or free_slug(event)
    _save(event)
    _choose(event, answers)
    record.record(by, "event.created", event, municipality=municipality)
    event_changed.send(Event, event=event)
    return event


@transaction.atomic
def rewrite_event(event: Event, answers: Answers, *, by: User, seen: int) -> int:
    """Change a meeting; how many participants are told of another time or place.

    Seats that were added go to those who wait. Raises LostUpdateError when somebody else has saved
    since version `seen`, StateError when it was called off, or has given away more seats meanwhile
    than it is to have.
    """
    event.claim_version(seen)
    event.refresh_from_db()
    if event.is_cancelled:
        raise StateError(_("This meeting was called off and can no longer be changed."))
    if answers["capacity"] < event.taken:
        raise StateError(too_few_seats(event.taken))
    before = diary_of(event)
    _fill(event, answers)
    if event.is_draft and answers.get("slug"):
        event.slug = answers["slug"]
    _save(event)
    _choose(event, answers)
    record.record(by, "event.edited", event, municipality=event.municipality)
    event_changed.send(Event, event=event)
    move_up(event)
    return tell_if_moved(event, before)


def _fill(event: Event, answers: Answers) -> None:
    for name in WRITTEN:
        setattr(event, name, answers[name])
    event.series = _series(event.municipality, answers)
    if event.series and event.number is None:
        event.number = next_number(event.series)
    _require_free_number(event)


def _save(event: Event) -> None:
    """StateError where somebody has taken the address in the same moment."""
    try:
        with transaction.atomic():
            event.save()
    except IntegrityError:
        raise StateError(_("Another page has this address. Please choose another one.")) from None


def _choose(event: Event, answers: Answers) -> None:
    event.goals.set(answers["goals"])
    event.fields.set(answers["fields"])


def _series(municipality: Municipality, answers: Answers) -> Series | None:
    if name := answers.get("new_series"):
        return Series.objects.get_or_create(municipality=municipality, name=name)[0]
    series: Series | None = answers.get("series")
    return series


def next_number(series: Series) -> int:
    """The number after the last; the series is held, so that nobody else is given the same."""
    Series.objects.select_for_update().get(pk=series.pk)
    last = Event.objects.filter(series=series).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _require_free_number(event: Event) -> None:
    if event.series is None or event.number is None:
        return
    same = Event.objects.filter(series=event.series, number=event.number).exclude(pk=event.pk)
    if same.exists():
        raise StateError(_("The series already has a meeting with this number."))


def free_slug(event: Event) -> str:
    """An address by city and day that no other meeting has."""
    day = timezone.localtime(event.starts_at).date()
    base = f"{event.municipality.slug[:40]}-{day.isoformat()}"
    for number in range(1, _MOST_TRIES):
        slug = base if number == 1 else f"{base}-{number}"
        if slug not in RESERVED and not Event.objects.filter(slug=slug).exists():
            return slug
    raise StateError(_("Another page has this address. Please choose another one."))


@transaction.atomic
def copy_event(source: Event, *, by: User) -> Event:
    """The next of the series, as a draft: programme and tables stay, the people are named anew.

    It falls on the same weekday at the same hour, four weeks or more later; nothing is told.
    """
    later = _later(source)
    copied = Event(
        municipality=source.municipality,
        series=source.series,
        number=next_number(source.series) if source.series else None,
        **{name: getattr(source, name) for name in WRITTEN if name not in ("number", "challenge")},
    )
    copied.challenge = source.challenge
    copied.online_link = ""
    for name in ("starts_at", "ends_at", "registration_closes_at", "pitches_until"):
        moment = getattr(source, name)
        setattr(copied, name, moment + later if moment else None)
    copied.slug = free_slug(copied)
    _save(copied)
    copied.goals.set(source.goals.all())
    copied.fields.set(source.fields.all())
    _copy_parts(source, copied)
    record.record(by, "event.copied", copied, municipality=copied.municipality, origin=source.slug)
    return copied


def _later(event: Event) -> timedelta:
    """Four weeks, or as many more as bring it four weeks from now."""
    gone = timezone.now() - event.starts_at
    return COMES_AFTER + timedelta(weeks=max(0, -(-gone // timedelta(weeks=1))))


def _copy_parts(source: Event, copied: Event) -> None:
    for item in source.programme.all():
        copied.programme.create(
            position=item.position, minutes=item.minutes, title=item.title, note=item.note
        )
    for table in source.tables.prefetch_related("goals", "fields"):
        twin = copied.tables.create(
            number=table.number, theme=table.theme, seats=table.seats, challenge=table.challenge
        )
        twin.goals.set(table.goals.all())
        twin.fields.set(table.fields.all())

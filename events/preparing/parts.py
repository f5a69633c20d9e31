"""The parts of a meeting as the office writes them: programme, theme tables, who has a duty.

Each page carries the version of the meeting, so that the second of two editors is told.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext as _

from events.models import Duty, Event, ProgrammeItem, Table
from events.preparing.contributing import duties_by_person, tell_of_duties
from events.signals import event_changed
from tomoni.accounts.models import User
from tomoni.journal import record
from tomoni.models import StateError

Answers = Mapping[str, Any]


@transaction.atomic
def write_programme(event: Event, rows: Iterable[Answers], *, by: User, seen: int) -> None:
    """The lines of the programme in the order of their numbers; those without come last.

    Raises LostUpdateError when somebody else has saved since version `seen`.
    """
    _begin(event, seen)
    event.programme.all().delete()
    ProgrammeItem.objects.bulk_create(
        ProgrammeItem(
            event=event,
            position=place,
            minutes=row["minutes"],
            title=row["title"],
            note=row["note"],
        )
        for place, row in enumerate(in_order(rows), 1)
    )
    _note(event, by, "event.programme_written")


def in_order(rows: Iterable[Answers]) -> list[Answers]:
    """By their numbers; equal ones, and those without one, as they stand."""
    return sorted(rows, key=lambda row: (row["position"] is None, row["position"] or 0))


@transaction.atomic
def write_table(
    event: Event, answers: Answers, *, by: User, seen: int, table: Table | None = None
) -> Table:
    """A theme table, new or changed; LostUpdateError as above."""
    _begin(event, seen)
    row = table or Table(event=event)
    for name in ("number", "theme", "seats", "online_link", "challenge"):
        setattr(row, name, answers[name])
    if event.tables.exclude(pk=row.pk).filter(number=row.number).exists():
        raise StateError(_("Another table has this number."))
    row.save()
    row.goals.set(answers["goals"])
    row.fields.set(answers["fields"])
    _note(event, by, "event.table_written", table=row.label)
    return row


@transaction.atomic
def remove_table(table: Table, *, by: User) -> None:
    """Take a table away with the wishes for it; StateError where people sit or have sat there, and
    where the meeting was called off.
    """
    event = table.event
    Event.objects.select_for_update().only("pk").get(pk=event.pk)
    event.refresh_from_db(fields=["state"])
    _require_held(event)
    try:
        with transaction.atomic():
            label = table.label
            table.delete()
    except ProtectedError:
        raise StateError(
            _("Somebody sits at this table or has written there, so it stays.")
        ) from None
    Event.objects.filter(pk=event.pk).update(version=F("version") + 1)
    _note(event, by, "event.table_removed", table=label)


@transaction.atomic
def write_duties(event: Event, rows: Iterable[Answers], *, by: User, seen: int) -> None:
    """Who has which duty. With an account somebody may do it: check in, look after the notes of a
    table, and is told of it. LostUpdateError as above.
    """
    _begin(event, seen)
    before = duties_by_person(event)
    partners = {(duty.name, duty.affiliation): duty.partner for duty in event.duties.all()}
    event.duties.all().delete()
    Duty.objects.bulk_create(
        Duty(event=event, partner=partners.get((row["name"], row["affiliation"])), **row)
        for row in rows
    )
    tell_of_duties(event, by, before)
    _note(event, by, "event.duties_written")


def _begin(event: Event, seen: int) -> None:
    event.claim_version(seen)
    event.refresh_from_db()
    _require_held(event)


def _require_held(event: Event) -> None:
    if event.is_cancelled:
        raise StateError(_("This meeting was called off and can no longer be changed."))


def _note(event: Event, by: User, verb: str, **said: Any) -> None:
    record.record(by, verb, event, municipality=event.municipality, **said)
    event_changed.send(Event, event=event)

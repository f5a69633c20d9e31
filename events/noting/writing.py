"""How a table writes: every entry is a row of its own, so that nobody overwrites anybody.

Whoever changes the notes of a table holds its row of `TableNotes` until the transaction ends, so
that what the table agrees to is what it has seen. An entry's version grows with every change.
"""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import NoteEntry, Table, TableNotes
from events.noting.access import Reader, is_open
from tomoni.accounts.models import User
from tomoni.journal.record import record
from tomoni.models import StateError


def hold(table: Table) -> TableNotes:
    """The notes of the table, locked until the transaction ends."""
    TableNotes.objects.get_or_create(table=table)
    return TableNotes.objects.select_for_update().get(table=table)


@transaction.atomic
def write_entry(
    reader: Reader,
    *,
    key: uuid.UUID,
    at: int,
    part: str,
    text: str,
    is_shareable: bool = True,
) -> NoteEntry:
    """Write something down. The same key again, even at the same moment, is the same entry."""
    _require_open(reader)
    hold(reader.table)
    entry, is_new = NoteEntry.objects.get_or_create(
        key=key,
        defaults={
            "table": reader.table,
            "round": at,
            "part": part,
            "text": text,
            "author": reader.registration,
            "writer": reader.user,
            "is_shareable": is_shareable,
        },
    )
    if entry.writer_id != reader.user.pk or entry.table_id != reader.table.pk:
        raise StateError(_("This was written already."))
    if is_new:
        _note(entry, reader.user, "note.written")
    return entry


@transaction.atomic
def edit_entry(
    entry: NoteEntry, reader: Reader, *, seen: int, text: str, is_shareable: bool
) -> None:
    """Write one's own entry anew; LostUpdateError where it has changed since it was `seen`."""
    _require_open(reader)
    _require_own(entry, reader)
    hold(reader.table)
    entry.claim_version(seen)
    _save(entry, text=text, is_shareable=is_shareable)
    _note(entry, reader.user, "note.edited")


@transaction.atomic
def delete_entry(entry: NoteEntry, reader: Reader) -> None:
    """Take one's own entry out; it can be put back. Twice is once."""
    _require_own(entry, reader)
    if not _held(entry, reader).is_deleted:
        entry.claim_version(entry.version)
        _save(entry, deleted_at=timezone.now())
        _note(entry, reader.user, "note.deleted")


@transaction.atomic
def restore_entry(entry: NoteEntry, reader: Reader) -> None:
    """Put it back as it was; the table agrees to it anew. Twice is once."""
    _require_open(reader)
    _require_own(entry, reader)
    if _held(entry, reader).is_deleted:
        entry.claim_version(entry.version)
        _save(entry, deleted_at=None)
        _note(entry, reader.user, "note.restored")


def _held(entry: NoteEntry, reader: Reader) -> NoteEntry:
    """The entry as it is now, while nobody else changes the notes of the table."""
    hold(reader.table)
    entry.refresh_from_db()
    return entry


def _save(entry: NoteEntry, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(entry, name, value)
    entry.save(update_fields=[*fields, "updated_at"])


def _require_open(reader: Reader) -> None:
    if not is_open(reader.event):
        raise StateError(
            _("Notes are written from the day of the meeting until two weeks after it.")
        )
    if not reader.may_write:
        raise StateError(_("You may read these notes, but not write."))


def _require_own(entry: NoteEntry, reader: Reader) -> None:
    if entry.writer_id != reader.user.pk:
        raise StateError(_("Only who has written an entry changes it."))


def _note(entry: NoteEntry, by: User, verb: str) -> None:
    city = entry.table.event.municipality
    record(by, verb, entry.table, municipality=city, entry=entry.pk)

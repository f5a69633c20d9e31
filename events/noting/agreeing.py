"""What of the notes may be published: the table agrees, and anybody of it may object.

Agreeing is about the entries that were before the eyes of who says so: what is written or changed
afterwards waits for the next time. An objection counts at once and for good, whoever agrees, and
nobody learns whose it is.
"""

from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.expressions import F
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import NoteEntry, Objection, Table, TableNotes
from events.noting.access import Reader
from events.noting.writing import hold
from tomoni.journal.record import record
from tomoni.models import StateError


def marker(table: Table) -> str:
    """Changes whenever anything does that somebody at the table sees. It knows no clocks: every
    change of a row raises its version.
    """
    entries = NoteEntry.objects.filter(table=table)
    counted = entries.aggregate(
        rows=Count("pk"),
        versions=Sum("version"),
        agreed=Sum("agreed_version"),
        follow_ups=Count("follow_up"),
        changed=Sum("follow_up__version"),
    )
    objections = Objection.objects.filter(entry__table=table).count()
    is_agreed = TableNotes.objects.filter(table=table, agreed_at__isnull=False).exists()
    numbers = [*counted.values(), objections, int(is_agreed)]
    return "-".join(str(number or 0) for number in numbers)


@transaction.atomic
def agree(reader: Reader, *, seen: str) -> None:
    """The table has agreed to what was `seen`. StateError where something was written meanwhile."""
    notes = hold(reader.table)
    _require_agreeing(reader)
    if marker(reader.table) != seen:
        raise StateError(
            _("Something was written or changed meanwhile. Please look at it and ask once more.")
        )
    notes.agreed_at, notes.agreed_by = timezone.now(), reader.user
    notes.save()
    reader.table.entries.standing().update(agreed_version=F("version"))
    _note(reader, "notes.agreed")


@transaction.atomic
def take_back(reader: Reader) -> None:
    """Nothing of the table is published any more. Twice is once."""
    notes = hold(reader.table)
    _require_agreeing(reader)
    if notes.agreed_at is None:
        return
    notes.agreed_at = notes.agreed_by = None
    notes.save()
    reader.table.entries.update(agreed_version=0)
    _note(reader, "notes.agreement_taken_back")


def _require_agreeing(reader: Reader) -> None:
    if not reader.may_agree:
        raise StateError(_("The facilitator, the note taker or the office says what was agreed."))


def _note(reader: Reader, verb: str) -> None:
    record(reader.user, verb, reader.table, municipality=reader.event.municipality)


# --- Objections ---------------------------------------------------------------------------------


@transaction.atomic
def object_to(entry: NoteEntry, reader: Reader) -> None:
    """Somebody of the table does not want it published: at once, and whoever has agreed.

    The journal says that there was an objection, not whose.
    """
    hold(reader.table)
    _row, is_new = Objection.objects.get_or_create(entry=entry, user=reader.user)
    if is_new:
        city = reader.event.municipality
        record(None, "note.objected", reader.table, municipality=city, entry=entry.pk)


@transaction.atomic
def withdraw_objection(entry: NoteEntry, reader: Reader) -> None:
    """One's own objection is taken back; another's stays."""
    hold(reader.table)
    entry.objections.filter(user=reader.user).delete()
